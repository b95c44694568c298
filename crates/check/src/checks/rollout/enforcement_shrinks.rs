//! A phase in which the machine only records, after one in which it acts.
//!
//! Phases stage how much the machine may do: from one to the next it is never less. To take a step back, demote.
//!
//! # Fix
//!
//! Put the dry runs first, or let the phase roll back.

use plimsoll_model::Enforcement;

use crate::registry::Check;
use crate::{Diagnostic, Subject};

const ID: &str = "rollout/enforcement-shrinks";

pub(crate) const CHECK: Check =
    Check::error(ID, "a phase in which the machine only records, after one in which it acts", run);

fn run(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    for (before, phase) in subject.steps().filter(|(before, phase)| phase.enforcement < before.enforcement) {
        debug_assert_eq!(phase.enforcement, Enforcement::DryRun, "there are two");
        let message = format!("`{}` only records, and `{}` before it rolls back", phase.name, before.name);
        let help = format!("put `{}` before `{}`, or let it roll back", phase.name, before.name);
        found.push(Diagnostic::error(ID, message).at(phase.origin).about(subject.plan.pack).help(help));
    }
}

#[cfg(test)]
pub(crate) mod examples {
    use crate::examples::prelude::*;

    pub(crate) fn bad() -> [Phase; 3] {
        [
            Phase::new("dry-run", Enforcement::DryRun).dwell(days(3)),
            Phase::new("everywhere", Enforcement::Rollback).dwell(days(7)),
            Phase::new("careful", Enforcement::DryRun),
        ]
    }

    pub(crate) fn good() -> [Phase; 3] {
        [
            Phase::new("dry-run", Enforcement::DryRun).dwell(days(3)),
            Phase::new("longer", Enforcement::DryRun).dwell(days(7)),
            Phase::new("everywhere", Enforcement::Rollback),
        ]
    }
}

#[cfg(test)]
mod tests {
    use plimsoll_model::{Enforcement, Phase};
    use plimsoll_units::days;

    use crate::fixture;

    #[test]
    fn a_dry_run_after_a_rollback_is_found() {
        let found = fixture::findings(|pack| {
            pack.phases[1].dwell = Some(days(1));
            pack.phases.push(Phase::new("careful", Enforcement::DryRun));
        });
        assert_eq!(fixture::ids(&found), ["rollout/enforcement-shrinks"]);
        assert_eq!(found[0].message, "`careful` only records, and `everywhere` before it rolls back");
    }

    #[test]
    fn two_dry_runs_pass() {
        let found = fixture::findings(|pack| {
            let second = Phase::new("longer", Enforcement::DryRun).dwell(days(7));
            pack.phases.insert(1, second);
        });
        assert_eq!(found, []);
    }
}
