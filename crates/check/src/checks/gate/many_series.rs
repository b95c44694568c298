//! A gate whose query may give several series.
//!
//! A gate compares one value with one line. Of several series a rollout takes the first, whichever that is.
//!
//! # Fix
//!
//! Aggregate until no label is left.

use plimsoll_promql::flow;

use crate::registry::Check;
use crate::{Diagnostic, Subject};

const ID: &str = "gate/many-series";

pub(crate) const CHECK: Check = Check::error(ID, "a gate whose query may give several series", run);

fn run(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    for gate in subject.plan.traffic.iter().flat_map(|traffic| &traffic.gates) {
        let labels: Vec<String> = flow::possible(&gate.query).into_iter().map(str::to_owned).collect();
        if labels.is_empty() {
            continue;
        }
        let message =
            format!("the gate of `{}` may give one series for each {}", gate.alert, labels.join(", "));
        let finding = Diagnostic::error(ID, message).at(gate.origin);
        found.push(finding.about(subject.about_alert(gate.alert)).help("aggregate until no label is left"));
    }
}

#[cfg(test)]
pub(crate) mod examples {
    use crate::examples::prelude::*;

    pub(crate) fn bad() -> Planted {
        asked_by_gate("sum by (service) (rate(http_requests_total[5m]))", &["service"])
    }

    pub(crate) fn good() -> Planted {
        asked_by_gate("sum(rate(http_requests_total{service=\"checkout\"}[5m]))", &[])
    }
}

#[cfg(test)]
mod tests {
    use plimsoll_promql::Expr;

    use crate::checks::gate::boundary::tests::gated;

    #[test]
    fn a_query_with_labels_is_found() {
        let found = gated(
            |_| (),
            |gate| {
                let labels = vec!["service".to_owned()];
                gate.query = Expr::Raw {
                    text: "node_load".to_owned(),
                    labels,
                    window: plimsoll_units::Duration::ZERO,
                };
            },
        );
        let own: Vec<&str> = found
            .iter()
            .filter(|finding| finding.id == super::ID)
            .map(|finding| finding.message.as_str())
            .collect();
        assert_eq!(own, ["the gate of `ShopFailing` may give one series for each service"]);
    }

    #[test]
    fn one_series_passes() {
        assert_eq!(gated(|_| (), |_| ()), []);
    }
}
