//! A rollback alert after which the fault lasts too long.
//!
//! Until the fault is undone pass its detection, the way to the actor and the roll of the workload (section 2 of the
//! specification: `MTTR = D_max + webhook + T_roll`). In the last phase the sum must keep the budget. Before that the
//! miss is told, with what would keep it. Where the roll alone is too long no window helps.
//!
//! # Fix
//!
//! Shorten the window or the hold, or roll more pods at once (`maxSurge`), as the message says.

use plimsoll_model::Workload;
use plimsoll_plan::{seconds, timing};
use plimsoll_units::Duration;

use super::reckoned::{self, Reckoned};
use crate::registry::Check;
use crate::{Diagnostic, Subject};

const ID: &str = "timing/recovery-budget";

pub(crate) const CHECK: Check =
    Check::error(ID, "a rollback alert after which the fault lasts too long", run);

fn run(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    let (Some(budget), Some(workload)) =
        (subject.pack.budgets.and_then(|budgets| budgets.recovery), subject.pack.workload)
    else {
        return;
    };
    let (webhook, budget) = (subject.pack.timing.webhook, budget.as_secs_f64());
    for reckoned in reckoned::all(subject) {
        let Some(recovery) = reckoned.of.recovery() else {
            // Told once where both budgets are asked for.
            let alone = subject.pack.budgets.is_some_and(|budgets| budgets.detection.is_none());
            if let Some((message, help)) = reckoned.undetected().filter(|_| alone) {
                found.push(reckoned.finding(ID, subject, &message).help(help));
            }
            continue;
        };
        let miss = recovery - budget;
        if miss <= 0.0 {
            continue;
        }
        let message = format!(
            "`{}` undoes {} within {}, {} over the budget of {}: {}",
            reckoned.of.alert,
            reckoned.of.fault(),
            seconds(budget + miss),
            seconds(miss.max(1.0)),
            seconds(budget),
            reckoned.of.recovery_terms(),
        );
        let help = help(&reckoned, &workload, webhook, budget);
        found.push(reckoned.finding(ID, subject, &message).help(help));
    }
}

/// The window and the hold that would keep the budget; else that the roll is too long, and how many pods at once
/// would not be.
fn help(reckoned: &Reckoned<'_>, workload: &Workload, webhook: Duration, budget: f64) -> String {
    let left = |workload: &Workload| budget - webhook.as_secs_f64() - timing::roll(workload).as_secs_f64();
    if let Some(meeting) = reckoned.meeting(left(workload)) {
        return meeting;
    }
    let roll = seconds(timing::roll(workload).as_secs_f64());
    let enough = (workload.max_surge + 1..=workload.replicas)
        .find_map(|surge| Some((surge, reckoned.meeting(left(&workload.max_surge(surge)))?)));
    match enough {
        Some((surge, meeting)) => {
            format!("the roll of {roll} alone is too long: with maxSurge {surge} {meeting}")
        }
        None => format!("the roll of {roll} is too long with any maxSurge: make pods ready sooner"),
    }
}

#[cfg(test)]
pub(crate) mod examples {
    use crate::examples::prelude::*;

    pub(crate) fn bad() -> Planted {
        budgeted(Budgets::new().recovery(seconds(300)), ERROR_RATE.fault(percent(12.0)))
    }

    /// The roll alone takes too long.
    pub(crate) fn bad_roll() -> Planted {
        let shorter = ERROR_RATE.over(minutes(2)).hold(minutes(1)).fault(percent(12.0));
        changed(|pack| {
            pack.budgets = Some(Budgets::new().recovery(seconds(300)));
            pack.thresholds = vec![shorter.def()];
            pack.workload = pack.workload.map(|workload| Workload { replicas: 10, ..workload });
        })
    }

    pub(crate) fn good() -> Planted {
        let shorter = ERROR_RATE.over(minutes(2)).hold(minutes(1));
        budgeted(Budgets::new().recovery(seconds(300)), shorter.fault(percent(12.0)))
    }
}

#[cfg(test)]
mod tests {
    use plimsoll_model::{Budgets, Pack};
    use plimsoll_units::{Amount, Unit, seconds};

    use crate::{Diagnostic, Severity, fixture};

    fn with(change: impl FnOnce(&mut Pack)) -> Vec<Diagnostic> {
        fixture::findings(|pack| {
            pack.budgets = Some(Budgets::new().recovery(seconds(300)));
            pack.thresholds[0].fault = Some(Amount::parse("12%", Unit::RATIO).unwrap());
            change(pack);
        })
    }

    #[test]
    fn the_roll_counts_too_and_the_terms_are_told() {
        let found = with(|_| ());
        assert_eq!(fixture::ids(&found), ["timing/recovery-budget"]);
        assert_eq!(found[0].severity, Severity::Error);
        assert!(found[0].message.ends_with(
            "within 429 s, 129 s over the budget of 300 s: detection 289 s + webhook 5 s + roll 135 s"
        ));
        assert_eq!(found[0].help.as_deref(), Some("a window of 2m and a hold of 1m would meet it"));
    }

    #[test]
    fn a_roll_that_is_too_long_alone_names_max_surge() {
        let found = with(|pack| {
            pack.workload =
                pack.workload.map(|workload| plimsoll_model::Workload { replicas: 10, ..workload });
        });
        let help = found[0].help.as_deref().unwrap_or_default();
        assert!(
            help.starts_with("the roll of 450 s alone is too long: with maxSurge 3 a window of"),
            "{help}"
        );
    }

    #[test]
    fn pods_that_are_ready_too_late_cannot_be_helped() {
        let found = with(|pack| {
            let workload = pack.workload.unwrap();
            pack.workload = Some(workload.min_ready(seconds(600)));
        });
        assert!(found[0].help.as_deref().unwrap_or_default().contains("with any maxSurge"), "{found:?}");
    }

    #[test]
    fn what_is_undone_in_time_passes() {
        let found = with(|pack| {
            pack.thresholds[0].value = Amount::parse("3%", Unit::RATIO).unwrap();
            (pack.thresholds[0].window, pack.thresholds[0].hold) = (Some(seconds(120)), Some(seconds(60)));
        });
        assert_eq!(found, []);
    }
}
