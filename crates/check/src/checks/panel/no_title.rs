//! A panel without a title.
//!
//! Whoever is woken at night reads titles first.
//!
//! # Fix
//!
//! Name what is drawn, not how.

use crate::registry::Check;
use crate::{Diagnostic, Subject};

const ID: &str = "panel/no-title";

pub(crate) const CHECK: Check = Check::warning(ID, "a panel without a title", run);

fn run(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    for (board, panel) in subject.panels().filter(|(_, panel)| panel.title.trim().is_empty()) {
        let finding = Diagnostic::warning(ID, format!("the panel `{}` has no title", panel.key));
        found.push(subject.at_panel(finding, board, panel).help("name what it draws"));
    }
}

#[cfg(test)]
pub(crate) mod examples {
    use crate::examples::prelude::*;

    pub(crate) fn bad() -> Panel {
        Panel::of_signal("load", "", &node_load(), "{node}").description("Worry above 10.")
    }

    pub(crate) fn good() -> Panel {
        Panel::of_signal("load", "Load", &node_load(), "{node}").description("Worry above 10.")
    }
}

#[cfg(test)]
mod tests {
    use crate::fixture;

    #[test]
    fn a_panel_without_a_title_is_told() {
        let found = fixture::findings(|pack| pack.dashboards[0].rows[0].1[0].title = " ".to_owned());
        assert_eq!(fixture::ids(&found), ["panel/no-title"]);
        assert_eq!(found[0].message, "the panel `error-ratio` has no title");
    }

    #[test]
    fn a_panel_with_a_title_passes() {
        assert_eq!(fixture::panel("node_load"), []);
    }
}
