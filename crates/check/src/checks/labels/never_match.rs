//! Two operands of which no series are ever a pair.
//!
//! Series are paired where the labels that are asked for are equal, and a label that is missing is the empty text.
//! Where one side surely has a label and the other side cannot have it, or both have different fixed values, there is
//! no pair: the result is empty, and the alert is silent for ever.
//!
//! # Bad
//!
//! ```promql
//! sum(node_load) > 100 and node_load{job="edge"} > 10
//! ```
//!
//! ```promql
//! sum(node_load) / on (node) sum by (node) (node_load) > 2
//! ```
//!
//! # Good
//!
//! ```promql
//! sum(node_load) > 100 and on () node_load{job="edge"} > 10
//! ```
//!
//! ```promql
//! sum by (node) (node_load) / on (node) avg by (node) (node_load) > 2
//! ```
//!
//! # Fix
//!
//! Pair with `on (...)` labels that both sides have, or keep the label on both.

use plimsoll_promql::gate::{Node, NodeKind, Pairing};

use crate::catalogue::{Catalogue, USUAL_EXTERNAL_LABELS};
use crate::registry::Check;
use crate::{Diagnostic, Subject};

const ID: &str = "labels/never-match";

pub(crate) const CHECK: Check = Check::error(ID, "two operands of which no series are ever a pair", run);

fn run(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    for (expression, accepted) in subject.accepted() {
        accepted.tree.walk(&mut |node| {
            let NodeKind::Binary { op, pairing, left, right, .. } = &node.kind else { return };
            if op == "or" || left.is_scalar() || right.is_scalar() {
                return;
            }
            let pair = Pair { catalogue: &subject.catalogue, pairing, left, right };
            let help = "pair with `on (...)` labels that both sides have, or keep the label on both";
            if let Some(reason) = pair.mismatch() {
                let result = if op == "unless" {
                    "so nothing is ever taken away"
                } else {
                    "so the result is always empty"
                };
                let message =
                    format!("no series of the two sides of `{op}` are ever a pair: {reason}, {result}");
                found.push(expression.at(Diagnostic::error(ID, message), &node.span).help(help));
            } else if subject.is_open()
                && let Some(reason) = pair.doubt()
            {
                let message = format!("the two sides of `{op}` are a pair only where {reason}");
                found.push(expression.at(Diagnostic::warning(ID, message), &node.span).help(help));
            }
        });
    }
}

/// Two operands whose series are paired.
struct Pair<'n, 'c> {
    catalogue: &'c Catalogue<'c>,
    pairing: &'n Pairing,
    left: &'n Node,
    right: &'n Node,
}

impl<'n> Pair<'n, '_> {
    fn sides(&self) -> [(&'n Node, &'n Node, &'static str, &'static str); 2] {
        [(self.left, self.right, "left", "right"), (self.right, self.left, "right", "left")]
    }

    /// Why no two series of the operands are a pair; `None` where some may be.
    fn mismatch(&self) -> Option<String> {
        let Self { catalogue, pairing, left, right } = self;
        let (on_left, on_right) = (catalogue.sure(left), catalogue.sure(right));
        for ((_, other, one_side, other_side), sure) in self.sides().into_iter().zip([&on_left, &on_right]) {
            let can = catalogue.labels(other);
            if let Some(label) = sure.keys().find(|label| pairing.compares(label) && !can.has(label)) {
                let by = self.removed(other, label);
                return Some(format!("the {one_side} has `{label}` and the {other_side} has not{by}"));
            }
        }
        for (label, value) in on_left.iter().filter(|(label, _)| pairing.compares(label)) {
            let (Some(value), Some(Some(other))) = (value, on_right.get(label)) else { continue };
            if value != other {
                return Some(format!("`{label}` is `{value}` on the left and `{other}` on the right"));
            }
        }
        None
    }

    /// Where one side is made by a label that the other has not: they are a pair where no series has it at all.
    fn doubt(&self) -> Option<String> {
        for (one, other, one_side, other_side) in self.sides() {
            let (can, other_can) = (self.catalogue.labels(one), self.catalogue.labels(other));
            // A label of the sender may be missing everywhere: of one Prometheus alone nobody needs it.
            let is_meant = |label: &&&str| {
                self.pairing.compares(label)
                    && !other_can.has(label)
                    && !USUAL_EXTERNAL_LABELS.contains(*label)
            };
            if let Some(label) = can.names.iter().filter(|_| !can.open).find(is_meant) {
                let by = self.removed(other, label);
                return Some(format!(
                    "`{label}` is empty on the {one_side}, since the {other_side} has it not{by}"
                ));
            }
        }
        None
    }

    /// What has removed a label, in brackets.
    fn removed(&self, node: &Node, label: &str) -> String {
        let dropped = self.catalogue.dropped_by(node, label);
        dropped.map(|by| format!(" (`{}` removes it)", by.operation)).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use crate::fixture;

    #[test]
    fn sides_that_share_no_labels_are_told() {
        for (text, reason) in [
            (
                "sum(node_load) > 1 and node_load{job=\"a\"} > 1",
                "the right has `instance` and the left has not",
            ),
            (
                "sum(node_load) / on (node) sum by (node) (node_load) > 1",
                "the right has `node` and the left has not",
            ),
            (
                "node_load{node=\"a\"} > 1 and on (node) node_load{node=\"b\"} > 1",
                "`node` is `a` on the left and `b` on the right",
            ),
        ] {
            let found = fixture::expression(text);
            assert_eq!(fixture::ids(&found), ["labels/never-match"], "{text}");
            assert!(found[0].message.contains(reason), "{}", found[0].message);
        }
    }

    #[test]
    fn sides_that_may_be_a_pair_pass() {
        for text in [
            "node_load > 1 and on () node_load{job=\"a\"} > 1",
            "node_load > 1 and node_load < 5",
            "node_load > 1 and on (node) node_disk_info == 1",
            "node_load > 1 and ignoring (job) sum without (job) (node_load) > 1",
            "node_load > 1 and up == 1",
            "sum(node_load) > 1 or node_load > 1",
            "node_load{node=~\"a|b\"} > 1 and on (node) node_load{node=\"b\"} > 1",
        ] {
            assert_eq!(fixture::expression(text), [], "{text}");
        }
    }
}
