//! Traffic phases.

use plimsoll_units::{Amount, Duration};

use crate::{Located, Place};

/// How a version on trial gets its traffic.
#[derive(Debug, Clone, PartialEq)]
pub struct Traffic {
    /// Instances of the stable version.
    pub stable_replicas: Located<u32>,
    /// What becomes of a step when a gate finds no data.
    pub no_data: Option<Located<NoData>>,
    /// The phases, in order.
    pub phases: Vec<TrafficPhase>,
}

/// One step of the traffic.
#[derive(Debug, Clone, PartialEq)]
pub struct TrafficPhase {
    /// Where it begins.
    pub place: Place,
    /// Its name.
    pub name: Located<String>,
    /// The part of the traffic that the canary gets.
    pub weight: Located<Amount>,
    /// Instances of the canary.
    pub replicas: Located<u32>,
    /// How long it lasts at least.
    pub dwell: Option<Located<Duration>>,
    /// The alert that tells that it has begun.
    pub started: Option<Located<String>>,
}

/// What becomes of a step when a gate finds no data. It never passes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoData {
    /// It waits.
    Hold,
    /// It fails.
    Fail,
}

impl NoData {
    /// Every decision by the name that the file uses.
    pub const NAMES: [(&'static str, Self); 2] = [("hold", Self::Hold), ("fail", Self::Fail)];
}
