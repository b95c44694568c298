//! A rollout that does not begin with a dry run.
//!
//! What may roll back is watched first: how often would the machine have acted, and was it right?
//!
//! # Fix
//!
//! Begin with a phase that only records.

use plimsoll_model::Enforcement;

use crate::registry::Check;
use crate::{Diagnostic, Subject};

const ID: &str = "rollout/not-dry-first";

pub(crate) const CHECK: Check = Check::error(ID, "a rollout that does not begin with a dry run", run);

fn run(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    let first = subject.pack.phases.first().filter(|phase| phase.enforcement != Enforcement::DryRun);
    if let Some(phase) = first {
        let message = format!("the rollout begins with `{}`, which rolls back at once", phase.name);
        let help = "begin with a phase that records: `{ phase: dry-run, enforce: dry-run, dwell: 3d }`";
        found.push(Diagnostic::error(ID, message).at(phase.origin).about(subject.plan.pack).help(help));
    }
}

#[cfg(test)]
pub(crate) mod examples {
    use crate::examples::prelude::*;

    pub(crate) fn bad() -> [Phase; 1] {
        [Phase::new("everywhere", Enforcement::Rollback)]
    }

    pub(crate) fn good() -> [Phase; 2] {
        [
            Phase::new("dry-run", Enforcement::DryRun).dwell(days(3)),
            Phase::new("everywhere", Enforcement::Rollback),
        ]
    }
}

#[cfg(test)]
mod tests {
    use crate::fixture;

    #[test]
    fn a_rollout_that_acts_at_once_is_found_at_its_first_phase() {
        let found = fixture::findings(|pack| {
            pack.phases.remove(0);
        });
        assert_eq!(fixture::ids(&found), ["rollout/not-dry-first"]);
        assert_eq!(found[0].message, "the rollout begins with `everywhere`, which rolls back at once");
    }

    #[test]
    fn a_rollout_that_begins_with_a_dry_run_passes() {
        assert_eq!(fixture::findings(|_| ()), []);
    }
}
