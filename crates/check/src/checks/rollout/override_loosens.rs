//! An override that is looser than the live phase.
//!
//! An override stands above every phase, so that no promotion tightens it. One that is looser than the live phase is an
//! exception from what the pack promises; with a reason (`because`) and an end (`until`) it is one that ends.
//!
//! # Fix
//!
//! Say until when, or take the line of the phase or a tighter one.

use plimsoll_model::{Override, Subject as Whom};

use crate::registry::Check;
use crate::{Diagnostic, Subject};

const ID: &str = "rollout/override-loosens";

pub(crate) const CHECK: Check = Check::warning(ID, "an override that is looser than the live phase", run);

fn run(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    let here = |over: &&Override| match over.subject {
        Whom::Environment(name) => name == subject.plan.environment.name,
        Whom::Tier(_) | Whom::Service(_) => true,
    };
    let ends = |over: &&Override| over.because.is_some() && over.until.is_some();
    for over in subject.pack.overrides.iter().filter(here).filter(|over| !ends(over)) {
        for change in &over.changes {
            let Some(threshold) = subject.pack.find_threshold(change.threshold) else { continue };
            // What holds here without any override.
            let phase = subject.live_phase();
            let set = phase.and_then(|phase| phase.changes.iter().rfind(|set| set.threshold == threshold.id));
            let line = set.and_then(|set| set.value).unwrap_or(threshold.value);
            let hold = set.and_then(|set| set.hold).or(threshold.hold).unwrap_or_default();
            let mut looser = Vec::new();
            if let Some(new) = change.value.filter(|new| threshold.direction.loosens(line, *new)) {
                looser.push(format!("the line is {new} instead of {line}"));
            }
            if let Some(new) = change.hold.filter(|new| *new > hold) {
                looser.push(format!("the hold is {new} instead of {hold}"));
            }
            for looser in looser {
                let message =
                    format!("the override of `{}` is looser than the live phase: {looser}", threshold.id);
                let help = "say why and until when it is needed: `because:` and `until:`";
                found.push(
                    Diagnostic::warning(ID, message)
                        .at(change.origin)
                        .about(subject.plan.folder())
                        .help(help),
                );
            }
        }
    }
}

#[cfg(test)]
pub(crate) mod examples {
    use crate::examples::prelude::*;

    pub(crate) fn bad() -> [Override; 1] {
        [Override::service("checkout").set(ERROR_RATE.to(percent(10.0))).because("a noisy client")]
    }

    /// A longer hold is looser too.
    pub(crate) fn bad_hold() -> [Override; 1] {
        [Override::service("checkout").set(ERROR_RATE.change().hold(minutes(10))).because("a noisy client")]
    }

    pub(crate) fn good() -> [Override; 1] {
        [Override::service("checkout").set(ERROR_RATE.to(percent(2.0))).because("it takes the money")]
    }
}

#[cfg(test)]
mod tests {
    use plimsoll_model::{Change, Override, Threshold};
    use plimsoll_units::{Date, Ratio, minutes, percent};

    use crate::{Diagnostic, Severity, fixture};

    const ERROR_RATE: Threshold<Ratio> = Threshold::above("error_rate", percent(5.0));

    fn overridden(change: Change, edit: impl FnOnce(Override) -> Override) -> Vec<Diagnostic> {
        let over = edit(Override::service("checkout").set(change).because("a noisy client"));
        fixture::findings(|pack| pack.overrides.push(over))
    }

    #[test]
    fn a_looser_override_is_warned_where_it_is_set() {
        let change = ERROR_RATE.to(percent(10.0));
        let found = overridden(change, |over| over);
        assert_eq!(fixture::ids(&found), ["rollout/override-loosens"]);
        assert_eq!((found[0].severity, found[0].origin), (Severity::Warning, Some(change.origin)));
        assert!(found[0].message.ends_with("the line is 10 % instead of 5 %"), "{found:?}");
    }

    #[test]
    fn a_longer_hold_is_looser() {
        let found = overridden(ERROR_RATE.change().hold(minutes(3)), |over| over);
        assert!(found[0].message.ends_with("the hold is 3m instead of 2m"), "{found:?}");
    }

    #[test]
    fn an_override_that_ends_or_tightens_passes() {
        let end = Date::new(2026, 1, 31).unwrap();
        assert_eq!(overridden(ERROR_RATE.to(percent(10.0)), |over| over.until(end)), []);
        assert_eq!(overridden(ERROR_RATE.to(percent(2.0)), |over| over), []);
    }
}
