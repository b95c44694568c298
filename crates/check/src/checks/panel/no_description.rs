//! A panel without a description.
//!
//! A line is worth nothing to whoever does not know what it means and when to worry.
//!
//! # Fix
//!
//! Say what is drawn and when to worry.

use crate::registry::Check;
use crate::{Diagnostic, Subject};

const ID: &str = "panel/no-description";

pub(crate) const CHECK: Check = Check::warning(ID, "a panel without a description", run);

fn run(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    for (board, panel) in subject.panels().filter(|(_, panel)| panel.description.trim().is_empty()) {
        let finding = Diagnostic::warning(ID, format!("the panel `{}` has no description", panel.key));
        let help = "say with `.description(...)` what it draws and when to worry";
        found.push(subject.at_panel(finding, board, panel).help(help));
    }
}

#[cfg(test)]
pub(crate) mod examples {
    use crate::examples::prelude::*;

    pub(crate) fn bad() -> Panel {
        Panel::of_signal("load", "Load", &node_load(), "{node}")
    }

    pub(crate) fn good() -> Panel {
        Panel::of_signal("load", "Load", &node_load(), "{node}")
            .description("Processes that want to run. Worry above 10: nothing is answered in time.")
    }
}

#[cfg(test)]
mod tests {
    use crate::fixture;

    #[test]
    fn a_panel_without_a_description_is_told() {
        let found = fixture::findings(|pack| pack.dashboards[0].rows[0].1[0].description.clear());
        assert_eq!(fixture::ids(&found), ["panel/no-description"]);
    }

    #[test]
    fn a_panel_with_a_description_passes() {
        assert_eq!(fixture::panel("node_load"), []);
    }
}
