//! A division by a rate that can be zero.
//!
//! Without traffic both rates are 0, and 0/0 is NaN: no comparison sees it, and a panel shows a hole or worse. With
//! a guard there is no sample instead, which can be asked for with `absent()`.
//!
//! # Bad
//!
//! ```promql
//! sum(rate(http_requests_total{status=~"5.."}[5m]))
//!   / sum(rate(http_requests_total[5m])) > 0.05
//! ```
//!
//! # Good
//!
//! ```promql
//! sum(rate(http_requests_total{status=~"5.."}[5m]))
//!   / (sum(rate(http_requests_total[5m])) > 0) > 0.05
//! ```
//!
//! # Fix
//!
//! Divide by `(... > 0)`; `ratio(part, whole)` and `Signal::over` do it.

use plimsoll_promql::gate::{Node, NodeKind};

use super::values::is_comparison;
use crate::catalogue::Catalogue;
use crate::nature::subject_of;
use crate::registry::Check;
use crate::subject::{Expression, Place};
use crate::{Diagnostic, Subject};

const ID: &str = "promql/unguarded-division";

pub(crate) const CHECK: Check = Check::warning(ID, "a division by a rate that can be zero", run);

fn run(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    for (expression, accepted) in subject.accepted() {
        if !matches!(expression.place, Place::Alert(..) | Place::Record(..)) {
            continue;
        }
        accepted.tree.walk(&mut |node| {
            let NodeKind::Binary { op, right, .. } = &node.kind else { return };
            let is_rate = op == "/" && subject.catalogue.rate(right).is_some();
            if !is_rate
                || is_guarded(&subject.catalogue, right)
                || asked_elsewhere(expression, &accepted.tree, right)
            {
                return;
            }
            let message = format!(
                "where `{}` does not grow, this divides by 0 and the result is NaN",
                subject_of(right)
            );
            let help = "divide by `(... > 0)`: then there is no sample instead";
            found.push(expression.at(Diagnostic::warning(ID, message), &right.span).help(help));
        });
    }
}

/// Whether something drops the samples that are 0.
fn is_guarded(catalogue: &Catalogue<'_>, node: &Node) -> bool {
    match &node.kind {
        NodeKind::Binary { op, returns_bool, .. } => {
            (is_comparison(op) && !returns_bool) || matches!(op.as_str(), "and" | "unless")
        }
        NodeKind::Call { function, .. } => matches!(function.as_str(), "clamp" | "clamp_min"),
        NodeKind::Aggregate { of, .. } => is_guarded(catalogue, of),
        _ => catalogue.passed_on(node).is_some_and(|of| is_guarded(catalogue, of)),
    }
}

/// Whether the same divisor is compared with a line elsewhere in the expression.
fn asked_elsewhere(expression: &Expression<'_>, whole: &Node, divisor: &Node) -> bool {
    let text = |node: &Node| -> String {
        let plain = expression.slice(&node.span).trim_matches(['(', ')']);
        plain.chars().filter(|c| !c.is_whitespace()).collect()
    };
    let wanted = text(divisor);
    let mut asked = false;
    whole.walk(&mut |node| {
        if let NodeKind::Binary { op, left, .. } = &node.kind {
            asked |= matches!(op.as_str(), ">" | ">=" | "!=") && text(left) == wanted;
        }
    });
    asked
}

#[cfg(test)]
mod tests {
    use crate::fixture;

    const FAILED: &str = "sum(rate(http_requests_total{status=~\"5..\"}[5m]))";
    const ALL: &str = "sum(rate(http_requests_total[5m]))";

    #[test]
    fn a_division_by_a_rate_is_told() {
        let found = fixture::expression(&format!("{FAILED} / {ALL} > 0.05"));
        assert_eq!(fixture::ids(&found), ["promql/unguarded-division"]);
        let excerpt = found[0].excerpt.as_ref().unwrap();
        assert_eq!(&excerpt.text[excerpt.start..excerpt.end], ALL);
    }

    #[test]
    fn a_division_by_a_recorded_rate_is_told() {
        let found = fixture::through_recording(ALL, &format!("{FAILED} / probe:recorded:value > 0.05"));
        assert_eq!(fixture::ids(&found), ["promql/unguarded-division"]);
    }

    #[test]
    fn a_guard_passes_beside_the_division_and_elsewhere() {
        for text in [
            format!("{FAILED} / ({ALL} > 0) > 0.05"),
            format!("{FAILED} / {ALL} > 0.05 and on () {ALL} > 10"),
            format!("{FAILED} / clamp_min({ALL}, 1) > 0.05"),
            "memory_bytes / on (namespace, pod) memory_bytes > 0.9".to_owned(),
        ] {
            assert_eq!(fixture::expression(&text), [], "{text}");
        }
    }
}
