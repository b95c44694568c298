//! Thresholds that moved, and to which side.

use std::collections::{BTreeMap, BTreeSet};

use plimsoll_units::{Amount, Duration, Unit};
use serde::Serialize;

use super::snapshot::{Snapshot, Threshold};

/// A threshold that is not what it was, for everybody or for the services of an override.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ThresholdChange {
    /// Its id.
    pub id: String,
    /// The service or tier that an override carves out.
    pub slice: Option<String>,
    /// Whether it takes less or more to cross it.
    pub verdict: Verdict,
    /// The line, where that changed.
    pub line: Option<Step>,
    /// The window, where that changed.
    pub window: Option<Step>,
    /// The hold, where that changed.
    pub hold: Option<Step>,
    /// The baseline, where that changed.
    pub baseline: Option<Step>,
    /// The alerts that fire when it is crossed.
    pub alerts: Vec<String>,
}

/// From what to what; `None` is nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Step {
    /// Before.
    pub from: Option<String>,
    /// After.
    pub to: Option<String>,
}

/// What a change makes of a threshold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// It takes less to cross it, or a shorter time.
    Tightened,
    /// It takes more, or a longer time.
    Loosened,
    /// The line went one way and the hold the other.
    Both,
    /// Something that makes it neither tighter nor looser: a window, a baseline.
    Changed,
    /// It is new.
    Added,
    /// It is gone.
    Removed,
}

impl Verdict {
    /// As a sentence says it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Tightened => "tightened",
            Self::Loosened => "loosened",
            Self::Both => "tighter and looser",
            Self::Changed => "changed",
            Self::Added => "added",
            Self::Removed => "removed",
        }
    }
}

/// Every threshold that moved, in the order of the plans.
pub(super) fn compare(from: &Snapshot, to: &Snapshot) -> Vec<ThresholdChange> {
    let (old, new, alerts) = (by_name(from), by_name(to), alerts(from, to));
    let mut known = BTreeSet::new();
    let names = to.thresholds.iter().chain(&from.thresholds).map(Threshold::name);
    let names = names.filter(|name| known.insert(*name));
    let changed = names.filter_map(|(id, slice)| {
        let (verdict, before, after) = match (find(&old, (id, slice)), find(&new, (id, slice))) {
            (Some(before), Some(after)) => (verdict(before, after)?, Some(before), Some(after)),
            (None, Some(after)) => (Verdict::Added, None, Some(after)),
            (before, None) => (Verdict::Removed, before, None),
        };
        let step = |of: fn(&Threshold) -> Option<String>| {
            let (from, to) = (before.and_then(of), after.and_then(of));
            (from != to).then_some(Step { from, to })
        };
        Some(ThresholdChange {
            id: id.to_owned(),
            slice: slice.map(str::to_owned),
            verdict,
            line: step(|threshold| Some(shown(&threshold.value, &threshold.unit))),
            window: step(|threshold| threshold.window.clone()),
            hold: step(|threshold| threshold.hold.clone()),
            baseline: step(|threshold| Some(shown(threshold.baseline.as_deref()?, &threshold.unit))),
            alerts: alerts.get(id).cloned().unwrap_or_default(),
        })
    });
    changed.collect()
}

/// The id of a threshold, and the slice that an override carves out.
type Name<'a> = (&'a str, Option<&'a str>);

impl Threshold {
    fn name(&self) -> Name<'_> {
        (&self.id, self.slice.as_deref())
    }
}

fn by_name(snapshot: &Snapshot) -> BTreeMap<Name<'_>, &Threshold> {
    // Of two with one name the first counts.
    snapshot.thresholds.iter().rev().map(|threshold| (threshold.name(), threshold)).collect()
}

/// A slice that one side does not know sees there what everybody sees.
fn find<'a>(side: &BTreeMap<Name<'_>, &'a Threshold>, (id, slice): Name<'_>) -> Option<&'a Threshold> {
    side.get(&(id, slice)).or_else(|| side.get(&(id, None))).copied()
}

/// `None` where nothing that counts is different.
fn verdict(before: &Threshold, after: &Threshold) -> Option<Verdict> {
    let parts = |threshold: &Threshold| {
        let amount = |text: &str| amount(text, &threshold.unit);
        (amount(&threshold.value), threshold.baseline.as_deref().map(amount))
    };
    let same_texts =
        (&before.window, &before.hold, &before.direction) == (&after.window, &after.hold, &after.direction);
    if parts(before) == parts(after) && before.unit == after.unit && same_texts {
        return None;
    }
    let above = after.direction == "above";
    let line = match (amount(&before.value, &before.unit), amount(&after.value, &after.unit)) {
        (Some(old), Some(new)) if old > new => Some(above),
        (Some(old), Some(new)) if old < new => Some(!above),
        _ => None,
    };
    let hold = match (time(before.hold.as_deref()), time(after.hold.as_deref())) {
        (Some(old), Some(new)) if old > new => Some(true),
        (Some(old), Some(new)) if old < new => Some(false),
        _ => None,
    };
    Some(match (line, hold) {
        _ if before.direction != after.direction || before.unit != after.unit => Verdict::Changed,
        (None, None) => Verdict::Changed,
        (Some(true), Some(true) | None) | (None, Some(true)) => Verdict::Tightened,
        (Some(false), Some(false) | None) | (None, Some(false)) => Verdict::Loosened,
        (Some(true), Some(false)) | (Some(false), Some(true)) => Verdict::Both,
    })
}

/// An amount as a `plan.json` writes it.
pub(super) fn amount(text: &str, unit: &str) -> Option<Amount> {
    Amount::parse(text, unit.parse::<Unit>().ok()?).ok()
}

fn time(text: Option<&str>) -> Option<Duration> {
    text.unwrap_or("0s").parse().ok()
}

/// `5 %`, as people write it.
fn shown(text: &str, unit: &str) -> String {
    amount(text, unit).map_or_else(|| text.to_owned(), |amount| amount.to_string())
}

/// The alerts that cross each threshold on either side.
fn alerts<'a>(from: &'a Snapshot, to: &'a Snapshot) -> BTreeMap<&'a str, Vec<String>> {
    let mut known = BTreeSet::new();
    let mut alerts: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for rule in to.rules().chain(from.rules()) {
        if let Some(id) = rule.threshold.as_deref()
            && known.insert((id, &rule.name))
        {
            alerts.entry(id).or_default().push(rule.name.clone());
        }
    }
    alerts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn threshold(direction: &str, value: &str, hold: &str) -> Threshold {
        Threshold {
            id: "a".into(),
            slice: None,
            direction: direction.into(),
            value: value.into(),
            unit: "ratio".into(),
            window: None,
            hold: Some(hold.into()),
            baseline: None,
        }
    }

    fn verdict_of(from: (&str, &str), to: (&str, &str), direction: &str) -> Option<Verdict> {
        verdict(&threshold(direction, from.0, from.1), &threshold(direction, to.0, to.1))
    }

    #[test]
    fn a_line_tightens_towards_the_good_side() {
        assert_eq!(verdict_of(("8%", "1m"), ("5%", "1m"), "above"), Some(Verdict::Tightened));
        assert_eq!(verdict_of(("8%", "1m"), ("5%", "1m"), "below"), Some(Verdict::Loosened));
        assert_eq!(verdict_of(("5%", "2m"), ("5%", "1m"), "above"), Some(Verdict::Tightened));
        assert_eq!(verdict_of(("8%", "1m"), ("5%", "2m"), "above"), Some(Verdict::Both));
    }

    #[test]
    fn another_spelling_is_no_change() {
        assert_eq!(verdict_of(("5%", "1m"), ("0.05", "1m"), "above"), None);
    }

    #[test]
    fn a_new_override_is_compared_with_what_everybody_saw() {
        let everybody = threshold("above", "5%", "1m");
        let own = Threshold { slice: Some("checkout".into()), value: "2%".into(), ..everybody.clone() };
        let from = Snapshot { thresholds: vec![everybody.clone()], ..Snapshot::default() };
        let to = Snapshot { thresholds: vec![everybody, own], ..Snapshot::default() };
        let changes = compare(&from, &to);
        assert_eq!(changes.len(), 1);
        assert_eq!(changes[0].slice.as_deref(), Some("checkout"));
        let step = Step { from: Some("5 %".into()), to: Some("2 %".into()) };
        assert_eq!((changes[0].verdict, changes[0].line.as_ref()), (Verdict::Tightened, Some(&step)));
    }
}
