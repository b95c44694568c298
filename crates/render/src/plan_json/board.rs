//! Dashboards with their queries.

use plimsoll_model::Direction;
use plimsoll_plan::{Band, Dashboard, Panel, PanelQuery};
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
    draw: &'static str,
    unit: String,
    axis: Option<[String; 2]>,
    alert: Option<&'a str>,
    queries: Vec<&'a str>,
    lines: Vec<&'a str>,
    bands: Vec<String>,
    states: Vec<String>,
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
            draw: panel.draw.as_str(),
            unit: panel.unit.to_string(),
            axis: panel.axis.map(|(from, to)| [from.to_string(), to.to_string()]),
            alert: panel.alert,
            queries: exprs(panel.queries.iter()),
            lines: exprs(panel.lines.iter().map(|line| &line.query)),
            bands: panel.bands.iter().map(band).collect(),
            states: panel.states.iter().map(|state| format!("{}: {}", state.value, state.text)).collect(),
        }
    }
}

/// `bad above 5 %`
fn band(band: &Band) -> String {
    let side = match band.worse {
        Direction::Above => "above",
        Direction::Below => "below",
    };
    format!("bad {side} {}", band.at)
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
        assert_eq!((&panel["draw"], &panel["axis"]), (&"lines".into(), &serde_json::Value::Null));
        assert_eq!(panel["queries"].as_array().unwrap().len(), 1);
        assert_eq!(panel["lines"].as_array().unwrap().len(), 1);
    }
}
