//! A recording whose name does not say what it is.
//!
//! `level:metric:operations` says which labels are left, what was measured and what was done to it. A name without a
//! colon looks like a metric of an exporter.
//!
//! # Fix
//!
//! Name the level, the metric and the operations, with colons between them and none at the ends.

use plimsoll_plan::Rule;

use crate::registry::Check;
use crate::{Diagnostic, Subject};

const ID: &str = "rule/record-name";

pub(crate) const CHECK: Check = Check::warning(ID, "a recording whose name does not say what it is", run);

fn run(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    for rule in subject.plan.rules().filter_map(Rule::as_record) {
        let parts: Vec<&str> = rule.record.split(':').collect();
        let problem = match parts.as_slice() {
            [_] => "has no colon: it looks like a metric of an exporter",
            [_, _] | [_, _, _] if parts.iter().all(|part| !part.is_empty()) => continue,
            [_, _] | [_, _, _] => "has nothing before, between or behind its colons",
            _ => "has more than two colons",
        };
        found.push(
            Diagnostic::warning(ID, format!("the recording `{}` {problem}", rule.record))
                .at(rule.origin)
                .about(subject.about_record(&rule.record))
                .help(
                    "name it `level:metric:operations`, such as `service:http_requests_failed:ratio_rate5m`",
                ),
        );
    }
}

#[cfg(test)]
pub(crate) mod examples {
    use crate::examples::prelude::*;

    pub(crate) fn bad() -> Alert {
        with_texts(Alert::new(
            "NodeBusy",
            Response::Notify,
            node_load().recorded("", "load", "max").above(count(10.0)),
        ))
    }

    pub(crate) fn bad_end() -> Alert {
        with_texts(Alert::new(
            "NodeBusy",
            Response::Notify,
            node_load().recorded("node", "load", "").above(count(10.0)),
        ))
    }

    pub(crate) fn bad_with_three_colons() -> Alert {
        with_texts(Alert::new(
            "NodeBusy",
            Response::Notify,
            node_load().recorded("node", "load:all", "max").above(count(10.0)),
        ))
    }

    pub(crate) fn good() -> Alert {
        with_texts(Alert::new(
            "NodeBusy",
            Response::Notify,
            node_load().recorded("node", "load", "max").above(count(10.0)),
        ))
    }
}

#[cfg(test)]
mod tests {
    use crate::{Diagnostic, fixture};

    fn named(level: &'static str, metric: &'static str, operation: &'static str) -> Vec<Diagnostic> {
        fixture::findings(|pack| pack.alerts.push(fixture::recorded_probe(level, metric, operation)))
    }

    #[test]
    fn a_name_of_other_than_two_colons_is_told() {
        assert_eq!(fixture::ids(&named("", "load", "max")), ["rule/record-name"]);
        assert_eq!(fixture::ids(&named("node", "load", "")), ["rule/record-name"]);
        assert_eq!(fixture::ids(&named("node", "load:all", "max")), ["rule/record-name"]);
    }

    #[test]
    fn level_metric_and_operation_pass() {
        assert_eq!(named("node", "load", "max"), []);
    }
}
