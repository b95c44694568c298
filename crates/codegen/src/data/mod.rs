//! What the two files say, checked: every amount has its unit, every name that is referred to exists.

mod metrics;
mod rollout;
mod thresholds;
mod traffic;

pub use metrics::{Metric, MetricType, MetricsFile};
pub use rollout::{
    Approved, Enforcement, Environment, Exit, Override, Phase, Scope, Setting, Target, Version,
};
pub use thresholds::{
    Budgets, Cardinality, Direction, Objective, Rollback, Service, Threshold, ThresholdsFile, Timing,
    Workload,
};
pub use traffic::{NoData, Traffic, TrafficPhase};

/// Both files of a pack.
#[derive(Debug, Clone, PartialEq)]
pub struct PackFiles {
    /// `thresholds.yaml`.
    pub thresholds: ThresholdsFile,
    /// `metrics.yaml`.
    pub metrics: MetricsFile,
}
