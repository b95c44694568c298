//! A panel that draws different units on one axis.
//!
//! A panel has one unit, that of its first signal: a ratio among seconds is shown as milliseconds, and a line in
//! percent at the foot of a count means nothing.
//!
//! # Fix
//!
//! Give each unit a panel of its own.

use plimsoll_plan::Panel;
use plimsoll_units::Unit;

use crate::registry::Check;
use crate::{Diagnostic, Subject};

const ID: &str = "panel/unit-mismatch";

pub(crate) const CHECK: Check = Check::error(ID, "a panel that draws different units on one axis", run);

fn run(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    for (board, panel) in subject.panels() {
        for (what, unit) in parts(panel).into_iter().filter(|(_, unit)| *unit != panel.unit) {
            let message =
                format!("{what} of the panel `{}` is in {unit}, and the panel in {}", panel.key, panel.unit);
            let help = format!("draw it in a panel of its own, or give it in {}", panel.unit);
            found.push(subject.at_panel(Diagnostic::error(ID, message), board, panel).help(help));
        }
    }
}

/// Everything in a panel that has a unit.
fn parts(panel: &Panel) -> Vec<(String, Unit)> {
    let asked = panel.asked().map(|query| (format!("`{}`", query.expr), query.unit));
    let axis = panel.axis.into_iter().flat_map(|(from, to)| [from, to]);
    let axis = axis.map(|end| (format!("the end {end} of the axis"), end.unit()));
    let bands = panel.bands.iter().map(|band| (format!("the line {}", band.at), band.at.unit()));
    let states = panel.states.iter().map(|state| (format!("the state `{}`", state.text), state.value.unit()));
    asked.chain(axis).chain(bands).chain(states).collect()
}

#[cfg(test)]
pub(crate) mod examples {
    use crate::examples::prelude::*;

    pub(crate) fn bad() -> Panel {
        Panel::of_signal("load", "Load", &node_load(), "{node}")
            .with_signal(&error_ratio(), "errors")
            .description("Worry above 10.")
    }

    pub(crate) fn bad_line() -> Panel {
        Panel::of_signal("load", "Load", &node_load(), "{node}")
            .with_line(Line::above(percent(80.0), "line"))
            .description("Worry above the line.")
    }

    pub(crate) fn bad_axis() -> Panel {
        Panel::of_signal("load", "Load", &node_load(), "{node}")
            .axis(percent(0.0), percent(100.0))
            .description("Worry above 10.")
    }

    pub(crate) fn good() -> Panel {
        Panel::of_signal("load", "Load", &node_load(), "{node}")
            .with_signal(&node_load(), "{node} again")
            .description("Worry above 10.")
    }
}

#[cfg(test)]
mod tests {
    use plimsoll_model::{Line, Panel};
    use plimsoll_promql::Signal;
    use plimsoll_units::{Count, Ratio, percent, seconds};

    use super::*;
    use crate::fixture;

    fn drawn(change: impl FnOnce(Panel) -> Panel) -> Vec<Diagnostic> {
        let load = Signal::<Count>::raw("node_load", &[], seconds(0));
        let panel = Panel::of_signal("load", "Load", &load, "all").description("Worry.");
        let panel = change(panel);
        fixture::findings(|pack| pack.dashboards[0].rows[0].1.push(panel))
    }

    #[test]
    fn a_signal_in_another_unit_is_told_with_both() {
        let share = Signal::<Ratio>::raw("node_load / 10", &[], seconds(0));
        let found = drawn(|panel| panel.with_signal(&share, "share"));
        assert_eq!(fixture::ids(&found), ["panel/unit-mismatch"]);
        assert_eq!(
            found[0].message,
            "`node_load / 10` of the panel `load` is in ratio, and the panel in count"
        );
    }

    #[test]
    fn so_is_a_line_or_an_axis() {
        let line = drawn(|panel| panel.with_line(Line::above(percent(5.0), "line")));
        assert_eq!(fixture::ids(&line), ["panel/unit-mismatch"]);
        let axis = drawn(|panel| panel.axis(percent(0.0), percent(100.0)));
        assert_eq!(fixture::ids(&axis), ["panel/unit-mismatch"; 2]);
    }

    #[test]
    fn signals_of_one_unit_pass() {
        let load = Signal::<Count>::raw("node_load", &[], seconds(0));
        assert_eq!(drawn(|panel| panel.with_signal(&load, "again")), []);
    }
}
