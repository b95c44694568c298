//! Alerts that keep each other quiet, directly or in a ring: when all fire, nobody hears of any.
//!
//! # Fix
//!
//! Remove one of the inhibitions.

use std::collections::{BTreeMap, BTreeSet};

use plimsoll_model::Severity;
use plimsoll_plan::simulate::inhibits;
use plimsoll_units::Origin;

use crate::inhibition::each;
use crate::registry::Check;
use crate::routed::Routed;
use crate::{Diagnostic, Subject, words};

const ID: &str = "inhibit/cycle";

pub(crate) const CHECK: Check = Check::error(ID, "alerts that keep each other quiet", run);

fn run(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    let alerts = subject.routed();
    let mut mutes: BTreeMap<_, BTreeMap<_, usize>> = BTreeMap::new();
    let all = each(subject, &alerts);
    // In a circle every alert keeps quiet and is kept quiet.
    let sources: BTreeSet<Key<'_>> =
        all.iter().flat_map(|sides| &sides.sources).map(|routed| key(subject, routed)).collect();
    let targets = all.iter().flat_map(|sides| &sides.targets).map(|routed| key(subject, routed));
    let both: BTreeSet<Key<'_>> = targets.filter(|target| sources.contains(target)).collect();
    if both.is_empty() {
        return;
    }
    for (at, sides) in all.iter().enumerate() {
        let targets: Vec<_> =
            sides.targets.iter().filter(|target| both.contains(&key(subject, target))).collect();
        for source in sides.sources.iter().filter(|source| both.contains(&key(subject, source))) {
            for target in &targets {
                if key(subject, source) != key(subject, target)
                    && subject.suffices(inhibits(sides.rule, source.labels, target.labels))
                {
                    mutes.entry(key(subject, source)).or_default().entry(key(subject, target)).or_insert(at);
                }
            }
        }
    }
    let Some(ring) = mutes.keys().find_map(|start| ring(start, &mutes)) else { return };
    let names: Vec<&str> = ring.iter().map(|(alert, ..)| *alert).collect();
    let last = ring.last().and_then(|last| mutes.get(last)?.get(ring.first()?)).and_then(|at| all.get(*at));
    let Some(sides) = last else { return };
    let message = format!("{} keep each other quiet: when all fire, nobody hears of any", words::list(names));
    found.push(sides.finding(subject, Diagnostic::error(ID, message).help("remove one of the inhibitions")));
}

/// An alert in two phases is one alert; of its rules that are told to people each counts by name and severity.
/// Rules of anybody are each an alert: two of one name may differ in what they are told as.
type Key<'r> = (&'r str, Severity, Option<Origin>);

fn key<'r>(subject: &Subject<'_>, routed: &Routed<'r>) -> Key<'r> {
    let place = subject.is_open().then_some(routed.rule.origin);
    (&routed.rule.alert, routed.rule.role.severity(), place)
}

/// The way from an alert back to itself, the shortest first step first.
fn ring<K: Ord + Clone>(start: &K, mutes: &BTreeMap<K, BTreeMap<K, usize>>) -> Option<Vec<K>> {
    let mut ways = vec![vec![start.clone()]];
    let mut seen: Vec<K> = Vec::new();
    while let Some(way) = ways.pop() {
        let Some(next) = way.last().and_then(|last| mutes.get(last)) else { continue };
        for target in next.keys() {
            if target == start {
                return Some(way);
            }
            if !seen.contains(target) {
                seen.push(target.clone());
                ways.push(way.iter().cloned().chain([target.clone()]).collect());
            }
        }
    }
    None
}

#[cfg(test)]
pub(crate) mod examples {
    use crate::examples::prelude::*;

    pub(crate) fn bad() -> [Inhibition; 2] {
        let critical = || Side::alerts(&["ShopFailing"]).with(Matcher::equal("severity", "critical"));
        [
            Inhibition::new(critical(), Side::alerts(&["ShopSlow"]), &["service"]),
            Inhibition::new(Side::severity(Severity::Warning), critical(), &["service"]),
        ]
    }

    pub(crate) fn good() -> [Inhibition; 1] {
        let critical = || Side::alerts(&["ShopFailing"]).with(Matcher::equal("severity", "critical"));
        [Inhibition::new(critical(), Side::alerts(&["ShopSlow"]), &["service"])]
    }
}

#[cfg(test)]
mod tests {
    use plimsoll_model::{Inhibition, Severity, Side};
    use plimsoll_promql::Matcher;

    use crate::fixture;

    #[test]
    fn two_alerts_that_mute_each_other_are_found() {
        let people = || Side::alerts(&["ShopFailing"]).with(Matcher::equal("severity", "critical"));
        let found = fixture::routing(|routing| {
            routing.with_inhibition(fixture::critical_mutes_warning()).with_inhibition(Inhibition::new(
                Side::severity(Severity::Warning),
                people(),
                &["service"],
            ))
        });
        assert_eq!(fixture::ids(&found), ["inhibit/cycle"]);
        assert!(
            found[0].message.contains("`ShopFailing` and `ShopSlow` keep each other quiet"),
            "{}",
            found[0].message
        );
    }

    #[test]
    fn one_direction_passes() {
        assert_eq!(fixture::inhibited(fixture::critical_mutes_warning()), []);
    }
}
