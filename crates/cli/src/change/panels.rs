//! Panels and dashboards that came and went, or show something else.

use std::collections::BTreeMap;

use serde::Serialize;

use super::alerts::masked;
use super::snapshot::{Dashboard, Panel, Snapshot};

/// A panel or a whole dashboard that is not what it was.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PanelChange {
    /// The title of the dashboard.
    pub dashboard: String,
    /// The title of the panel; `None` for the whole dashboard.
    pub panel: Option<String>,
    /// `added`, `removed` or `changed`.
    pub change: &'static str,
}

/// What changed on the dashboards.
pub(super) fn compare(from: &Snapshot, to: &Snapshot) -> Vec<PanelChange> {
    let mut changes = Vec::new();
    let (old_boards, new_boards) = (boards(from), boards(to));
    let mut note = |dashboard: &str, panel: Option<&Panel>, change| {
        let panel = panel.map(|panel| panel.title.clone());
        changes.push(PanelChange { dashboard: dashboard.to_owned(), panel, change });
    };
    for (uid, board) in &new_boards {
        let title = &board.title;
        let Some(before) = old_boards.get(uid) else {
            note(title, None, "added");
            continue;
        };
        let (old, new) = (panels(before), panels(board));
        for (key, panel) in &new {
            match old.get(key) {
                None => note(title, Some(panel), "added"),
                Some(before) if differs(before, panel) => note(title, Some(panel), "changed"),
                Some(_) => {}
            }
        }
        for (_, panel) in old.iter().filter(|(key, _)| !new.contains_key(*key)) {
            note(title, Some(panel), "removed");
        }
    }
    for (_, board) in old_boards.iter().filter(|(uid, _)| !new_boards.contains_key(*uid)) {
        note(&board.title, None, "removed");
    }
    changes
}

fn boards(snapshot: &Snapshot) -> BTreeMap<&str, &Dashboard> {
    snapshot.dashboards.iter().map(|board| (board.uid.as_str(), board)).collect()
}

fn panels(board: &Dashboard) -> BTreeMap<&str, &Panel> {
    board.panels.iter().map(|panel| (panel.key.as_str(), panel)).collect()
}

/// Whether a panel shows something else: a title, a query, another kind or axis, other words for values. A window and a
/// line follow their threshold, and are told there.
fn differs(before: &Panel, after: &Panel) -> bool {
    let asks = |panel: &Panel| -> Vec<String> { panel.queries.iter().map(|query| masked(query)).collect() };
    let draws = |panel: &Panel| (panel.draw.clone(), panel.axis.clone(), panel.states.clone());
    // What an older revision does not say has not changed.
    let is_told = before.draw.is_some() && after.draw.is_some();
    before.title != after.title || asks(before) != asks(after) || (is_told && draws(before) != draws(after))
}
