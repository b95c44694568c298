//! A panel of an alert whose red line is not the alert's.
//!
//! The line is what a person compares the signal with: one at another height shows an alert that fires below its line,
//! or stays silent above it.
//!
//! # Fix
//!
//! Leave the line to the panel: it draws that of its alert. A target beside it is `Line::at` or `Line::of_signal`.

use plimsoll_plan::Panel;
use plimsoll_promql::Number;

use crate::registry::Check;
use crate::{Diagnostic, Subject};

const ID: &str = "panel/threshold-mismatch";

pub(crate) const CHECK: Check = Check::error(ID, "a panel whose line is not that of its alert", run);

fn run(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    for (board, panel) in subject.panels() {
        let Some(alert) = panel.alert.and_then(|name| subject.alert(name)) else { continue };
        let Some(Number::Line(own)) = alert.condition.as_crossing().map(|crossing| crossing.line.clone())
        else {
            continue;
        };
        let drawn = lines(panel);
        if !drawn.contains(&Some(own)) {
            let message = format!("the panel `{}` draws {} without its line `{own}`", panel.key, alert.name);
            let help = "draw the line that the alert crosses";
            found.push(subject.at_panel(Diagnostic::error(ID, message), board, panel).help(help));
        }
        for other in drawn.into_iter().filter(|line| *line != Some(own)) {
            let line = other.map_or("a line of its own".to_owned(), |id| format!("the line `{id}`"));
            let message = format!(
                "the panel `{}` draws {} with {line}; the alert crosses `{own}`",
                panel.key, alert.name
            );
            let help = "leave it out, or draw it as a target with `Line::at` or `Line::of_signal`";
            found.push(subject.at_panel(Diagnostic::error(ID, message), board, panel).help(help));
        }
    }
}

/// The thresholds of the lines beyond which it is bad.
fn lines(panel: &Panel) -> Vec<Option<&'static str>> {
    let drawn = panel.lines.iter().filter(|line| line.worse.is_some()).map(|line| line.threshold);
    drawn.chain(panel.bands.iter().map(|band| band.threshold)).collect()
}

#[cfg(test)]
pub(crate) mod examples {
    use crate::examples::prelude::*;

    pub(crate) fn bad() -> Panel {
        Panel::of_alert("failures", "Failures", "ShopFailing")
            .with_line(Line::above(percent(7.0), "line"))
            .description("Worry above the line.")
    }

    /// A plan whose panel has lost the line of its alert.
    pub(crate) fn bad_without_the_line() -> Planted {
        lowered(|plan| plan.dashboards[0].rows[0].panels[0].lines.clear())
    }

    pub(crate) fn good() -> Panel {
        Panel::of_alert("failures", "Failures", "ShopFailing")
            .with_line(Line::at(percent(1.0), "target"))
            .description("Worry above the line; we aim for the target.")
    }
}

#[cfg(test)]
mod tests {
    use plimsoll_model::Line;
    use plimsoll_units::percent;

    use super::*;
    use crate::fixture;

    fn with_line(line: Line) -> Vec<Diagnostic> {
        fixture::findings(|pack| pack.dashboards[0].rows[0].1[0].lines.push(line))
    }

    #[test]
    fn a_line_that_is_not_the_alerts_is_told_with_the_one_that_is() {
        let found = with_line(Line::above(percent(7.0), "line"));
        assert_eq!(fixture::ids(&found), ["panel/threshold-mismatch"]);
        assert_eq!(
            found[0].message,
            "the panel `error-ratio` draws ShopFailing with a line of its own; the alert crosses `error_rate`"
        );
    }

    #[test]
    fn a_panel_that_lost_the_line_is_told() {
        let found = fixture::findings_in_plan(|plan| plan.dashboards[0].rows[0].panels[0].lines.clear());
        assert_eq!(fixture::ids(&found), ["panel/threshold-mismatch"]);
    }

    #[test]
    fn a_target_beside_the_line_passes() {
        assert_eq!(with_line(Line::at(percent(1.0), "target")), []);
    }
}
