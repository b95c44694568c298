//! A quantile outside 0 to 1.
//!
//! Prometheus answers with infinity, above every line: the alert fires always, or never.
//!
//! # Bad
//!
//! ```promql
//! quantile_over_time(95, node_load[5m]) > 10
//! ```
//!
//! ```promql
//! histogram_quantile(90, sum by (le) (rate(http_request_duration_seconds_bucket[5m]))) >= 0.5
//! ```
//!
//! # Good
//!
//! ```promql
//! quantile_over_time(0.95, node_load[5m]) > 10
//! ```
//!
//! ```promql
//! histogram_quantile(0.9, sum by (le) (rate(http_request_duration_seconds_bucket[5m]))) >= 0.5
//! ```
//!
//! # Fix
//!
//! Write the quantile as a part of 1.

use plimsoll_promql::gate::{Node, NodeKind};

use crate::registry::Check;
use crate::{Diagnostic, Subject};

const ID: &str = "promql/quantile-range";

pub(crate) const CHECK: Check = Check::error(ID, "a quantile outside 0 to 1", run);

fn run(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    for (expression, accepted) in subject.accepted() {
        accepted.tree.walk(&mut |node| {
            let Some((share, place)) = share(node) else { return };
            if (0.0..=1.0).contains(&share) {
                return;
            }
            let help = if share > 1.0 && share <= 100.0 {
                format!("write {}", (share * 1e10).round() / 1e12)
            } else {
                "write a part of 1, such as 0.95".to_owned()
            };
            let finding = Diagnostic::error(ID, format!("a quantile is between 0 and 1, not {share}"));
            found.push(expression.at(finding, &place.span).help(help));
        });
    }
}

/// The quantile that is asked for, where it is a number.
fn share(node: &Node) -> Option<(f64, &Node)> {
    let place = match &node.kind {
        NodeKind::Call { function, arguments }
            if matches!(function.as_str(), "histogram_quantile" | "quantile_over_time") =>
        {
            arguments.first()?
        }
        NodeKind::Aggregate { op, parameter, .. } if op == "quantile" => parameter.as_deref()?,
        _ => return None,
    };
    match place.kind {
        NodeKind::Number(share) => Some((share, place)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use crate::fixture;

    #[test]
    fn a_percentage_is_told_with_the_part_of_one() {
        for text in ["quantile_over_time(95, node_load[5m]) > 1", "quantile(95, node_load) > 1"] {
            let found = fixture::expression(text);
            assert_eq!(fixture::ids(&found), ["promql/quantile-range"], "{text}");
            assert_eq!(found[0].help.as_deref(), Some("write 0.95"));
        }
        assert_eq!(
            fixture::ids(&fixture::expression("quantile(-1, node_load) > 1")),
            ["promql/quantile-range"]
        );
    }

    #[test]
    fn a_part_of_one_passes() {
        assert_eq!(fixture::expression("quantile(0.95, node_load) > 1"), []);
        assert_eq!(fixture::expression("quantile(1, node_load) > 1"), []);
    }
}
