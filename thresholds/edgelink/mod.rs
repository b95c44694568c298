//! EdgeLink: gateways, devices and topology, with automatic rollback.
//!
//! - `thresholds.yaml`, `metrics.yaml`: the numbers and the metrics, read at build time into `t::`, `o::`, `m::`.
//! - [`workloads`]: pods and replica sets become deployments and services.
//! - [`signals`]: what is measured.
//! - [`alerts`], [`meta`]: what fires, on services and on the machinery itself.
//! - [`runbooks`]: what a person reads.
//! - [`routing`]: who is told.
//! - [`dashboards`]: what a person looks at.

mod alerts;
mod dashboards;
mod meta;
mod routing;
mod runbooks;
mod signals;
mod workloads;

use plimsoll::prelude::*;

include!(concat!(env!("OUT_DIR"), "/edgelink.rs"));

/// One series of a service.
const GRAIN: &[&str] = &["namespace", "service"];

/// One series of a workload.
const WORKLOAD: &[&str] = &["namespace", "deployment", "service"];

/// The dashboard of every signal by service.
const DASHBOARD: &str = "edgelink-service";

/// The pack.
pub(crate) fn edgelink() -> Pack {
    pack()
        .workloads(workloads::NAMES)
        .alerts(alerts::alerts())
        .alerts(meta::alerts())
        .routing(routing::routing())
        .dashboard(dashboards::service())
        .dashboard(dashboards::auto_rollback())
        .dashboard(dashboards::rollout())
}
