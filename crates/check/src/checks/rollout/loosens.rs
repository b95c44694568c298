//! A phase whose thresholds are looser than those of the phase before.
//!
//! What may roll back becomes stricter from phase to phase: neither a line nor a hold loosens. Exempt is the first phase
//! that rolls back everywhere, which may begin loosely, and a phase that says why (`because`) and until when (`until`).
//!
//! # Fix
//!
//! Set the line or the hold of the phase before, or a tighter one; else say why and until when.

use std::collections::BTreeSet;

use plimsoll_model::{Enforcement, Phase, Scope};
use plimsoll_plan::EffectiveThreshold;

use crate::registry::Check;
use crate::staged::thresholds_deciding;
use crate::{Diagnostic, Subject};

const ID: &str = "rollout/loosens";

pub(crate) const CHECK: Check =
    Check::error(ID, "a phase whose thresholds are looser than those of the phase before", run);

fn run(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    let staged: BTreeSet<&str> =
        subject.rollback_alerts().flat_map(|(alert, _)| thresholds_deciding(alert)).collect();
    let everywhere = |phase: &&Phase| phase.enforcement == Enforcement::Rollback && phase.scope == Scope::All;
    let exempt = subject.pack.phases.iter().find(everywhere).map(|phase| phase.name);
    for (before, phase) in subject.steps() {
        if Some(phase.name) == exempt || (phase.because.is_some() && phase.until.is_some()) {
            continue;
        }
        let (old, new) = (subject.values(Some(before)), subject.values(Some(phase)));
        for ((_, old), (_, new)) in old.iter().zip(&new) {
            for id in &staged {
                let (Some(old), Some(new)) = (old.get(id), new.get(id)) else { continue };
                for looser in looser(old, new) {
                    let message =
                        format!("`{}` loosens `{id}`: {looser}, against `{}`", phase.name, before.name);
                    // The phase that set it is at fault, or the one that no longer does.
                    let set = phase.changes.iter().find(|change| change.threshold == *id);
                    let origin = set.map_or(phase.origin, |change| change.origin);
                    let help = "tighten it, or say why and until when: `because:` and `until:` of the phase";
                    found.push(Diagnostic::error(ID, message).at(origin).about(subject.plan.pack).help(help));
                }
            }
        }
    }
}

/// What became looser of a line and its hold, in words.
fn looser(old: &EffectiveThreshold, new: &EffectiveThreshold) -> Vec<String> {
    let mut looser = Vec::new();
    if new.direction.loosens(old.value, new.value) {
        looser.push(format!("its line goes from {} to {}", old.value, new.value));
    }
    let (old, new) = (old.hold.unwrap_or_default(), new.hold.unwrap_or_default());
    if new > old {
        looser.push(format!("its hold goes from {old} to {new}"));
    }
    looser
}

#[cfg(test)]
pub(crate) mod examples {
    use crate::examples::prelude::*;

    pub(crate) fn bad() -> [Phase; 3] {
        [
            Phase::new("dry-run", Enforcement::DryRun).dwell(days(3)),
            Phase::new("everywhere", Enforcement::Rollback).dwell(days(7)),
            Phase::new("strict", Enforcement::Rollback).set(ERROR_RATE.to(percent(8.0))),
        ]
    }

    /// A longer hold is looser too.
    pub(crate) fn bad_hold() -> [Phase; 3] {
        [
            Phase::new("dry-run", Enforcement::DryRun).dwell(days(3)),
            Phase::new("everywhere", Enforcement::Rollback).dwell(days(7)),
            Phase::new("strict", Enforcement::Rollback).set(ERROR_RATE.change().hold(minutes(10))),
        ]
    }

    pub(crate) fn good() -> [Phase; 3] {
        [
            Phase::new("dry-run", Enforcement::DryRun).dwell(days(3)),
            Phase::new("everywhere", Enforcement::Rollback).dwell(days(7)),
            Phase::new("strict", Enforcement::Rollback).set(ERROR_RATE.to(percent(3.0))),
        ]
    }
}

#[cfg(test)]
mod tests {
    use plimsoll_model::{Change, Enforcement, Phase, Threshold};
    use plimsoll_units::{Date, Ratio, days, minutes, percent};

    use crate::{Diagnostic, fixture};

    const ERROR_RATE: Threshold<Ratio> = Threshold::above("error_rate", percent(5.0));

    /// `everywhere` rolls back at 5 % held for 2 minutes; then comes a phase with this change.
    fn then(change: Change, edit: impl FnOnce(Phase) -> Phase) -> Vec<Diagnostic> {
        fixture::findings(|pack| {
            pack.phases[1].dwell = Some(days(1));
            pack.phases.push(edit(Phase::new("later", Enforcement::Rollback).set(change)));
        })
    }

    #[test]
    fn a_looser_line_is_told_where_it_is_set() {
        let change = ERROR_RATE.to(percent(8.0));
        let found = then(change, |phase| phase);
        assert_eq!(fixture::ids(&found), ["rollout/loosens"]);
        assert_eq!(found[0].origin, Some(change.origin));
        assert_eq!(
            found[0].message,
            "`later` loosens `error_rate`: its line goes from 5 % to 8 %, against `everywhere`"
        );
    }

    #[test]
    fn a_longer_hold_is_looser_too() {
        let found = then(ERROR_RATE.change().hold(minutes(3)), |phase| phase);
        assert!(found[0].message.contains("its hold goes from 2m to 3m"), "{found:?}");
    }

    #[test]
    fn the_first_phase_that_rolls_back_everywhere_may_be_looser() {
        let found = fixture::findings(|pack| {
            pack.phases[1] = pack.phases[1].clone().set(ERROR_RATE.to(percent(8.0)));
        });
        assert_eq!(found, []);
    }

    #[test]
    fn a_reason_and_an_end_excuse_it_and_a_reason_alone_does_not() {
        let change = ERROR_RATE.to(percent(8.0));
        let end = Date::new(2026, 1, 31).unwrap();
        assert_eq!(then(change, |phase| phase.because("the sale").until(end)), []);
        assert_eq!(fixture::ids(&then(change, |phase| phase.because("the sale"))), ["rollout/loosens"]);
    }

    #[test]
    fn a_tighter_phase_passes() {
        assert_eq!(then(ERROR_RATE.change().value(percent(3.0)).hold(minutes(1)), |phase| phase), []);
    }
}
