//! How each kind of panel draws.

use plimsoll_model::Draw;
use plimsoll_plan::Panel;
use serde_json::{Map, Value, json};

use super::{colour, table, unit};

/// Grafana's id of the kind.
pub(super) const fn kind(draw: Draw) -> &'static str {
    match draw {
        Draw::Lines | Draw::Stacked => "timeseries",
        Draw::Stat => "stat",
        Draw::Gauge => "gauge",
        Draw::Bars => "bargauge",
        Draw::States => "state-timeline",
        Draw::Table => "table",
    }
}

/// What the kind wants to know, every default that Grafana's SDK would add included.
pub(super) fn options(panel: &Panel) -> Value {
    match panel.draw {
        Draw::Lines | Draw::Stacked => json!({
            "legend": { "displayMode": "table", "placement": "bottom", "showLegend": true, "calcs": ["lastNotNull", "max"] },
            "tooltip": { "mode": "multi", "sort": "desc" },
        }),
        Draw::Stat => json!({
            // What was before the last state is not to be seen in a number of it.
            "graphMode": if panel.states.is_empty() { "area" } else { "none" },
            "colorMode": "value",
            "justifyMode": "auto",
            "textMode": "auto",
            "wideLayout": true,
            "showPercentChange": false,
            "percentChangeColorMode": "standard",
            "reduceOptions": last_value(),
            "orientation": "auto",
        }),
        Draw::Gauge => json!({
            "showThresholdLabels": false,
            "showThresholdMarkers": true,
            "sizing": "auto",
            "minVizWidth": 75,
            "minVizHeight": 75,
            "reduceOptions": last_value(),
            "orientation": "auto",
        }),
        Draw::Bars => json!({
            "displayMode": "basic",
            "valueMode": "color",
            "namePlacement": "auto",
            "showUnfilled": true,
            "sizing": "auto",
            "minVizWidth": 8,
            "minVizHeight": 16,
            "maxVizHeight": 300,
            "legend": { "displayMode": "list", "placement": "bottom", "showLegend": false, "calcs": [] },
            "reduceOptions": last_value(),
            "orientation": "horizontal",
        }),
        Draw::States => json!({
            "showValue": "auto",
            "rowHeight": 0.9,
            "mergeValues": true,
            "alignValue": "left",
            "perPage": 20,
            "legend": { "displayMode": "list", "placement": "bottom", "showLegend": true, "calcs": [] },
            "tooltip": { "mode": "single", "sort": "none" },
        }),
        Draw::Table => table::options(panel),
    }
}

fn last_value() -> Value {
    json!({ "values": false, "calcs": ["lastNotNull"], "fields": "" })
}

/// What holds for every series of a panel.
pub(super) fn defaults(panel: &Panel) -> Value {
    let mut defaults = Map::new();
    let mut set = |key: &str, value| defaults.insert(key.to_owned(), value);
    set("unit", unit::grafana(panel.unit).into());
    if let Some((from, to)) = panel.axis {
        set("min", colour::number(from.value()));
        set("max", colour::number(to.value()));
    }
    if !panel.states.is_empty() {
        set("mappings", colour::mappings(&panel.states));
    }
    if !panel.draw.is_graph() {
        set("thresholds", colour::steps(&panel.bands));
        set("color", json!({ "mode": "thresholds" }));
    }
    match panel.draw {
        Draw::Lines => set("custom", graph(panel, 0, "none")),
        Draw::Stacked => set("custom", graph(panel, 30, "normal")),
        Draw::States => set("custom", json!({ "lineWidth": 0, "fillOpacity": 70 })),
        Draw::Table => set("custom", json!({ "align": "auto", "inspect": false })),
        Draw::Stat | Draw::Gauge | Draw::Bars => None,
    };
    defaults.into()
}

fn graph(panel: &Panel, fill: u8, stacking: &str) -> Value {
    let mut custom = Map::new();
    let mut set = |key: &str, value| custom.insert(key.to_owned(), value);
    if let Some(label) = unit::axis_label(panel.unit) {
        set("axisLabel", label.into());
    }
    set("drawStyle", "line".into());
    set("lineWidth", 1.into());
    set("fillOpacity", fill.into());
    set("showPoints", "never".into());
    if panel.axis.is_none() {
        // Zero in sight, so that a small wave does not look like a storm; a soft bound cuts nothing off.
        set("axisSoftMin", 0.into());
    }
    set("stacking", json!({ "mode": stacking, "group": "A" }));
    custom.into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dashboard::panel::tests::panel;

    #[test]
    fn only_stacked_panels_stack() {
        let mode = |key| panel(key)["fieldConfig"]["defaults"]["custom"]["stacking"]["mode"].clone();
        assert_eq!((mode("error-rate"), mode("traffic")), ("none".into(), "normal".into()));
        assert_eq!(panel("checkout")["type"], "stat");
    }

    #[test]
    fn an_axis_is_in_the_base_unit_and_takes_the_place_of_the_soft_bound() {
        let defaults = panel("share")["fieldConfig"]["defaults"].clone();
        assert_eq!((&defaults["min"], &defaults["max"]), (&json!(0), &json!(1)));
        assert!(defaults["custom"].get("axisSoftMin").is_none());
    }

    #[test]
    fn a_value_of_now_is_asked_for_now_and_a_wave_for_all_its_time() {
        let asks = |key| {
            let target = panel(key)["targets"][0].clone();
            (target["range"].as_bool().unwrap(), target["instant"].as_bool().unwrap())
        };
        assert_eq!([asks("dial"), asks("bars"), asks("slowest")], [(false, true); 3]);
        assert_eq!([asks("error-rate"), asks("checkout"), asks("health")], [(true, false); 3]);
    }
}
