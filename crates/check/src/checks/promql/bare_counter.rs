//! The bare value of a counter against a line.
//!
//! The value of a counter says only when its process was started. `x_total > 10` fires some time after the start and
//! never stops; a restart resolves it without anything having changed.
//!
//! # Bad
//!
//! ```promql
//! http_requests_total > 10
//! ```
//!
//! ```promql
//! sum by (service) (http_requests_total) > 10
//! ```
//!
//! # Good
//!
//! ```promql
//! increase(http_requests_total[10m]) > 10
//! ```
//!
//! # Fix
//!
//! Compare `increase()` or `rate()` over a window. A comparison with 0 passes where it only asks whether there was
//! anything: below a division, or beside `unless x offset 10m`.

use plimsoll_promql::gate::{Node, NodeKind};

use super::values::is_comparison;
use crate::nature::{Nature, subject_of};
use crate::registry::Check;
use crate::{Diagnostic, Subject};

const ID: &str = "promql/bare-counter";

pub(crate) const CHECK: Check = Check::error(ID, "the bare value of a counter against a line", run);

fn run(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    for (expression, accepted) in subject.accepted() {
        visit(&accepted.tree, false, &mut |node, counter| {
            if !matches!(subject.catalogue.nature(counter), Nature::Counter | Nature::CounterSum) {
                return;
            }
            let name = subject_of(counter);
            let message = format!("the bare value of the counter `{name}` says only when it was started");
            let help = format!("compare `increase({name}[5m])` or `rate({name}[5m])`");
            found.push(expression.at(Diagnostic::error(ID, message), &node.span).help(help));
        });
    }
}

/// Calls `compared` with every comparison of something with a number, and that something. `may_ask` says that a
/// comparison with 0 stands where it only asks whether there was anything.
fn visit<'n>(node: &'n Node, may_ask: bool, compared: &mut impl FnMut(&'n Node, &'n Node)) {
    let NodeKind::Binary { op, left, right, .. } = &node.kind else {
        for child in node.children() {
            visit(child, may_ask, compared);
        }
        return;
    };
    if is_comparison(op) {
        let (number, other) = if left.is_scalar() { (left, right) } else { (right, left) };
        let is_zero = matches!(number.kind, NodeKind::Number(number) if number == 0.0);
        let asks = is_zero && (may_ask || op == "==");
        if number.is_scalar() && !other.is_scalar() && !asks {
            compared(node, other);
        }
    }
    visit(left, matches!(op.as_str(), "unless") || (may_ask && op != "/"), compared);
    visit(right, matches!(op.as_str(), "and" | "unless" | "/") || may_ask, compared);
}

#[cfg(test)]
mod tests {
    use crate::fixture;

    #[test]
    fn a_counter_against_a_line_is_told() {
        for text in [
            "http_requests_total > 10",
            "restarts_total > 0",
            "0.5 < sum(restarts_total)",
            "restarts_total != 3",
        ] {
            assert_eq!(fixture::ids(&fixture::expression(text)), ["promql/bare-counter"], "{text}");
        }
    }

    #[test]
    fn a_recorded_sum_of_counters_is_told_too() {
        let found = fixture::through_recording("sum(http_requests_total)", "probe:recorded:value > 10");
        assert_eq!(fixture::ids(&found), ["promql/bare-counter"]);
    }

    #[test]
    fn what_only_asks_whether_there_was_anything_passes() {
        for text in [
            "increase(restarts_total[10m]) > 0 or (restarts_total > 0 unless restarts_total offset 10m)",
            "sum(restarts_total) / (sum(http_requests_total) > 0) > 0.1",
            "restarts_total == 0",
            "node_load > 10 and on () restarts_total > 0",
        ] {
            assert_eq!(fixture::expression(text), [], "{text}");
        }
    }
}
