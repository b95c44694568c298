//! The traffic of a version on trial, resolved: the weight of the live phase, and who is sent where.

use plimsoll_model::Split;
use plimsoll_units::{Duration, Origin, Quantity, Ratio};

use crate::Gate;

/// What decides about the traffic of a pack in one environment and traffic phase.
#[derive(Debug, Clone, PartialEq)]
pub struct Traffic {
    /// The live traffic phase.
    pub phase: &'static str,
    /// The part of the traffic that the canary gets in it.
    pub weight: Weight,
    /// The instances of the canary in it.
    pub canary_replicas: u32,
    /// The instances of the stable version.
    pub stable_replicas: u32,
    /// How the traffic of each service is split; none where somebody else splits it.
    pub splits: Vec<ServiceSplit>,
    /// What a rollout asks before each step.
    pub gates: Vec<Gate>,
    /// The Prometheus that they ask.
    pub prometheus: Option<&'static str>,
    /// Every phase in order: its weight, and how long it lasts at least.
    pub steps: Vec<(Weight, Duration)>,
    /// The steps of a rollout in whole percent, as Flagger takes them.
    pub flagger: Vec<u32>,
    /// Where the phase is written.
    pub origin: Origin,
}

/// A part of the traffic, in hundredths of a percent: as fine as every splitter takes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Weight(u32);

impl Weight {
    /// Nothing: what a breach sets.
    pub const ZERO: Self = Self(0);
    /// Everything.
    pub const ALL: Self = Self(10_000);

    /// The nearest weight to a part, between nothing and everything.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and 10,000")]
    pub fn of(part: Quantity<Ratio>) -> Self {
        Self((part.value() * 10_000.0).round().clamp(0.0, 10_000.0) as u32)
    }

    /// A weight from hundredths of a percent.
    pub const fn hundredths(hundredths: u32) -> Self {
        Self(hundredths)
    }

    /// `5%`, `12.5%`: at most two decimals, none that says nothing.
    pub fn percent(self) -> String {
        format!("{}%", f64::from(self.0) / 100.0)
    }

    /// The same as whole numbers of the canary and of stable, as small as they can be without a rest.
    pub const fn parts(self) -> (u32, u32) {
        let unit = if self.0.is_multiple_of(100) { 100 } else { 1 };
        (self.0 / unit, (Self::ALL.0 - self.0) / unit)
    }

    /// In whole percent, rounded.
    pub const fn whole_percent(self) -> u32 {
        (self.0 + 50) / 100
    }

    /// The part as a number between 0 and 1.
    pub fn part(self) -> f64 {
        f64::from(self.0) / f64::from(Self::ALL.0)
    }
}

/// How the traffic of one service is split.
#[derive(Debug, Clone, PartialEq)]
pub struct ServiceSplit {
    /// The service.
    pub service: &'static str,
    /// The host that clients ask for.
    pub host: String,
    /// The version on trial.
    pub canary: Backend,
    /// The stable version.
    pub stable: Backend,
    /// The weight of the canary in nginx.
    pub nginx: Weight,
    /// The weights of the canary and of stable in the route.
    pub route: (u32, u32),
    /// Who reaches the canary anyhow, and how the proxy treats both.
    pub settings: Split,
}

impl ServiceSplit {
    /// The same split after a breach: everything goes to stable at once.
    pub fn breached(&self) -> Self {
        Self { nginx: Weight::ZERO, route: Weight::ZERO.parts(), ..self.clone() }
    }
}

/// One version of a service, as a splitter reaches it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Backend {
    /// Its deployment and service in Kubernetes, and its upstream in nginx.
    pub name: String,
    /// The hosts of its instances.
    pub hosts: Vec<String>,
}

#[cfg(test)]
mod tests {
    use plimsoll_units::percent;

    use super::*;

    #[test]
    fn a_weight_has_as_many_decimals_as_it_needs() {
        assert_eq!(
            [5.0, 12.5, 0.25, 100.0].map(|part| Weight::of(percent(part)).percent()),
            ["5%", "12.5%", "0.25%", "100%"]
        );
    }

    #[test]
    fn its_parts_are_whole_and_add_up() {
        assert_eq!(Weight::of(percent(5.0)).parts(), (5, 95));
        assert_eq!(Weight::of(percent(12.5)).parts(), (1_250, 8_750));
        assert_eq!((Weight::ZERO.parts(), Weight::ALL.parts()), ((0, 100), (100, 0)));
    }
}
