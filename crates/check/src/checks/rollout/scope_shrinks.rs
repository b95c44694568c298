//! A phase in which the machine acts on fewer services than before.
//!
//! What was promoted for a service stays promoted: from one phase to the next the scope only grows. Services that are in no
//! list belong to `all` alone.
//!
//! # Fix
//!
//! Give the later phase the scope of the one before it, or a larger one.

use plimsoll_model::{Enforcement, Scope};

use crate::registry::Check;
use crate::{Diagnostic, Subject, words};

const ID: &str = "rollout/scope-shrinks";

pub(crate) const CHECK: Check =
    Check::error(ID, "a phase in which the machine acts on fewer services than before", run);

fn run(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    let acts = |(before, phase): &(&_, &_)| {
        let acts = |phase: &plimsoll_model::Phase| phase.enforcement == Enforcement::Rollback;
        acts(before) && acts(phase)
    };
    for (before, phase) in subject.steps().filter(acts) {
        let services = subject.pack.services.iter();
        let lost =
            services.filter(|service| before.scope.contains(service) && !phase.scope.contains(service));
        let lost: Vec<&str> = lost.map(|service| service.name).collect();
        let lost = match (lost.is_empty(), before.scope, phase.scope) {
            (true, Scope::All, Scope::Critical | Scope::NonCritical | Scope::Services(_)) => {
                "services that are in no list".to_owned()
            }
            (true, ..) => continue,
            (false, ..) => words::list(lost),
        };
        let message =
            format!("`{}` no longer rolls back {lost}, and `{}` before it does", phase.name, before.name);
        let help = format!("give it the scope of `{}`, or a larger one", before.name);
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
            Phase::new("tightened", Enforcement::Rollback).scope(Scope::Critical),
        ]
    }

    pub(crate) fn good() -> [Phase; 3] {
        [
            Phase::new("dry-run", Enforcement::DryRun).dwell(days(3)),
            Phase::new("critical", Enforcement::Rollback).scope(Scope::Critical).dwell(days(7)),
            Phase::new("everywhere", Enforcement::Rollback),
        ]
    }
}

#[cfg(test)]
mod tests {
    use plimsoll_model::{Enforcement, Phase, Scope, Service};
    use plimsoll_units::days;

    use crate::{Diagnostic, fixture};

    fn scopes(first: Scope, second: Scope) -> Vec<Diagnostic> {
        fixture::findings(|pack| {
            pack.services.push(Service::new("mail").critical(false));
            pack.phases[1] = Phase::new("everywhere", Enforcement::Rollback).scope(first).dwell(days(1));
            pack.phases.push(Phase::new("later", Enforcement::Rollback).scope(second));
        })
    }

    #[test]
    fn a_service_that_is_left_out_again_is_named() {
        let found = scopes(Scope::NonCritical, Scope::Critical);
        assert_eq!(fixture::ids(&found), ["rollout/scope-shrinks"]);
        assert_eq!(found[0].message, "`later` no longer rolls back `mail`, and `everywhere` before it does");
    }

    #[test]
    fn a_list_of_all_services_is_less_than_all() {
        let found = scopes(Scope::All, Scope::Services(&["checkout", "mail"]));
        assert_eq!(fixture::ids(&found), ["rollout/scope-shrinks"]);
    }

    #[test]
    fn a_scope_that_grows_passes() {
        assert_eq!(scopes(Scope::NonCritical, Scope::All), []);
    }
}
