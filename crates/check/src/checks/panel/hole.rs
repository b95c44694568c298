//! A line of panels that does not fill the grid.
//!
//! Lowering shares out what is left of a line, so that there is no hole; the check holds lowering to it.
//!
//! # Fix
//!
//! Let lowering place them: say how wide and how high a panel is at least.

use plimsoll_plan::Row;

use crate::registry::Check;
use crate::{Diagnostic, Subject};

const ID: &str = "panel/hole";

pub(crate) const CHECK: Check = Check::error(ID, "a line of panels that does not fill the grid", run);

/// How many columns Grafana's grid has.
const COLUMNS: u32 = 24;

fn run(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    for board in &subject.plan.dashboards {
        for row in board.rows.iter().filter(|row| holes(row) > 0) {
            let message = format!("the row `{}` leaves {} cells of the grid empty", row.title, holes(row));
            let help = "widen its panels until each line of them has 24 columns";
            found.push(subject.at_board(Diagnostic::error(ID, message), board).help(help));
        }
    }
}

/// How many cells between the heading of a row and the end of its lowest panel no panel takes.
fn holes(row: &Row) -> u32 {
    let end = row.panels.iter().map(|panel| panel.grid.1 + panel.grid.3).max().unwrap_or(row.y + 1);
    let taken: u32 = row.panels.iter().map(|panel| panel.grid.2 * panel.grid.3).sum();
    (COLUMNS * end.saturating_sub(row.y + 1)).saturating_sub(taken)
}

#[cfg(test)]
pub(crate) mod examples {
    use crate::examples::prelude::*;

    /// Lowering never makes it; here is a panel of 20 columns, alone in its row.
    pub(crate) fn bad() -> Planted {
        lowered(|plan| plan.dashboards[0].rows[0].panels[0].grid.2 = 20)
    }

    pub(crate) fn good() -> Panel {
        Panel::of_signal("load", "Load", &node_load(), "{node}").description("Worry above 10.")
    }
}

#[cfg(test)]
mod tests {
    use crate::fixture;

    #[test]
    fn a_row_that_is_not_full_is_told_with_the_size_of_its_hole() {
        let found = fixture::findings_in_plan(|plan| plan.dashboards[0].rows[0].panels[0].grid.2 = 20);
        assert_eq!(fixture::ids(&found), ["panel/hole"]);
        assert_eq!(found[0].message, "the row `Errors` leaves 32 cells of the grid empty");
    }

    #[test]
    fn a_full_row_passes() {
        assert_eq!(fixture::panel("node_load"), []);
    }
}
