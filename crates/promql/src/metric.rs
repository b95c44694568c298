//! The metric catalogue, as values and as types.

use std::marker::PhantomData;

use plimsoll_units::{Dimension, Origin, Unit};

use crate::LabelTag;

/// What Prometheus calls the type of a metric.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MetricType {
    /// Only grows, and starts again at 0.
    Counter,
    /// Goes up and down.
    Gauge,
    /// Classic histogram: `_bucket`, `_sum` and `_count`.
    Histogram,
}

impl MetricType {
    /// `counter`, `gauge` or `histogram`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Counter => "counter",
            Self::Gauge => "gauge",
            Self::Histogram => "histogram",
        }
    }
}

/// One metric of the catalogue.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MetricDef {
    /// The name; of a histogram without `_bucket`, `_sum` and `_count`.
    pub name: &'static str,
    /// Its type.
    pub kind: MetricType,
    /// Its unit; of a histogram that of the observed values.
    pub unit: Unit,
    /// The labels that the exporter gives it. `job` and `instance` come from the target and are not listed.
    pub labels: &'static [&'static str],
    /// The labels whose values are a closed set, with these values.
    pub values: &'static [(&'static str, &'static [&'static str])],
    /// The upper bounds of a histogram's buckets, ascending, without `+Inf`.
    pub buckets: &'static [f64],
    /// The labels that tell two series of one target apart; empty when all of them do.
    pub identity: &'static [&'static str],
    /// What it counts, in one line.
    pub help: &'static str,
    /// Where it is declared.
    pub origin: Origin,
}

impl MetricDef {
    /// A metric without labels.
    #[track_caller]
    pub const fn new(name: &'static str, kind: MetricType, unit: Unit) -> Self {
        let origin = Origin::caller();
        Self { name, kind, unit, labels: &[], values: &[], buckets: &[], identity: &[], help: "", origin }
    }

    /// The labels that the exporter gives it.
    pub const fn labels(mut self, labels: &'static [&'static str]) -> Self {
        self.labels = labels;
        self
    }

    /// The labels whose values are a closed set.
    pub const fn values(mut self, values: &'static [(&'static str, &'static [&'static str])]) -> Self {
        self.values = values;
        self
    }

    /// The upper bounds of a histogram's buckets, ascending, without `+Inf`.
    pub const fn buckets(mut self, buckets: &'static [f64]) -> Self {
        self.buckets = buckets;
        self
    }

    /// The labels that tell two series of one target apart.
    pub const fn identity(mut self, identity: &'static [&'static str]) -> Self {
        self.identity = identity;
        self
    }

    /// What it counts, in one line.
    pub const fn help(mut self, help: &'static str) -> Self {
        self.help = help;
        self
    }

    /// Where it is declared.
    pub const fn at(mut self, origin: Origin) -> Self {
        self.origin = origin;
        self
    }

    /// Whether it carries this label.
    pub fn has_label(&self, label: &str) -> bool {
        self.labels.contains(&label)
    }

    /// The closed set of values of a label, if it has one.
    pub fn values_of(&self, label: &str) -> Option<&'static [&'static str]> {
        self.values.iter().find(|(name, _)| *name == label).map(|(_, values)| *values)
    }

    /// The names under which its series are stored: one, or three for a histogram.
    pub fn series_names(&self) -> Vec<String> {
        match self.kind {
            MetricType::Histogram => {
                ["_bucket", "_sum", "_count"].map(|end| format!("{}{end}", self.name)).into()
            }
            MetricType::Counter | MetricType::Gauge => vec![self.name.to_owned()],
        }
    }
}

/// A metric type as a type.
pub trait Kind: Copy + 'static {
    /// The same as a value.
    const TYPE: MetricType;
}

macro_rules! kinds {
    ($($(#[$doc:meta])* $kind:ident),*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy)]
        pub enum $kind {}
        impl Kind for $kind {
            const TYPE: MetricType = MetricType::$kind;
        }
    )*};
}

kinds! {
    /// A counter.
    Counter,
    /// A gauge.
    Gauge,
    /// A classic histogram.
    Histogram
}

/// A metric as a type: its kind, unit and definition.
pub trait MetricTag: Copy + 'static {
    /// [`Counter`], [`Gauge`] or [`Histogram`].
    type Kind: Kind;
    /// The unit.
    type Unit: Dimension;
    /// The catalogue's entry.
    const DEF: MetricDef;
}

/// A metric that carries the label `L`.
#[diagnostic::on_unimplemented(
    message = "the metric `{Self}` has no label `{L}`",
    label = "a matcher on this label selects nothing",
    note = "its labels stand in the metric catalogue (metrics.yaml)"
)]
pub trait HasLabel<L: LabelTag>: MetricTag {}

/// [`Counter`]: `rate()` and `increase()` make sense.
#[diagnostic::on_unimplemented(
    message = "this needs a counter, and the metric is a {Self}",
    label = "a rate or an increase of a {Self} means nothing",
    note = "for a gauge use delta() or deriv(), for a histogram quantile(), count_rate() or mean()"
)]
pub trait CounterKind: Kind {}
impl CounterKind for Counter {}

/// [`Gauge`]: the value makes sense as it is.
#[diagnostic::on_unimplemented(
    message = "this needs a gauge, and the metric is a {Self}",
    label = "the bare value of a {Self} means nothing",
    note = "a counter says only when it was started; use rate() or increase()"
)]
pub trait GaugeKind: Kind {}
impl GaugeKind for Gauge {}

/// [`Histogram`]: a quantile makes sense.
#[diagnostic::on_unimplemented(
    message = "this needs a histogram, and the metric is a {Self}",
    label = "a {Self} has no buckets",
    note = "expose the metric as a histogram, or alert on its mean"
)]
pub trait HistogramKind: Kind {}
impl HistogramKind for Histogram {}

/// A handle to a declared metric; see [`Select`](crate::Select) for what can be made of it.
#[derive(Debug, Clone, Copy)]
pub struct Metric<T: MetricTag>(PhantomData<T>);

impl<T: MetricTag> Metric<T> {
    /// The handle; `plimsoll-codegen` makes one constant per metric of the catalogue.
    #[expect(clippy::new_without_default, reason = "a constant, never a default")]
    pub const fn new() -> Self {
        Self(PhantomData)
    }

    /// The catalogue's entry.
    pub const fn def(self) -> MetricDef {
        T::DEF
    }
}
