//! Every alert of every phase of a pack, with what is known of its labels: what the route tree and the inhibitions are
//! held against. The tree is the same in every phase.

use plimsoll_plan::simulate::{AlertLabels, Reached, reached};
use plimsoll_plan::{AlertRule, Alertmanager, Plan, Role, Route, Rule};

use crate::{Diagnostic, Subject};

/// One alerting rule in one phase.
#[derive(Debug)]
pub(crate) struct Routed<'a> {
    pub(crate) rule: &'a AlertRule,
    pub(crate) labels: &'a AlertLabels,
}

impl Routed<'_> {
    /// Whether the machine hears of it, and no person.
    pub(crate) const fn is_of_the_machine(&self) -> bool {
        !matches!(self.rule.role, Role::People(_))
    }

    /// The receivers that it reaches.
    pub(crate) fn reached<'t>(&self, alertmanager: &'t Alertmanager) -> Vec<Reached<'t>> {
        reached(alertmanager, self.labels)
    }
}

impl<'a> Subject<'a> {
    /// Every alert of every phase, those of the live one first.
    pub(crate) fn routed(&self) -> Vec<Routed<'_>> {
        let alerts = || self.plans_of_phases().flat_map(|plan| rules(plan).map(move |rule| (plan, rule)));
        let labels = self
            .alert_labels
            .get_or_init(|| alerts().map(|(plan, rule)| AlertLabels::of(plan, rule)).collect());
        alerts().zip(labels).map(|((_, rule), labels)| Routed { rule, labels }).collect()
    }

    /// What Alertmanager is told to do; `None` for a pack that somebody else routes.
    pub(crate) const fn alertmanager(&self) -> Option<&'a Alertmanager> {
        self.plan.alertmanager.as_ref()
    }

    /// A finding about the routing of the plan.
    pub(crate) fn about_routing(&self, finding: Diagnostic) -> Diagnostic {
        finding.about(format!("{} routing", self.plan.folder()))
    }
}

fn rules(plan: &Plan) -> impl Iterator<Item = &AlertRule> {
    plan.rules().filter_map(Rule::as_alert)
}

/// Every route below the one of the pack, with the routes that lead to it, the outermost first.
pub(crate) fn routes(alertmanager: &Alertmanager) -> Vec<(Vec<&Route>, &Route)> {
    let mut all = Vec::new();
    below(&alertmanager.route, &mut vec![&alertmanager.route], &mut all);
    all
}

fn below<'a>(route: &'a Route, path: &mut Vec<&'a Route>, all: &mut Vec<(Vec<&'a Route>, &'a Route)>) {
    for child in &route.routes {
        all.push((path.clone(), child));
        path.push(child);
        below(child, path, all);
        path.pop();
    }
}

/// A route in a message: its matchers and its receiver.
pub(crate) fn said(route: &Route) -> String {
    let matchers: Vec<String> = route.matchers.iter().map(ToString::to_string).collect();
    match matchers.as_slice() {
        [] => format!("the route of every alert to `{}`", route.receiver),
        _ => format!("the route `{}` to `{}`", matchers.join(", "), route.receiver),
    }
}
