//! Two rules for one service in one phase, or none.
//!
//! Overrides carve services out of a rule, and scopes split the machine's. What is left must be disjoint and take everybody,
//! services in no list included: two rules would page twice or let a dry run and a rollback act on one service, and none
//! would miss it. Lowering makes it so; here it is proved of every plan.
//!
//! # Fix
//!
//! Rename the service or the tier.

use std::collections::{BTreeMap, BTreeSet};

use plimsoll_model::Subject as Whom;
use plimsoll_plan::{AlertRule, Plan, Role, Rule, names};
use plimsoll_units::Origin;

use crate::registry::Check;
use crate::staged::concerns;
use crate::{Diagnostic, Subject};

const ID: &str = "rollout/undisjoint-override";

pub(crate) const CHECK: Check = Check::error(ID, "two rules for one service in one phase, or none", run);

/// A service that is in no list.
const UNDECLARED: &str = "any-other-service";

fn run(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    clashes(subject, found);
    let services: Vec<&str> =
        subject.pack.services.iter().map(|service| service.name).chain([UNDECLARED]).collect();
    for plan in subject.plans_of_phases() {
        for rules in families(plan).values() {
            for service in &services {
                let own = rules.iter().filter(|rule| concerns(&rule.expr.selectors(), service)).count();
                let Some(rule) = rules.first().filter(|_| own != 1) else { continue };
                // What the alert itself leaves out is no rule's affair.
                if own == 0 && !is_about(subject, rule, service) {
                    continue;
                }
                let message = format!(
                    "{} rules of `{}` for {} are about the service `{service}`{}",
                    if own == 0 { "no".to_owned() } else { own.to_string() },
                    rule.alert,
                    audience(rule),
                    plan.phase().map(|phase| format!(" in the phase `{phase}`")).unwrap_or_default(),
                );
                let finding = Diagnostic::error(ID, message).at(origin(subject, rules));
                let help = "let exactly one override be about a service, and let the rest be everybody else";
                found.push(finding.about(subject.about_alert(&rule.alert)).help(help));
            }
        }
    }
}

/// Slices are called after what an override names: a service and a tier of one name would be one slice.
fn clashes(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    let overrides = &subject.pack.overrides;
    let tiers = overrides.iter().filter_map(|over| match over.subject {
        Whom::Tier(name) => Some(name),
        Whom::Service(_) | Whom::Environment(_) => None,
    });
    let tiers: BTreeSet<&str> = tiers.collect();
    for over in overrides {
        let Whom::Service(name) = over.subject else { continue };
        if tiers.contains(name) {
            let message = format!(
                "the service and the tier `{name}` are both overridden, and their rules would be one"
            );
            let finding = Diagnostic::error(ID, message).at(over.origin).about(subject.plan.pack);
            found.push(finding.help("rename the service or the tier"));
        }
    }
}

/// An alert by its place, name and labels, and for whom its rules are.
type Family<'p> = (Origin, &'p str, BTreeMap<&'p str, &'p str>);

/// Rules that must share out the services: those of one alert for one audience.
fn families(plan: &Plan) -> BTreeMap<Family<'_>, Vec<&AlertRule>> {
    let mut families: BTreeMap<_, Vec<&AlertRule>> = BTreeMap::new();
    for rule in plan.rules().filter_map(Rule::as_alert) {
        // What tells two alerts of one name apart is a label of their own.
        let apart =
            [names::SLICE, names::SEVERITY, names::AUTO_ROLLBACK, names::ROLLOUT_PHASE, names::DEPLOYMENT];
        let labels = rule.labels.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        let mut key: BTreeMap<&str, &str> = labels.filter(|(name, _)| !apart.contains(name)).collect();
        key.insert(
            "audience",
            match rule.role {
                Role::People(_) => "people",
                Role::DryRun(dry_run) if Some(dry_run.phase()) != plan.phase() => "shadow",
                Role::Armed(_) | Role::DryRun(_) => "machine",
            },
        );
        families.entry((rule.origin, rule.alert.as_str(), key)).or_default().push(rule);
    }
    // A shadow stands only where the next phase differs.
    families.retain(|(.., key), _| key.get("audience") != Some(&"shadow"));
    families
}

/// Whether the alert as it is written is about a service.
fn is_about(subject: &Subject<'_>, rule: &AlertRule, service: &str) -> bool {
    subject.written(rule).is_none_or(|alert| concerns(&alert.condition.expr().selectors(), service))
}

fn audience(rule: &AlertRule) -> &'static str {
    if matches!(rule.role, Role::People(_)) { "people" } else { "the machine" }
}

/// The override that carved a slice out, or the alert.
fn origin(subject: &Subject<'_>, rules: &[&AlertRule]) -> Origin {
    let slice = rules.iter().find_map(|rule| rule.labels.get(names::SLICE));
    let over = subject.pack.overrides.iter().find(|over| match over.subject {
        Whom::Tier(name) | Whom::Service(name) => slice.is_some_and(|slice| slice == name),
        Whom::Environment(_) => false,
    });
    let alert = rules.first().map(|rule| rule.origin);
    over.map(|over| over.origin).or(alert).unwrap_or(subject.pack.origin)
}

#[cfg(test)]
pub(crate) mod examples {
    use crate::examples::prelude::*;

    /// One slice `front` for a service and for a tier.
    pub(crate) fn bad() -> Planted {
        changed(|pack| {
            pack.services = vec![Service::new("front"), Service::new("mail").tier("front")];
            pack.overrides = vec![
                Override::service("front").set(ERROR_RATE.to(percent(2.0))),
                Override::tier("front").set(ERROR_RATE.to(percent(3.0))),
            ];
        })
    }

    /// A plan that leaves a service out.
    pub(crate) fn bad_plan() -> Planted {
        lowered(|plan| {
            for rule in plan.groups.iter_mut().flat_map(|group| &mut group.rules) {
                let Rule::Alert(rule) = rule else { continue };
                let all_but = Expr::from(rule.expr.clone()).edit_selectors(&mut |selector| {
                    selector.matchers.push(Matcher::none_of("service", &["checkout"]));
                });
                rule.expr = all_but.into();
            }
        })
    }

    pub(crate) fn good() -> Planted {
        changed(|pack| {
            pack.services = vec![Service::new("web"), Service::new("mail").tier("front")];
            pack.overrides = vec![
                Override::service("web").set(ERROR_RATE.to(percent(2.0))),
                Override::tier("front").set(ERROR_RATE.to(percent(3.0))),
            ];
        })
    }
}

#[cfg(test)]
mod tests {
    use plimsoll_model::{Enforcement, Override, Phase, Scope, Service, Threshold};
    use plimsoll_plan::Rule;
    use plimsoll_promql::{Expr, Matcher};
    use plimsoll_units::{Ratio, days, percent};

    use crate::{Diagnostic, fixture};

    const ERROR_RATE: Threshold<Ratio> = Threshold::above("error_rate", percent(5.0));

    fn own(found: Vec<Diagnostic>) -> Vec<String> {
        found.into_iter().filter(|finding| finding.id == super::ID).map(|finding| finding.message).collect()
    }

    #[test]
    fn a_second_rule_for_a_service_is_found() {
        let found = own(fixture::findings_in_plan(|plan| {
            let group = plan.groups.iter_mut().find(|group| group.rules.len() > 1).unwrap();
            let last = group.rules.last().cloned().unwrap();
            group.rules.push(last);
        }));
        assert_eq!(
            found,
            [
                "2 rules of `ShopFailing` for the machine are about the service `any-other-service` in the phase \
                 `everywhere`",
                "2 rules of `ShopFailing` for the machine are about the service `checkout` in the phase \
                 `everywhere`",
            ]
        );
    }

    #[test]
    fn a_service_that_is_left_out_is_found() {
        let found = own(fixture::findings_in_plan(|plan| {
            for rule in plan.groups.iter_mut().flat_map(|group| &mut group.rules) {
                let Rule::Alert(rule) = rule else { continue };
                let all_but = Expr::from(rule.expr.clone()).edit_selectors(&mut |selector| {
                    selector.matchers.push(Matcher::none_of("service", &["checkout"]));
                });
                rule.expr = all_but.into();
            }
        }));
        assert!(
            found[0].starts_with("no rules of `ShopFailing` for people are about the service"),
            "{found:?}"
        );
    }

    #[test]
    fn a_service_and_a_tier_of_one_name_are_found() {
        let found = fixture::findings(|pack| {
            pack.services = vec![Service::new("front"), Service::new("mail").tier("front")];
            pack.overrides = vec![
                Override::service("front").set(ERROR_RATE.to(percent(2.0))),
                Override::tier("front").set(ERROR_RATE.to(percent(3.0))),
            ];
        });
        assert_eq!(fixture::ids(&found), ["rollout/undisjoint-override"]);
    }

    #[test]
    fn scopes_and_overrides_together_share_out_every_service() {
        let found = fixture::findings(|pack| {
            pack.services = vec![
                Service::new("checkout"),
                Service::new("mail").critical(false).tier("back"),
                Service::new("search").critical(false).tier("back"),
            ];
            pack.phases.insert(
                1,
                Phase::new("some", Enforcement::Rollback).scope(Scope::NonCritical).dwell(days(1)),
            );
            pack.overrides = vec![
                Override::service("checkout").set(ERROR_RATE.to(percent(2.0))),
                Override::tier("back").set(ERROR_RATE.to(percent(3.0))),
            ];
        });
        assert_eq!(found, []);
    }
}
