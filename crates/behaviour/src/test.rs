//! A behaviour test, and what it finds in rules.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use plimsoll_plan::{AlertRule, Plan};
use plimsoll_units::Duration;

use crate::Labels;
use crate::eval::{Evaluated, Semantics, records};
use crate::simulate::{History, simulate};
use crate::template;
use crate::world::Samples;

/// A test of one alert, as `promtool test rules` runs it.
#[derive(Debug)]
pub struct BehaviourTest {
    /// What decides in it, and when.
    pub name: String,
    /// The alert.
    pub alert: &'static str,
    /// How often rules are evaluated.
    pub evaluation: Duration,
    /// How often series have a sample.
    pub interval: Duration,
    /// Each series as a selector of itself, and its values in promtool's notation.
    pub series: Vec<(String, String)>,
    /// What must be so, by time.
    pub checks: Vec<Check>,
    /// `None` for the series that an author gives: they are promtool's to read.
    pub(crate) samples: Option<Samples>,
}

/// What must be so at one evaluation.
#[derive(Debug, Clone, PartialEq)]
pub struct Check {
    /// When.
    pub at: Duration,
    /// The `alertname`s that are looked at.
    pub names: BTreeSet<String>,
    /// All that fire under these names, and nothing else does.
    pub firing: Vec<Expected>,
    /// Whether the texts are looked at too.
    pub texts: bool,
}

/// An alert that must fire.
#[derive(Debug, Clone, PartialEq)]
pub struct Expected {
    /// Its `alertname`.
    pub alert: String,
    /// All other labels.
    pub labels: Labels,
    /// Its texts, expanded.
    pub annotations: BTreeMap<String, String>,
}

/// Rules that do not do what a test says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure(String);

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Failure {}

impl BehaviourTest {
    /// Runs it over the rules of a plan, as Prometheus 3 would evaluate them; `None` where promtool alone can.
    ///
    /// # Errors
    ///
    /// [`Failure`] for the first check that does not find what it expects, or for rules that cannot be evaluated.
    pub fn run(&self, plan: &Plan) -> Option<Result<(), Failure>> {
        self.samples.as_ref().map(|samples| self.run_over(samples, plan))
    }

    fn run_over(&self, samples: &Samples, plan: &Plan) -> Result<(), Failure> {
        let failed = |error: crate::EvalError| Failure(error.to_string());
        let records = records(plan);
        let rules: Vec<&AlertRule> =
            plan.rules().filter_map(|rule| rule.as_alert()).filter(|rule| rule.of == self.alert).collect();
        let until = self.checks.iter().map(|check| check.at.as_millis()).max().unwrap_or_default();
        let step = self.evaluation.as_millis();
        let history =
            simulate(&rules, &records, samples, Semantics::Prometheus3, step, until).map_err(failed)?;
        for check in &self.checks {
            let found = expected(&rules, &history, check.at.as_millis()).map_err(failed)?;
            if !check.is_met_by(&found) {
                let at = check.at;
                return Err(Failure(format!(
                    "at {at} expected {}, found {}",
                    words(&check.firing),
                    words(&found)
                )));
            }
        }
        Ok(())
    }
}

impl Check {
    fn is_met_by(&self, found: &[Expected]) -> bool {
        let seen = |expected: &Expected| {
            let texts = self.texts.then(|| expected.annotations.clone());
            (expected.alert.clone(), expected.labels.clone(), texts)
        };
        let sorted = |alerts: &[Expected]| {
            let mut seen: Vec<_> = alerts.iter().map(seen).collect();
            seen.sort();
            seen
        };
        sorted(found) == sorted(&self.firing)
    }
}

fn words(alerts: &[Expected]) -> String {
    if alerts.is_empty() {
        return "nothing".to_owned();
    }
    alerts.iter().map(|alert| format!("{}{}", alert.alert, alert.labels)).collect::<Vec<_>>().join(", ")
}

/// What fires at an evaluation, with its texts.
pub(crate) fn expected(rules: &[&AlertRule], history: &History, at: u64) -> Evaluated<Vec<Expected>> {
    let firing = history.at(at).iter().filter(|active| active.firing);
    firing.map(|active| Expected::of(rules[active.rule], &active.series, active.value)).collect()
}

impl Expected {
    /// What a rule makes of one of its series.
    pub(crate) fn of(rule: &AlertRule, series: &Labels, value: f64) -> Evaluated<Self> {
        let mut labels = series.clone();
        for (name, text) in &rule.labels {
            labels = labels.with(name, &template::expand(text, series, value)?);
        }
        let mut annotations = BTreeMap::new();
        for (name, text) in &rule.annotations {
            annotations.insert(name.clone(), template::expand(text, series, value)?);
        }
        Ok(Self { alert: rule.alert.clone(), labels, annotations })
    }
}
