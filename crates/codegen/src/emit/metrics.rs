//! `m`: one constant and one marker type per metric and per label.

use std::collections::BTreeSet;

use super::handles::ALLOW;
use super::literal::{OUTER_UNITS, ident, string, strings};
use super::writer::Writer;
use crate::data::{Metric, MetricType, MetricsFile};
use crate::{Entries, Located};

/// Nothing is imported beside the marker types: a metric or a label may be called like anything that could be.
pub(super) fn module(out: &mut Writer, file: &MetricsFile) {
    let labels: BTreeSet<&str> = file
        .metrics
        .iter()
        .flat_map(|(_, metric)| metric.labels.iter().map(|label| label.value.as_str()))
        .collect();
    let mut metrics: Vec<(&Located<String>, &Metric)> = file.metrics.iter().collect();
    metrics.sort_by_key(|(name, _)| &name.value);

    out.gap();
    out.line(format_args!("/// The metrics of `{}` and their labels.", file.file));
    out.line(format_args!("{ALLOW}"));
    out.line(format_args!("pub mod m {{"));
    out.line(format_args!("use ::plimsoll::{{promql, units}};"));
    out.gap();
    for (name, metric) in &metrics {
        constant(out, file, name, metric);
        out.gap();
    }
    for label in &labels {
        out.line(format_args!("/// The label `{label}`."));
        out.line(format_args!(
            "pub const {0}: promql::Label<label::{0}> = promql::Label::new();",
            ident(label)
        ));
        out.gap();
    }
    out.line(format_args!("/// All metrics, sorted by name."));
    out.line(format_args!("pub const CATALOGUE: &[promql::MetricDef] = &["));
    for (name, _) in &metrics {
        out.line(format_args!("<tag::{} as promql::MetricTag>::DEF,", ident(&name.value)));
    }
    out.line(format_args!("];"));
    label_types(out, &labels);
    out.gap();
    out.line(format_args!("/// What the compiler knows of each metric."));
    out.line(format_args!("#[allow(non_camel_case_types)]"));
    out.line(format_args!("pub mod tag {{"));
    for (at, (name, metric)) in metrics.iter().enumerate() {
        if at > 0 {
            out.gap();
        }
        tag(out, file, name, metric);
    }
    out.line(format_args!("}}"));
    out.line(format_args!("}}"));
}

fn constant(out: &mut Writer, file: &MetricsFile, name: &Located<String>, metric: &Metric) {
    if let Some(help) = &metric.help {
        out.line(format_args!("/// {}", help.value));
        out.line(format_args!("///"));
    }
    out.line(format_args!(
        "/// A {} in {}. `{}:{}:{}`",
        type_name(metric.kind.value).to_lowercase(),
        metric.unit.value,
        file.file,
        name.place.line,
        name.place.column,
    ));
    out.line(format_args!(
        "pub const {0}: promql::Metric<tag::{0}> = promql::Metric::new();",
        ident(&name.value)
    ));
}

fn label_types(out: &mut Writer, labels: &BTreeSet<&str>) {
    out.gap();
    out.line(format_args!("/// The labels as types."));
    out.line(format_args!("#[allow(non_camel_case_types)]"));
    out.line(format_args!("pub mod label {{"));
    for (at, label) in labels.iter().enumerate() {
        if at > 0 {
            out.gap();
        }
        out.line(format_args!("/// The label `{label}`."));
        marker(out, label);
        out.line(format_args!("impl super::promql::LabelTag for {} {{", ident(label)));
        out.line(format_args!("const NAME: &'static ::core::primitive::str = {};", string(label)));
        out.line(format_args!("}}"));
    }
    out.line(format_args!("}}"));
}

fn marker(out: &mut Writer, name: &str) {
    out.line(format_args!("#[derive(Debug, Clone, Copy)]"));
    out.line(format_args!("pub enum {} {{}}", ident(name)));
}

fn tag(out: &mut Writer, file: &MetricsFile, name: &Located<String>, metric: &Metric) {
    let this = ident(&name.value);
    let kind = type_name(metric.kind.value);
    out.line(format_args!("/// `{}`", name.value));
    marker(out, &name.value);
    out.line(format_args!("impl super::promql::MetricTag for {this} {{"));
    out.line(format_args!("type Kind = super::promql::{kind};"));
    out.line(format_args!("type Unit = {};", OUTER_UNITS.dimension(metric.unit.value)));
    out.line(format_args!("const DEF: super::promql::MetricDef ="));
    out.line(format_args!(
        "super::promql::MetricDef::new({}, super::promql::MetricType::{kind}, {})",
        string(&name.value),
        OUTER_UNITS.unit(metric.unit.value)
    ));
    if !metric.labels.is_empty() {
        out.line(format_args!(".labels({})", strings(&metric.labels)));
    }
    if !metric.values.is_empty() {
        out.line(format_args!(".values({})", values(&metric.values)));
    }
    if !metric.buckets.is_empty() {
        let buckets: Vec<String> = metric.buckets.iter().map(|bound| format!("{:?}", bound.value)).collect();
        out.line(format_args!(".buckets(&[{}])", buckets.join(", ")));
    }
    if !metric.identity.is_empty() {
        out.line(format_args!(".identity({})", strings(&metric.identity)));
    }
    if let Some(help) = &metric.help {
        out.line(format_args!(".help({})", string(&help.value)));
    }
    out.line(format_args!(".at({});", OUTER_UNITS.origin(&file.file, name.place)));
    out.line(format_args!("}}"));
    for label in &metric.labels {
        let label = ident(&label.value);
        out.line(format_args!("impl super::promql::HasLabel<super::label::{label}> for {this} {{}}"));
    }
}

fn values(values: &Entries<Vec<Located<String>>>) -> String {
    let values: Vec<String> = values
        .iter()
        .map(|(label, values)| format!("({}, {})", string(&label.value), strings(values)))
        .collect();
    format!("&[{}]", values.join(", "))
}

const fn type_name(kind: MetricType) -> &'static str {
    match kind {
        MetricType::Counter => "Counter",
        MetricType::Gauge => "Gauge",
        MetricType::Histogram => "Histogram",
    }
}
