//! `rules.test.yaml`: the behaviour tests of a plan, for `promtool test rules`.

use std::collections::BTreeMap;

use plimsoll_behaviour::{BehaviourTest, Check, Expected};
use plimsoll_plan::Plan;
use plimsoll_promql::Matcher;
use plimsoll_units::Duration;
use serde::Serialize;

use crate::{Artifact, paths, yaml};

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

/// One file for each interval at which rules are evaluated in the tests: what looks back on days is evaluated less
/// often. `rules` is the file of the rules as the tests name it, below the folder in which they stand.
pub fn behaviour(plan: &Plan, tests: &[BehaviourTest]) -> Vec<Artifact> {
    let mut files: BTreeMap<Duration, Vec<&BehaviourTest>> = BTreeMap::new();
    for test in tests {
        files.entry(test.evaluation).or_default().push(test);
    }
    let own = files.keys().next().copied();
    let file = |(evaluation, tests): (Duration, Vec<&BehaviourTest>)| {
        let name =
            if Some(evaluation) == own { paths::TESTS.to_owned() } else { paths::tests_every(evaluation) };
        let tests = tests.into_iter().map(WireTest::from).collect();
        let file =
            TestFile { rule_files: [paths::RULES], evaluation_interval: evaluation.to_string(), tests };
        Artifact::new(paths::of(plan, &name), yaml::file(&yaml::header(plan.pack), &[file]))
    };
    files.into_iter().map(file).collect()
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
