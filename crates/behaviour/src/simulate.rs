//! When rules fire over a world: what Prometheus' rule manager does with the results, evaluation by evaluation.

use std::collections::BTreeMap;
use std::rc::Rc;

use plimsoll_plan::AlertRule;

use crate::Labels;
use crate::drive::RECOVERED;
use crate::eval::{EvalError, Evaluated, Evaluator, Records, Sample, Semantics};
use crate::template;
use crate::timeline::Timeline;
use crate::world::Samples;

/// An alert that is active at one evaluation.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Active {
    /// The position of its rule.
    pub(crate) rule: usize,
    /// Those of its series and those of the rule, without `alertname`.
    pub(crate) labels: Labels,
    pub(crate) series: Labels,
    pub(crate) value: f64,
    /// Whether its hold is over.
    pub(crate) firing: bool,
}

/// The alerts that are active at each evaluation, the first of which is at 0.
#[derive(Debug)]
pub(crate) struct History {
    pub(crate) step: u64,
    pub(crate) evaluations: Vec<Vec<Active>>,
}

impl History {
    /// What is active at the last evaluation before or at a moment.
    pub(crate) fn at(&self, at: u64) -> &[Active] {
        let index = usize::try_from(at / self.step).unwrap_or(usize::MAX);
        self.evaluations.get(index).map_or(&[], Vec::as_slice)
    }

    /// Whether anything fires once its data have ended that did not before.
    pub(crate) fn fires_again(&self, timeline: &Timeline) -> bool {
        let ended = timeline.evaluations(RECOVERED + 1).skip(1);
        ended.into_iter().any(|at| {
            let before = self.firing(at - timeline.evaluation);
            self.firing(at).iter().any(|firing| !before.contains(firing))
        })
    }

    /// What fires at an evaluation: rule and labels of each, sorted.
    pub(crate) fn firing(&self, at: u64) -> Vec<(usize, &Labels)> {
        let firing = self.at(at).iter().filter(|active| active.firing);
        let mut firing: Vec<_> = firing.map(|active| (active.rule, &active.labels)).collect();
        firing.sort();
        firing
    }
}

/// Evaluates rules every `step` milliseconds until `until`.
pub(crate) fn simulate(
    rules: &[&AlertRule],
    records: &Records<'_>,
    samples: &Samples,
    semantics: Semantics,
    step: u64,
    until: u64,
) -> Evaluated<History> {
    let evaluator = Evaluator::new(records, samples, semantics);
    // Rules of one alert that differ in their labels alone are evaluated once.
    let first_like =
        |rule: usize| rules.iter().position(|other| other.expr == rules[rule].expr).unwrap_or(rule);
    let like: Vec<usize> = (0..rules.len()).map(first_like).collect();
    let mut since: BTreeMap<(usize, Labels), u64> = BTreeMap::new();
    let mut evaluations = Vec::new();
    for at in (0..=until).step_by(usize::try_from(step).unwrap_or(usize::MAX)) {
        let mut active = Vec::new();
        let mut known = BTreeMap::new();
        let mut vectors: Vec<Rc<Vec<Sample>>> = Vec::new();
        for (rule, alert) in rules.iter().enumerate() {
            let same = vectors.get(like[rule]).cloned();
            let vector = same.map_or_else(|| evaluator.vector(&alert.expr, at), Ok)?;
            vectors.push(Rc::clone(&vector));
            for sample in vector.iter() {
                let mut labels = sample.labels.clone();
                for (name, text) in &alert.labels {
                    labels = labels.with(name, &template::expand(text, &sample.labels, sample.value)?);
                }
                let key = (rule, labels);
                let began = since.get(&key).copied().unwrap_or(at);
                active.push(Active {
                    rule,
                    labels: key.1.clone(),
                    series: sample.labels.clone(),
                    value: sample.value,
                    firing: at - began >= alert.hold.as_millis(),
                });
                if known.insert(key, began).is_some() {
                    return Err(EvalError(format!("two series of `{}` have the same labels", alert.alert)));
                }
            }
        }
        since = known;
        evaluations.push(active);
    }
    Ok(History { step, evaluations })
}
