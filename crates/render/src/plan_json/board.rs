//! Dashboards with their queries.

use plimsoll_plan::{Dashboard, Panel, PanelQuery};
use serde::Serialize;

#[derive(Serialize)]
pub(super) struct WireDashboard<'a> {
    uid: &'a str,
    title: &'a str,
    panels: Vec<WirePanel<'a>>,
}

#[derive(Serialize)]
struct WirePanel<'a> {
    key: &'a str,
    title: &'a str,
    unit: String,
    alert: Option<&'a str>,
    queries: Vec<&'a str>,
    lines: Vec<&'a str>,
}

impl<'a> From<&'a Dashboard> for WireDashboard<'a> {
    fn from(dashboard: &'a Dashboard) -> Self {
        let panels = dashboard.rows.iter().flat_map(|row| &row.panels);
        Self { uid: &dashboard.uid, title: &dashboard.title, panels: panels.map(WirePanel::from).collect() }
    }
}

impl<'a> From<&'a Panel> for WirePanel<'a> {
    fn from(panel: &'a Panel) -> Self {
        Self {
            key: &panel.key,
            title: &panel.title,
            unit: panel.unit.to_string(),
            alert: panel.alert,
            queries: exprs(panel.queries.iter()),
            lines: exprs(panel.lines.iter().map(|line| &line.query)),
        }
    }
}

fn exprs<'a>(queries: impl Iterator<Item = &'a PanelQuery>) -> Vec<&'a str> {
    queries.map(|query| query.expr.as_str()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture;

    #[test]
    fn a_panel_is_known_by_its_key_and_shows_every_query() {
        let plan = fixture::plan("strict");
        let board = serde_json::to_value(WireDashboard::from(&plan.dashboards[0])).unwrap();
        let panel = &board["panels"][0];
        assert_eq!((&panel["key"], &panel["unit"]), (&"error-rate".into(), &"ratio".into()));
        assert_eq!(panel["queries"].as_array().unwrap().len(), 1);
        assert_eq!(panel["lines"].as_array().unwrap().len(), 1);
    }
}
