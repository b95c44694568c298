//! Two values in different units, compared or added up.
//!
//! PromQL knows numbers alone: bytes are compared with seconds, and a part of a whole, which is at most 1, with 5 for
//! five percent. The catalogue says in which unit a metric is, and how units go through functions is known. What the
//! builders of the DSL make has its unit as a type; this holds what is written as a text.
//!
//! # Bad
//!
//! ```promql
//! memory_bytes > on () group_left () max(http_request_duration_seconds_sum)
//! ```
//!
//! ```promql
//! sum(rate(http_requests_total{status=~"5.."}[5m])) / (sum(rate(http_requests_total[5m])) > 0) > 5
//! ```
//!
//! # Good
//!
//! ```promql
//! sum(rate(http_requests_total{status=~"5.."}[5m])) / (sum(rate(http_requests_total[5m])) > 0) > 0.05
//! ```
//!
//! # Fix
//!
//! Compare what is in one unit. Prometheus' units are the base units: seconds, bytes, and 0.05 for 5 %.

use plimsoll_promql::gate::{Grouping, Node, NodeKind, Selector};

use crate::measure::agree;
use crate::registry::Check;
use crate::subject::{Expression, Place};
use crate::{Diagnostic, Subject};

const ID: &str = "unit/mismatch";

pub(crate) const CHECK: Check = Check::error(ID, "two values in different units, compared or added up", run);

fn run(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    for (expression, accepted) in subject.accepted() {
        if !matches!(expression.place, Place::Alert(..) | Place::Record(..) | Place::Panel(_)) {
            continue;
        }
        accepted.tree.walk(&mut |node| {
            found.extend(mixed(subject, expression, node));
            found.extend(beyond_the_whole(expression, node));
        });
    }
}

/// Different units on the two sides of a comparison or a sum.
fn mixed(subject: &Subject<'_>, expression: &Expression<'_>, node: &Node) -> Option<Diagnostic> {
    let NodeKind::Binary { op, left, right, .. } = &node.kind else { return None };
    let is_sum = matches!(op.as_str(), "+" | "-");
    let compares = matches!(op.as_str(), "==" | "!=" | ">" | "<" | ">=" | "<=");
    let (on_left, on_right) = (subject.catalogue.unit(left)?, subject.catalogue.unit(right)?);
    if !(is_sum || compares) || agree(on_left, on_right) {
        return None;
    }
    let message = format!("the left side of `{op}` is in {on_left}, the right side in {on_right}");
    let help = "compare and add up what is in one unit";
    Some(expression.at(Diagnostic::error(ID, message), &node.span).help(help))
}

/// A part of a whole that shall be more than all of it: percent are meant.
fn beyond_the_whole(expression: &Expression<'_>, node: &Node) -> Option<Diagnostic> {
    let NodeKind::Binary { op, left, right, .. } = &node.kind else { return None };
    let NodeKind::Number(line) = right.kind else { return None };
    if !matches!(op.as_str(), ">" | ">=") || line <= 1.0 || !is_part(left) {
        return None;
    }
    let message = format!("a part of a whole is at most 1, and never above {line}");
    let meant = format!("for {line} % write `{}`", line / 100.0);
    Some(expression.at(Diagnostic::error(ID, message), &node.span).help(meant))
}

/// Whether an expression is a quotient of sums of rates of one metric, of which the upper one selects no more than the
/// lower one.
fn is_part(node: &Node) -> bool {
    let NodeKind::Binary { op, left, right, pairing, .. } = &node.kind else { return false };
    let (Some((part, by)), Some((whole, of))) = (summed(left), summed(right)) else { return false };
    let same = part.metric_name().is_some() && part.metric_name() == whole.metric_name();
    op == "/"
        && same
        && by == of
        && pairing.group.is_none()
        && part.offset == whole.offset
        && part.range == whole.range
        && whole.matchers.iter().all(|matcher| part.matchers.contains(matcher))
}

/// The selector of `sum by (...) (rate(selector))` and its labels, filtered by `> 0` or not.
fn summed(node: &Node) -> Option<(&Selector, &Grouping)> {
    match &node.kind {
        NodeKind::Binary { op, left, right, .. } if op == ">" && right.is_scalar() => summed(left),
        NodeKind::Aggregate { op, of, grouping, .. } if op == "sum" => match &of.kind {
            NodeKind::Call { function, arguments } if matches!(function.as_str(), "rate" | "increase") => {
                match &arguments.first()?.kind {
                    NodeKind::Selector(selector) => Some((selector, grouping)),
                    _ => None,
                }
            }
            _ => None,
        },
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use crate::fixture;

    #[test]
    fn sides_in_different_units_are_told_with_both() {
        let found =
            fixture::expression("memory_bytes > on () group_left () max(http_request_duration_seconds_sum)");
        let told: Vec<_> = found.iter().filter(|finding| finding.id == "unit/mismatch").collect();
        assert_eq!(told.len(), 1, "{found:?}");
        assert_eq!(told[0].message, "the left side of `>` is in bytes, the right side in seconds");
    }

    #[test]
    fn percent_of_a_part_are_told_with_what_to_write() {
        let text = "sum(increase(http_requests_total{status=\"500\"}[5m])) / sum(increase(http_requests_total[5m])) >= 5";
        let found = fixture::expression(text);
        let told = found.iter().find(|finding| finding.id == "unit/mismatch").unwrap();
        assert_eq!(told.help.as_deref(), Some("for 5 % write `0.05`"));
    }

    #[test]
    fn what_may_be_more_than_one_is_no_part() {
        for text in [
            // Another metric, another window, the parts the other way round: all may be above 5.
            "sum(rate(http_requests_total[5m])) / sum(rate(restarts_total[5m])) > 5",
            "sum(increase(http_requests_total[1h])) / sum(increase(http_requests_total[5m])) > 5",
            "sum(rate(http_requests_total[5m])) / sum(rate(http_requests_total{status=\"500\"}[5m])) > 5",
            "sum(rate(http_requests_total[5m])) / sum(rate(http_requests_total[5m] offset 1d)) > 5",
            "sum(rate(http_requests_total{status=\"500\"}[5m])) / on () group_right () \
             sum by (service) (rate(http_requests_total[5m])) > 5",
            "time() - started_seconds > 5",
            "started_seconds > time() - 5",
            "memory_bytes > 5",
        ] {
            let found = fixture::expression(text);
            assert!(found.iter().all(|finding| finding.id != "unit/mismatch"), "{text}: {found:?}");
        }
    }
}
