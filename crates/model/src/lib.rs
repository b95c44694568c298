//! The DSL: thresholds, phases, signals, alerts, routing intents, panels, packs.
//!
//! Plain values, no I/O and no wire format. What is written here is lowered by `plimsoll-plan` for one
//! environment and phase, checked by `plimsoll-check` and rendered by `plimsoll-render`.
//!
//! A [`Pack`] holds everything for one product. Its numbers ([`Threshold`], [`Phase`], [`Environment`],
//! [`Service`], [`Override`]) can come from YAML, through handles that `plimsoll-codegen` makes at build time,
//! or be written in Rust: both call the same builders. Its [`Alert`]s, [`Routing`] and [`Dashboard`]s are Rust.

mod alert;
mod burn;
mod cardinality;
mod case;
mod dashboard;
mod draw;
mod environment;
mod gates;
mod objective;
mod overrides;
mod pack;
mod panel;
mod phase;
mod receiver;
mod response;
mod routing;
mod runbook;
mod scrape;
mod service;
mod split;
mod threshold;
mod timing;
mod traffic;

pub use alert::{Alert, Allowance, Guard, GuardKind};
pub use burn::{BurnRate, burn_rates};
pub use cardinality::Cardinality;
pub use case::{Case, Moment};
pub use dashboard::Dashboard;
pub use draw::{Draw, Height, Line, LineAt, State, Verdict, Width};
pub use environment::{Environment, Targets};
pub use gates::{Approval, ExitGates};
pub use objective::Objective;
pub use overrides::{Override, Subject};
pub use pack::{Catalog, Pack};
pub use panel::{Panel, PanelSignal, Query};
pub use phase::{Enforcement, Phase, Scope};
pub use receiver::{Integration, Receiver, Secret};
pub use response::{DryRun, Response, RollbackPolicy, Severity};
pub use routing::{Inhibition, Routing, Side};
pub use runbook::Runbook;
pub use scrape::{Discovery, NodeMeta, Prober, Relabel, ScrapeJob};
pub use service::{Service, WorkloadNames};
pub use split::{Proxy, Split};
pub use threshold::{Change, Crosses, Direction, Threshold, ThresholdDef};
pub use timing::{Budgets, Timing, Workload};
pub use traffic::{NoData, TRAFFIC_WEIGHT, Traffic, TrafficPhase};
