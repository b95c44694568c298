//! Panels and their queries.

use plimsoll_model::Draw;
use plimsoll_plan::{Panel, PanelQuery};
use serde::Serialize;
use serde_json::Value;

use super::link::Link;
use super::variable::{DATA_SOURCE, DataSource};
use super::{colour, draw, table};

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct WirePanel<'a> {
    id: u32,
    #[serde(rename = "type")]
    kind: &'static str,
    title: &'a str,
    description: &'a str,
    transparent: bool,
    datasource: DataSource,
    grid_pos: GridPos,
    links: Vec<Link<'a>>,
    repeat_direction: &'static str,
    targets: Vec<Target<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    transformations: Vec<Value>,
    options: Value,
    field_config: FieldConfig,
}

#[derive(Serialize)]
pub(super) struct GridPos {
    pub(super) x: u32,
    pub(super) y: u32,
    pub(super) w: u32,
    pub(super) h: u32,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Target<'a> {
    ref_id: String,
    datasource: DataSource,
    expr: &'a str,
    legend_format: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    format: Option<&'static str>,
    editor_mode: &'static str,
    range: bool,
    instant: bool,
}

#[derive(Serialize)]
struct FieldConfig {
    defaults: Value,
    overrides: Vec<Value>,
}

impl<'a> From<&'a Panel> for WirePanel<'a> {
    fn from(panel: &'a Panel) -> Self {
        let (x, y, w, h) = panel.grid;
        Self {
            id: panel.id,
            kind: draw::kind(panel.draw),
            title: &panel.title,
            description: &panel.description,
            transparent: false,
            datasource: DATA_SOURCE,
            grid_pos: GridPos { x, y, w, h },
            links: panel.links.iter().map(|(title, url)| Link::to_page(title, url)).collect(),
            repeat_direction: "h",
            targets: targets(panel),
            transformations: table::transformations(panel),
            options: draw::options(panel),
            field_config: FieldConfig {
                defaults: draw::defaults(panel),
                overrides: colour::lines(panel).chain(table::overrides(panel)).collect(),
            },
        }
    }
}

fn targets(panel: &Panel) -> Vec<Target<'_>> {
    let ids = ref_ids(panel);
    ids.into_iter().zip(panel.asked()).map(|(ref_id, query)| target(panel.draw, ref_id, query)).collect()
}

/// How the queries of a panel are called, in its order.
pub(super) fn ref_ids(panel: &Panel) -> Vec<String> {
    (0..panel.queries.len()).map(letter).chain((0..panel.lines.len()).map(line_id)).collect()
}

/// `A`, `B`, ..., as Grafana numbers queries; more than 26 go on with numbers.
fn letter(at: usize) -> String {
    u8::try_from(at)
        .ok()
        .filter(|at| *at < 26)
        .map_or_else(|| format!("Q{at}"), |at| char::from(b'A' + at).to_string())
}

/// `Line1`, `Line2`, ...: apart from the signals, so that an added signal leaves it alone.
pub(super) fn line_id(at: usize) -> String {
    format!("Line{}", at + 1)
}

fn target(draw: Draw, ref_id: String, query: &PanelQuery) -> Target<'_> {
    // Of a range the last value of a series that ended hours ago would be shown as if it were one of now.
    let instant = matches!(draw, Draw::Gauge | Draw::Bars | Draw::Table);
    Target {
        ref_id,
        datasource: DATA_SOURCE,
        expr: &query.expr,
        legend_format: &query.legend,
        format: (draw == Draw::Table).then_some("table"),
        editor_mode: "code",
        range: !instant,
        instant,
    }
}

#[cfg(test)]
pub(super) mod tests {
    use serde_json::json;

    use super::*;
    use crate::fixture;

    /// A panel of the fixture as it is rendered.
    pub(in crate::dashboard) fn panel(key: &str) -> Value {
        let plan = fixture::plan("strict");
        let rows = plan.dashboards.iter().flat_map(|board| &board.rows);
        let found = rows.flat_map(|row| &row.panels).find(|panel| panel.key == key).unwrap();
        serde_json::to_value(WirePanel::from(found)).unwrap()
    }

    #[test]
    fn the_line_of_a_threshold_is_a_query_of_its_own_drawn_red_and_dashed() {
        let panel = panel("error-rate");
        let targets = panel["targets"].as_array().unwrap();
        let ids: Vec<&str> = targets.iter().map(|target| target["refId"].as_str().unwrap()).collect();
        assert_eq!(ids, ["A", "Line1"]);
        let over = &panel["fieldConfig"]["overrides"][0];
        assert_eq!(over["matcher"], json!({ "id": "byFrameRefID", "options": "Line1" }));
        let properties = over["properties"].as_array().unwrap();
        assert!(
            properties.contains(&json!({ "id": "color", "value": { "mode": "fixed", "fixedColor": "red" } }))
        );
        assert_eq!(properties[1]["value"]["fill"], "dash");
    }

    #[test]
    fn the_unit_is_that_of_the_signal() {
        assert_eq!(panel("error-rate")["fieldConfig"]["defaults"]["unit"], "percentunit");
        assert_eq!(panel("traffic")["fieldConfig"]["defaults"]["unit"], "cps");
        assert_eq!(panel("checkout")["fieldConfig"]["defaults"]["unit"], "s");
    }

    #[test]
    fn a_panel_of_an_alert_links_to_its_runbook() {
        assert_eq!(
            panel("error-rate")["links"][0]["url"],
            "https://runbooks.example/shop/high-error-rate.md"
        );
    }

    #[test]
    fn queries_are_lettered() {
        assert_eq!([letter(0), letter(25), letter(26)], ["A", "Z", "Q26"]);
    }
}
