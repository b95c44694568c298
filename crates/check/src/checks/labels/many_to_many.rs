//! A pairing in which one series meets several.
//!
//! An arithmetic operation and a comparison of two vectors need one series on at least one side of each pair, and on
//! both sides without `group_left` or `group_right`. Otherwise Prometheus stops the evaluation: "found duplicate
//! series for the match group". It says so only when it happens, and then the alert cannot fire.
//!
//! # Bad
//!
//! ```promql
//! node_load * on (node) group_left (zone) node_disk_info > 10
//! ```
//!
//! ```promql
//! node_disk_info * on (node) node_load > 10
//! ```
//!
//! # Good
//!
//! ```promql
//! node_load * on (node) group_left (zone) max by (node, zone) (node_disk_info) > 10
//! ```
//!
//! # Fix
//!
//! Pair on every label that tells the one side's series apart, or aggregate it to the labels that are paired.
//! `identity` in the metric catalogue names the labels that tell series apart; without it nothing is said.

use std::collections::BTreeSet;

use plimsoll_promql::gate::{GroupSide, NodeKind, PairingLabels};

use crate::registry::Check;
use crate::{Diagnostic, Subject, words};

const ID: &str = "labels/many-to-many";

pub(crate) const CHECK: Check = Check::error(ID, "a pairing in which one series meets several", run);

fn run(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    for (expression, accepted) in subject.accepted() {
        accepted.tree.walk(&mut |node| {
            let NodeKind::Binary { op, pairing, left, right, .. } = &node.kind else { return };
            if matches!(op.as_str(), "and" | "or" | "unless") || left.is_scalar() || right.is_scalar() {
                return;
            }
            let grouped = pairing.group.as_ref().map(|(side, _)| *side);
            let sides = [(left, "left", GroupSide::Left), (right, "right", GroupSide::Right)];
            for (side, name, own) in sides.into_iter().filter(|(.., own)| grouped != Some(*own)) {
                let Some(key) = subject.catalogue.key(side) else { continue };
                let apart: BTreeSet<&String> =
                    key.iter().filter(|label| !is_paired(&pairing.labels, label)).collect();
                if apart.is_empty() {
                    continue;
                }
                let brings = pairing.group.as_ref().map(|(_, bring)| bring.as_slice()).unwrap_or_default();
                let (message, help) = fault(name, own, grouped, &pairing.labels, &apart, brings);
                found.push(expression.at(Diagnostic::error(ID, message), &side.span).help(help));
                return;
            }
        });
    }
}

fn is_paired(labels: &PairingLabels, label: &String) -> bool {
    match labels {
        PairingLabels::All => true,
        PairingLabels::On(labels) => labels.contains(label),
        PairingLabels::Ignoring(labels) => !labels.contains(label),
    }
}

fn fault(
    name: &str,
    own: GroupSide,
    grouped: Option<GroupSide>,
    labels: &PairingLabels,
    apart: &BTreeSet<&String>,
    brings: &[String],
) -> (String, String) {
    let pairing = match labels {
        PairingLabels::On(labels) => format!("on ({})", labels.join(", ")),
        PairingLabels::Ignoring(labels) => format!("ignoring ({})", labels.join(", ")),
        PairingLabels::All => "all labels".to_owned(),
    };
    let message = format!(
        "paired `{pairing}`, one series meets several of the {name} side: they differ in {}",
        words::list(apart.iter().map(|label| label.as_str()))
    );
    let help = match (grouped, labels) {
        (None, _) => {
            let group = if own == GroupSide::Left { "group_left" } else { "group_right" };
            format!("pair on these labels too, or say which side has many: `{group}`")
        }
        (Some(_), PairingLabels::On(on)) => {
            let keep: Vec<&str> = on.iter().chain(brings).map(String::as_str).collect();
            format!("pair on these labels too, or aggregate that side: `max by ({}) (...)`", keep.join(", "))
        }
        (Some(_), _) => "pair on these labels too, or aggregate that side".to_owned(),
    };
    (message, help)
}

#[cfg(test)]
mod tests {
    use crate::fixture;

    #[test]
    fn a_one_side_that_has_several_is_told_with_the_labels_in_which_they_differ() {
        let found = fixture::expression("node_load * on (node) group_left (zone) node_disk_info > 1");
        assert_eq!(fixture::ids(&found), ["labels/many-to-many"]);
        assert_eq!(
            found[0].message,
            "paired `on (node)`, one series meets several of the right side: they differ in `disk`"
        );
        assert!(
            found[0].help.as_ref().unwrap().ends_with("`max by (node, zone) (...)`"),
            "{:?}",
            found[0].help
        );
    }

    #[test]
    fn many_on_one_side_without_a_group_are_told() {
        let found = fixture::expression("node_disk_info * on (node) node_load > 1");
        assert_eq!(fixture::ids(&found), ["labels/many-to-many"]);
        assert!(found[0].help.as_ref().unwrap().ends_with("`group_left`"), "{:?}", found[0].help);
    }

    #[test]
    fn one_on_the_one_side_passes_and_so_does_what_is_not_known() {
        for text in [
            "node_disk_info * on (node) group_left () node_load > 1",
            "node_load * on (node) group_left (zone) max by (node, zone) (node_disk_info) > 1",
            "node_load * on (node) group_left (zone) node_disk_info{disk=\"a\"} > 1",
            "node_load / on (node) node_load > 1",
            "node_load > 1 and on (node) node_disk_info == 1",
            "http_requests_total * on (service) group_left () http_requests_total > 1e9 < 0",
            "up * on (job) group_left () up > 5",
        ] {
            let ids = fixture::ids(&fixture::expression(text));
            assert!(!ids.contains(&"labels/many-to-many"), "{text}: {ids:?}");
        }
    }
}
