//! Typed PromQL: metric handles, expressions, rendering, and the gate every rendered string passes.
//!
//! - [`Metric`] is a handle to one declared metric. Its marker type knows the kind, the unit and the labels, so a
//!   rate of a gauge or a matcher on a label that the metric lacks does not compile.
//! - [`Signal`] is an instant vector with a unit. Arithmetic gives the right unit or does not compile.
//! - [`Condition`] is a signal past a line: what an alert asks.
//! - [`Expr`] is the tree below all of them. It is resolved ([`Expr::resolve`]), bound to an environment
//!   ([`Expr::edit_selectors`]), put on another scale of time for a test
//!   ([`Expr::scaled`]), asked for its labels ([`flow`]), and rendered in one layout ([`Expr::render`]; once, as
//!   [`Written`]).
//! - [`gate`] decides whether the target Prometheus would take a text.

mod condition;
mod declare;
mod expr;
pub mod flow;
pub mod gate;
mod label_names;
mod layout;
mod matcher;
mod metric;
mod number;
mod resolve;
mod scaled;
mod select;
mod signal;
mod written;

pub use condition::{Condition, Crossing, absent_series, always};
pub use expr::{BinaryOp, Expr, Group, Matching, RecordName, Recording, Selector, Source};
pub use label_names::LabelNames;
pub use matcher::{Label, LabelMatch, LabelTag, MatchOp, Matcher, alternation};
pub use metric::{
    Counter, CounterKind, Gauge, GaugeKind, HasLabel, Histogram, HistogramKind, Kind, Metric, MetricDef,
    MetricTag, MetricType,
};
pub use number::{Number, Window, enough_for};
pub use resolve::{Resolution, UnknownThreshold};
pub use scaled::Unscalable;
pub use select::{Select, Series};
pub use signal::{Ratioed, Signal, age_of, ratio};
pub use written::Written;

#[doc(hidden)]
pub use plimsoll_units as units;
