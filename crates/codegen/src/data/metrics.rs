//! `metrics.yaml`: the metric catalogue.

use plimsoll_units::Unit;

use crate::{Entries, Located};

/// The metric catalogue of a pack, or of anybody's rules.
#[derive(Debug, Clone, PartialEq)]
pub struct MetricsFile {
    /// The file, relative to the workspace, with forward slashes.
    pub file: String,
    /// The metrics by name; of a histogram without `_bucket`, `_sum` and `_count`.
    pub metrics: Entries<Metric>,
}

/// One metric.
#[derive(Debug, Clone, PartialEq)]
pub struct Metric {
    /// What Prometheus calls its type.
    pub kind: Located<MetricType>,
    /// Its unit; of a histogram that of the observed values.
    pub unit: Located<Unit>,
    /// The labels that the exporter gives it.
    pub labels: Vec<Located<String>>,
    /// The labels whose values are a closed set, with these values.
    pub values: Entries<Vec<Located<String>>>,
    /// The upper bounds of a histogram's buckets, ascending, without `+Inf`.
    pub buckets: Vec<Located<f64>>,
    /// The labels that tell two series of one target apart; empty when all of them do.
    pub identity: Vec<Located<String>>,
    /// What it counts, in one line.
    pub help: Option<Located<String>>,
}

/// What Prometheus calls the type of a metric.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MetricType {
    /// Only grows, and starts again at 0.
    Counter,
    /// Goes up and down.
    Gauge,
    /// Classic histogram.
    Histogram,
}

impl MetricType {
    /// Every type by the name that the file uses.
    pub const NAMES: [(&'static str, Self); 3] =
        [("counter", Self::Counter), ("gauge", Self::Gauge), ("histogram", Self::Histogram)];
}
