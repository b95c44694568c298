//! A variable that no panel of its dashboard reads.
//!
//! A person chooses, and nothing changes.
//!
//! # Fix
//!
//! Leave it out. Where a panel should read it: its metric needs the label in the catalogue.

use plimsoll_plan::Panel;

use super::unknown_variable::variables_in;
use crate::registry::Check;
use crate::{Diagnostic, Subject};

const ID: &str = "dashboard/unused-variable";

pub(crate) const CHECK: Check = Check::warning(ID, "a variable that no panel of its dashboard reads", run);

fn run(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    for (written, board) in subject.pack.dashboards.iter().zip(&subject.plan.dashboards) {
        let panels = board.rows.iter().flat_map(|row| &row.panels);
        let used: Vec<&str> =
            panels.flat_map(Panel::asked).flat_map(|query| variables_in(&query.expr)).collect();
        let own = written.variables.iter().map(|(label, _)| *label);
        let made = board.variables.iter().map(|variable| variable.name.as_str());
        let mut names: Vec<&str> = own.chain(made).filter(|name| !used.contains(name)).collect();
        names.sort_unstable();
        names.dedup();
        for name in names {
            let message = format!("no panel of `{}` reads its variable `${name}`", board.uid);
            let help = format!("leave it out, or draw a metric that has the label `{name}`");
            found.push(subject.at_board(Diagnostic::warning(ID, message), board).help(help));
        }
    }
}

#[cfg(test)]
pub(crate) mod examples {
    use crate::examples::prelude::*;

    /// No panel draws a series with `node`.
    pub(crate) fn bad() -> Dashboard {
        Dashboard::new("services", "Services").with_variable("node", "Node").with_row(
            "Errors",
            [Panel::of_alert("error-ratio", "Error ratio", "ShopFailing")
                .description("Worry above the line.")],
        )
    }

    pub(crate) fn good() -> Dashboard {
        Dashboard::new("services", "Services").with_variable("service", "Service").with_row(
            "Errors",
            [Panel::of_alert("error-ratio", "Error ratio", "ShopFailing")
                .description("Worry above the line.")],
        )
    }
}

#[cfg(test)]
mod tests {
    use crate::fixture;

    #[test]
    fn a_variable_that_nothing_reads_is_told() {
        let found = fixture::findings(|pack| pack.dashboards[0].variables.push(("node", "Node".to_owned())));
        assert_eq!(fixture::ids(&found), ["dashboard/unused-variable"]);
        assert_eq!(found[0].message, "no panel of `shop` reads its variable `$node`");
    }

    #[test]
    fn a_variable_that_a_panel_reads_passes() {
        let found = fixture::findings(|pack| pack.dashboards[0].variables.push(("service", "Of".to_owned())));
        assert_eq!(found, []);
    }
}
