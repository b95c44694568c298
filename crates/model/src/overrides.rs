//! Thresholds that differ for one service, tier or environment.

use plimsoll_units::{Date, Origin};

use crate::Change;

/// Whom an override is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Subject {
    /// Every service of one environment.
    Environment(&'static str),
    /// Every service of one tier.
    Tier(&'static str),
    /// One service.
    Service(&'static str),
}

/// Thresholds that differ. Effective values resolve default < phase < environment < tier < service.
#[derive(Debug, Clone, PartialEq)]
pub struct Override {
    /// Whom it is for.
    pub subject: Subject,
    /// What it changes.
    pub changes: Vec<Change>,
    /// Why.
    pub because: Option<&'static str>,
    /// The day on which it must be gone.
    pub until: Option<Date>,
    /// Where it is written.
    pub origin: Origin,
}

impl Override {
    #[track_caller]
    fn new(subject: Subject) -> Self {
        Self { subject, changes: Vec::new(), because: None, until: None, origin: Origin::caller() }
    }

    /// For every service of one environment.
    #[track_caller]
    pub fn environment(name: &'static str) -> Self {
        Self::new(Subject::Environment(name))
    }

    /// For every service of one tier.
    #[track_caller]
    pub fn tier(name: &'static str) -> Self {
        Self::new(Subject::Tier(name))
    }

    /// For one service.
    #[track_caller]
    pub fn service(name: &'static str) -> Self {
        Self::new(Subject::Service(name))
    }

    /// What it makes of one threshold.
    pub fn set(mut self, change: Change) -> Self {
        self.changes.push(change);
        self
    }

    /// Why.
    pub fn because(mut self, reason: &'static str) -> Self {
        self.because = Some(reason);
        self
    }

    /// The day on which it must be gone.
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
