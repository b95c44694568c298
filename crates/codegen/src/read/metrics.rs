//! `metrics.yaml`.

use plimsoll_units::Unit;

use super::fields::{Fields, keys};
use super::names::series_collisions;
use super::reader::Reader;
use crate::data::{Metric, MetricType, MetricsFile};
use crate::document::Node;
use crate::suggest::instead;
use crate::{Entries, Located, Place};

/// The whole file.
pub(super) fn file(reader: &mut Reader<'_>, node: &Node) -> Option<MetricsFile> {
    let fields = reader.fields(node, Place::START, "the file", keys::METRICS_FILE)?;
    let metrics = fields.require(reader, "metrics", "{}")?;
    let metrics = reader.named(metrics, "metrics", metric);
    let file = MetricsFile { file: reader.file.to_owned(), metrics };
    series_collisions(reader, &file);
    Some(file)
}

fn metric(reader: &mut Reader<'_>, name: &Located<String>, node: &Node) -> Option<Metric> {
    reader.valid_metric(name);
    let what = format!("metric `{}`", name.value);
    let fields = reader.fields(node, name.place, &what, keys::METRIC)?;
    let kind = fields
        .require(reader, "type", "counter")
        .and_then(|node| reader.one_of(node, "a type of metric", &MetricType::NAMES));
    let unit = fields.require(reader, "unit", "count").and_then(|node| unit(reader, node));
    let labels = fields.get("labels").map(|node| labels(reader, node)).unwrap_or_default();
    let histogram = kind.is_none_or(|kind| kind.value == MetricType::Histogram);
    if let Some(le) = labels.iter().find(|label| label.value == "le" && histogram) {
        let help = "remove it: every histogram has it";
        reader.report("yaml/bad-label", le.place, "`le` belongs to the buckets of a histogram", help);
    }
    let values = fields.get("values").map(|node| values(reader, node, &labels)).unwrap_or_default();
    let identity = fields.get("identity").map(|node| self::labels(reader, node)).unwrap_or_default();
    for label in &identity {
        of_metric(reader, label, &labels);
    }
    let buckets = buckets(reader, &fields, histogram);
    let help = fields.get("help").and_then(|node| reader.line(node, "a description"));
    Some(Metric { kind: kind?, unit: unit?, labels, values, buckets, identity, help })
}

fn unit(reader: &mut Reader<'_>, node: &Node) -> Option<Located<Unit>> {
    let word = reader.word(node, "a unit")?;
    match word.value.parse() {
        Ok(unit) => Some(Located::new(unit, word.place)),
        Err(error) => {
            reader.report(
                "yaml/unknown-unit",
                word.place,
                error.to_string(),
                instead(word.value, "units", Unit::NAMES),
            );
            None
        }
    }
}

fn labels(reader: &mut Reader<'_>, node: &Node) -> Vec<Located<String>> {
    let Some(list) = reader.list(node, "labels") else { return Vec::new() };
    let labels = list.iter().filter_map(|node| {
        let label = reader.text(node, "a label")?;
        reader.valid_label(&label).then_some(label)
    });
    let labels: Vec<_> = labels.collect();
    reader.once(&labels, "label");
    labels
}

fn of_metric(reader: &mut Reader<'_>, label: &Located<String>, labels: &[Located<String>]) {
    if !labels.contains(label) {
        let help =
            instead(&label.value, "labels of this metric", labels.iter().map(|label| label.value.as_str()));
        reader.report(
            "yaml/unknown-label",
            label.place,
            format!("the metric has no label `{}`", label.value),
            help,
        );
    }
}

fn values(reader: &mut Reader<'_>, node: &Node, labels: &[Located<String>]) -> Entries<Vec<Located<String>>> {
    reader.named(node, "labels with their values", |reader, label, node| {
        of_metric(reader, label, labels);
        let list = reader.list(node, "values")?;
        if list.is_empty() {
            let message = format!("the label `{}` has no values", label.value);
            reader.report(
                "yaml/empty-list",
                node.place,
                message,
                "list the values, or remove the label from `values`",
            );
        }
        let values: Vec<_> = list.iter().filter_map(|node| reader.line(node, "a label's value")).collect();
        reader.once(&values, "value");
        Some(values)
    })
}

fn buckets(reader: &mut Reader<'_>, fields: &Fields<'_>, histogram: bool) -> Vec<Located<f64>> {
    let Some(node) = fields.get("buckets") else { return Vec::new() };
    if !histogram {
        let help = "remove them, or write `type: histogram`";
        reader.report("yaml/bad-buckets", fields.key_place("buckets"), "only a histogram has buckets", help);
    }
    let Some(list) = reader.list(node, "upper bounds") else { return Vec::new() };
    let mut bounds: Vec<Located<f64>> = Vec::new();
    for node in list {
        let Some(word) = reader.word(node, "an upper bound") else { continue };
        let Some(bound) = word.value.parse().ok().filter(|bound: &f64| bound.is_finite()) else {
            let help =
                "write plain numbers in the unit of the metric; the last bucket, `+Inf`, is always there";
            reader.report(
                "yaml/bad-buckets",
                word.place,
                format!("`{}` is not an upper bound", word.value),
                help,
            );
            continue;
        };
        if let Some(before) = bounds.last().filter(|before| before.value >= bound) {
            let message = format!("the bound {bound} is not above the one before it, {}", before.value);
            reader.report(
                "yaml/bad-buckets",
                word.place,
                message,
                "sort the bounds, the smallest first, each once",
            );
        }
        bounds.push(Located::new(bound, word.place));
    }
    bounds
}
