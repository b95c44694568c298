//! What is known of the labels of an alert before it fires.

use std::collections::BTreeSet;

use plimsoll_promql::{MatchOp, Matcher, Selector, flow};

use super::Verdict;
use crate::{AlertRule, Plan};

/// What is known of one label.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Known {
    /// It has this value.
    Is(String),
    /// The series, or a template, give it some value.
    Any,
    /// Some of the series give it a value, and others lack it.
    Perhaps,
}

/// The labels of an alert as Alertmanager will see them. A label that is not here the alert lacks; to Alertmanager that
/// is the same as an empty value.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AlertLabels {
    /// Sorted by name, each once. An alert has a handful, and routes and inhibitions ask for them by the million: a list is
    /// faster than a tree.
    known: Vec<(String, Known)>,
    /// Whether the series may bring more labels along,
    open: bool,
    /// but these.
    lacks: BTreeSet<String>,
}

impl AlertLabels {
    /// Labels that are all known.
    pub fn known<'a>(labels: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let known = labels.into_iter().map(|(name, value)| (name, Known::Is(value.to_owned())));
        known.fold(Self::default(), |labels, (name, known)| labels.with(name, known))
    }

    /// Those of a rule: what its expression can carry, over it what the rule adds, and the external labels of the
    /// environment's Prometheus.
    pub fn of(plan: &Plan, rule: &AlertRule) -> Self {
        let external = &plan.environment.external_labels;
        let (carried, guaranteed) = (flow::possible(&rule.expr), flow::guaranteed(&rule.expr));
        let most = external.len() + carried.len() + rule.labels.len() + 1;
        let mut labels = Self { known: Vec::with_capacity(most), ..Self::default() };
        for (name, value) in external {
            labels.put(name, Known::Is((*value).to_owned()));
        }
        let selectors = rule.expr.selectors();
        // What the rule adds wins over what the series carry.
        for label in carried.into_iter().filter(|label| !rule.labels.contains_key(*label)) {
            let known = match bound(&selectors, label) {
                _ if !guaranteed.contains(label) => Known::Perhaps,
                Some(value) => Known::Is(value),
                None => Known::Any,
            };
            labels.put(label, known);
        }
        for (label, value) in &rule.labels {
            let known = if value.contains("{{") { Known::Any } else { Known::Is(value.clone()) };
            labels.put(label, known);
        }
        labels.put("alertname", Known::Is(rule.alert.clone()));
        labels
    }

    /// More labels than are known may be there, but none of these.
    pub fn open_but(mut self, lacks: impl IntoIterator<Item = String>) -> Self {
        self.open = true;
        self.lacks.extend(lacks);
        self
    }

    /// One more label.
    pub fn with(mut self, label: &str, known: Known) -> Self {
        self.put(label, known);
        self
    }

    fn put(&mut self, label: &str, known: Known) {
        match self.known.binary_search_by(|(own, _)| own.as_str().cmp(label)) {
            Ok(at) => self.known[at].1 = known,
            Err(at) => self.known.insert(at, (label.to_owned(), known)),
        }
    }

    /// What is known of a label; `None` where the alert lacks it.
    pub fn get(&self, label: &str) -> Option<&Known> {
        let perhaps = || (self.open && !self.lacks.contains(label)).then_some(&Known::Perhaps);
        // Names of another length, which most are, cost nothing here; halving the list would compare the texts.
        self.known.iter().find(|(own, _)| own == label).map(|(_, known)| known).or_else(perhaps)
    }

    /// The labels that the alert can carry, as far as they are known.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.known.iter().map(|(name, _)| name.as_str())
    }

    /// Whether a matcher selects it. What the series give is some value: it is not empty, and may be any other.
    pub(super) fn selected_by(&self, matcher: &Matcher) -> Verdict {
        let selects = |value: &str| matcher.op.selects(&matcher.value, value).unwrap_or(false);
        match self.get(&matcher.label) {
            None => selects("").into(),
            Some(Known::Is(value)) => selects(value).into(),
            Some(Known::Perhaps) => Verdict::Maybe,
            Some(Known::Any) => match (matcher.op, matcher.value.as_str()) {
                (MatchOp::Equal, "") | (MatchOp::NotMatches, ".+" | ".*") => Verdict::No,
                (MatchOp::NotEqual, "") | (MatchOp::Matches, ".+" | ".*") => Verdict::Yes,
                _ => Verdict::Maybe,
            },
        }
    }
}

/// The one value that every selector of the expression with this label asks for. The label comes from one of them.
fn bound(selectors: &[&Selector], label: &str) -> Option<String> {
    let mut values = selectors.iter().filter(|selector| selector.has_label(label)).map(|selector| {
        let own = selector.matchers.iter().find(|own| own.label == label && own.op == MatchOp::Equal);
        own.map(|own| &own.value)
    });
    // A label that no selector has comes from a function, and one that some selector leaves open may have any value.
    let first = values.next()??;
    values.all(|value| value == Some(first)).then(|| first.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_in_order_and_the_last_value_of_one_counts() {
        let labels = AlertLabels::known([("pod", "a"), ("job", "b"), ("pod", "c")]).with("job", Known::Any);
        assert_eq!(labels.names().collect::<Vec<_>>(), ["job", "pod"]);
        assert_eq!(labels.get("pod"), Some(&Known::Is("c".to_owned())));
        assert_eq!(labels.get("job"), Some(&Known::Any));
        assert_eq!(labels.get("node"), None);
    }

    #[test]
    fn what_may_bring_more_labels_still_lacks_those_that_are_named() {
        let labels = AlertLabels::known([("job", "b")]).open_but(["le".to_owned()]);
        assert_eq!(labels.get("node"), Some(&Known::Perhaps));
        assert_eq!(labels.get("le"), None);
    }
}
