//! Phases, overrides and environments.

use plimsoll_units::{Amount, Date, Duration};

use crate::{Entries, Located, Place};

/// One enforcement phase.
#[derive(Debug, Clone, PartialEq)]
pub struct Phase {
    /// Where it begins.
    pub place: Place,
    /// Its name.
    pub name: Located<String>,
    /// What the machine may do.
    pub enforce: Located<Enforcement>,
    /// How long it lasts at least.
    pub dwell: Option<Located<Duration>>,
    /// What must hold besides before it is left.
    pub exit: Option<Located<Exit>>,
    /// For which services.
    pub scope: Option<Located<Scope>>,
    /// Whether the next phase's values are rendered too, as a dry run.
    pub shadow_next: Option<Located<bool>>,
    /// Laid over the defaults, not over the phase before.
    pub set: Entries<Setting>,
    /// Why it is looser than the phase before.
    pub because: Option<Located<String>>,
    /// The day on which it must be tight again.
    pub until: Option<Located<Date>>,
}

/// What must hold before a phase is left for the next one, besides its dwell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Exit {
    /// For how long no rule that only records may have fired.
    pub quiet: Option<Located<Duration>>,
    /// For how long the machine may have rolled nothing back.
    pub no_rollback: Option<Located<Duration>>,
    /// Whether somebody must have approved the next phase.
    pub approval: Option<Located<bool>>,
}

/// That a phase may become live in an environment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Approved {
    /// The phase.
    pub phase: Located<String>,
    /// The last day on which it holds.
    pub until: Located<Date>,
    /// Where it was decided.
    pub because: Located<String>,
}

/// What the machine may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Enforcement {
    /// Record only.
    DryRun,
    /// Roll back.
    Rollback,
}

impl Enforcement {
    /// Every enforcement by the name that the file uses.
    pub const NAMES: [(&'static str, Self); 2] = [("dry-run", Self::DryRun), ("rollback", Self::Rollback)];
}

/// For which services a phase enforces.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scope {
    /// All of them.
    All,
    /// Those with `critical: true`.
    Critical,
    /// Those with `critical: false`.
    NonCritical,
    /// These alone.
    Services(Vec<Located<String>>),
}

impl Scope {
    /// Every scope that is one word in the file.
    pub const NAMES: [(&'static str, Self); 3] =
        [("all", Self::All), ("critical", Self::Critical), ("non-critical", Self::NonCritical)];
}

/// What a phase or an override changes of one threshold.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Setting {
    /// Another line.
    pub line: Option<Located<Amount>>,
    /// Another window.
    pub window: Option<Located<Duration>>,
    /// Another hold (`for`).
    pub hold: Option<Located<Duration>>,
    /// Another baseline.
    pub baseline: Option<Located<Amount>>,
}

/// An exception with its reason.
#[derive(Debug, Clone, PartialEq)]
pub struct Override {
    /// Where it begins.
    pub place: Place,
    /// For what.
    pub target: Target,
    /// What it changes.
    pub set: Entries<Setting>,
    /// Why.
    pub because: Located<String>,
    /// The last day on which it is needed.
    pub until: Option<Located<Date>>,
}

/// What an override is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// One service.
    Service(Located<String>),
    /// All services of a tier.
    Tier(Located<String>),
    /// One environment.
    Environment(Located<String>),
}

/// One place where the pack runs.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Environment {
    /// The Kubernetes namespace.
    pub namespace: Option<Located<String>>,
    /// The phase that is live there; none in a pack without a rollout.
    pub phase: Option<Located<String>>,
    /// The traffic phase that is live there; none in a pack without traffic phases.
    pub traffic: Option<Located<String>>,
    /// The day on which that phase began.
    pub since: Option<Located<Date>>,
    /// The phase that may become live.
    pub approved: Option<Located<Approved>>,
    /// Labels of the rule objects, such as what an operator's selector wants.
    pub rule_labels: Entries<Located<String>>,
    /// Where runbooks are published.
    pub runbooks: Option<Located<String>>,
    /// Where Grafana is.
    pub grafana: Option<Located<String>>,
    /// The external labels of the Prometheus there.
    pub external_labels: Entries<Located<String>>,
    /// The oldest Prometheus that must take the rules.
    pub prometheus: Option<Located<Version>>,
    /// The oldest Alertmanager that must take the configuration.
    pub alertmanager: Option<Located<Version>>,
}

/// A version of a tool: `3.5`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Version {
    /// Before the dot.
    pub major: u16,
    /// After the dot.
    pub minor: u16,
}
