//! The dashboard itself.

use plimsoll_plan::{Dashboard, Plan};
use serde::Serialize;
use serde::ser::Serializer;

use super::link::Link;
use super::panel::{GridPos, WirePanel};
use super::variable::{self, DATA_SOURCE, DataSource, WireVariable};
use crate::{Artifact, json, paths};

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Document<'a> {
    uid: &'a str,
    title: &'a str,
    description: &'a str,
    tags: &'a [String],
    timezone: &'static str,
    editable: bool,
    graph_tooltip: u8,
    time: Time,
    fiscal_year_start_month: u8,
    refresh: &'static str,
    schema_version: u32,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    links: Vec<Link<'a>>,
    panels: Vec<Element<'a>>,
    templating: List<WireVariable<'a>>,
    annotations: List<Annotation<'a>>,
}

#[derive(Serialize)]
struct Time {
    from: &'static str,
    to: &'static str,
}

#[derive(Serialize)]
struct List<T> {
    list: Vec<T>,
}

/// What stands on the grid.
enum Element<'a> {
    Row(WireRow<'a>),
    Panel(Box<WirePanel<'a>>),
}

impl Serialize for Element<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Row(row) => row.serialize(serializer),
            Self::Panel(panel) => panel.serialize(serializer),
        }
    }
}

/// A heading. Its panels follow it; they would stand inside it only while it is collapsed.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct WireRow<'a> {
    id: u32,
    #[serde(rename = "type")]
    kind: &'static str,
    title: &'a str,
    grid_pos: GridPos,
    collapsed: bool,
    panels: [(); 0],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Annotation<'a> {
    name: &'static str,
    datasource: DataSource,
    enable: bool,
    hide: bool,
    icon_color: &'static str,
    built_in: u8,
    placement: &'static str,
    expr: &'a str,
    step: &'static str,
    title_format: &'static str,
    text_format: String,
    tag_keys: String,
    use_value_for_time: bool,
}

/// The other dashboards of the pack, which carry its name as a tag. What is chosen and the time go along.
fn others(plan: &Plan) -> Vec<Link<'_>> {
    if plan.dashboards.len() < 2 {
        return Vec::new();
    }
    vec![Link::to_dashboards(plan.pack)]
}

/// `dashboards/<uid>.json`
pub(crate) fn render(plan: &Plan, dashboard: &Dashboard) -> Artifact {
    let document = Document {
        uid: &dashboard.uid,
        title: &dashboard.title,
        description: &dashboard.description,
        tags: &dashboard.tags,
        timezone: "browser",
        // Edits in the browser would be lost with the next deployment.
        editable: false,
        // One crosshair over all panels: what happened at the same moment.
        graph_tooltip: 1,
        time: Time { from: "now-6h", to: "now" },
        fiscal_year_start_month: 0,
        refresh: "1m",
        schema_version: 42,
        links: others(plan),
        panels: elements(dashboard),
        templating: List { list: variable::all(dashboard) },
        annotations: List { list: dashboard.annotation.as_ref().map(annotation).into_iter().collect() },
    };
    Artifact::new(paths::of(plan, &paths::dashboard(&dashboard.uid)), json::document(&document))
}

fn elements(dashboard: &Dashboard) -> Vec<Element<'_>> {
    let mut elements = Vec::new();
    for row in &dashboard.rows {
        elements.push(Element::Row(WireRow {
            id: row.id,
            kind: "row",
            title: &row.title,
            grid_pos: GridPos { x: 0, y: row.y, w: 24, h: 1 },
            collapsed: false,
            panels: [],
        }));
        elements.extend(row.panels.iter().map(|panel| Element::Panel(Box::new(WirePanel::from(panel)))));
    }
    elements
}

fn annotation(planned: &plimsoll_plan::Annotation) -> Annotation<'_> {
    let text: Vec<String> = planned.labels.iter().map(|label| format!("{{{{{label}}}}}")).collect();
    Annotation {
        name: "Alerts",
        datasource: DATA_SOURCE,
        enable: true,
        hide: false,
        icon_color: "red",
        built_in: 0,
        placement: "inControlsMenu",
        expr: &planned.expr,
        step: "60s",
        title_format: "{{alertname}}",
        text_format: text.join(" "),
        tag_keys: std::iter::once("severity")
            .chain(planned.labels.iter().map(String::as_str))
            .collect::<Vec<_>>()
            .join(","),
        use_value_for_time: false,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;
    use crate::fixture;

    fn rendered() -> (String, Value) {
        let plan = fixture::plan("strict");
        let text = render(&plan, &plan.dashboards[0]).text;
        let value = serde_json::from_str(&text).unwrap();
        (text, value)
    }

    #[test]
    fn the_head_is_in_a_fixed_order_without_what_belongs_to_one_grafana() {
        let (text, value) = rendered();
        assert!(
            text.starts_with(
                "{
  \"uid\": \"shop-service\",
  \"title\": \"Shop: services\",
  \"description\": \"Every signal of the shop.\",
  \"tags\": [
    \"shop\",
    \"sales\"
  ],
  \"timezone\": \"browser\",
"
            ),
            "{text}"
        );
        assert!(value.get("id").is_none() && value.get("version").is_none());
        assert_eq!(value["schemaVersion"], 42);
    }

    #[test]
    fn everything_asks_the_chosen_data_source() {
        let (_, value) = rendered();
        let expected = serde_json::json!({ "type": "prometheus", "uid": "${datasource}" });
        let panels = value["panels"].as_array().unwrap();
        for panel in panels.iter().filter(|panel| panel["type"] != "row") {
            assert_eq!(panel["datasource"], expected);
            for target in panel["targets"].as_array().unwrap() {
                assert_eq!(target["datasource"], expected);
            }
        }
        assert_eq!(value["annotations"]["list"][0]["datasource"], expected);
        let variables = value["templating"]["list"].as_array().unwrap();
        assert_eq!(variables[0]["type"], "datasource");
        assert!(variables[1..].iter().all(|variable| variable["datasource"] == expected));
    }

    #[test]
    fn a_heading_is_followed_by_its_panels_and_ids_are_unique() {
        let (_, value) = rendered();
        let panels = value["panels"].as_array().unwrap();
        let kinds: Vec<&str> = panels.iter().map(|panel| panel["type"].as_str().unwrap()).collect();
        assert_eq!(kinds, ["row", "timeseries", "timeseries", "row", "stat"]);
        let ids: std::collections::BTreeSet<u64> =
            panels.iter().map(|panel| panel["id"].as_u64().unwrap()).collect();
        assert_eq!(ids.len(), panels.len());
    }
}
