//! Dashboards get their places, variables and queries.

use plimsoll_model::{Dashboard as Intent, Panel as PanelIntent, Query};
use plimsoll_promql::{Expr, MatchOp, Matcher, flow};
use plimsoll_units::{Origin, Unit};

use super::recordings::Recorder;
use super::{Context, LowerError, rules};
use crate::{Dashboard, Panel, PanelQuery, Row, Variable, names};

const COLUMNS: u32 = 24;
const PER_LINE: usize = 3;
const HEIGHT: u32 = 8;

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
    let mut rows = Vec::new();
    let mut y = 0;
    for (title, panels) in &intent.rows {
        let mut row = Row {
            id: names::stable_id(&format!("row {title}")),
            title: title.clone(),
            y,
            panels: Vec::new(),
        };
        y += 1;
        for line in panels.chunks(PER_LINE) {
            // Panels of a line share its width without a hole; the line is as high as all of them.
            let width = COLUMNS / u32::try_from(line.len()).unwrap_or(COLUMNS);
            for (x, intent) in (0..).step_by(width as usize).zip(line) {
                row.panels.extend(panel(context, intent, (x, y, width, HEIGHT), recorder, errors));
            }
            y += HEIGHT;
        }
        rows.push(row);
    }
    Dashboard {
        uid: intent.uid.to_owned(),
        title: intent.title.clone(),
        description: intent.description.clone(),
        tags: vec![context.pack.name.to_owned(), context.pack.owner.to_owned()],
        variables: variables(context, &rows),
        annotation: Some(annotation(context)),
        rows,
        origin: intent.origin,
    }
}

fn panel(
    context: &Context<'_>,
    intent: &PanelIntent,
    grid: (u32, u32, u32, u32),
    recorder: &mut Recorder<'_>,
    errors: &mut Vec<LowerError>,
) -> Option<Panel> {
    let mut panel = Panel {
        id: names::stable_id(intent.key),
        key: intent.key.to_owned(),
        title: intent.title.clone(),
        description: intent.description.clone(),
        draw: intent.draw,
        grid,
        unit: Unit::COUNT,
        queries: Vec::new(),
        lines: Vec::new(),
        links: Vec::new(),
        alert: None,
        origin: intent.origin,
    };
    match &intent.query {
        Query::Signals(unit, signals) => {
            panel.unit = *unit;
            for (expr, legend) in signals {
                panel.queries.push(query(context, expr.clone(), legend, intent.origin, recorder, errors)?);
            }
        }
        Query::Threshold(id) => {
            let Some(threshold) = context.pack.find_threshold(id) else {
                let message = format!(
                    "the panel `{}` draws the threshold `{id}`, which the pack does not declare",
                    intent.key
                );
                errors.push(LowerError::new(intent.origin, message, "declare it in the pack's thresholds"));
                return None;
            };
            panel.unit = threshold.value.unit();
            let next = context
                .next_phase()
                .filter(|_| context.pack.stages(id))
                .map(|_| (names::THRESHOLD_NEXT, "next"));
            for (series, when) in std::iter::once((names::THRESHOLD_VALUE, "now")).chain(next) {
                let legend = format!("{when}: {{{{phase}}}}{}", slice_legend(context, id));
                panel.queries.push(panel_query(context, constant(context, series, id), legend));
            }
        }
        Query::Alert(name) => {
            let Some(alert) = context.pack.alerts.iter().find(|alert| alert.name == *name) else {
                let message = format!(
                    "the panel `{}` draws the alert `{name}`, which the pack does not have",
                    intent.key
                );
                errors.push(LowerError::new(
                    intent.origin,
                    message,
                    "correct the name, or declare the alert",
                ));
                return None;
            };
            let signal =
                alert.condition.as_crossing().map_or(alert.condition.expr(), |crossing| &crossing.signal);
            panel.alert = Some(alert.name);
            panel.unit = alert.condition.unit();
            panel.queries.push(query(context, signal.clone(), "", intent.origin, recorder, errors)?);
            panel.lines.extend(rules::crossed(alert).map(|threshold| line(context, threshold)));
            if let (Some(base), Some(runbook)) = (context.environment.runbooks, &alert.runbook) {
                panel.links.push((format!("Runbook: {name}"), names::runbook_url(base, runbook.slug)));
            }
        }
    }
    Some(panel)
}

/// A signal bound to the dashboard's variables.
fn query(
    context: &Context<'_>,
    expr: Expr,
    legend: &str,
    origin: Origin,
    recorder: &mut Recorder<'_>,
    errors: &mut Vec<LowerError>,
) -> Option<PanelQuery> {
    let expr = match expr.resolve(&context.values) {
        Ok(expr) => recorder.unbound(expr),
        Err(unknown) => {
            errors.push(LowerError::new(origin, unknown.to_string(), "declare it in the pack's thresholds"));
            return None;
        }
    };
    let expr = expr.edit_selectors(&mut |selector| {
        let mut binding = Vec::new();
        if context.environment.namespace.is_some() && selector.has_label(names::NAMESPACE) {
            binding.push(Matcher::equal(names::NAMESPACE, "$namespace"));
        }
        if selector.has_label(names::SERVICE) {
            binding.push(Matcher::new(names::SERVICE, MatchOp::Matches, "$service"));
        }
        selector.matchers.splice(..0, binding);
    });
    let legend =
        if legend.is_empty() { default_legend(&expr) } else { legend.replace('{', "{{").replace('}', "}}") };
    Some(panel_query(context, expr.render(), legend))
}

/// The labels that tell the series of a panel apart, but for the namespace, of which one is chosen.
fn default_legend(expr: &Expr) -> String {
    let labels = flow::possible(expr);
    if labels.contains(names::SERVICE) {
        return format!("{{{{{}}}}}", names::SERVICE);
    }
    let own = labels.iter().filter(|label| *label != names::NAMESPACE);
    own.map(|label| format!("{{{{{label}}}}}")).collect::<Vec<_>>().join(" ")
}

/// The line of a threshold. Where overrides carve services out, each slice has a line of its own.
fn line(context: &Context<'_>, threshold: &str) -> PanelQuery {
    let legend = format!("line{}", slice_legend(context, threshold));
    panel_query(context, constant(context, names::THRESHOLD_VALUE, threshold), legend)
}

/// Tells slices apart in a legend, where overrides carve any out.
fn slice_legend(context: &Context<'_>, threshold: &str) -> String {
    let carved = super::slices::of(context, &[threshold]).len() > 1;
    if carved { format!(" {{{{{}}}}}", names::SLICE) } else { String::new() }
}

/// One of the recordings that hold a threshold.
fn constant(context: &Context<'_>, series: &str, threshold: &str) -> String {
    let mut matchers = vec![
        Matcher::equal(names::PACK, context.pack.name).to_string(),
        Matcher::equal("threshold", threshold).to_string(),
    ];
    if context.environment.namespace.is_some() {
        matchers.push(Matcher::equal(names::NAMESPACE, "$namespace").to_string());
    }
    format!("{series}{{{}}}", matchers.join(", "))
}

fn panel_query(context: &Context<'_>, expr: String, legend: String) -> PanelQuery {
    let substituted = expr
        .replace("$__rate_interval", &context.pack.timing.scrape.to_string())
        .replace("$namespace", context.environment.namespace.unwrap_or_default())
        .replace("$service", ".+");
    PanelQuery { expr, substituted, legend }
}

/// Alerts of the pack that fire, for people.
fn annotation(context: &Context<'_>) -> String {
    let mut matchers = vec![
        Matcher::equal(names::PACK, context.pack.name).to_string(),
        Matcher::equal("alertstate", "firing").to_string(),
        Matcher::one_of(names::SEVERITY, &["critical", "warning"]).to_string(),
    ];
    if context.environment.namespace.is_some() {
        matchers.push(Matcher::equal(names::NAMESPACE, "$namespace").to_string());
    }
    format!("ALERTS{{{}}}", matchers.join(", "))
}

/// Only variables that some panel uses.
fn variables(context: &Context<'_>, rows: &[Row]) -> Vec<Variable> {
    let queries =
        || rows.iter().flat_map(|row| &row.panels).flat_map(|panel| panel.queries.iter().chain(&panel.lines));
    let uses = |variable: &str| queries().any(|query| query.expr.contains(variable));
    let mut variables = Vec::new();
    if uses("$namespace") {
        let pack = Matcher::equal(names::PACK, context.pack.name);
        variables.push(Variable {
            name: names::NAMESPACE.to_owned(),
            label: "Namespace".to_owned(),
            query: format!("label_values({}{{{pack}}}, {})", names::THRESHOLD_VALUE, names::NAMESPACE),
            default: context.environment.namespace.map(ToOwned::to_owned),
            multi: false,
        });
    }
    let services = context.pack.metrics.iter().find(|metric| {
        metric.has_label(names::SERVICE) && queries().any(|query| query.expr.contains(metric.name))
    });
    let series =
        services.or_else(|| context.pack.metrics.iter().find(|metric| metric.has_label(names::SERVICE)));
    if let Some(metric) = series.filter(|_| uses("$service")) {
        let name = &metric.series_names()[metric.series_names().len() - 1];
        let bound = if context.environment.namespace.is_some() && metric.has_label(names::NAMESPACE) {
            format!("{{{}}}", Matcher::equal(names::NAMESPACE, "$namespace"))
        } else {
            String::new()
        };
        variables.push(Variable {
            name: names::SERVICE.to_owned(),
            label: "Service".to_owned(),
            query: format!("label_values({name}{bound}, {})", names::SERVICE),
            default: None,
            multi: true,
        });
    }
    variables
}
