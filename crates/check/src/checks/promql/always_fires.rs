//! An alert that fires as long as its series exist.
//!
//! An alert fires for each sample of its expression, whatever the value: 0 too. Without a comparison that drops
//! samples it fires always. `bool` keeps every sample and makes it 0 or 1.
//!
//! # Bad
//!
//! ```promql
//! up == bool 0
//! ```
//!
//! ```promql
//! up
//! ```
//!
//! ```promql
//! node_load > 1 > 2
//! ```
//!
//! # Good
//!
//! ```promql
//! up == 0
//! ```
//!
//! ```promql
//! absent(up{job="api"})
//! ```
//!
//! ```promql
//! node_load > 1 < 2
//! ```
//!
//! # Fix
//!
//! Compare with a line, without `bool`. An alert that shows that the way to people works is a
//! `Response::Heartbeat`.

use plimsoll_model::Response;
use plimsoll_promql::gate::{Node, NodeKind};

use super::values;
use crate::catalogue::{Catalogue, Series};
use crate::registry::Check;
use crate::{Diagnostic, Subject};

const ID: &str = "promql/always-fires";

pub(crate) const CHECK: Check = Check::warning(ID, "an alert that fires as long as its series exist", run);

fn run(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    for (expression, accepted) in subject.accepted() {
        let Some(rule) = expression.alert() else { continue };
        if subject.written(rule).is_some_and(|alert| alert.response == Response::Heartbeat) {
            continue;
        }
        if subject.is_open() && is_heartbeat(&accepted.tree) {
            continue;
        }
        if let Some(node) = unfiltered(&subject.catalogue, &accepted.tree) {
            let is_bool = matches!(node.kind, NodeKind::Binary { returns_bool: true, .. });
            let (message, help) = if is_bool {
                ("`bool` keeps every sample, and an alert fires for each", "leave `bool` out")
            } else {
                (
                    "nothing here drops a sample: the alert fires as long as there is one",
                    "compare it with a line",
                )
            };
            found.push(expression.at(Diagnostic::warning(ID, message), &node.span).help(help));
        }
        accepted.tree.walk(&mut |node| {
            let Some((idle, other)) = idle(node) else { return };
            let message =
                format!("this comparison decides nothing: what passes the {other} one passes it too");
            let help = "leave it out, or correct the line or the operator";
            found.push(expression.at(Diagnostic::warning(ID, message), &idle.span).help(help));
        });
    }
}

/// A number that stands for nothing but itself proves that the way to people works.
fn is_heartbeat(node: &Node) -> bool {
    match &node.kind {
        NodeKind::Number(_) => true,
        NodeKind::Call { function, arguments } => function == "vector" && arguments.iter().all(is_heartbeat),
        _ => false,
    }
}

/// The part that keeps every sample there is; `None` where something drops samples, or where it is not known.
fn unfiltered<'n>(catalogue: &'n Catalogue<'_>, node: &'n Node) -> Option<&'n Node> {
    let at = |part: Option<&Node>| part.map(|_| node);
    match &node.kind {
        NodeKind::Number(_) => Some(node),
        NodeKind::Selector(selector) => match catalogue.series(selector) {
            Series::Metric(..) => Some(node),
            Series::Recording(recorded) => {
                let mut definitions = recorded.definitions().peekable();
                definitions.peek()?;
                definitions.all(|of| unfiltered(catalogue, of).is_some()).then_some(node)
            }
            // There are only as many alerts as fire.
            Series::Own => (selector.metric_name() == Some("up")).then_some(node),
            Series::Unknown => None,
        },
        NodeKind::Subquery { of, .. } | NodeKind::Negated(of) | NodeKind::Aggregate { of, .. } => {
            unfiltered(catalogue, of)
        }
        NodeKind::Call { function, arguments } => match function.as_str() {
            "absent" | "absent_over_time" => None,
            _ => {
                let mut vectors = arguments.iter().filter(|one| !matches!(one.kind, NodeKind::Text(_)));
                vectors.all(|one| unfiltered(catalogue, one).is_some()).then_some(node)
            }
        },
        NodeKind::Binary { op, returns_bool, left, right, .. } => {
            let (on_left, on_right) = (unfiltered(catalogue, left), unfiltered(catalogue, right));
            match op.as_str() {
                op if values::is_comparison(op) && !returns_bool => None,
                "unless" => None,
                "or" => on_left.or(on_right),
                // A guard against division by zero is no line.
                "/" => at(on_left),
                _ => at(on_left.and(on_right)),
            }
        }
        _ => None,
    }
}

/// The one of two comparisons that lets more pass, `foo > 1` of `foo > 1 > 2`, and which the other is.
fn idle(node: &Node) -> Option<(&Node, &'static str)> {
    let outer = values::filter(node)?;
    let inner = values::filter(outer.of)?;
    if outer.passing.is_within(inner.passing) {
        return Some((outer.of, "outer"));
    }
    inner.passing.is_within(outer.passing).then_some((node, "inner"))
}

#[cfg(test)]
mod tests {
    use plimsoll_model::Response;

    use crate::fixture;

    #[test]
    fn an_alert_without_a_comparison_that_drops_samples_is_told() {
        for text in [
            "up",
            "up == bool 0",
            "vector(1)",
            "sum(rate(restarts_total[5m]))",
            "node_load > 1 or node_load",
            "sum(restarts_total) / (sum(http_requests_total) > 0)",
            "node_load > 1 > 2",
        ] {
            assert_eq!(fixture::ids(&fixture::expression(text)), ["promql/always-fires"], "{text}");
        }
    }

    #[test]
    fn what_can_be_empty_passes() {
        for text in [
            "up == 0",
            "absent(node_load{node=\"a\"})",
            "ALERTS{alertstate=\"firing\"}",
            "node_load unless on () node_load > 5",
            "node_load and on () node_load > 5",
            "node_load > 1 < 5",
            "memory_bytes * on (namespace, pod) (memory_bytes > 0)",
        ] {
            assert_eq!(fixture::expression(text), [], "{text}");
        }
    }

    #[test]
    fn the_heartbeat_fires_always() {
        let mut heartbeat = fixture::probe("vector(1)");
        heartbeat.response = Response::Heartbeat;
        assert_eq!(fixture::findings(|pack| pack.alerts.push(heartbeat)), []);
    }
}
