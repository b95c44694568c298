//! Two dashboards of one uid, or two panels of one key.
//!
//! Of two dashboards with one uid Grafana keeps the one that it read last. Panels are known by an id that is made from
//! their key: a link to one of them would open the other.
//!
//! # Fix
//!
//! Give the newer one another uid or key.

use std::collections::BTreeMap;

use crate::registry::Check;
use crate::{Diagnostic, Subject};

const ID: &str = "dashboard/duplicate-id";

pub(crate) const CHECK: Check = Check::error(ID, "two dashboards of one uid, or two panels of one key", run);

fn run(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    let mut boards = BTreeMap::new();
    for board in &subject.plan.dashboards {
        if let Some(first) = boards.insert(&board.uid, &board.title) {
            let message = format!("`{first}` and `{}` have one uid, `{}`", board.title, board.uid);
            found.push(subject.at_board(Diagnostic::error(ID, message), board).help("give it another uid"));
        }
        let mut ids: BTreeMap<u32, String> = BTreeMap::new();
        for row in &board.rows {
            if let Some(first) = ids.insert(row.id, format!("the row `{}`", row.title)) {
                let message = format!("{first} and the row `{}` of `{}` have one id", row.title, board.uid);
                let finding = Diagnostic::error(ID, message);
                found.push(subject.at_board(finding, board).help("give the row another heading"));
            }
            for panel in &row.panels {
                if let Some(first) = ids.insert(panel.id, format!("the panel `{}`", panel.key)) {
                    let message =
                        format!("{first} and the panel `{}` of `{}` have one id", panel.key, board.uid);
                    let finding = Diagnostic::error(ID, message);
                    found.push(subject.at_panel(finding, board, panel).help("give the panel another key"));
                }
            }
        }
    }
}

#[cfg(test)]
pub(crate) mod examples {
    use crate::examples::prelude::*;

    pub(crate) fn bad() -> [Panel; 2] {
        [
            Panel::of_signal("load", "Load", &node_load(), "{node}").description("Worry above 10."),
            Panel::of_signal("load", "Longer load", &node_load(), "{node}").description("Worry above 10."),
        ]
    }

    /// The pack has a dashboard `shop` already.
    pub(crate) fn bad_of_dashboards() -> Dashboard {
        Dashboard::new("shop", "Another shop").with_row(
            "Errors",
            [Panel::of_alert("error-ratio", "Error ratio", "ShopFailing")
                .description("Worry above the line.")],
        )
    }

    pub(crate) fn good() -> [Panel; 2] {
        [
            Panel::of_signal("load", "Load", &node_load(), "{node}").description("Worry above 10."),
            Panel::of_signal("longer-load", "Longer load", &node_load(), "{node}")
                .description("Worry above 10."),
        ]
    }
}

#[cfg(test)]
mod tests {
    use crate::fixture;

    #[test]
    fn two_panels_of_one_key_are_told() {
        let found = fixture::findings(|pack| {
            let panel = pack.dashboards[0].rows[0].1[0].clone();
            pack.dashboards[0].rows[0].1.push(panel);
        });
        assert_eq!(fixture::ids(&found), ["dashboard/duplicate-id"]);
        assert!(found[0].message.starts_with("the panel `error-ratio` and the panel `error-ratio`"));
    }

    #[test]
    fn two_dashboards_of_one_uid_are_told() {
        let found = fixture::findings(|pack| {
            let board = pack.dashboards[0].clone();
            pack.dashboards.push(board);
        });
        assert_eq!(fixture::ids(&found), ["dashboard/duplicate-id"]);
        assert_eq!(found[0].message, "`Shop` and `Shop` have one uid, `shop`");
    }

    #[test]
    fn panels_with_keys_of_their_own_pass() {
        assert_eq!(fixture::panel("node_load"), []);
    }
}
