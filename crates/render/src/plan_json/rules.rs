//! Groups, rules and for whom each is.

use std::collections::BTreeMap;

use plimsoll_plan::{Group, Role, Rule};
use serde::Serialize;

#[derive(Serialize)]
pub(super) struct WireGroup<'a> {
    name: &'a str,
    interval: String,
    rules: Vec<WireRule<'a>>,
}

#[derive(Serialize)]
struct WireRule<'a> {
    name: &'a str,
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    role: Option<WireRole>,
    /// The declared services for which the machine acts, or records.
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    services: &'a [&'static str],
    expr: &'a str,
    unit: String,
    #[serde(rename = "for", skip_serializing_if = "Option::is_none")]
    hold: Option<String>,
    labels: &'a BTreeMap<String, String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    annotations: Option<&'a BTreeMap<String, String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    threshold: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    runbook: Option<&'a str>,
}

/// Who is told, or what the machine does.
#[derive(Serialize)]
#[serde(rename_all = "kebab-case", tag = "to")]
enum WireRole {
    People { severity: &'static str },
    Machine { cooldown: String, attempts: u32, timeout: String, verify: String, max_concurrent: u32 },
    DryRun { phase: &'static str },
}

impl<'a> From<&'a Group> for WireGroup<'a> {
    fn from(group: &'a Group) -> Self {
        Self {
            name: &group.name,
            interval: group.interval.to_string(),
            rules: group.rules.iter().map(WireRule::from).collect(),
        }
    }
}

impl<'a> From<&'a Rule> for WireRule<'a> {
    fn from(rule: &'a Rule) -> Self {
        let common = Self {
            name: rule.name(),
            kind: "record",
            role: None,
            services: &[],
            expr: rule.expr().render(),
            unit: String::new(),
            hold: None,
            labels: rule.labels(),
            annotations: None,
            threshold: None,
            runbook: None,
        };
        match rule {
            Rule::Record(record) => Self { unit: record.unit.to_string(), ..common },
            Rule::Alert(alert) => Self {
                kind: "alert",
                role: Some(alert.role.into()),
                services: &alert.services,
                unit: alert.unit.to_string(),
                hold: Some(alert.hold.to_string()),
                annotations: Some(&alert.annotations),
                threshold: alert.threshold,
                runbook: alert.runbook,
                ..common
            },
        }
    }
}

impl From<Role> for WireRole {
    fn from(role: Role) -> Self {
        match role {
            Role::People(severity) => Self::People { severity: severity.as_str() },
            Role::Armed(policy) => Self::Machine {
                cooldown: policy.cooldown.to_string(),
                attempts: policy.attempts,
                timeout: policy.timeout.to_string(),
                verify: policy.verify.to_string(),
                max_concurrent: policy.max_concurrent,
            },
            Role::DryRun(dry_run) => Self::DryRun { phase: dry_run.phase() },
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::fixture;

    #[test]
    fn a_rule_says_for_whom_it_is() {
        let plan = fixture::plan("single");
        let roles: Vec<Value> = plan
            .rules()
            .filter(|rule| rule.name() == "ShopHighErrorRate")
            .map(|rule| serde_json::to_value(WireRule::from(rule)).unwrap()["role"].clone())
            .collect();
        assert!(roles.contains(&json!({ "to": "people", "severity": "critical" })));
        assert!(roles.contains(&json!({ "to": "dry-run", "phase": "strict" })), "{roles:?}");
        let armed = json!({
            "to": "machine", "cooldown": "20m", "attempts": 3, "timeout": "5m", "verify": "2m", "max_concurrent": 1,
        });
        assert!(roles.contains(&armed), "{roles:?}");
    }

    #[test]
    fn a_rule_of_the_machine_names_the_services_that_it_is_about() {
        let plan = fixture::plan("single");
        let rules: Vec<Value> =
            plan.rules().map(|rule| serde_json::to_value(WireRule::from(rule)).unwrap()).collect();
        let about = |to: &str| {
            rules.iter().find(|rule| rule["role"]["to"] == to).map(|rule| rule["services"].clone())
        };
        assert_eq!(about("people"), Some(Value::Null));
        assert!(about("machine").is_some_and(|services| services.is_array()), "{rules:?}");
    }

    #[test]
    fn a_recording_has_neither_role_nor_annotations() {
        let plan = fixture::plan("single");
        let record = plan.rules().find(|rule| rule.as_record().is_some()).unwrap();
        let value = serde_json::to_value(WireRule::from(record)).unwrap();
        let keys: Vec<&str> = value.as_object().unwrap().keys().map(String::as_str).collect();
        assert_eq!(keys, ["name", "kind", "expr", "unit", "labels"]);
    }
}
