//! Alerts of people that came, went or changed.

use std::collections::BTreeMap;

use serde::Serialize;

use super::snapshot::{Role, Rule, Snapshot};
use super::thresholds::ThresholdChange;

/// An alert of people that is not what it was.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct AlertChange {
    /// Its name; with its long window or its slice, where it has one.
    pub alert: String,
    /// What changed.
    #[serde(flatten)]
    pub what: What,
}

/// What changed about an alert.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case", tag = "change")]
pub enum What {
    /// It is new.
    Added {
        /// Its severity.
        severity: String,
    },
    /// It is gone.
    Removed {
        /// The severity that it had.
        severity: String,
    },
    /// It is more or less severe.
    Severity {
        /// Before.
        from: String,
        /// After.
        to: String,
    },
    /// It fires after another time, and no threshold says so.
    Hold {
        /// Before.
        from: String,
        /// After.
        to: String,
    },
    /// It reads something else.
    Condition,
    /// It reads the same with other numbers, and no threshold says so.
    Numbers,
}

/// Every alert of people that changed, by name.
pub(super) fn compare(from: &Snapshot, to: &Snapshot, moved: &[ThresholdChange]) -> Vec<AlertChange> {
    let (old, new) = (people(from), people(to));
    let mut changes = Vec::new();
    let mut note = |alert: &str, what| changes.push(AlertChange { alert: alert.to_owned(), what });
    for (name, (severity, rule)) in &new {
        let Some((old_severity, old_rule)) = old.get(name) else {
            note(name, What::Added { severity: (*severity).to_owned() });
            continue;
        };
        if old_severity != severity {
            let (from, to) = ((*old_severity).to_owned(), (*severity).to_owned());
            note(name, What::Severity { from, to });
        }
        let told = moved.iter().any(|change| change.alerts.contains(&rule.name));
        if old_rule.hold != rule.hold && !told {
            let hold = |rule: &Rule| rule.hold.clone().unwrap_or_else(|| "0s".to_owned());
            note(name, What::Hold { from: hold(old_rule), to: hold(rule) });
        }
        if masked(&old_rule.expr) != masked(&rule.expr) {
            note(name, What::Condition);
        } else if words(&old_rule.expr) != words(&rule.expr) && moved.is_empty() {
            note(name, What::Numbers);
        }
    }
    for (name, (severity, _)) in old.iter().filter(|(name, _)| !new.contains_key(*name)) {
        note(name, What::Removed { severity: (*severity).to_owned() });
    }
    changes.sort();
    changes
}

/// Alerts of people by what tells them apart.
fn people(snapshot: &Snapshot) -> BTreeMap<String, (&str, &Rule)> {
    let people = snapshot.rules().filter_map(|rule| match &rule.role {
        Some(Role::People { severity }) => Some((identity(rule), (severity.as_str(), rule))),
        _ => None,
    });
    people.collect()
}

fn identity(rule: &Rule) -> String {
    let apart: Vec<&str> =
        ["window", "slice"].iter().filter_map(|label| Some(rule.labels.get(*label)?.as_str())).collect();
    if apart.is_empty() { rule.name.clone() } else { format!("{} ({})", rule.name, apart.join(", ")) }
}

/// An expression without its line breaks.
fn words(expr: &str) -> String {
    expr.split_whitespace().collect::<Vec<_>>().join(" ").replace("( ", "(").replace(" )", ")")
}

/// An expression without its numbers and durations: what it reads, and not how much of it.
pub(super) fn masked(expr: &str) -> String {
    let mut masked = String::new();
    let mut rest = words(expr);
    while let Some(at) = rest.find(|c: char| c.is_ascii_digit()) {
        masked.push_str(&rest[..at]);
        let number = |c: char| c.is_ascii_digit() || matches!(c, '.' | 'm' | 's' | 'h' | 'd');
        let end = rest[at..].find(|c| !number(c)).map_or(rest.len(), |length| at + length);
        masked.push('#');
        rest = rest[end..].to_owned();
    }
    masked + &rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_windows_and_line_breaks_do_not_make_another_condition() {
        let old = "a:ratio_rate5m > 0.05 and on (x) (\n  sum(increase(b[5m])) > 41\n)";
        let new = "a:ratio_rate2m > 0.03 and on (x) (sum(increase(b[1h30m])) > 67)";
        assert_eq!(masked(old), masked(new));
        assert_ne!(masked(old), masked("a:ratio_rate5m > 0.05"));
    }
}
