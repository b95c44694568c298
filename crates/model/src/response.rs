//! What an alert may do at most, and what a dry run cannot.

use plimsoll_units::{Duration, Origin, minutes};

use crate::Change;

/// The most an alert may do. Ordered: each may do all that those before it may.
#[derive(Debug, Clone, PartialEq)]
pub enum Response {
    /// Proves that the way to people works; goes to the dead man's switch.
    Heartbeat,
    /// Tells of progress: `severity="info"`.
    Inform,
    /// Chat: `severity="warning"`.
    Notify,
    /// A person: `severity="critical"`.
    Page,
    /// A machine acts, and a person is told: staged by the phases.
    Rollback(RollbackPolicy),
}

/// The `severity` label.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The machine's rules and the watchdog: reaches nobody by severity.
    None,
    /// Progress.
    Info,
    /// Chat.
    Warning,
    /// A person.
    Critical,
}

impl Severity {
    /// The label's value: `none`, `info`, `warning` or `critical`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Critical => "critical",
        }
    }
}

impl Response {
    /// The severity of the rule that people hear of.
    pub const fn severity(&self) -> Severity {
        match self {
            Self::Heartbeat => Severity::None,
            Self::Inform => Severity::Info,
            Self::Notify => Severity::Warning,
            Self::Page | Self::Rollback(_) => Severity::Critical,
        }
    }

    /// `heartbeat`, `inform`, `notify`, `page` or `rollback`.
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Heartbeat => "heartbeat",
            Self::Inform => "inform",
            Self::Notify => "notify",
            Self::Page => "page",
            Self::Rollback(_) => "rollback",
        }
    }

    /// The policy of a rollback.
    pub const fn rollback(&self) -> Option<&RollbackPolicy> {
        match self {
            Self::Rollback(policy) => Some(policy),
            _ => None,
        }
    }
}

/// How the actor rolls back. There is none without a cooldown.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RollbackPolicy {
    /// The least time between two rollbacks of one deployment.
    pub cooldown: Duration,
    /// How often one rollback is tried.
    pub attempts: u32,
    /// How long one attempt may take.
    pub timeout: Duration,
    /// How long the result is watched.
    pub verify: Duration,
    /// The lines, usually tighter than those that fire, on whose good side the signals must be while it is watched.
    pub verified: &'static [Change],
    /// How many deployments are rolled back at once.
    pub max_concurrent: u32,
    /// Where it is written.
    pub origin: Origin,
}

impl RollbackPolicy {
    /// One attempt of 5 minutes, verified for 2 minutes, one deployment at a time.
    #[track_caller]
    pub const fn new(cooldown: Duration) -> Self {
        let origin = Origin::caller();
        let (timeout, verify) = (minutes(5), minutes(2));
        Self { cooldown, attempts: 1, timeout, verify, verified: &[], max_concurrent: 1, origin }
    }

    /// How often one rollback is tried.
    pub const fn attempts(mut self, attempts: u32) -> Self {
        self.attempts = attempts;
        self
    }

    /// How long one attempt may take.
    pub const fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// How long the result is watched.
    pub const fn verify(mut self, verify: Duration) -> Self {
        self.verify = verify;
        self
    }

    /// The lines on whose good side the signals must be while the result is watched.
    ///
    /// ```
    /// use plimsoll_model::{RollbackPolicy, Threshold};
    /// use plimsoll_units::{Ratio, minutes, percent};
    ///
    /// const ERROR_RATE: Threshold<Ratio> = Threshold::above("error_rate", percent(5.0));
    /// const POLICY: RollbackPolicy = RollbackPolicy::new(minutes(20)).verified(&[ERROR_RATE.to(percent(1.0))]);
    /// ```
    pub const fn verified(mut self, lines: &'static [Change]) -> Self {
        self.verified = lines;
        self
    }

    /// How many deployments are rolled back at once.
    pub const fn max_concurrent(mut self, max_concurrent: u32) -> Self {
        self.max_concurrent = max_concurrent;
        self
    }

    /// Where it is written.
    pub const fn at(mut self, origin: Origin) -> Self {
        self.origin = origin;
        self
    }
}

/// A rule that records what the machine would have done.
///
/// A type and not a flag: it has neither a severity nor a [`RollbackPolicy`], and nothing turns it into
/// something that has. What can page or roll back cannot be made from it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DryRun {
    phase: &'static str,
}

impl DryRun {
    /// A dry run with the values of this phase.
    pub const fn of(phase: &'static str) -> Self {
        Self { phase }
    }

    /// The phase whose values it carries.
    pub const fn phase(self) -> &'static str {
        self.phase
    }
}
