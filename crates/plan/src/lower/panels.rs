//! Dashboards get their places, queries, lines and links.

use std::collections::BTreeSet;

use plimsoll_model::{Alert, Dashboard as Intent, Line, LineAt, Pack, Panel as PanelIntent, Query};
use plimsoll_promql::{Matcher, flow};
use plimsoll_units::{Amount, Unit};

use super::queries::Asker;
use super::recordings::Recorder;
use super::{Context, LowerError, layout, rules, variables};
use crate::{Annotation, Band, Dashboard, Panel, PanelLine, Row, names};

pub(super) fn lower(
    context: &Context<'_>,
    recorder: &mut Recorder<'_>,
    errors: &mut Vec<LowerError>,
) -> Vec<Dashboard> {
    context.pack.dashboards.iter().map(|intent| dashboard(context, intent, recorder, errors)).collect()
}

fn dashboard(
    context: &Context<'_>,
    intent: &Intent,
    recorder: &mut Recorder<'_>,
    errors: &mut Vec<LowerError>,
) -> Dashboard {
    let variables = intent.variables.iter().map(|(label, _)| *label).collect();
    let mut asker = Asker::new(context, recorder, errors, variables);
    let mut rows = Vec::new();
    let mut y = 0;
    for (title, panels) in &intent.rows {
        let (grid, end) = layout::place(panels, y + 1);
        let placed = panels.iter().zip(grid);
        let panels = placed.filter_map(|(intent, grid)| panel(&mut asker, intent, grid)).collect();
        rows.push(Row { id: names::stable_id(&format!("row {title}")), title: title.clone(), y, panels });
        y = end;
    }
    Dashboard {
        uid: intent.uid.to_owned(),
        title: intent.title.clone(),
        description: intent.description.clone(),
        tags: vec![context.pack.name.to_owned(), context.pack.owner.to_owned()],
        variables: variables::of(context, intent, &rows),
        annotation: Some(annotation(context)),
        rows,
        origin: intent.origin,
    }
}

fn panel(asker: &mut Asker<'_, '_>, intent: &PanelIntent, grid: (u32, u32, u32, u32)) -> Option<Panel> {
    let mut panel = Panel {
        id: names::stable_id(intent.key),
        key: intent.key.to_owned(),
        title: intent.title.clone(),
        description: intent.description.clone(),
        draw: intent.draw,
        grid,
        unit: Unit::COUNT,
        axis: intent.axis,
        queries: Vec::new(),
        lines: Vec::new(),
        bands: Vec::new(),
        states: intent.states.clone(),
        links: Vec::new(),
        alert: None,
        origin: intent.origin,
    };
    match intent.query {
        Query::Alert(name) => {
            let alert = find_alert(asker, intent, name)?;
            draw_alert(asker, intent, alert, &mut panel)?;
        }
        Query::Threshold(id) => draw_threshold(asker, intent, id, &mut panel)?,
        Query::Signals => {}
    }
    for signal in &intent.signals {
        let query = asker.signal(&signal.expr, signal.unit, Some(&signal.legend), intent.origin)?;
        panel.queries.push(query);
    }
    panel.unit = panel.queries.first().map_or(panel.unit, |query| query.unit);
    for line in &intent.lines {
        draw_line(asker, intent, line, &mut panel)?;
    }
    Some(panel)
}

fn find_alert<'a>(asker: &mut Asker<'a, '_>, intent: &PanelIntent, name: &str) -> Option<&'a Alert> {
    let found = asker.context.pack.alerts.iter().find(|alert| alert.name == name);
    if found.is_none() {
        let message =
            format!("the panel `{}` draws the alert `{name}`, which the pack does not have", intent.key);
        let help = "correct the name, or declare the alert";
        asker.errors.push(LowerError::new(intent.origin, message, help));
    }
    found
}

/// The signal of an alert, its line and its runbook.
fn draw_alert(
    asker: &mut Asker<'_, '_>,
    intent: &PanelIntent,
    alert: &Alert,
    panel: &mut Panel,
) -> Option<()> {
    let signal = alert.condition.as_crossing().map_or(alert.condition.expr(), |crossing| &crossing.signal);
    panel.alert = Some(alert.name);
    let legend = intent.legend.as_deref();
    panel.queries.push(asker.signal(signal, alert.condition.unit(), legend, intent.origin)?);
    if let Some(id) = rules::crossed(alert) {
        draw_line_of_threshold(asker, intent, id, panel)?;
    }
    if let (Some(base), Some(runbook)) = (asker.context.environment.runbooks, &alert.runbook) {
        panel.links.push((format!("Runbook: {}", alert.name), names::runbook_url(base, runbook.slug)));
    }
    Some(())
}

/// The line of a threshold in the live phase and in the next one.
fn draw_threshold(
    asker: &mut Asker<'_, '_>,
    intent: &PanelIntent,
    id: &str,
    panel: &mut Panel,
) -> Option<()> {
    let unit = unit_of(asker, intent, id)?;
    let context = asker.context;
    let next =
        context.next_phase().filter(|_| context.pack.stages(id)).map(|_| (names::THRESHOLD_NEXT, "next"));
    for (series, when) in std::iter::once((names::THRESHOLD_VALUE, "now")).chain(next) {
        let legend = format!("{when}: {{phase}}{}", slice_legend(context, id));
        panel.queries.push(asker.threshold(series, id, unit, &legend));
    }
    Some(())
}

fn draw_line(asker: &mut Asker<'_, '_>, intent: &PanelIntent, line: &Line, panel: &mut Panel) -> Option<()> {
    let query = match &line.at {
        LineAt::Threshold(id) => return draw_line_of_threshold(asker, intent, id, panel),
        LineAt::Amount(at) => {
            if let Some(worse) = line.worse.filter(|_| !panel.draw.is_graph()) {
                panel.bands.push(Band { at: *at, worse, threshold: None });
                return Some(());
            }
            asker.constant(&at.promql(), at.unit(), &line.legend)
        }
        LineAt::Signal(unit, expr) => asker.signal(expr, *unit, Some(&line.legend), intent.origin)?,
    };
    panel.lines.push(PanelLine { query, worse: line.worse, threshold: None });
    Some(())
}

/// A graph draws it. Values take its colour, unless overrides carve services out, which then have lines of their
/// own that one colour cannot show.
fn draw_line_of_threshold(
    asker: &mut Asker<'_, '_>,
    intent: &PanelIntent,
    id: &'static str,
    panel: &mut Panel,
) -> Option<()> {
    let unit = unit_of(asker, intent, id)?;
    let context = asker.context;
    let worse = context.pack.find_threshold(id)?.direction;
    let carved = !slice_legend(context, id).is_empty();
    if !panel.draw.is_graph() && !carved {
        let at: Amount = context.values.get(id)?.value;
        panel.bands.push(Band { at, worse, threshold: Some(id) });
        return Some(());
    }
    let legend = format!("line{}", slice_legend(context, id));
    let query = asker.threshold(names::THRESHOLD_VALUE, id, unit, &legend);
    panel.lines.push(PanelLine { query, worse: Some(worse), threshold: Some(id) });
    Some(())
}

fn unit_of(asker: &mut Asker<'_, '_>, intent: &PanelIntent, id: &str) -> Option<Unit> {
    let found = asker.context.pack.find_threshold(id);
    if found.is_none() {
        let message =
            format!("the panel `{}` draws the threshold `{id}`, which the pack does not declare", intent.key);
        let help = "declare it in the pack's thresholds";
        asker.errors.push(LowerError::new(intent.origin, message, help));
    }
    found.map(|threshold| threshold.value.unit())
}

/// Tells slices apart in a legend, where overrides carve any out.
fn slice_legend(context: &Context<'_>, threshold: &str) -> String {
    let carved = super::slices::of(context, &[threshold]).len() > 1;
    if carved { format!(" {{{}}}", names::SLICE) } else { String::new() }
}

/// Alerts of the pack that fire, for people.
fn annotation(context: &Context<'_>) -> Annotation {
    let mut matchers = vec![
        Matcher::equal(names::PACK, context.pack.name).to_string(),
        Matcher::equal("alertstate", "firing").to_string(),
        Matcher::one_of(names::SEVERITY, &["critical", "warning"]).to_string(),
    ];
    if context.environment.namespace.is_some() {
        matchers.push(Matcher::equal(names::NAMESPACE, names::variable(names::NAMESPACE)).to_string());
    }
    Annotation { expr: format!("ALERTS{{{}}}", matchers.join(", ")), labels: told_apart_by(context.pack) }
}

/// The service, in a pack that has services; else whatever the alerts carry.
fn told_apart_by(pack: &Pack) -> Vec<String> {
    if !pack.services.is_empty() {
        return vec![names::SERVICE.to_owned()];
    }
    let carried = pack.alerts.iter().flat_map(|alert| flow::possible(alert.condition.expr()));
    let carried: BTreeSet<&str> = carried.filter(|label| *label != names::NAMESPACE).collect();
    carried.into_iter().map(str::to_owned).collect()
}
