//! Two alerts that may roll back one deployment, each by its own cooldown.
//!
//! After an undo all that may roll the deployment back must wait, whatever alert asked for it: the second would undo the
//! undo. Alerts share the cooldown by its key, and its length must be the same for all of them.
//!
//! # Fix
//!
//! Let the alerts share one policy, and let every one of them know its deployment.

use plimsoll_plan::{AlertRule, Plan, Role, Rule, names};
use plimsoll_promql::flow;

use crate::registry::Check;
use crate::staged::concerns;
use crate::{Diagnostic, Subject};

const ID: &str = "rollout/two-actors";

pub(crate) const CHECK: Check =
    Check::error(ID, "two alerts that may roll back one deployment, each by its own cooldown", run);

/// The annotation by which the actor tells deployments apart.
const KEY: &str = "rollback_cooldown_key";

fn run(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    for plan in subject.plans_of_phases() {
        let armed = armed(plan);
        for (at, (rule, _)) in armed.iter().enumerate() {
            for (other, _) in
                armed.iter().take(at).filter(|(other, _)| shares_a_service(subject, rule, other))
            {
                let Some(message) = conflict(subject, rule, other) else { continue };
                let finding =
                    Diagnostic::error(ID, message).at(rule.origin).about(subject.about_alert(&rule.alert));
                found.push(finding.help("let both share one policy, and know their deployment"));
            }
        }
    }
}

fn armed(plan: &Plan) -> Vec<(&AlertRule, plimsoll_model::RollbackPolicy)> {
    let armed = |rule| match Rule::as_alert(rule) {
        Some(rule) => match rule.role {
            Role::Armed(policy) => Some((rule, policy)),
            Role::People(_) | Role::DryRun(_) => None,
        },
        None => None,
    };
    plan.rules().filter_map(armed).collect()
}

/// Whether both may fire for one service, declared or not.
fn shares_a_service(subject: &Subject<'_>, one: &AlertRule, other: &AlertRule) -> bool {
    let services = subject.pack.services.iter().map(|service| service.name).chain([UNDECLARED]);
    let (one, other) = (one.expr.selectors(), other.expr.selectors());
    services.into_iter().any(|service| concerns(&one, service) && concerns(&other, service))
}

/// A service that is in no list.
const UNDECLARED: &str = "any-other-service";

/// In what two rules about one deployment differ.
fn conflict(subject: &Subject<'_>, rule: &AlertRule, other: &AlertRule) -> Option<String> {
    let (Role::Armed(own), Role::Armed(its)) = (rule.role, other.role) else { return None };
    let both = format!("`{}` and `{}` may roll back one deployment", rule.alert, other.alert);
    if own.cooldown != its.cooldown {
        return Some(format!("{both}, with cooldowns of {} and {}", own.cooldown, its.cooldown));
    }
    let [own, its] = [rule, other].map(|rule| key(subject, rule));
    match (own, its) {
        (Some(own), Some(its)) if own == its => None,
        (Some(own), Some(its)) => Some(format!("{both}, with the cooldown keys {own} and {its}")),
        _ => Some(format!("{both}, and not both have a cooldown key that names it")),
    }
}

/// The cooldown key with the deployment as a label, however the rule comes to know it; `None` where it does not.
fn key(subject: &Subject<'_>, rule: &AlertRule) -> Option<String> {
    let key = rule.annotations.get(KEY)?;
    let deployment = "{{ $labels.deployment }}";
    let by_name = subject.pack.workloads.map(|names| names.deployment("{{ $labels.service }}"));
    let normal = by_name.map_or_else(|| key.clone(), |by_name| key.replace(&by_name, deployment));
    let knows =
        rule.labels.contains_key(names::DEPLOYMENT) || flow::possible(&rule.expr).contains(names::DEPLOYMENT);
    (knows || !normal.contains(deployment)).then_some(normal)
}

#[cfg(test)]
pub(crate) mod examples {
    use crate::examples::prelude::*;

    /// `ShopFailing` rolls back the same deployments, with a cooldown of one hour.
    pub(crate) fn bad() -> Alert {
        let policy = RollbackPolicy::new(hours(2));
        with_texts(Alert::new("ShopBroken", Response::Rollback(policy), error_ratio().crosses(ERROR_RATE)))
            .guarded_by([deployed_recently(), enough_requests()])
    }

    /// A plan in which one of the two has lost its key.
    pub(crate) fn bad_key() -> Planted {
        let broken = Alert::new("ShopBroken", Response::Rollback(POLICY), error_ratio().crosses(ERROR_RATE));
        let broken = with_texts(broken).guarded_by([deployed_recently(), enough_requests()]);
        let mut planted = broken.planted();
        for rule in planted.plan.groups.iter_mut().flat_map(|group| &mut group.rules) {
            if let Rule::Alert(rule) = rule
                && rule.alert == "ShopBroken"
            {
                rule.annotations.remove("rollback_cooldown_key");
            }
        }
        planted
    }

    pub(crate) fn good() -> Alert {
        let policy = RollbackPolicy::new(hours(1));
        with_texts(Alert::new("ShopBroken", Response::Rollback(policy), error_ratio().crosses(ERROR_RATE)))
            .guarded_by([deployed_recently(), enough_requests()])
    }
}

#[cfg(test)]
mod tests {
    use plimsoll_model::{Pack, Response, RollbackPolicy};
    use plimsoll_units::{Duration, hours};

    use crate::{Diagnostic, fixture};

    /// A second alert that may roll back, with this cooldown.
    fn second(pack: &mut Pack, cooldown: Duration) {
        let mut alert = pack.alerts[0].clone();
        alert.name = "ShopSlow";
        alert.response = Response::Rollback(RollbackPolicy::new(cooldown));
        pack.alerts.push(alert);
    }

    fn own(found: Vec<Diagnostic>) -> Vec<String> {
        found.into_iter().filter(|finding| finding.id == super::ID).map(|finding| finding.message).collect()
    }

    #[test]
    fn two_cooldowns_for_one_deployment_are_found() {
        let found = own(fixture::findings(|pack| second(pack, hours(2))));
        let expected =
            "`ShopSlow` and `ShopFailing` may roll back one deployment, with cooldowns of 2h and 1h";
        assert_eq!(found, [expected]);
    }

    #[test]
    fn a_key_that_is_not_shared_is_found() {
        let mut pack = fixture::shop();
        second(&mut pack, hours(1));
        let mut plan = plimsoll_plan::lower(&pack, "production", None).unwrap();
        for rule in plan.groups.iter_mut().flat_map(|group| &mut group.rules) {
            if let plimsoll_plan::Rule::Alert(rule) = rule
                && rule.alert == "ShopSlow"
            {
                rule.annotations.remove(super::KEY);
            }
        }
        let found = own(crate::run(&pack, &plan));
        assert!(found[0].ends_with("and not both have a cooldown key that names it"), "{found:?}");
    }

    #[test]
    fn one_policy_for_both_passes() {
        assert_eq!(own(fixture::findings(|pack| second(pack, hours(1)))), [""; 0]);
    }
}
