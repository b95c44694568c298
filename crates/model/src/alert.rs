//! Alerts: a condition, the most it may do, and what people read.

use plimsoll_promql::{Condition, Number};
use plimsoll_units::{Dimension, Duration, Origin};

use crate::{Case, Response, Runbook, Threshold};

/// One alert. Lowered to one rule for people and, if it may roll back, one or two for the machine.
///
/// Texts may name `{service}` and any other label that the expression keeps, `{value}` (in the unit of the
/// signal), `{line}` (the threshold with its unit), `{window}` and `{hold}`.
#[derive(Debug, Clone, PartialEq)]
pub struct Alert {
    /// The `alertname`.
    pub name: &'static str,
    /// The `alertname` of the machine's rules, where it is not that of people's.
    pub machine: Option<&'static str>,
    /// The most it may do.
    pub response: Response,
    /// When it fires.
    pub condition: Condition,
    /// What must hold besides.
    pub guards: Vec<Guard>,
    /// The threshold whose hold is the alert's `for`.
    pub timed_by: Option<&'static str>,
    /// A hold of its own, where no threshold gives one.
    pub hold: Option<Duration>,
    /// Labels of its own.
    pub labels: Vec<(&'static str, String)>,
    /// One line: what is wrong, where, and by how much.
    pub summary: String,
    /// A paragraph: what it means.
    pub description: String,
    /// The page that says what to do.
    pub runbook: Option<Runbook>,
    /// The dashboard that shows it.
    pub dashboard: Option<&'static str>,
    /// The behaviour tests that the author gives.
    pub cases: Vec<Case>,
    /// Findings that are meant to be so.
    pub allowances: Vec<Allowance>,
    /// Where it is written.
    pub origin: Origin,
}

impl Alert {
    /// An alert that fires when the condition holds, and may do at most what `response` says. Its hold is that
    /// of the threshold which the condition crosses, if it crosses one.
    #[track_caller]
    pub fn new(name: &'static str, response: Response, condition: Condition) -> Self {
        let timed_by = condition.as_crossing().and_then(|crossing| match crossing.line {
            Number::Line(threshold) => Some(threshold),
            _ => None,
        });
        Self {
            name,
            machine: None,
            response,
            condition,
            guards: Vec::new(),
            timed_by,
            hold: None,
            labels: Vec::new(),
            summary: String::new(),
            description: String::new(),
            runbook: None,
            dashboard: None,
            cases: Vec::new(),
            allowances: Vec::new(),
            origin: Origin::caller(),
        }
    }

    /// Another `alertname` for the rules that move the machine, armed or in a dry run.
    pub fn machine(mut self, name: &'static str) -> Self {
        self.machine = Some(name);
        self
    }

    /// The `alertname` of the machine's rules.
    pub fn machine_name(&self) -> &'static str {
        self.machine.unwrap_or(self.name)
    }

    /// What must hold besides: appended in order with `and on (...)`.
    pub fn guarded_by(mut self, guards: impl IntoIterator<Item = Guard>) -> Self {
        self.guards.extend(guards);
        self
    }

    /// The threshold whose hold is the alert's `for`, where the condition crosses none.
    pub fn timed_by<U: Dimension>(mut self, threshold: Threshold<U>) -> Self {
        self.timed_by = Some(threshold.id());
        self
    }

    /// A hold that is the same in every phase.
    pub fn hold(mut self, hold: Duration) -> Self {
        self.hold = Some(hold);
        self
    }

    /// A label of its own, the same on every series.
    pub fn label(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.labels.push((name, value.into()));
        self
    }

    /// One line: what is wrong, where, and by how much.
    pub fn summary(mut self, summary: impl Into<String>) -> Self {
        self.summary = summary.into();
        self
    }

    /// A paragraph: what it means.
    pub fn description(mut self, description: impl Into<String>) -> Self {
        self.description = description.into();
        self
    }

    /// The page that says what to do.
    pub fn runbook(mut self, runbook: Runbook) -> Self {
        self.runbook = Some(runbook);
        self
    }

    /// The uid of the dashboard that shows it.
    pub fn dashboard(mut self, uid: &'static str) -> Self {
        self.dashboard = Some(uid);
        self
    }

    /// A behaviour test of its own: by which series it fires, and by which it is silent. An alert whose condition the
    /// builders made needs none.
    pub fn tested_with(mut self, case: Case) -> Self {
        self.cases.push(case);
        self
    }

    /// A check whose findings about this alert are meant to be so, and why. An allowance that no finding needs is
    /// a finding itself.
    #[track_caller]
    pub fn allow(mut self, check: &'static str, because: &'static str) -> Self {
        self.allowances.push(Allowance { check, because, origin: Origin::caller() });
        self
    }
}

/// Findings of one check that are meant to be so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Allowance {
    /// The check's id: `promql/newborn-counter`.
    pub check: &'static str,
    /// Why it is meant to be so.
    pub because: &'static str,
    /// Where it is written.
    pub origin: Origin,
}

/// What a guard is for; the rollout checks ask.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum GuardKind {
    /// Something was deployed recently: else there is nothing to roll back.
    RecentDeploy,
    /// There is enough traffic for a ratio or a quantile to mean anything.
    MinimumTraffic,
    /// Anything else.
    Other,
}

/// A condition that an alert needs besides its own: `and on (labels) condition`.
#[derive(Debug, Clone, PartialEq)]
pub struct Guard {
    /// What it is for.
    pub kind: GuardKind,
    /// The labels on which it is paired with the alert's series.
    pub on: Vec<&'static str>,
    /// The condition.
    pub condition: Condition,
}

impl Guard {
    /// A guard, paired with the alert's series on these labels.
    pub fn new(kind: GuardKind, on: &[&'static str], condition: Condition) -> Self {
        Self { kind, on: on.to_vec(), condition }
    }
}
