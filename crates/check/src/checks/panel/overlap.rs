//! Two panels in one place.
//!
//! Grafana moves one of them, and not the same one in each version. Lowering shares out the grid so that this cannot
//! happen; the check holds lowering to it.
//!
//! # Fix
//!
//! Let lowering place them: say how wide and how high a panel is at least.

use plimsoll_plan::Panel;

use crate::registry::Check;
use crate::{Diagnostic, Subject};

const ID: &str = "panel/overlap";

pub(crate) const CHECK: Check = Check::error(ID, "two panels in one place", run);

fn run(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    for board in &subject.plan.dashboards {
        let panels: Vec<&Panel> = board.rows.iter().flat_map(|row| &row.panels).collect();
        for (at, panel) in panels.iter().enumerate() {
            for other in panels[..at].iter().filter(|other| overlap(panel.grid, other.grid)) {
                let message = format!("the panels `{}` and `{}` stand in one place", other.key, panel.key);
                let help = "give each a place of its own on the 24 columns";
                found.push(subject.at_panel(Diagnostic::error(ID, message), board, panel).help(help));
            }
        }
    }
}

const fn overlap(a: (u32, u32, u32, u32), b: (u32, u32, u32, u32)) -> bool {
    a.0 < b.0 + b.2 && b.0 < a.0 + a.2 && a.1 < b.1 + b.3 && b.1 < a.1 + a.3
}

#[cfg(test)]
pub(crate) mod examples {
    use crate::examples::prelude::*;

    /// Lowering never makes it; here a panel is put where another one is.
    pub(crate) fn bad() -> Planted {
        lowered(|plan| {
            let panels = &mut plan.dashboards[0].rows[0].panels;
            let mut other = panels[0].clone();
            (other.key, other.id) = ("other".to_owned(), 7);
            panels.push(other);
        })
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
    fn panels_in_one_place_are_told_with_both_names() {
        let found = fixture::findings_in_plan(|plan| {
            let panels = &mut plan.dashboards[0].rows[0].panels;
            let mut other = panels[0].clone();
            (other.key, other.id) = ("other".to_owned(), 7);
            panels.push(other);
        });
        assert_eq!(fixture::ids(&found), ["panel/overlap"]);
        assert_eq!(found[0].message, "the panels `error-ratio` and `other` stand in one place");
    }

    #[test]
    fn panels_beside_each_other_pass() {
        assert_eq!(fixture::panel("node_load"), []);
    }
}
