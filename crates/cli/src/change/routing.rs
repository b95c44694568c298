//! Routes, receivers and inhibitions that came and went, and the settings of the environment.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::snapshot::{Alertmanager, Route, Snapshot};

/// One entry that came, or went.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ListChange {
    /// `route`, `receiver`, `inhibition` or `setting`; of what is scraped `job`.
    pub kind: &'static str,
    /// Whether it came; else it went.
    pub added: bool,
    /// In words.
    pub text: String,
}

/// One part of the tree, a line for each entry.
type Lines = fn(&Alertmanager) -> Vec<String>;

/// What changed about who is told, then about the environment.
pub(super) fn compare(from: &Snapshot, to: &Snapshot) -> Vec<ListChange> {
    let mut changes = Vec::new();
    let lines = |snapshot: &Snapshot, of: Lines| snapshot.alertmanager.as_ref().map(of).unwrap_or_default();
    let kinds: [(&str, Lines); 3] = [("route", routes), ("receiver", receivers), ("inhibition", inhibitions)];
    for (kind, of) in kinds {
        let (old, new) = (lines(from, of), lines(to, of));
        note(kind, &old, &new, &mut changes);
        let sides = (known(&old), known(&new));
        let moved = |text: &&String| sides.0.contains(text) && sides.1.contains(text);
        // The first route that matches wins: their order is a meaning, and that of the others is none.
        if kind == "route" && old.iter().filter(moved).ne(new.iter().filter(moved)) {
            changes.push(ListChange { kind, added: true, text: "the routes stand in another order".into() });
        }
    }
    if !from.is_empty() && !to.is_empty() {
        note("setting", &settings(from), &settings(to), &mut changes);
    }
    changes
}

/// What is on one side alone.
pub(super) fn note(kind: &'static str, old: &[String], new: &[String], changes: &mut Vec<ListChange>) {
    let (before, after) = (known(old), known(new));
    let gone = old.iter().filter(|text| !after.contains(text)).map(|text| (false, text));
    let come = new.iter().filter(|text| !before.contains(text)).map(|text| (true, text));
    changes.extend(gone.chain(come).map(|(added, text)| ListChange { kind, added, text: text.clone() }));
}

fn known(lines: &[String]) -> BTreeSet<&String> {
    lines.iter().collect()
}

fn routes(tree: &Alertmanager) -> Vec<String> {
    let mut lines = vec![format!("everything else to `{}`", tree.root)];
    flatten(&tree.route, "", &mut lines);
    lines
}

/// One line for each route, with the matchers of those above it.
fn flatten(route: &Route, above: &str, lines: &mut Vec<String>) {
    let own = route.matchers.join(", ");
    let path =
        if above.is_empty() || own.is_empty() { format!("{above}{own}") } else { format!("{above}, {own}") };
    let grouping = route.grouping.as_ref().map_or_else(String::new, |grouping| {
        let (by, wait, interval) = (grouping.by.join(", "), &grouping.wait, &grouping.interval);
        format!(", by {by}, wait {wait}, interval {interval}, repeat {}", grouping.repeat)
    });
    let further = if route.continues { ", and further" } else { "" };
    lines.push(format!("`{path}` to `{}`{grouping}{further}", route.receiver));
    for child in &route.routes {
        flatten(child, &path, lines);
    }
}

fn receivers(tree: &Alertmanager) -> Vec<String> {
    let line = |name: &str, kind: &str, to: &str| format!("`{name}`: {kind} to `{to}`");
    tree.receivers.iter().map(|receiver| line(&receiver.name, &receiver.kind, &receiver.to)).collect()
}

fn inhibitions(tree: &Alertmanager) -> Vec<String> {
    let lines = tree.inhibitions.iter().map(|rule| {
        let (source, target, equal) = (rule.source.join(", "), rule.target.join(", "), rule.equal.join(", "));
        format!("`{source}` keeps `{target}` quiet, with equal {equal}")
    });
    lines.collect()
}

fn settings(snapshot: &Snapshot) -> Vec<String> {
    let pairs = |of: &str, map: &BTreeMap<String, String>| -> Vec<String> {
        map.iter().map(|(name, value)| format!("{of} `{name}`: `{value}`")).collect()
    };
    let mut lines = vec![format!("team: `{}`", snapshot.team)];
    lines.extend(snapshot.namespace.iter().map(|namespace| format!("namespace: `{namespace}`")));
    lines.extend(pairs("rule label", &snapshot.rule_labels));
    lines.extend(pairs("external label", &snapshot.external_labels));
    lines.extend(pairs("target", &snapshot.targets));
    lines
}
