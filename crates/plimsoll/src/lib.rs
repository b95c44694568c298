//! Typed alert thresholds and staged rollouts, rendered for Prometheus, Alertmanager and Grafana.

pub use plimsoll_check as check;
#[cfg(feature = "cli")]
pub use plimsoll_cli as cli;
pub use plimsoll_model as model;
pub use plimsoll_plan as plan;
pub use plimsoll_promql as promql;
pub use plimsoll_promql::metrics;
pub use plimsoll_render as render;
pub use plimsoll_units as units;

pub mod prelude;
