//! A metric catalogue, as the checks want it.

use plimsoll_codegen::data::{Metric, MetricType, MetricsFile};
use plimsoll_promql::MetricDef;
use plimsoll_units::Origin;

use crate::intern::intern;

/// The metrics of a catalogue that was read from a `metrics.yaml`.
pub fn metrics(file: &MetricsFile) -> Vec<MetricDef> {
    file.metrics
        .iter()
        .map(|(name, metric)| {
            let origin = Origin::new(intern(&file.file), name.place.line, name.place.column);
            metric_def(&name.value, metric).at(origin)
        })
        .collect()
}

fn metric_def(name: &str, metric: &Metric) -> MetricDef {
    let kind = match metric.kind.value {
        MetricType::Counter => plimsoll_promql::MetricType::Counter,
        MetricType::Gauge => plimsoll_promql::MetricType::Gauge,
        MetricType::Histogram => plimsoll_promql::MetricType::Histogram,
    };
    let names =
        |list: &[plimsoll_codegen::Located<String>]| kept(list.iter().map(|name| intern(&name.value)));
    let values = kept(metric.values.iter().map(|(label, values)| (intern(&label.value), names(values))));
    MetricDef::new(intern(name), kind, metric.unit.value)
        .labels(names(&metric.labels))
        .values(values)
        .buckets(kept(metric.buckets.iter().map(|bound| bound.value)))
        .identity(names(&metric.identity))
}

/// A list for ever, as [`intern`] keeps texts: a catalogue is read once in a run.
fn kept<T>(list: impl Iterator<Item = T>) -> &'static [T] {
    Vec::leak(list.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_metric_keeps_what_the_file_says() {
        let text = "metrics:\n  a_seconds: {type: histogram, unit: seconds, labels: [x], values: {x: [u, v]}, \
                    buckets: [0.5, 1], identity: [x]}\n";
        let file = plimsoll_codegen::read::metrics("m.yaml", text.as_bytes()).unwrap();
        let [metric] = metrics(&file)[..] else { panic!("one metric") };
        assert_eq!((metric.name, metric.labels, metric.buckets), ("a_seconds", &["x"][..], &[0.5, 1.0][..]));
        assert_eq!((metric.values_of("x"), metric.identity), (Some(&["u", "v"][..]), &["x"][..]));
        assert_eq!((metric.origin.line, metric.origin.column), (2, 3));
    }
}
