//! A panel as Grafana would draw it, against the plan.

use std::collections::BTreeSet;

use plimsoll_check::Diagnostic;
use plimsoll_model::Draw;
use plimsoll_plan::Panel;

use super::fault::Place;
use super::grafana;

/// What it asks, how it draws, from where to where its axis reaches, where its colour changes and what its values mean.
pub(super) fn compare(
    place: &Place<'_>,
    planned: &Panel,
    read: &grafana::Panel<'_>,
    faults: &mut Vec<Diagnostic>,
) {
    let queries: Vec<&str> = read.targets.iter().filter_map(|target| target.expr.as_deref()).collect();
    let wanted: Vec<&str> = planned.asked().map(|query| query.expr.as_str()).collect();
    faults.extend(place.same("the queries", &queries.join("\n"), &wanted.join("\n")));
    faults.extend(place.same("the title", &*read.title, &*planned.title));
    faults.extend(place.same("the kind", &*read.kind, kind(planned.draw)));

    let field = &read.field_config.defaults;
    let axis = planned.axis.map(|(from, to)| (from.value(), to.value()));
    faults.extend(place.same("the axis", &format!("{:?}", field.min.zip(field.max)), &format!("{axis:?}")));
    let words = |words: BTreeSet<String>| words.into_iter().collect::<Vec<_>>().join(", ");
    let wanted = planned.states.iter().map(|state| format!("{} is {}", state.value.value(), state.text));
    faults.extend(place.same("the states", &words(states(field)), &words(wanted.collect())));
    if !planned.draw.is_graph() {
        let wanted = planned.bands.iter().map(|band| band.at.value().to_string());
        faults.extend(place.same("the lines", &words(steps(field)), &words(wanted.collect())));
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
fn states(field: &grafana::Field<'_>) -> BTreeSet<String> {
    let options = field.mappings.iter().flat_map(|mapping| &mapping.options);
    options
        .filter_map(|(value, result)| {
            let value: f64 = value.parse().ok()?;
            Some(format!("{value} is {}", result.get("text")?.as_str()?))
        })
        .collect()
}

/// Where the colour changes; what is next to nothing is the line at zero beyond which anything is bad.
fn steps(field: &grafana::Field<'_>) -> BTreeSet<String> {
    let values = field.thresholds.steps.iter().filter_map(|step| step.value);
    values.map(|value| if value.abs() < 1e-6 { 0.0 } else { value }.to_string()).collect()
}
