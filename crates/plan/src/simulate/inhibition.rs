//! Which alert keeps which other quiet (Alertmanager's `inhibit/inhibit.go`): the source matches the source side, the
//! target the target side, and every label of `equal` has one value in both. A label that both lack counts as equal.
//! An alert that matches both sides is kept quiet only by sources that do not.

use super::{AlertLabels, Known, Verdict, selects};
use crate::InhibitRule;

/// An alert as an inhibition sees it: whether it is on its one side and on its other. Each alert is held against each
/// other, and its sides are worked out once.
#[derive(Debug, Clone, Copy)]
pub struct Sided<'a> {
    rule: &'a InhibitRule,
    labels: &'a AlertLabels,
    is_source: Verdict,
    is_target: Verdict,
}

impl<'a> Sided<'a> {
    /// What an inhibition sees of an alert.
    pub fn new(rule: &'a InhibitRule, labels: &'a AlertLabels) -> Self {
        let [is_source, is_target] = [&rule.source, &rule.target].map(|side| selects(side, labels));
        Self { rule, labels, is_source, is_target }
    }

    /// Whether it, while it fires, keeps `target` quiet, of which the same inhibition was asked.
    pub fn mutes(&self, target: &Self) -> Verdict {
        let sides = self.is_source.and(target.is_target);
        if sides == Verdict::No {
            return sides;
        }
        let both_twice = target.is_source.and(self.is_target);
        let same = |label: &String| same(label, self.labels, target.labels);
        let equal = self.rule.equal.iter().fold(Verdict::Yes, |all, label| all.and(same(label)));
        sides.and(equal).and(both_twice.not())
    }
}

/// Whether `source`, while it fires, keeps `target` quiet by this rule.
pub fn inhibits(rule: &InhibitRule, source: &AlertLabels, target: &AlertLabels) -> Verdict {
    Sided::new(rule, source).mutes(&Sided::new(rule, target))
}

/// Whether a label has one value in both alerts.
fn same(label: &str, one: &AlertLabels, other: &AlertLabels) -> Verdict {
    let empty = Known::Is(String::new());
    match (one.get(label).unwrap_or(&empty), other.get(label).unwrap_or(&empty)) {
        (Known::Is(one), Known::Is(other)) => (one == other).into(),
        // What the series bring along is not empty.
        (Known::Is(known), Known::Any) | (Known::Any, Known::Is(known)) if known.is_empty() => Verdict::No,
        _ => Verdict::Maybe,
    }
}

#[cfg(test)]
mod tests {
    use plimsoll_promql::Matcher;
    use plimsoll_units::Origin;

    use super::*;

    fn rule(equal: &[&str]) -> InhibitRule {
        InhibitRule {
            source: vec![Matcher::equal("severity", "critical")],
            target: vec![Matcher::equal("severity", "warning")],
            equal: equal.iter().map(|&label| label.to_owned()).collect(),
            origin: Origin::new("t", 1, 1),
        }
    }

    #[test]
    fn a_label_that_both_lack_counts_as_equal() {
        let (critical, warning) =
            (AlertLabels::known([("severity", "critical")]), AlertLabels::known([("severity", "warning")]));
        assert_eq!(inhibits(&rule(&["service"]), &critical, &warning), Verdict::Yes);
        let of_cart = AlertLabels::known([("severity", "warning"), ("service", "cart")]);
        assert_eq!(inhibits(&rule(&["service"]), &critical, &of_cart), Verdict::No);
        assert_eq!(inhibits(&rule(&[]), &warning, &critical), Verdict::No);
    }

    #[test]
    fn an_alert_on_both_sides_is_not_kept_quiet_by_another_such() {
        let both = InhibitRule { target: Vec::new(), ..rule(&[]) };
        let critical = AlertLabels::known([("severity", "critical")]);
        assert_eq!(inhibits(&both, &critical, &critical), Verdict::No);
        assert_eq!(inhibits(&both, &critical, &AlertLabels::default()), Verdict::Yes);
    }
}
