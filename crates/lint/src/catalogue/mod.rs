//! A metric catalogue out of what is there: the text of an exporter, or what a Prometheus knows of its metrics.
//!
//! What is seen is written down as a `metrics.yaml`, which the reader of a pack's catalogue takes. Units are guessed from
//! `# UNIT` and from the ends of names, as they are named by convention; that labels have a closed set of values, and
//! which of them tell series apart, nobody can see: both are for a person to add.

mod exposition;
mod render;

use std::collections::{BTreeMap, BTreeSet};

pub use exposition::exposition;
pub use render::{Written, metrics_yaml};

/// What a metric is said to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Only grows.
    Counter,
    /// Goes up and down; states and infos too.
    Gauge,
    /// Buckets, their sum and their count.
    Histogram,
    /// Quantiles, their sum and their count.
    Summary,
    /// Nobody says.
    Unknown,
}

impl Kind {
    /// By the word that exporters and Prometheus use.
    pub fn of(word: &str) -> Self {
        match word {
            "counter" => Self::Counter,
            "gauge" | "info" | "stateset" => Self::Gauge,
            "histogram" => Self::Histogram,
            "summary" => Self::Summary,
            _ => Self::Unknown,
        }
    }
}

/// What is said of a metric.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Family {
    /// Its type.
    pub kind: Kind,
    /// Its unit; empty where nobody says.
    pub unit: String,
    /// What it counts.
    pub help: String,
}

/// What is seen of the series of one name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Seen {
    /// Every label that one of them has.
    pub labels: BTreeSet<String>,
    /// The values of `le`.
    pub bounds: BTreeSet<String>,
}

/// Everything that is seen.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Observed {
    /// By the name of the metric.
    pub families: BTreeMap<String, Family>,
    /// By the name of the series.
    pub series: BTreeMap<String, Seen>,
}

impl Observed {
    /// One more series, by its labels.
    pub fn add<'a>(&mut self, name: &str, labels: impl IntoIterator<Item = (&'a str, &'a str)>) {
        let seen = self.series.entry(name.to_owned()).or_default();
        for (label, value) in labels {
            if label == "le" {
                seen.bounds.insert(value.to_owned());
            }
            seen.labels.insert(label.to_owned());
        }
    }
}
