//! How fast things are measured, asked, told and rolled: what the timing budgets of a pack are worked out from.
//!
//! The formulas are section 2 of the specification and stand in `plimsoll_plan::timing`.

use plimsoll_units::{Duration, Origin};

/// How often things are measured and asked, and how long it takes to tell the machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Timing {
    /// Every how often a target is scraped.
    pub scrape: Duration,
    /// Every how often a group of rules is evaluated. Every group states it.
    pub evaluation: Duration,
    /// How many Alertmanagers share the notifications: each waits 15 s longer than the one before it.
    pub peers: u32,
    /// How long the actor takes from its notification to the first order to the cluster.
    pub webhook: Duration,
}

impl Timing {
    /// Scrape and evaluation interval; one Alertmanager, and an actor that acts at once.
    pub const fn new(scrape: Duration, evaluation: Duration) -> Self {
        Self { scrape, evaluation, peers: 1, webhook: Duration::ZERO }
    }

    /// How many Alertmanagers share the notifications.
    pub const fn peers(mut self, peers: u32) -> Self {
        self.peers = peers;
        self
    }

    /// How long the actor takes from its notification to the first order to the cluster.
    pub const fn webhook(mut self, webhook: Duration) -> Self {
        self.webhook = webhook;
        self
    }
}

/// How a workload rolls from one revision to another, as its deployment says. Of workloads that differ, the slowest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Workload {
    /// How many pods it has.
    pub replicas: u32,
    /// How many pods there may be above the replicas while it rolls (`maxSurge`).
    pub max_surge: u32,
    /// How many of the replicas may be missing while it rolls (`maxUnavailable`).
    pub max_unavailable: u32,
    /// How long a pod must be ready before it counts as available (`minReadySeconds`).
    pub min_ready: Duration,
    /// How long a pod takes from its start until it is ready.
    pub start_to_ready: Duration,
    /// Where it is written.
    pub origin: Origin,
}

impl Workload {
    /// One pod more at a time, none missing, available as soon as it is ready.
    #[track_caller]
    pub const fn new(replicas: u32, start_to_ready: Duration) -> Self {
        let (max_surge, max_unavailable) = (1, 0);
        let min_ready = Duration::ZERO;
        Self { replicas, max_surge, max_unavailable, min_ready, start_to_ready, origin: Origin::caller() }
    }

    /// How many pods there may be above the replicas while it rolls.
    pub const fn max_surge(mut self, pods: u32) -> Self {
        self.max_surge = pods;
        self
    }

    /// How many of the replicas may be missing while it rolls.
    pub const fn max_unavailable(mut self, pods: u32) -> Self {
        self.max_unavailable = pods;
        self
    }

    /// How long a pod must be ready before it counts as available.
    pub const fn min_ready(mut self, min_ready: Duration) -> Self {
        self.min_ready = min_ready;
        self
    }

    /// Where it is written.
    pub const fn at(mut self, origin: Origin) -> Self {
        self.origin = origin;
        self
    }
}

/// How long the reference fault of a rollback alert may last. What is not said is not asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Budgets {
    /// From the fault until the machine is told.
    pub detection: Option<Duration>,
    /// From the fault until the last pod is rolled back.
    pub recovery: Option<Duration>,
    /// Where they are written.
    pub origin: Origin,
}

impl Budgets {
    /// No budget at all.
    #[track_caller]
    pub const fn new() -> Self {
        Self { detection: None, recovery: None, origin: Origin::caller() }
    }

    /// From the fault until the machine is told.
    pub const fn detection(mut self, budget: Duration) -> Self {
        self.detection = Some(budget);
        self
    }

    /// From the fault until the last pod is rolled back.
    pub const fn recovery(mut self, budget: Duration) -> Self {
        self.recovery = Some(budget);
        self
    }

    /// Where they are written.
    pub const fn at(mut self, origin: Origin) -> Self {
        self.origin = origin;
        self
    }
}

impl Default for Budgets {
    #[track_caller]
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests {
    use plimsoll_units::seconds;

    use super::*;

    #[test]
    fn what_is_not_said_is_what_kubernetes_and_one_alertmanager_do() {
        let timing = Timing::new(seconds(15), seconds(30));
        assert_eq!((timing.peers, timing.webhook), (1, Duration::ZERO));
        let workload = Workload::new(3, seconds(15));
        assert_eq!(
            (workload.max_surge, workload.max_unavailable, workload.min_ready),
            (1, 0, Duration::ZERO)
        );
    }

    #[test]
    fn a_budget_that_is_not_said_is_none() {
        let budgets = Budgets::new().detection(seconds(240));
        assert_eq!((budgets.detection, budgets.recovery), (Some(seconds(240)), None));
    }
}
