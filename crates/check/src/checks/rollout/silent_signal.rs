//! A rollback that no person hears of.
//!
//! What makes the machine act is told to people too, in every phase: somebody must know why a version is gone. The machine
//! and its recorder are no persons.
//!
//! # Fix
//!
//! Route the severity `critical` to somebody.

use std::collections::BTreeSet;

use plimsoll_plan::{AlertRule, names};

use crate::registry::Check;
use crate::routed::Routed;
use crate::{Diagnostic, Subject};

const ID: &str = "rollout/silent-signal";

pub(crate) const CHECK: Check = Check::error(ID, "a rollback that no person hears of", run);

fn run(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    let routing = subject.pack.routing.as_ref();
    let machines = routing.into_iter().flat_map(|routing| routing.machine.iter().chain(&routing.dry_run));
    let machines: BTreeSet<&str> = machines.map(|receiver| receiver.name).collect();
    let alerts = subject.routed();
    for routed in alerts.iter().filter(|routed| routed.is_of_the_machine()) {
        let told = people_of(&alerts, routed).any(|people| {
            // No receiver at all: somebody else routes.
            subject.alertmanager().is_none()
                || people.reached.iter().any(|reached| !machines.contains(reached.receiver))
        });
        if told {
            continue;
        }
        let alert = &routed.rule.alert;
        let message = match people_of(&alerts, routed).next() {
            Some(_) => format!("`{alert}` moves the machine, and no person receives it"),
            None => format!("`{alert}` moves the machine, and has no rule for people"),
        };
        let phase = routed.phase.map(|phase| format!(" in the phase `{phase}`")).unwrap_or_default();
        let finding = Diagnostic::error(ID, message + &phase).at(routed.rule.origin);
        let help = "route `severity=\"critical\"` to a receiver that a person reads";
        found.push(finding.about(subject.about_alert(alert)).help(help));
    }
}

/// The rules for people of the same alert, slice and phase.
fn people_of<'r>(alerts: &'r [Routed<'r>], machine: &'r Routed<'r>) -> impl Iterator<Item = &'r Routed<'r>> {
    let is_same = |people: &AlertRule, machine: &AlertRule| {
        people.origin == machine.origin && people.labels.get(names::SLICE) == machine.labels.get(names::SLICE)
    };
    alerts.iter().filter(move |people| {
        !people.is_of_the_machine() && people.phase == machine.phase && is_same(people.rule, machine.rule)
    })
}

#[cfg(test)]
pub(crate) mod examples {
    use crate::examples::prelude::*;

    pub(crate) fn bad() -> Routing {
        Routing::new(ACTOR).machine(ACTOR).dry_run(RECORDER)
    }

    /// A plan that has lost its rules for people.
    pub(crate) fn bad_by_a_plan() -> Planted {
        lowered(|plan| {
            let is_for_people =
                |rule: &Rule| rule.as_alert().is_some_and(|rule| matches!(rule.role, Role::People(_)));
            for group in &mut plan.groups {
                group.rules.retain(|rule| !is_for_people(rule));
            }
        })
    }

    pub(crate) fn good() -> Routing {
        Routing::new(CHAT).machine(ACTOR).dry_run(RECORDER)
    }
}

#[cfg(test)]
mod tests {
    use plimsoll_model::{Receiver, Routing, Secret};
    use plimsoll_plan::{Role, Rule};

    use crate::fixture;

    const ACTOR: Receiver = Receiver::webhook("actor", "http://actor/rollback");
    const RECORDER: Receiver = Receiver::webhook("recorder", "http://actor/record");
    const CHAT: Receiver = Receiver::slack("chat", "#shop", Secret::file("/etc/slack-url"));

    #[test]
    fn a_rollback_that_is_told_to_the_actor_alone_is_found() {
        let found = fixture::findings(|pack| {
            pack.routing = Some(Routing::new(ACTOR).machine(ACTOR).dry_run(RECORDER));
        });
        assert_eq!(fixture::ids(&found), ["rollout/silent-signal"; 2]);
        assert_eq!(
            found[0].message,
            "`ShopFailing` moves the machine, and no person receives it in the phase `dry-run`"
        );
    }

    #[test]
    fn a_rollback_without_a_rule_for_people_is_found() {
        let is_for_people =
            |rule: &Rule| rule.as_alert().is_some_and(|rule| matches!(rule.role, Role::People(_)));
        let found = fixture::findings_in_plan(|plan| {
            for group in &mut plan.groups {
                group.rules.retain(|rule| !is_for_people(rule));
            }
        });
        assert!(found.iter().any(|finding| finding.id == super::ID), "{found:?}");
    }

    #[test]
    fn somebody_at_the_root_or_at_its_severity_is_enough() {
        let told = |routing: Routing| fixture::findings(|pack| pack.routing = Some(routing));
        assert_eq!(told(Routing::new(CHAT).machine(ACTOR).dry_run(RECORDER)), []);
        assert_eq!(told(Routing::new(ACTOR).machine(ACTOR).dry_run(RECORDER).critical([CHAT])), []);
    }
}
