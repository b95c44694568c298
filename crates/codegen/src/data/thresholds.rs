//! `thresholds.yaml`: the numbers of a pack.

use plimsoll_units::{Amount, Duration, Unit};

use super::{Environment, Override, Phase, Traffic};
use crate::{Entries, Located};

/// Everything that `thresholds.yaml` says.
#[derive(Debug, Clone, PartialEq)]
pub struct ThresholdsFile {
    /// The file, relative to the workspace, with forward slashes.
    pub file: String,
    /// The pack's name.
    pub pack: Located<String>,
    /// The team that owns it.
    pub owner: Option<Located<String>>,
    /// How often is scraped and evaluated.
    pub timing: Option<Located<Timing>>,
    /// How its workloads roll.
    pub workload: Option<Located<Workload>>,
    /// How long the reference faults may last.
    pub budgets: Option<Located<Budgets>>,
    /// How many series it may cost.
    pub cardinality: Option<Located<Cardinality>>,
    /// What is watched.
    pub services: Entries<Service>,
    /// The load lines.
    pub thresholds: Entries<Threshold>,
    /// Service level objectives.
    pub objectives: Entries<Objective>,
    /// What the machine may do, and how often.
    pub rollback: Option<Located<Rollback>>,
    /// The enforcement phases, in order.
    pub rollout: Vec<Phase>,
    /// How a version on trial gets its traffic.
    pub traffic: Option<Located<Traffic>>,
    /// Exceptions for a service, a tier or an environment.
    pub overrides: Vec<Override>,
    /// Where the pack runs.
    pub environments: Entries<Environment>,
}

/// How often is scraped and evaluated, and how long it takes to tell the actor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Timing {
    /// The scrape interval.
    pub scrape: Located<Duration>,
    /// The evaluation interval of every rule group.
    pub evaluation: Located<Duration>,
    /// How many Alertmanagers share the notifications.
    pub peers: Option<Located<u32>>,
    /// How long the actor takes from its notification to its first order.
    pub webhook: Option<Located<Duration>>,
}

/// How a workload rolls from one revision to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Workload {
    /// How many pods it has.
    pub replicas: Located<u32>,
    /// Pods above the replicas while it rolls.
    pub max_surge: Option<Located<u32>>,
    /// Pods that may be missing while it rolls.
    pub max_unavailable: Option<Located<u32>>,
    /// How long a pod must be ready before it is available.
    pub min_ready: Option<Located<Duration>>,
    /// How long a pod takes from its start until it is ready.
    pub start_to_ready: Located<Duration>,
}

/// How long the reference faults may last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Budgets {
    /// Until the machine is told.
    pub detection: Option<Located<Duration>>,
    /// Until the last pod is rolled back.
    pub recovery: Option<Located<Duration>>,
}

/// How many series a pack may cost, and what the estimates reckon with.
#[derive(Debug, Clone, PartialEq)]
pub struct Cardinality {
    /// The most series of one rule.
    pub per_rule: Located<u32>,
    /// The most series that are stored of one target of a scrape job.
    pub per_target: Option<Located<u32>>,
    /// How many values labels have.
    pub labels: Entries<Located<u32>>,
}

/// One service.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Service {
    /// Whether people depend on it directly.
    pub critical: Option<Located<bool>>,
    /// The group of services that it belongs to, for overrides.
    pub tier: Option<Located<String>>,
}

/// When a value is bad.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// `above:`, worse when higher.
    Above,
    /// `below:`, worse when lower.
    Below,
}

impl Direction {
    /// The key in the file.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Above => "above",
            Self::Below => "below",
        }
    }
}

/// A load line.
#[derive(Debug, Clone, PartialEq)]
pub struct Threshold {
    /// On which side of the line it is bad.
    pub direction: Direction,
    /// The line.
    pub line: Located<Amount>,
    /// The unit of all amounts, where it is said and not read from the line.
    pub unit: Option<Located<Unit>>,
    /// Over which time is measured.
    pub window: Option<Located<Duration>>,
    /// How long it must be past the line (`for`).
    pub hold: Option<Located<Duration>>,
    /// What is normal.
    pub baseline: Option<Located<Amount>>,
    /// What it jumps to in the reference fault.
    pub fault: Option<Located<Amount>>,
}

impl Threshold {
    /// The unit of all amounts of this threshold.
    pub const fn unit(&self) -> Unit {
        self.line.value.unit()
    }
}

/// A service level objective.
#[derive(Debug, Clone, PartialEq)]
pub struct Objective {
    /// The part that must be good.
    pub objective: Located<Amount>,
    /// Over which time.
    pub period: Located<Duration>,
}

/// What the machine may do, and how often.
#[derive(Debug, Clone, PartialEq)]
pub struct Rollback {
    /// The least time between two rollbacks of one deployment.
    pub cooldown: Located<Duration>,
    /// How often it is tried.
    pub attempts: Option<Located<u32>>,
    /// How long one attempt may take.
    pub timeout: Option<Located<Duration>>,
    /// How long is watched whether it helped.
    pub verify: Option<Located<Duration>>,
    /// The lines on whose good side the signals must be while it is watched.
    pub verified: Entries<Located<Amount>>,
    /// How many deployments may be rolled back at once.
    pub max_concurrent: Option<Located<u32>>,
}
