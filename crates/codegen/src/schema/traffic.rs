//! The shape of `traffic`. The comments are what an editor shows.
#![expect(dead_code, reason = "shapes: their fields are read by the derive alone")]

use schemars::JsonSchema;

use super::texts::{Amount, Duration, Name};

/// How a version on trial gets its traffic. A breach sets the weight to 0 at once.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct Traffic {
    /// Instances of the stable version, which serve everybody at weight 0.
    #[schemars(range(min = 1))]
    stable_replicas: u32,
    /// What becomes of a step when a gate finds no data; it never passes.
    no_data: Option<NoData>,
    /// In order, the last of them all traffic.
    #[schemars(length(min = 1))]
    phases: Vec<TrafficPhase>,
}

/// One step of the traffic.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct TrafficPhase {
    /// Its name.
    phase: Name,
    /// The part of the traffic that the canary gets: `5%`, with at most two decimals.
    weight: Amount,
    /// Instances of the canary.
    #[schemars(range(min = 1))]
    replicas: u32,
    /// How long it lasts at least.
    dwell: Option<Duration>,
    /// The alert that tells that it has begun.
    started: Option<String>,
}

/// What becomes of a step when a gate finds no data.
#[derive(JsonSchema)]
#[schemars(rename_all = "kebab-case")]
pub(super) enum NoData {
    /// It waits.
    Hold,
    /// It fails, and the traffic goes back.
    Fail,
}
