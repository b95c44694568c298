//! Panels, their queries and the lines of thresholds.

use plimsoll_model::Draw;
use plimsoll_plan::{Panel, PanelQuery};
use serde::Serialize;
use serde_json::{Value, json};

use super::unit;
use super::variable::{DATA_SOURCE, DataSource};

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
#[expect(clippy::struct_excessive_bools, reason = "Grafana's own shape")]
struct Link<'a> {
    title: &'a str,
    #[serde(rename = "type")]
    kind: &'static str,
    icon: &'static str,
    tooltip: &'static str,
    url: &'a str,
    tags: [(); 0],
    as_dropdown: bool,
    target_blank: bool,
    include_vars: bool,
    keep_time: bool,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Target<'a> {
    ref_id: String,
    datasource: DataSource,
    expr: &'a str,
    legend_format: &'a str,
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
        let signals = panel.queries.iter().enumerate().map(|(at, query)| target(letter(at), query));
        let lines = panel.lines.iter().enumerate().map(|(at, query)| target(line_id(at), query));
        Self {
            id: panel.id,
            kind: if panel.draw == Draw::Stat { "stat" } else { "timeseries" },
            title: &panel.title,
            description: &panel.description,
            transparent: false,
            datasource: DATA_SOURCE,
            grid_pos: GridPos { x, y, w, h },
            links: panel.links.iter().map(|(title, url)| link(title, url)).collect(),
            repeat_direction: "h",
            targets: signals.chain(lines).collect(),
            options: options(panel.draw),
            field_config: FieldConfig {
                defaults: defaults(panel),
                overrides: (0..panel.lines.len()).map(|at| red_line(panel.draw, &line_id(at))).collect(),
            },
        }
    }
}

/// `A`, `B`, ..., as Grafana numbers queries; more than 26 go on with numbers.
fn letter(at: usize) -> String {
    u8::try_from(at)
        .ok()
        .filter(|at| *at < 26)
        .map_or_else(|| format!("Q{at}"), |at| char::from(b'A' + at).to_string())
}

/// `Line1`, `Line2`, ...: apart from the signals, so that an added signal leaves it alone.
fn line_id(at: usize) -> String {
    format!("Line{}", at + 1)
}

fn target(ref_id: String, query: &PanelQuery) -> Target<'_> {
    Target {
        ref_id,
        datasource: DATA_SOURCE,
        expr: &query.expr,
        legend_format: &query.legend,
        editor_mode: "code",
        range: true,
        instant: false,
    }
}

fn link<'a>(title: &'a str, url: &'a str) -> Link<'a> {
    Link {
        title,
        kind: "link",
        icon: "doc",
        tooltip: "",
        url,
        tags: [],
        as_dropdown: false,
        target_blank: true,
        include_vars: false,
        keep_time: false,
    }
}

fn options(draw: Draw) -> Value {
    match draw {
        Draw::Lines | Draw::Stacked => json!({
            "legend": { "displayMode": "table", "placement": "bottom", "showLegend": true, "calcs": ["lastNotNull", "max"] },
            "tooltip": { "mode": "multi", "sort": "desc" },
        }),
        Draw::Stat => json!({
            "graphMode": "area",
            "colorMode": "value",
            "justifyMode": "auto",
            "textMode": "auto",
            "wideLayout": true,
            "showPercentChange": false,
            "percentChangeColorMode": "standard",
            "reduceOptions": { "values": false, "calcs": ["lastNotNull"], "fields": "" },
            "orientation": "auto",
        }),
    }
}

fn defaults(panel: &Panel) -> Value {
    let unit = unit::grafana(panel.unit);
    match panel.draw {
        // Zero in sight, so that a small wave does not look like a storm; a soft bound cuts nothing off.
        Draw::Lines => json!({
            "unit": unit,
            "custom": {
                "drawStyle": "line", "lineWidth": 1, "fillOpacity": 0, "showPoints": "never", "axisSoftMin": 0,
                "stacking": { "mode": "none", "group": "A" },
            },
        }),
        Draw::Stacked => json!({
            "unit": unit,
            "custom": {
                "drawStyle": "line", "lineWidth": 1, "fillOpacity": 30, "showPoints": "never", "axisSoftMin": 0,
                "stacking": { "mode": "normal", "group": "A" },
            },
        }),
        Draw::Stat => json!({ "unit": unit }),
    }
}

/// A threshold is red, dashed, and on top of nothing.
fn red_line(draw: Draw, ref_id: &str) -> Value {
    let color = json!({ "id": "color", "value": { "mode": "fixed", "fixedColor": "red" } });
    let properties = match draw {
        Draw::Stat => vec![color],
        Draw::Lines | Draw::Stacked => vec![
            color,
            json!({ "id": "custom.lineStyle", "value": { "fill": "dash", "dash": [10, 10] } }),
            json!({ "id": "custom.lineWidth", "value": 2 }),
            json!({ "id": "custom.fillOpacity", "value": 0 }),
            json!({ "id": "custom.stacking", "value": { "mode": "none", "group": "A" } }),
        ],
    };
    json!({ "matcher": { "id": "byFrameRefID", "options": ref_id }, "properties": properties })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture;

    fn panel(key: &str) -> Value {
        let plan = fixture::plan("strict");
        let rows = &plan.dashboards[0].rows;
        let found = rows.iter().flat_map(|row| &row.panels).find(|panel| panel.key == key).unwrap();
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
    fn only_stacked_panels_stack() {
        let mode = |key| panel(key)["fieldConfig"]["defaults"]["custom"]["stacking"]["mode"].clone();
        assert_eq!((mode("error-rate"), mode("traffic")), ("none".into(), "normal".into()));
        assert_eq!(panel("checkout")["type"], "stat");
    }

    #[test]
    fn queries_are_lettered() {
        assert_eq!([letter(0), letter(25), letter(26)], ["A", "Z", "Q26"]);
    }
}
