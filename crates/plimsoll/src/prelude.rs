//! What a pack imports: `use plimsoll::prelude::*;`.

pub use plimsoll_model::{
    Alert, Approval, Budgets, BurnRate, Cardinality, Case, Catalog, Change, Crosses, Dashboard, Draw,
    Enforcement, Environment, ExitGates, Guard, GuardKind, Height, Inhibition, Line, NoData, NodeMeta,
    Objective, Override, Pack, Panel, Phase, Prober, Receiver, Relabel, Response, RollbackPolicy, Routing,
    Runbook, Scope, ScrapeJob, Secret, Service, Severity, Side, Split, State, Threshold, Timing, Traffic,
    TrafficPhase, Width, Workload, WorkloadNames, burn_rates,
};
pub use plimsoll_promql::{
    BinaryOp, Condition, Counter, Gauge, HasLabel, Histogram, Label, LabelTag, MatchOp, Matcher, Metric,
    MetricDef, MetricTag, MetricType, Select, Signal, Window, absent_series, age_of, always, enough_for,
    ratio,
};
pub use plimsoll_units::{
    Bytes, CoreSeconds, Cores, Count, Date, Duration, Origin, PerSecond, Quantity, Ratio, Seconds, Timestamp,
    Unit, days, hours, minutes, percent, seconds,
};
