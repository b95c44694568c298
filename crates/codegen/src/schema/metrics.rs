//! The shape of `metrics.yaml`. The comments are what an editor shows.
#![expect(dead_code, reason = "shapes: their fields are read by the derive alone")]

use std::collections::BTreeMap;

use schemars::JsonSchema;

use super::texts::{Label, MetricName};

/// The metrics that rules and dashboards may use.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, title = "Plimsoll metric catalogue")]
pub(super) struct MetricsFile {
    /// The metrics: `m::<name>` in Rust.
    metrics: BTreeMap<MetricName, Metric>,
}

/// One metric.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct Metric {
    /// What Prometheus calls its type.
    #[schemars(rename = "type")]
    kind: MetricType,
    /// Its unit; of a histogram that of the observed values.
    unit: Unit,
    /// The labels that the exporter gives it, without `job` and `instance`.
    #[schemars(extend("uniqueItems" = true))]
    labels: Option<Vec<Label>>,
    /// The labels whose values are a closed set, with these values.
    values: Option<BTreeMap<Label, Vec<String>>>,
    /// The upper bounds of a histogram's buckets in its unit, ascending, without `+Inf`.
    buckets: Option<Vec<f64>>,
    /// The labels that tell two series of one target apart; all of them if it is not said.
    #[schemars(extend("uniqueItems" = true))]
    identity: Option<Vec<Label>>,
    /// What it counts, in one line.
    help: Option<String>,
}

/// What Prometheus calls the type of a metric.
#[derive(JsonSchema)]
#[schemars(rename_all = "lowercase")]
pub(super) enum MetricType {
    /// Only grows, and starts again at 0.
    Counter,
    /// Goes up and down.
    Gauge,
    /// Classic histogram: `_bucket`, `_sum` and `_count`.
    Histogram,
}

/// A unit.
#[derive(JsonSchema)]
#[schemars(rename_all = "kebab-case")]
pub(super) enum Unit {
    /// A part of a whole, 1 = 100 %.
    Ratio,
    /// A span of time.
    Seconds,
    /// Bytes.
    Bytes,
    /// CPU cores.
    Cores,
    /// CPU time; its rate is in cores.
    CoreSeconds,
    /// A number of things, also the 0 or 1 of a state.
    Count,
    /// A point in time.
    Timestamp,
    /// Seconds per second.
    #[schemars(rename = "seconds/s")]
    SecondsPerSecond,
    /// Bytes per second.
    #[schemars(rename = "bytes/s")]
    BytesPerSecond,
    /// Things per second.
    #[schemars(rename = "count/s")]
    CountPerSecond,
}
