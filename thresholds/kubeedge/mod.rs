//! k3s and KubeEdge: the cloud side, the edge nodes, the link between them, and the stack that watches all of it.
//!
//! Hundreds of nodes on thin links: everything is asked by zone, so that an outage is one alert that says how many,
//! and nothing is kept of a node but what a rule or a panel reads.
//!
//! - `thresholds.yaml`, `metrics.yaml`: the numbers and the metrics, read at build time into `t::` and `m::`.
//! - [`scrape`]: what Prometheus asks.
//! - [`signals`]: what is measured.
//! - [`alerts`], [`stack`]: what fires, on the edge and on the stack itself.
//! - [`runbooks`]: what a person reads.
//! - [`routing`]: who is told.
//! - [`dashboards`]: what a person looks at.

mod alerts;
mod dashboards;
mod routing;
mod runbooks;
mod scrape;
mod signals;
mod stack;

use plimsoll::prelude::*;

include!(concat!(env!("OUT_DIR"), "/kubeedge.rs"));

/// One series of a zone.
const ZONE: &[&str] = &["zone"];

/// The dashboards.
const FLEET: &str = "kubeedge-fleet";
const LINK: &str = "kubeedge-link";
const STACK: &str = "kubeedge-stack";

/// The scrape jobs, as the label `job` names them.
mod jobs {
    pub(super) const CLOUDCORE: &str = "kubeedge-cloudcore";
    pub(super) const EDGECORE: &str = "kubeedge-edgecore";
    pub(super) const CLOUDHUB: &str = "kubeedge-cloudhub";
    pub(super) const LINK: &str = "kubeedge-link";
}

/// The pack.
pub(crate) fn kubeedge() -> Pack {
    scrape::jobs()
        .into_iter()
        .fold(pack(), Pack::scrape)
        .alerts(alerts::alerts())
        .alerts(stack::alerts())
        .routing(routing::routing())
        .dashboard(dashboards::fleet())
        .dashboard(dashboards::link())
        .dashboard(dashboards::stack())
}
