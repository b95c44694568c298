//! Exit gates: what must hold before a phase is left for the next one.

use plimsoll_units::{Date, Duration, Origin};

/// What must hold before a phase is left, besides its dwell. Going back is always allowed.
///
/// The gates on time series are asked of a Prometheus; one that has not watched the phase for the whole period
/// decides nothing, and the gate stays shut.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ExitGates {
    /// For how long no rule of the machine that only records may have fired: what it records is what it would do
    /// in the next phase.
    pub quiet: Option<Duration>,
    /// For how long the machine may have rolled nothing back.
    pub no_rollback: Option<Duration>,
    /// Whether the environment needs an [`Approval`] of the next phase.
    pub approval: bool,
}

impl ExitGates {
    /// No gate but the dwell.
    pub const fn new() -> Self {
        Self { quiet: None, no_rollback: None, approval: false }
    }

    /// No rule of the machine that only records may have fired for so long.
    pub const fn quiet(mut self, period: Duration) -> Self {
        self.quiet = Some(period);
        self
    }

    /// The machine may have rolled nothing back for so long.
    pub const fn no_rollback(mut self, period: Duration) -> Self {
        self.no_rollback = Some(period);
        self
    }

    /// Somebody must have approved the next phase.
    pub const fn approval(mut self) -> Self {
        self.approval = true;
        self
    }
}

/// That a phase may become live in an environment. It runs out, so that nobody acts on what was decided in another
/// season.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Approval {
    /// The phase that may become live.
    pub phase: &'static str,
    /// The last day on which it holds.
    pub until: Date,
    /// Why, or where it was decided.
    pub because: &'static str,
    /// Where it is written.
    pub origin: Origin,
}

impl Approval {
    /// `phase` may become live until the end of a day.
    #[track_caller]
    pub const fn new(phase: &'static str, until: Date, because: &'static str) -> Self {
        Self { phase, until, because, origin: Origin::caller() }
    }

    /// Where it is written.
    pub const fn at(mut self, origin: Origin) -> Self {
        self.origin = origin;
        self
    }
}

#[cfg(test)]
mod tests {
    use plimsoll_units::days;

    use super::*;

    #[test]
    fn what_is_not_asked_for_is_no_gate() {
        assert_eq!(ExitGates::new(), ExitGates::default());
        let gates = ExitGates::new().quiet(days(3)).no_rollback(days(7)).approval();
        assert_eq!((gates.quiet, gates.no_rollback, gates.approval), (Some(days(3)), Some(days(7)), true));
    }
}
