//! How long the reference fault of a rollback alert lasts until it is told and undone, with every term of the sum:
//! what the budgets are held against, and what `explain` shows.

use plimsoll_model::{Alert, Budgets, Workload};
use plimsoll_units::{Duration, Origin};

use crate::timing::{self, Clock, Interval, Step};
use crate::{EffectiveThreshold, Values};

/// The arithmetic of one rollback alert, as one slice of the services sees it.
#[derive(Debug, Clone, PartialEq)]
pub struct Reckoning {
    /// The alert.
    pub alert: &'static str,
    /// The service or tier that an override carves out; `None` for everybody else.
    pub slice: Option<&'static str>,
    /// The threshold that decides when it fires.
    pub threshold: Option<EffectiveThreshold>,
    /// The reference fault; `None` where none is declared.
    pub step: Option<Step>,
    /// The window of the signal.
    pub window: Duration,
    /// The hold of the alert.
    pub hold: Duration,
    /// What is asked how often.
    pub clock: Clock,
    /// How long the actor takes until its first order.
    pub webhook: Duration,
    /// How the workload rolls.
    pub workload: Option<Workload>,
    /// How long the fault may last.
    pub budgets: Option<Budgets>,
    /// Where it is decided: a setting of the threshold, or the alert itself.
    pub origin: Origin,
}

impl Reckoning {
    pub(crate) fn new(
        pack: &plimsoll_model::Pack,
        alert: &Alert,
        slice: Option<&'static str>,
        values: &Values,
        clock: Clock,
    ) -> Self {
        let threshold = alert.timed_by.and_then(|id| values.get(id)).cloned();
        let own = threshold.as_ref();
        Self {
            alert: alert.name,
            slice,
            step: own.and_then(|threshold| Step::of(alert, threshold)),
            window: own.and_then(|threshold| threshold.window).unwrap_or_default(),
            hold: alert.hold.or(own.and_then(|threshold| threshold.hold)).unwrap_or_default(),
            clock,
            webhook: pack.timing.webhook,
            workload: pack.workload,
            budgets: pack.budgets,
            origin: own.map_or(alert.origin, EffectiveThreshold::origin),
            threshold,
        }
    }

    /// When the actor is told; `None` is never.
    pub fn detection(&self) -> Option<Interval> {
        timing::detection(self.step?, self.window, self.hold, &self.clock)
    }

    /// When the last pod is rolled back, in seconds; `None` is never, or where nothing says how the workload rolls.
    pub fn recovery(&self) -> Option<f64> {
        Some(timing::recovery(self.detection()?, self.webhook, timing::roll(&self.workload?)))
    }

    /// The terms of the latest detection: `ramp 124 s + scrape 15 s + ...`.
    pub fn detection_terms(&self) -> String {
        let ramp = self.step.and_then(|step| timing::ramp(step, self.window)).unwrap_or_default();
        sum(&[
            ("ramp", ramp),
            ("scrape", self.clock.scrape.as_secs_f64()),
            ("evaluation", self.clock.evaluation.as_secs_f64()),
            ("hold", timing::hold(self.hold, self.clock.evaluation)),
            ("group wait", self.clock.group_wait.as_secs_f64()),
            ("peers", f64::from(self.clock.peers.saturating_sub(1)) * self.clock.peer_timeout.as_secs_f64()),
        ])
    }

    /// The terms of the recovery: `detection 289 s + webhook 5 s + roll 135 s`.
    pub fn recovery_terms(&self) -> String {
        let roll = self.workload.as_ref().map(timing::roll).unwrap_or_default();
        sum(&[
            ("detection", self.detection().map_or(0.0, |found| found.most)),
            ("webhook", self.webhook.as_secs_f64()),
            ("roll", roll.as_secs_f64()),
        ])
    }

    /// What the fault is, in words: `a fault of 12 %`.
    pub fn fault(&self) -> String {
        let fault = self.threshold.as_ref().and_then(|threshold| threshold.fault);
        fault.map_or_else(|| "the fault".to_owned(), |size| format!("a fault of {size}"))
    }

    /// The window and the hold with which it would be detected within `budget` seconds.
    pub fn meeting(&self, budget: f64) -> Option<(Duration, Duration)> {
        timing::meeting(self.step?, self.window, self.hold, &self.clock, budget)
    }
}

/// What is nothing is not said.
fn sum(terms: &[(&str, f64)]) -> String {
    let said = terms.iter().filter(|(_, time)| *time > 0.0);
    said.map(|(what, time)| format!("{what} {}", seconds(*time))).collect::<Vec<_>>().join(" + ")
}

/// Whole seconds for people: `289 s`.
pub fn seconds(time: f64) -> String {
    format!("{} s", time.round())
}

#[cfg(test)]
mod tests {
    use plimsoll_model::{Crosses as _, Pack, Response, RollbackPolicy, Threshold, Timing};
    use plimsoll_promql::Signal;
    use plimsoll_units::{Ratio, minutes, percent, seconds as secs};

    use super::*;

    const ERRORS: Threshold<Ratio> = Threshold::above("errors", percent(5.0))
        .over(minutes(5))
        .hold(minutes(2))
        .baseline(percent(0.1))
        .fault(percent(12.0));

    #[test]
    fn every_term_of_both_sums_is_said() {
        let pack = Pack::new("shop")
            .threshold(ERRORS)
            .timing(Timing::new(secs(15), secs(15)).peers(2).webhook(secs(5)))
            .workload(Workload::new(3, secs(15)).min_ready(secs(30)));
        let condition = Signal::<Ratio>::raw("errors", &[], minutes(5)).crosses(ERRORS);
        let alert = Alert::new("Probe", Response::Rollback(RollbackPolicy::new(minutes(20))), condition);
        let (scrape, evaluation) = (secs(15), secs(15));
        let peer_timeout = timing::PEER_TIMEOUT;
        let clock = Clock { scrape, evaluation, group_wait: Duration::ZERO, peers: 2, peer_timeout };
        let values = Values::of(&pack, "live", None, None);
        let reckoning = Reckoning::new(&pack, &alert, None, &values, clock);
        assert_eq!(
            reckoning.detection_terms(),
            "ramp 124 s + scrape 15 s + evaluation 15 s + hold 120 s + peers 15 s"
        );
        assert_eq!(reckoning.recovery_terms(), "detection 289 s + webhook 5 s + roll 135 s");
        assert_eq!(reckoning.recovery().map(f64::round), Some(429.0));
        assert_eq!(reckoning.fault(), "a fault of 12 %");
        assert_eq!(Reckoning { workload: None, ..reckoning }.recovery(), None);
    }
}
