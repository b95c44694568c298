//! Recording and alerting rules, resolved.

use std::collections::BTreeMap;

use plimsoll_model::{DryRun, RollbackPolicy, Severity};
use plimsoll_promql::Written;
use plimsoll_units::{Duration, Origin, Unit};

/// A group: its rules are evaluated one after the other, every `interval`.
#[derive(Debug, Clone, PartialEq)]
pub struct Group {
    /// Unique in its file.
    pub name: String,
    /// Always stated.
    pub interval: Duration,
    /// Recordings before the alerts that read them.
    pub rules: Vec<Rule>,
}

/// One rule.
#[derive(Debug, Clone, PartialEq)]
pub enum Rule {
    /// Keeps the result of an expression under a name.
    Record(RecordRule),
    /// Fires where an expression has samples.
    Alert(AlertRule),
}

/// A recording rule.
#[derive(Debug, Clone, PartialEq)]
pub struct RecordRule {
    /// `level:metric:operations`
    pub record: String,
    /// Resolved and bound to the environment.
    pub expr: Written,
    /// Added to every series.
    pub labels: BTreeMap<String, String>,
    /// The unit of the result.
    pub unit: Unit,
    /// Where it was asked for.
    pub origin: Origin,
}

/// An alerting rule.
#[derive(Debug, Clone, PartialEq)]
pub struct AlertRule {
    /// The `alertname`.
    pub alert: String,
    /// The alert that it is a rule of: another name than its own, where the machine's rules have one.
    pub of: &'static str,
    /// Resolved and bound to the environment.
    pub expr: Written,
    /// How long it must hold before it fires; zero is at once.
    pub hold: Duration,
    /// Added to every alert, those of its role included.
    pub labels: BTreeMap<String, String>,
    /// Texts in Prometheus' template language.
    pub annotations: BTreeMap<String, String>,
    /// For whom it is.
    pub role: Role,
    /// The declared services for which the machine acts, or records; empty for people's rules.
    pub services: Vec<&'static str>,
    /// The unit of its value.
    pub unit: Unit,
    /// The slug of its runbook.
    pub runbook: Option<&'static str>,
    /// The id of the threshold that it crosses, if it crosses one.
    pub threshold: Option<&'static str>,
    /// Where the alert is written.
    pub origin: Origin,
}

/// For whom a rule is. The labels that make somebody act come from here alone.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Role {
    /// Somebody is told, as severely as this.
    People(Severity),
    /// The machine rolls back.
    Armed(RollbackPolicy),
    /// The machine records what it would have done.
    DryRun(DryRun),
}

impl Role {
    /// The `severity` label: the machine's rules have none, so that no route and no inhibition by severity
    /// reaches them.
    pub const fn severity(self) -> Severity {
        match self {
            Self::People(severity) => severity,
            Self::Armed(_) | Self::DryRun(_) => Severity::None,
        }
    }

    /// The `auto_rollback` label; people's rules have none.
    pub const fn auto_rollback(self) -> Option<&'static str> {
        match self {
            Self::People(_) => None,
            Self::Armed(_) => Some("true"),
            Self::DryRun(_) => Some("dry_run"),
        }
    }
}

impl Rule {
    /// The name of the record or of the alert.
    pub fn name(&self) -> &str {
        match self {
            Self::Record(rule) => &rule.record,
            Self::Alert(rule) => &rule.alert,
        }
    }

    /// The expression.
    pub const fn expr(&self) -> &Written {
        match self {
            Self::Record(rule) => &rule.expr,
            Self::Alert(rule) => &rule.expr,
        }
    }

    /// The labels that the rule adds.
    pub const fn labels(&self) -> &BTreeMap<String, String> {
        match self {
            Self::Record(rule) => &rule.labels,
            Self::Alert(rule) => &rule.labels,
        }
    }

    /// Where it was written.
    pub const fn origin(&self) -> Origin {
        match self {
            Self::Record(rule) => rule.origin,
            Self::Alert(rule) => rule.origin,
        }
    }

    /// The alerting rule, if it is one.
    pub const fn as_alert(&self) -> Option<&AlertRule> {
        match self {
            Self::Alert(rule) => Some(rule),
            Self::Record(_) => None,
        }
    }

    /// The recording rule, if it is one.
    pub const fn as_record(&self) -> Option<&RecordRule> {
        match self {
            Self::Record(rule) => Some(rule),
            Self::Alert(_) => None,
        }
    }
}

/// What the actor is told of its policy. Plain identifiers: older promtool refuses dots and slashes in their names.
pub(crate) fn policy_annotations(policy: &RollbackPolicy) -> [(String, String); 5] {
    [
        ("rollback_cooldown", policy.cooldown.to_string()),
        ("rollback_attempts", policy.attempts.to_string()),
        ("rollback_timeout", policy.timeout.to_string()),
        ("rollback_verify", policy.verify.to_string()),
        ("rollback_max_concurrent", policy.max_concurrent.to_string()),
    ]
    .map(|(name, value)| (name.to_owned(), value))
}
