//! A panel as Grafana would draw it, against the plan.

use std::collections::BTreeSet;

use plimsoll_check::Diagnostic;
use plimsoll_model::Draw;
use plimsoll_plan::Panel;
use serde_json::Value;

use super::dashboard::array;
use super::fault::Place;

/// What it asks, how it draws, from where to where its axis reaches, where its colour changes and what its values mean.
pub(super) fn compare(place: &Place<'_>, planned: &Panel, read: &Value, faults: &mut Vec<Diagnostic>) {
    let text = |key: &str| read.get(key).and_then(Value::as_str).unwrap_or_default();
    let queries: Vec<&str> =
        array(read, "targets").filter_map(|target| target.get("expr")?.as_str()).collect();
    let wanted: Vec<&str> = planned.asked().map(|query| query.expr.as_str()).collect();
    faults.extend(place.same("the queries", &queries.join("\n"), &wanted.join("\n")));
    faults.extend(place.same("the title", text("title"), &planned.title));
    faults.extend(place.same("the kind", text("type"), kind(planned.draw)));

    let defaults = read.pointer("/fieldConfig/defaults").unwrap_or(&Value::Null);
    let end = |key: &str| defaults.get(key).and_then(Value::as_f64);
    let axis = planned.axis.map(|(from, to)| (from.value(), to.value()));
    faults.extend(place.same("the axis", &format!("{:?}", end("min").zip(end("max"))), &format!("{axis:?}")));
    let words = |words: BTreeSet<String>| words.into_iter().collect::<Vec<_>>().join(", ");
    let wanted = planned.states.iter().map(|state| format!("{} is {}", state.value.value(), state.text));
    faults.extend(place.same("the states", &words(states(defaults)), &words(wanted.collect())));
    if !planned.draw.is_graph() {
        let wanted = planned.bands.iter().map(|band| band.at.value().to_string());
        faults.extend(place.same("the lines", &words(steps(defaults)), &words(wanted.collect())));
    }
}

/// Grafana's id of the kind.
const fn kind(draw: Draw) -> &'static str {
    match draw {
        Draw::Lines | Draw::Stacked => "timeseries",
        Draw::Stat => "stat",
        Draw::Gauge => "gauge",
        Draw::Bars => "bargauge",
        Draw::States => "state-timeline",
        Draw::Table => "table",
    }
}

/// What single values are read as.
fn states(defaults: &Value) -> BTreeSet<String> {
    let options =
        array(defaults, "mappings").filter_map(|mapping| mapping.get("options")?.as_object()).flatten();
    options
        .filter_map(|(value, result)| {
            let value: f64 = value.parse().ok()?;
            Some(format!("{value} is {}", result.get("text")?.as_str()?))
        })
        .collect()
}

/// Where the colour changes; what is next to nothing is the line at zero beyond which anything is bad.
fn steps(defaults: &Value) -> BTreeSet<String> {
    let steps = defaults.get("thresholds").into_iter().flat_map(|thresholds| array(thresholds, "steps"));
    let values = steps.filter_map(|step| step.get("value")?.as_f64());
    values.map(|value| if value.abs() < 1e-6 { 0.0 } else { value }.to_string()).collect()
}
