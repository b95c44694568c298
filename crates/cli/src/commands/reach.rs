//! Whom an alert reaches: its receivers, what keeps it quiet, the panels that draw it.

use plimsoll_plan::simulate::{AlertLabels, reached, selects};
use plimsoll_plan::{AlertRule, InhibitRule, Plan};

/// The receivers, in the order in which they are told.
pub(super) fn receivers<'a>(plan: &'a Plan, alert: &AlertRule) -> Vec<&'a str> {
    let Some(tree) = &plan.alertmanager else { return Vec::new() };
    reached(tree, &AlertLabels::of(plan, alert)).into_iter().map(|reached| reached.receiver).collect()
}

/// The inhibitions that may keep the alert quiet.
pub(super) fn inhibitors<'a>(plan: &'a Plan, alert: &AlertRule) -> Vec<&'a InhibitRule> {
    let labels = AlertLabels::of(plan, alert);
    let rules = plan.alertmanager.iter().flat_map(|tree| &tree.inhibitions);
    rules.filter(|rule| selects(&rule.target, &labels).is_possible()).collect()
}

/// Dashboard and panel.
pub(super) fn panels<'a>(plan: &'a Plan, alert: &str) -> Vec<(&'a str, &'a str)> {
    let boards = plan.dashboards.iter();
    let panels = boards.flat_map(|board| {
        let panels = board.rows.iter().flat_map(|row| &row.panels);
        panels.map(|panel| (board.title.as_str(), panel))
    });
    panels
        .filter(|(_, panel)| panel.alert == Some(alert))
        .map(|(board, panel)| (board, panel.title.as_str()))
        .collect()
}
