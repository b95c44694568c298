//! The behaviour tests of a plan, for `promtool test rules`, beside the rules that they are about.

use std::collections::{BTreeMap, BTreeSet};

use plimsoll_behaviour::{BehaviourTest, Check, Expected};
use plimsoll_plan::{Group, Plan, Rule, names};
use plimsoll_promql::Matcher;
use plimsoll_units::Duration;
use serde::Serialize;

use crate::{Artifact, paths, rules, yaml};

#[derive(Serialize)]
struct TestFile<'a> {
    rule_files: [&'a str; 1],
    evaluation_interval: String,
    tests: Vec<WireTest<'a>>,
}

#[derive(Serialize)]
struct WireTest<'a> {
    name: &'a str,
    interval: String,
    input_series: Vec<WireSeries<'a>>,
    promql_expr_test: Vec<ExprTest>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    alert_rule_test: Vec<AlertTest<'a>>,
}

#[derive(Serialize)]
struct WireSeries<'a> {
    series: &'a str,
    values: &'a str,
}

/// What fires, by its labels alone.
#[derive(Serialize)]
struct ExprTest {
    eval_time: String,
    expr: String,
    exp_samples: Vec<WireSample>,
}

#[derive(Serialize)]
struct WireSample {
    labels: String,
    value: u8,
}

/// What fires under one name, with its texts.
#[derive(Serialize)]
struct AlertTest<'a> {
    eval_time: String,
    alertname: &'a str,
    exp_alerts: Vec<WireAlert<'a>>,
}

#[derive(Serialize)]
struct WireAlert<'a> {
    exp_labels: BTreeMap<&'a str, &'a str>,
    exp_annotations: &'a BTreeMap<String, String>,
}

/// For each alert its rules with what they read, and its tests: `high-error-rate.rules.yaml` and
/// `high-error-rate.test.yaml`. promtool evaluates every rule that it is given in every test, so that each alert has files
/// of its own. What looks back on days is evaluated less often and has another file: `high-error-rate.15m.test.yaml`.
pub fn behaviour(plan: &Plan, tests: &[BehaviourTest]) -> Vec<Artifact> {
    let mut by_alert: BTreeMap<&str, BTreeMap<Duration, Vec<&BehaviourTest>>> = BTreeMap::new();
    for test in tests {
        by_alert.entry(test.alert).or_default().entry(test.evaluation).or_default().push(test);
    }
    let mut files = Vec::new();
    for (alert, by_evaluation) in by_alert {
        let Some(group) = of_alert(plan, alert) else { continue };
        let (header, part) = (yaml::header(plan.pack), names::part(plan.pack, alert));
        let rules = format!("{part}.rules.yaml");
        let text = format!("{header}{}", yaml::list("groups", &[rules::item(&group)], 0));
        files.push(Artifact::new(paths::of(plan, &rules), text));
        for (evaluation, tests) in by_evaluation {
            let every = if evaluation == group.interval { String::new() } else { format!(".{evaluation}") };
            let file = TestFile {
                rule_files: [&rules],
                evaluation_interval: evaluation.to_string(),
                tests: tests.into_iter().map(WireTest::from).collect(),
            };
            let name = format!("{part}{every}.test.yaml");
            files.push(Artifact::new(paths::of(plan, &name), yaml::file(&header, &[file])));
        }
    }
    files
}

/// The group of an alert without what its rules do not read.
fn of_alert(plan: &Plan, alert: &str) -> Option<Group> {
    let own = |rule: &Rule| rule.as_alert().is_some_and(|rule| rule.of == alert);
    let group = plan.groups.iter().find(|group| group.rules.iter().any(own))?;
    let mut read: BTreeSet<&str> = BTreeSet::new();
    // What is read stands before what reads it.
    for rule in group.rules.iter().rev().filter(|rule| own(rule) || rule.as_record().is_some()) {
        if own(rule) || read.contains(rule.name()) {
            read.extend(rule.expr().selectors().into_iter().map(|selector| selector.name.as_str()));
        }
    }
    let kept =
        |rule: &&Rule| own(rule) || rule.as_record().is_some_and(|rule| read.contains(rule.record.as_str()));
    Some(Group { rules: group.rules.iter().filter(kept).cloned().collect(), ..group.clone() })
}

impl<'a> From<&'a BehaviourTest> for WireTest<'a> {
    fn from(test: &'a BehaviourTest) -> Self {
        Self {
            name: &test.name,
            interval: test.interval.to_string(),
            input_series: test.series.iter().map(|(series, values)| WireSeries { series, values }).collect(),
            promql_expr_test: test.checks.iter().map(ExprTest::from).collect(),
            alert_rule_test: test.checks.iter().filter(|check| check.texts).flat_map(texts).collect(),
        }
    }
}

impl From<&Check> for ExprTest {
    fn from(check: &Check) -> Self {
        let names: Vec<&String> = check.names.iter().collect();
        let name = Matcher::one_of("alertname", &names);
        Self {
            eval_time: check.at.to_string(),
            expr: format!("ALERTS{{{name}, alertstate=\"firing\"}}"),
            exp_samples: check.firing.iter().map(WireSample::from).collect(),
        }
    }
}

impl From<&Expected> for WireSample {
    fn from(expected: &Expected) -> Self {
        let labels = expected.labels.clone().with("alertname", &expected.alert).with("alertstate", "firing");
        Self { labels: format!("ALERTS{labels}"), value: 1 }
    }
}

fn texts(check: &Check) -> Vec<AlertTest<'_>> {
    let test = |name: &'_ String| {
        let alerts = check.firing.iter().filter(|expected| expected.alert == *name);
        (check.at.to_string(), alerts.map(WireAlert::from).collect())
    };
    let named = check.names.iter().map(|name| (name, test(name)));
    named.map(|(alertname, (eval_time, exp_alerts))| AlertTest { eval_time, alertname, exp_alerts }).collect()
}

impl<'a> From<&'a Expected> for WireAlert<'a> {
    fn from(expected: &'a Expected) -> Self {
        Self { exp_labels: expected.labels.iter().collect(), exp_annotations: &expected.annotations }
    }
}
