//! What a person chooses above the panels: only what some panel uses.

use plimsoll_model::{Dashboard as Intent, Pack};
use plimsoll_promql::{Matcher, MetricDef};

use super::Context;
use crate::{Panel, PanelQuery, Row, Variable, names};

/// The namespace, the service and the dashboard's own labels, as far as a panel uses them.
pub(super) fn of(context: &Context<'_>, intent: &Intent, rows: &[Row]) -> Vec<Variable> {
    let asked: Vec<&PanelQuery> = rows.iter().flat_map(|row| &row.panels).flat_map(Panel::asked).collect();
    let uses = |label: &str| {
        let variable = names::variable(label);
        asked.iter().any(|query| query.expr.contains(&variable))
    };
    let mut variables = Vec::new();
    if uses(names::NAMESPACE) {
        variables.push(namespace(context));
    }
    let service = (names::SERVICE, "Service".to_owned());
    for (label, title) in std::iter::once(&service).chain(&intent.variables).filter(|(label, _)| uses(label))
    {
        if let Some(metric) = carrier(context.pack, label, &asked) {
            variables.push(label_values(context, metric, label, title));
        }
    }
    variables
}

/// The namespaces in which the pack's rules are loaded.
fn namespace(context: &Context<'_>) -> Variable {
    let pack = Matcher::equal(names::PACK, context.pack.name);
    Variable {
        name: names::NAMESPACE.to_owned(),
        label: "Namespace".to_owned(),
        query: format!("label_values({}{{{pack}}}, {})", names::THRESHOLD_VALUE, names::NAMESPACE),
        default: context.environment.namespace.map(ToOwned::to_owned),
        multi: false,
    }
}

/// A metric that has the label; one that a panel shows, if there is such a one.
fn carrier<'a>(pack: &'a Pack, label: &str, asked: &[&PanelQuery]) -> Option<&'a MetricDef> {
    let having = || pack.metrics.iter().filter(|metric| metric.has_label(label));
    let shown = |metric: &&MetricDef| asked.iter().any(|query| query.expr.contains(metric.name));
    having().find(shown).or_else(|| having().next())
}

fn label_values(context: &Context<'_>, metric: &MetricDef, label: &str, title: &str) -> Variable {
    let name = &metric.series_names()[metric.series_names().len() - 1];
    let bound = if context.environment.namespace.is_some() && metric.has_label(names::NAMESPACE) {
        format!("{{{}}}", Matcher::equal(names::NAMESPACE, names::variable(names::NAMESPACE)))
    } else {
        String::new()
    };
    Variable {
        name: label.to_owned(),
        label: title.to_owned(),
        query: format!("label_values({name}{bound}, {label})"),
        default: None,
        multi: true,
    }
}
