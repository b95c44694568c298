//! Anybody's Prometheus rules, held against the checks of Plimsoll.
//!
//! [`lint`] reads rule files (`groups:`) and `PrometheusRule` objects, several documents and both shapes in one file,
//! into the same [`Plan`](plimsoll_plan::Plan) that a pack is lowered into, and asks the same checks: none is written
//! twice. What every check says of rules that are no pack's, and why some say nothing, is decided in one table:
//! [`plimsoll_check::anybody::TABLE`].
//!
//! - `yaml`: YAML with anchors, merge keys, comments and several documents, each scalar with the style in which it is
//!   written, so that a byte of an expression has a line and a column of the file;
//! - `rules`: groups and rules, and what promtool says of their structure: an unknown key, no expression, a bad duration;
//! - `alertmanager`: the route tree and the inhibitions of an `alertmanager.yml`;
//! - [`catalogue`]: a `metrics.yaml` out of what an exporter or a Prometheus shows;
//! - `allow`: findings that are meant to be so, as comments;
//! - `template`: whether Prometheus reads the texts of an alert.

mod alertmanager;
mod allow;
pub mod catalogue;
mod ids;
mod intern;
mod metrics;
mod rules;
mod run;
mod source;
mod template;
mod yaml;

pub use ids::IDS;
pub use metrics::metrics;
pub use run::{File, Known, Report, RoutingFile, lint};
pub use source::LARGEST;
