//! "Any at all" that does not see the first.
//!
//! A series that is born with the value 1 has an increase of 0: there was nothing before it to grow from. Most
//! counters with labels are born with their first event, so `increase(x_total[10m]) > 0` misses the first failure of
//! each kind, which is the one that matters.
//!
//! # Bad
//!
//! ```promql
//! increase(http_requests_total{status="500"}[10m]) > 0
//! ```
//!
//! ```promql
//! sum(rate(http_requests_total{status="500"}[10m])) > 0
//! ```
//!
//! # Good
//!
//! ```promql
//! increase(http_requests_total{status="500"}[10m]) > 0
//!   or (http_requests_total{status="500"} > 0 unless http_requests_total{status="500"} offset 10m)
//! ```
//!
//! # Fix
//!
//! Add the series that were born in the window; `Select::grew` does it. Where the exporter shows the counter as 0
//! from its start, allow the finding with that reason.

use plimsoll_promql::gate::{Accepted, Node, NodeKind};

use crate::catalogue::Series;
use crate::registry::Check;
use crate::{Diagnostic, Subject};

const ID: &str = "promql/newborn-counter";

pub(crate) const CHECK: Check = Check::warning(ID, "an increase that does not see the first event", run);

fn run(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    for (expression, accepted) in subject.accepted().filter(|(expression, _)| expression.alert().is_some()) {
        visit(&accepted.tree, &mut |node, of| {
            let Some((function, range)) = subject.catalogue.rate(of) else { return };
            let NodeKind::Selector(counter) = &range.kind else { return };
            let Series::Metric(def, _) = subject.catalogue.series(counter) else { return };
            let name = counter.metric_name().unwrap_or_default();
            // Without labels there is one series, and client libraries show it as 0 from the start.
            if def.labels.is_empty() || looks_back(accepted, name) {
                return;
            }
            let message =
                format!("a series of `{name}` that is born with its first event has no `{function}()`");
            let help = "add those that were born in the window: `or (x > 0 unless x offset 10m)`";
            found.push(expression.at(Diagnostic::warning(ID, message), &node.span).help(help));
        });
    }
}

/// Calls `any` with every `... > 0` that decides whether the alert fires, and what is compared. Guards and divisors
/// only ask for something to speak of.
fn visit<'n>(node: &'n Node, any: &mut impl FnMut(&'n Node, &'n Node)) {
    match &node.kind {
        NodeKind::Binary { op, left, right, .. } => {
            let is_zero = matches!(right.kind, NodeKind::Number(line) if line == 0.0);
            if op == ">" && is_zero {
                any(node, left);
            }
            visit(left, any);
            if !matches!(op.as_str(), "/" | "and" | "unless") {
                visit(right, any);
            }
        }
        _ => node.children().for_each(|child| visit(child, any)),
    }
}

/// Whether the same metric is read as it was before.
fn looks_back(accepted: &Accepted, name: &str) -> bool {
    accepted
        .selectors
        .iter()
        .any(|selector| selector.metric_name() == Some(name) && selector.offset.is_some())
}

#[cfg(test)]
mod tests {
    use crate::fixture;

    #[test]
    fn an_increase_above_zero_is_told() {
        for text in ["increase(http_requests_total[10m]) > 0", "sum(rate(http_requests_total[10m])) > 0"] {
            assert_eq!(fixture::ids(&fixture::expression(text)), ["promql/newborn-counter"], "{text}");
        }
    }

    #[test]
    fn what_sees_the_first_event_passes_and_so_does_what_is_no_question_of_any() {
        for text in [
            "increase(http_requests_total[10m]) > 0 \
             or (http_requests_total > 0 unless http_requests_total offset 10m)",
            "increase(http_requests_total[10m]) > 5",
            "increase(restarts_total[10m]) > 0",
            "node_load > 5 and on () sum(rate(http_requests_total[5m])) > 0",
        ] {
            assert_eq!(fixture::expression(text), [], "{text}");
        }
    }
}
