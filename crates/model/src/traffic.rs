//! Traffic phases: how much traffic a version on trial gets now. The second axis beside the enforcement phases.
//!
//! A breach has one answer: the weight is 0 at once. Draining step by step is for planned steps only, so that nothing
//! else can be written.

use plimsoll_promql::{Condition, Number, Signal};
use plimsoll_units::{Duration, Origin, Quantity, Ratio};

use crate::Split;

/// The id of the threshold that holds the weight of the live traffic phase. No pack declares it: panels draw it, texts
/// name it and conditions are held against it like any other.
pub const TRAFFIC_WEIGHT: &str = "traffic_weight";

/// How a version on trial gets its traffic.
#[derive(Debug, Clone, PartialEq)]
pub struct Traffic {
    /// The instances of the stable version, which serve everybody at weight 0.
    pub stable_replicas: u32,
    /// In order, the last of them all traffic.
    pub phases: Vec<TrafficPhase>,
    /// What becomes of a step when a gate finds nothing to judge by.
    pub no_data: Option<NoData>,
    /// How the traffic is split; `None` where somebody else does.
    pub split: Option<Split>,
    /// The Prometheus that the gates of a rollout ask; `None` for no gates.
    pub prometheus: Option<&'static str>,
    /// Where it is written.
    pub origin: Origin,
}

/// One step of the traffic.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TrafficPhase {
    /// Unique among the traffic phases of its pack: lower kebab case.
    pub name: &'static str,
    /// The part of the traffic that the canary gets.
    pub weight: Quantity<Ratio>,
    /// The instances of the canary.
    pub replicas: u32,
    /// How long it lasts at least.
    pub dwell: Option<Duration>,
    /// The alert that tells that it has begun.
    pub started: Option<&'static str>,
    /// Where it is written.
    pub origin: Origin,
}

/// What becomes of a step when a gate finds no data, or a value that is no number. It never passes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NoData {
    /// The step waits.
    Hold,
    /// The step fails, and the traffic goes back.
    Fail,
}

impl NoData {
    /// `hold` or `fail`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Hold => "hold",
            Self::Fail => "fail",
        }
    }
}

impl Traffic {
    /// No phase yet, beside this many instances of the stable version.
    #[track_caller]
    pub const fn new(stable_replicas: u32) -> Self {
        let origin = Origin::caller();
        Self { stable_replicas, phases: Vec::new(), no_data: None, split: None, prometheus: None, origin }
    }

    /// The next phase.
    pub fn phase(mut self, phase: TrafficPhase) -> Self {
        self.phases.push(phase);
        self
    }

    /// What becomes of a step when a gate finds nothing to judge by.
    pub fn no_data(mut self, no_data: NoData) -> Self {
        self.no_data = Some(no_data);
        self
    }

    /// The Prometheus that the gates of a rollout ask.
    pub fn prometheus(mut self, url: &'static str) -> Self {
        self.prometheus = Some(url);
        self
    }

    /// How the traffic is split.
    pub fn split(mut self, split: Split) -> Self {
        self.split = Some(split);
        self
    }

    /// Where it is written.
    pub fn at(mut self, origin: Origin) -> Self {
        self.origin = origin;
        self
    }

    /// One phase, by its name.
    pub fn find_phase(&self, name: &str) -> Option<&TrafficPhase> {
        self.phases.iter().find(|phase| phase.name == name)
    }

    /// The weight of the live phase, for an expression.
    pub const fn live_weight() -> Number {
        Number::Line(TRAFFIC_WEIGHT)
    }

    /// For each phase that is told of, when it has begun: the part of the requests that reaches the canary is nearer to
    /// its weight than to those before and behind it. Told from what is measured, and not from what was written.
    pub fn started(
        &self,
        on: &[&str],
        part: impl Fn() -> Signal<Ratio>,
    ) -> Vec<(&'static str, TrafficPhase, Condition)> {
        let weights: Vec<f64> = self.phases.iter().map(|phase| phase.weight.value()).collect();
        let between = |one: f64, other: f64| Quantity::ratio(decimal(f64::midpoint(one, other)));
        let of_phase = |(at, phase): (usize, &TrafficPhase)| {
            let before = at.checked_sub(1).and_then(|at| weights.get(at)).copied().unwrap_or(0.0);
            let begun = part().above(between(before, phase.weight.value()));
            let condition = match weights.get(at + 1) {
                Some(next) => begun.and_on(on, part().at_most(between(phase.weight.value(), *next))),
                None => begun,
            };
            Some((phase.started?, *phase, condition))
        };
        self.phases.iter().enumerate().filter_map(of_phase).collect()
    }
}

/// The nearest number with at most 6 decimals: half of 5 % and 25 % is 0.15 to people.
fn decimal(value: f64) -> f64 {
    (value * 1e6).round() / 1e6
}

impl TrafficPhase {
    /// A phase in which this many instances of the canary get this part of the traffic.
    #[track_caller]
    pub const fn new(name: &'static str, weight: Quantity<Ratio>, replicas: u32) -> Self {
        Self { name, weight, replicas, dwell: None, started: None, origin: Origin::caller() }
    }

    /// How long it lasts at least.
    pub const fn dwell(mut self, dwell: Duration) -> Self {
        self.dwell = Some(dwell);
        self
    }

    /// The alert that tells that it has begun.
    pub const fn started(mut self, alert: &'static str) -> Self {
        self.started = Some(alert);
        self
    }

    /// Where it is written.
    pub const fn at(mut self, origin: Origin) -> Self {
        self.origin = origin;
        self
    }
}

#[cfg(test)]
mod tests {
    use plimsoll_units::{minutes, percent};

    use super::*;

    #[test]
    fn a_phase_has_begun_when_the_traffic_is_nearer_to_it_than_to_its_neighbours() {
        let traffic = Traffic::new(3)
            .phase(TrafficPhase::new("first", percent(5.0), 2).started("First"))
            .phase(TrafficPhase::new("untold", percent(25.0), 2))
            .phase(TrafficPhase::new("last", percent(100.0), 3).started("Last"));
        let part = || Signal::raw("part", &["service"], minutes(2));
        let started = traffic.started(&["service"], part);
        let told: Vec<(&str, String)> =
            started.iter().map(|(name, _, condition)| (*name, condition.expr().render())).collect();
        assert_eq!(
            told,
            [
                ("First", "(part) > 0.025 and on (service) (part) <= 0.15".to_owned()),
                ("Last", "(part) > 0.625".to_owned())
            ]
        );
    }
}
