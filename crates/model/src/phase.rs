//! Enforcement phases: how much the machine may do now.

use plimsoll_units::{Date, Duration, Origin};

use crate::{Change, ExitGates, Service};

/// Whether the machine acts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Enforcement {
    /// It records what it would have done.
    DryRun,
    /// It rolls back the services of the phase's scope, and records for the others.
    Rollback,
}

/// The services on which the machine acts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// Every service.
    All,
    /// Those that are critical.
    Critical,
    /// Those that are not critical.
    NonCritical,
    /// These alone.
    Services(&'static [&'static str]),
}

impl Scope {
    /// Whether the machine acts on this service.
    pub fn contains(self, service: &Service) -> bool {
        match self {
            Self::All => true,
            Self::Critical => service.critical,
            Self::NonCritical => !service.critical,
            Self::Services(names) => names.contains(&service.name),
        }
    }
}

/// One step of a staged rollout.
#[derive(Debug, Clone, PartialEq)]
pub struct Phase {
    /// Unique in its pack: lower kebab case.
    pub name: &'static str,
    /// Whether the machine acts.
    pub enforcement: Enforcement,
    /// On which services.
    pub scope: Scope,
    /// How long it lasts at least.
    pub dwell: Option<Duration>,
    /// What must hold besides before it is left for the next one.
    pub exit: ExitGates,
    /// Whether the next phase's values are shown as dry-run rules where they differ.
    pub shadow_next: bool,
    /// What it makes of thresholds, laid over their defaults and not over the phase before.
    pub changes: Vec<Change>,
    /// Why it is looser than the phase before, if it is.
    pub because: Option<&'static str>,
    /// The day on which it must be tight again.
    pub until: Option<Date>,
    /// Where it is written.
    pub origin: Origin,
}

impl Phase {
    /// A phase on all services, with the defaults of every threshold.
    #[track_caller]
    pub fn new(name: &'static str, enforcement: Enforcement) -> Self {
        Self {
            name,
            enforcement,
            scope: Scope::All,
            dwell: None,
            exit: ExitGates::new(),
            shadow_next: false,
            changes: Vec::new(),
            because: None,
            until: None,
            origin: Origin::caller(),
        }
    }

    /// The services on which the machine acts.
    pub fn scope(mut self, scope: Scope) -> Self {
        self.scope = scope;
        self
    }

    /// How long it lasts at least.
    pub fn dwell(mut self, dwell: Duration) -> Self {
        self.dwell = Some(dwell);
        self
    }

    /// What must hold besides before it is left for the next one.
    pub fn exit(mut self, gates: ExitGates) -> Self {
        self.exit = gates;
        self
    }

    /// Whether the next phase's values are shown as dry-run rules where they differ.
    pub fn shadow_next(mut self, shadow_next: bool) -> Self {
        self.shadow_next = shadow_next;
        self
    }

    /// What it makes of one threshold.
    pub fn set(mut self, change: Change) -> Self {
        self.changes.push(change);
        self
    }

    /// Why it is looser than the phase before. Without a reason and an end it may not be.
    pub fn because(mut self, reason: &'static str) -> Self {
        self.because = Some(reason);
        self
    }

    /// The day on which it must be tight again.
    pub fn until(mut self, day: Date) -> Self {
        self.until = Some(day);
        self
    }

    /// Where it is written.
    pub fn at(mut self, origin: Origin) -> Self {
        self.origin = origin;
        self
    }
}
