//! An inhibition by name whose source fires only after its target was told.
//!
//! An inhibition holds back what is not yet sent. A source with a hold longer than the target's hold and group wait together comes
//! too late: people are told of the symptom first, and of the cause after it.
//!
//! # Fix
//!
//! Shorten the hold of the source, or lengthen that of the target.

use plimsoll_plan::simulate::inhibits;
use plimsoll_promql::Matcher;
use plimsoll_units::Duration;

use crate::inhibition::each;
use crate::registry::Check;
use crate::routed::Routed;
use crate::{Diagnostic, Subject};

const ID: &str = "inhibit/too-slow";

pub(crate) const CHECK: Check =
    Check::warning(ID, "an inhibition whose source fires after its target was told", run);

fn run(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    let alerts = subject.routed();
    for sides in each(subject, &alerts) {
        // Only what names alerts on both sides speaks of a cause and a symptom.
        let names = |side: &[Matcher]| side.iter().any(|matcher| matcher.label == "alertname");
        if !names(&sides.rule.source) || !names(&sides.rule.target) {
            continue;
        }
        for target in &sides.targets {
            let wait = target.reached.iter().map(|reached| reached.grouping.wait).min().unwrap_or_default();
            let told = Duration::from_millis(target.rule.hold.as_millis() + wait.as_millis());
            let late = |source: &&&Routed<'_>| {
                source.rule.hold > told
                    && subject.suffices(inhibits(sides.rule, source.labels, target.labels))
            };
            let Some(source) = sides.sources.iter().find(late) else { continue };
            let message = format!(
                "`{}` fires after {} and `{}` is told after {told} (hold {} and group wait {wait}): it comes too late to \
                 keep it quiet",
                source.rule.alert, source.rule.hold, target.rule.alert, target.rule.hold
            );
            let help = format!("shorten the hold of `{}` to {told} or less", source.rule.alert);
            found.push(sides.finding(subject, Diagnostic::warning(ID, message).help(help)));
            break;
        }
    }
}

#[cfg(test)]
pub(crate) mod examples {
    use crate::examples::prelude::*;

    /// `ShopSlow` holds for 5 minutes, and `ShopFailing` is told after two and a half.
    pub(crate) fn bad() -> Inhibition {
        let failing = Side::alerts(&["ShopFailing"]).with(Matcher::equal("severity", "critical"));
        Inhibition::new(Side::alerts(&["ShopSlow"]), failing, &["service"])
    }

    /// The sooner alert keeps the later one quiet.
    pub(crate) fn good() -> Inhibition {
        let failing = Side::alerts(&["ShopFailing"]).with(Matcher::equal("severity", "critical"));
        Inhibition::new(failing, Side::alerts(&["ShopSlow"]), &["service"])
    }
}

#[cfg(test)]
mod tests {
    use plimsoll_model::{Inhibition, Side};
    use plimsoll_units::minutes;

    use crate::fixture;

    fn failing_mutes_slow(hold: u64) -> Vec<crate::Diagnostic> {
        fixture::findings(|pack| {
            let rule = Inhibition::new(
                Side::alerts(&["ShopFailing"]).with(plimsoll_promql::Matcher::equal("severity", "critical")),
                Side::alerts(&["ShopSlow"]),
                &["service"],
            );
            fixture::with_routing(pack, |routing| routing.with_inhibition(rule));
            pack.thresholds[0].hold = Some(minutes(hold));
        })
    }

    #[test]
    fn a_cause_that_holds_longer_than_its_symptom_is_found() {
        let found = failing_mutes_slow(6);
        assert_eq!(fixture::ids(&found), ["inhibit/too-slow"]);
        assert_eq!(
            found[0].message,
            "`ShopFailing` fires after 6m and `ShopSlow` is told after 5m30s (hold 5m and group wait 30s): it comes too \
             late to keep it quiet"
        );
    }

    #[test]
    fn a_cause_that_is_sooner_passes() {
        assert_eq!(failing_mutes_slow(2), []);
    }
}
