//! Whom an alert reaches: its receivers, what keeps it quiet, the panels that draw it.

use plimsoll_plan::{AlertRule, InhibitRule, Plan, Route};
use plimsoll_promql::Matcher;

/// Stands for what the series bring along, such as `service`: a value that no matcher names.
const FROM_THE_SERIES: &str = "a value of the series";

/// The receivers, in the order in which they are told.
pub(super) fn receivers<'a>(plan: &'a Plan, alert: &AlertRule) -> Vec<&'a str> {
    let Some(tree) = &plan.alertmanager else { return Vec::new() };
    let mut names = Vec::new();
    if !follow(&tree.route, alert, &mut names) {
        names.push(tree.root.as_str());
    }
    names
}

/// Depth first, as Alertmanager does it: a route without a matching child tells its own receiver.
fn follow<'a>(route: &'a Route, alert: &AlertRule, names: &mut Vec<&'a str>) -> bool {
    if !all_select(&route.matchers, alert) {
        return false;
    }
    let before = names.len();
    for child in &route.routes {
        if follow(child, alert, names) && !child.continues {
            break;
        }
    }
    if names.len() == before {
        names.push(&route.receiver);
    }
    true
}

/// The inhibitions that may keep the alert quiet.
pub(super) fn inhibitors<'a>(plan: &'a Plan, alert: &AlertRule) -> Vec<&'a InhibitRule> {
    let rules = plan.alertmanager.iter().flat_map(|tree| &tree.inhibitions);
    rules.filter(|rule| all_select(&rule.target, alert)).collect()
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

fn all_select(matchers: &[Matcher], alert: &AlertRule) -> bool {
    matchers
        .iter()
        .all(|matcher| matcher.op.selects(&matcher.value, value(&matcher.label, alert)) == Some(true))
}

/// What is known of a label before the alert fires.
fn value<'a>(label: &str, alert: &'a AlertRule) -> &'a str {
    match label {
        "alertname" => &alert.alert,
        _ => match alert.labels.get(label) {
            Some(value) => value,
            None if matches!(label, "severity" | "auto_rollback" | "rollout_phase") => "",
            None if alert.expr.selectors().iter().any(|selector| selector.has_label(label)) => {
                FROM_THE_SERIES
            }
            None => "",
        },
    }
}
