//! Canary deployments: a version on trial beside the stable one, with a part of the traffic.
//!
//! - `thresholds.yaml`, `metrics.yaml`: the numbers and the metrics, read at build time into `t::`, `o::`, `m::`.
//! - [`tracks`]: the two versions.
//! - [`signals`]: what is measured.
//! - [`alerts`]: what fires.
//! - [`runbooks`]: what a person reads.
//! - [`routing`]: who is told.
//! - [`split`]: who is sent to the canary.
//! - [`dashboard`]: what a person looks at.

mod alerts;
mod dashboard;
mod routing;
mod runbooks;
mod signals;
mod split;
mod tracks;

use plimsoll::prelude::*;

include!(concat!(env!("OUT_DIR"), "/canary.rs"));

/// One series of a service.
const GRAIN: &[&str] = &["namespace", "service"];

/// The dashboard of the trial.
const DASHBOARD: &str = "canary-deployment";

/// The pack.
pub(crate) fn canary() -> Pack {
    let pack = pack();
    let alerts = alerts::alerts(pack.traffic.as_ref());
    pack.workloads(tracks::NAMES)
        .alerts(alerts)
        .split(split::split())
        .gated_by("http://prometheus-operated.monitoring.svc.cluster.local:9090")
        .routing(routing::routing())
        .dashboard(dashboard::deployment())
}
