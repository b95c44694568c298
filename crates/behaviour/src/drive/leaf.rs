//! Series of one selector.

use plimsoll_promql::{MatchOp, Matcher, Selector, Source};

use super::{Builder, Driven, PAST, Want, names, undrivable};
use crate::Labels;
use crate::digits::exactly;
use crate::world::{Level, Series};

impl Builder<'_> {
    /// Adds a series that a selector takes, with the wanted labels.
    pub(super) fn leaf(
        &mut self,
        selector: &Selector,
        want: &Want,
        counter: bool,
        levels: &[Level],
    ) -> Driven {
        let Source::Metric(def) = &selector.source else {
            return undrivable(format!("a range of the recording `{}`", selector.name));
        };
        let carries = |label: &str| selector.has_label(label) || matches!(label, "job" | "instance");
        if let Some((label, _)) = want.labels.iter().find(|(label, _)| !carries(label)) {
            return undrivable(format!("`{}` has no label `{label}`", selector.name));
        }
        let mut labels = Labels::default();
        let wanted = want.labels.iter().map(|(label, _)| label.to_owned());
        let matched = selector.matchers.iter().map(|matcher| matcher.label.clone());
        let kept = want.keep.iter().filter(|label| carries(label)).cloned();
        for label in wanted.chain(matched).chain(kept) {
            let matchers: Vec<&Matcher> =
                selector.matchers.iter().filter(|matcher| matcher.label == label).collect();
            if matchers.iter().any(|matcher| matcher.op == MatchOp::Equal && matcher.value.is_empty()) {
                continue;
            }
            let value = Some(want.labels.get(&label)).filter(|value| !value.is_empty());
            let Some(value) = names::value(&label, value, &matchers, def.values_of(&label), &[], &self.owner)
            else {
                return undrivable(format!("no value of `{label}` is one that `{}` takes", selector.name));
            };
            labels = labels.with(&label, &value);
        }
        let labels = self.apart(selector, labels);
        let known =
            self.series.iter_mut().find(|series| series.name == selector.name && series.labels == labels);
        match (known, selector.offset) {
            // The same series as it was before.
            (Some(known), Some(_)) => {
                if let Some(Level::At(value)) = levels.get(PAST) {
                    known.before = Some(*value);
                }
                Ok(())
            }
            (Some(known), None) if known.levels == levels => Ok(()),
            (Some(known), None) => undrivable(format!("`{}{}` is wanted twice", known.name, known.labels)),
            (None, _) => {
                let name = selector.name.clone();
                let levels = if counter && self.way.exact && self.near {
                    levels.iter().map(|level| self.addable(*level)).collect()
                } else {
                    levels.to_vec()
                };
                self.series.push(Series { name, labels, counter, levels, before: None });
                Ok(())
            }
        }
    }

    /// What a counter counts between two samples, as floating point can add it up without rounding.
    fn addable(&self, level: Level) -> Level {
        let step = self.stages.step();
        match level {
            Level::At(rate) => Level::At(exactly(rate * step) / step),
            other => other,
        }
    }

    /// Beside series of the same metric that say more, this one says something else there: requests that did not fail
    /// have a status too.
    fn apart(&self, selector: &Selector, mut labels: Labels) -> Labels {
        let Source::Metric(def) = &selector.source else { return labels };
        let others = || self.series.iter().filter(|series| series.name == selector.name);
        let more: Vec<String> = others()
            .filter(|other| other.labels.include(&labels) && other.labels != labels)
            .flat_map(|other| other.labels.iter().map(|(name, _)| name.to_owned()).collect::<Vec<_>>())
            .collect();
        for label in more {
            if labels.get(&label).is_empty() {
                let not: Vec<&str> = others().map(|other| other.labels.get(&label)).collect();
                if let Some(value) = names::value(&label, None, &[], def.values_of(&label), &not, &self.owner)
                {
                    labels = labels.with(&label, &value);
                }
            }
        }
        labels
    }
}
