//! A rollback alert that is told too late.
//!
//! From the reference fault until the actor is told pass the ramp of the window, a scrape, an evaluation, the hold, the
//! wait of the group and of the Alertmanager's peers (section 2 of the specification). In the last phase the sum must
//! keep the budget. Before that the miss is told, with the window and the hold that would keep it.
//!
//! # Fix
//!
//! Shorten the window or the hold, as the message says.

use plimsoll_plan::seconds;

use super::reckoned::{self, Reckoned};
use crate::registry::Check;
use crate::{Diagnostic, Subject};

const ID: &str = "timing/detection-budget";

pub(crate) const CHECK: Check = Check::error(ID, "a rollback alert that is told too late", run);

fn run(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    let Some(budget) = subject.pack.budgets.and_then(|budgets| budgets.detection) else { return };
    let budget = budget.as_secs_f64();
    for reckoned in reckoned::all(subject) {
        let Some((message, help)) = judged(&reckoned, budget) else { continue };
        found.push(reckoned.finding(ID, subject, &message).help(help));
    }
}

/// What is wrong and what to do, if anything is.
fn judged(reckoned: &Reckoned<'_>, budget: f64) -> Option<(String, String)> {
    let Some(detection) = reckoned.of.detection() else { return reckoned.undetected() };
    let miss = detection.most - budget;
    if miss <= 0.0 {
        return None;
    }
    let message = format!(
        "`{}` tells of {} within {} to {}, {} over the budget of {}: {}",
        reckoned.of.alert,
        reckoned.of.fault(),
        detection.least.round(),
        seconds(detection.most),
        seconds(miss.max(1.0)),
        seconds(budget),
        reckoned.of.detection_terms(),
    );
    let help = reckoned.meeting(budget).unwrap_or_else(|| {
        "no window of four scrapes or more and no hold meet it: move the line towards the baseline, or scrape and \
         evaluate more often"
            .to_owned()
    });
    Some((message, help))
}

#[cfg(test)]
pub(crate) mod examples {
    use crate::examples::prelude::*;

    pub(crate) fn bad() -> Planted {
        budgeted(Budgets::new().detection(seconds(180)), ERROR_RATE.fault(percent(12.0)))
    }

    /// The fault does not cross the line at all.
    pub(crate) fn bad_line() -> Planted {
        let line = Threshold::above("error_rate", percent(12.0)).over(minutes(2)).hold(minutes(1));
        let fault = line.baseline(percent(0.1)).fault(percent(12.0));
        budgeted(Budgets::new().detection(seconds(180)), fault)
    }

    /// A budget, and no fault to hold against it.
    pub(crate) fn bad_without_a_fault() -> Planted {
        changed(|pack| pack.budgets = Some(Budgets::new().detection(seconds(180))))
    }

    pub(crate) fn good() -> Planted {
        let shorter = ERROR_RATE.over(minutes(3)).hold(minutes(1));
        budgeted(Budgets::new().detection(seconds(180)), shorter.fault(percent(12.0)))
    }
}

#[cfg(test)]
mod tests {
    use plimsoll_model::{Budgets, Enforcement, Pack, Phase};
    use plimsoll_units::{Amount, Unit, days, seconds};

    use crate::{Severity, fixture};

    fn budgeted(pack: &mut Pack, line: &str, fault: &str) {
        let ratio = |text| Amount::parse(text, Unit::RATIO).unwrap();
        pack.budgets = Some(Budgets::new().detection(seconds(180)));
        pack.thresholds[0].value = ratio(line);
        pack.thresholds[0].fault = Some(ratio(fault));
    }

    #[test]
    fn the_last_phase_must_keep_the_budget_and_is_told_how() {
        let found = fixture::findings(|pack| budgeted(pack, "5%", "12%"));
        assert_eq!(fixture::ids(&found), ["timing/detection-budget"]);
        assert_eq!(found[0].severity, Severity::Error);
        assert_eq!(found[0].origin, Some(fixture::shop().thresholds[0].origin));
        assert_eq!(
            found[0].message,
            "in the last phase, `everywhere`, `ShopFailing` tells of a fault of 12 % within 237 to 289 s, 109 s over \
             the budget of 180 s: ramp 124 s + scrape 15 s + evaluation 15 s + hold 120 s + peers 15 s"
        );
        assert_eq!(found[0].help.as_deref(), Some("a window of 3m and a hold of 1m would meet it"));
    }

    #[test]
    fn a_phase_before_the_last_is_told_with_a_note() {
        let found = fixture::findings(|pack| {
            budgeted(pack, "5%", "12%");
            pack.phases[1].dwell = Some(days(1));
            let change = plimsoll_model::Change { window: Some(seconds(120)), ..change() };
            let strict = Phase::new("strict", Enforcement::Rollback);
            pack.phases.push(strict.set(change.hold(seconds(60))));
        });
        assert_eq!(fixture::ids(&found), ["timing/detection-budget"]);
        assert_eq!(found[0].severity, Severity::Note);
        assert!(found[0].message.starts_with("`ShopFailing` tells of"), "{}", found[0].message);
    }

    fn change() -> plimsoll_model::Change {
        plimsoll_model::Threshold::above("error_rate", plimsoll_units::percent(5.0)).change()
    }

    #[test]
    fn a_fault_on_the_good_side_is_never_detected() {
        let found = fixture::findings(|pack| budgeted(pack, "12%", "12%"));
        assert!(found[0].message.contains("never detects a fault of 12 %: its line of 12 %"), "{found:?}");
    }

    #[test]
    fn a_budget_needs_a_fault() {
        let found = fixture::findings(|pack| {
            budgeted(pack, "5%", "12%");
            pack.thresholds[0].fault = None;
        });
        assert!(found[0].message.contains("has no reference fault"), "{found:?}");
    }

    #[test]
    fn what_is_told_in_time_passes() {
        let found = fixture::findings(|pack| {
            budgeted(pack, "3%", "12%");
            (pack.thresholds[0].window, pack.thresholds[0].hold) = (Some(seconds(120)), Some(seconds(60)));
        });
        assert_eq!(found, []);
    }
}
