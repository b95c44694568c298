//! Service level objectives.

use plimsoll_units::{Duration, Origin, Quantity, Ratio};

/// The share of events that must be good over a period.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Objective {
    /// Unique in its pack: lower snake case.
    pub id: &'static str,
    /// The share of good events, above 0 and below 1.
    pub share: Quantity<Ratio>,
    /// The period over which it is counted.
    pub period: Duration,
    /// Where it is written.
    pub origin: Origin,
}

impl Objective {
    /// `share` of the events are good over `period`.
    #[track_caller]
    pub const fn new(id: &'static str, share: Quantity<Ratio>, period: Duration) -> Self {
        Self { id, share, period, origin: Origin::caller() }
    }

    /// Where it is written.
    pub const fn at(mut self, origin: Origin) -> Self {
        self.origin = origin;
        self
    }

    /// The error budget: the share of events that may be bad.
    pub fn budget(self) -> f64 {
        decimal(1.0 - self.share.value())
    }
}

/// The nearest number with at most 12 decimals: 1 - 0.999 is 0.001 to people.
pub(crate) fn decimal(value: f64) -> f64 {
    (value * 1e12).round() / 1e12
}
