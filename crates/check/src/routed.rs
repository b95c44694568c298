//! Every alert of every phase of a pack, with what is known of its labels: what the route tree and the inhibitions are
//! held against. The tree is the same in every phase.

use plimsoll_plan::simulate::{AlertLabels, Known, Reached, Verdict, Ways, ways};
use plimsoll_plan::{AlertRule, Alertmanager, Plan, Role, Route, Rule};

use crate::catalogue::USUAL_EXTERNAL_LABELS;
use crate::flow::Labels;
use crate::{Diagnostic, Subject};

/// One alerting rule in one phase.
#[derive(Debug)]
pub(crate) struct Routed<'s> {
    pub(crate) rule: &'s AlertRule,
    /// That of its plan.
    pub(crate) phase: Option<&'s str>,
    pub(crate) labels: &'s AlertLabels,
    /// The receivers that it reaches; none where somebody else routes.
    pub(crate) reached: &'s [Reached<'s>],
    /// The routes that are asked about it, and select it.
    pub(crate) asked: &'s [&'s Route],
}

impl Routed<'_> {
    /// Whether the machine hears of it, and no person.
    pub(crate) const fn is_of_the_machine(&self) -> bool {
        !matches!(self.rule.role, Role::People(_))
    }
}

impl<'a> Subject<'a> {
    /// Every alert of every phase, those of the live one first.
    pub(crate) fn routed(&self) -> Vec<Routed<'_>> {
        let alerts = || self.plans_of_phases().flat_map(|plan| rules(plan).map(move |rule| (plan, rule)));
        let labels = self.alert_labels.get_or_init(|| {
            if self.is_open() {
                return self.labels_of_anybody();
            }
            alerts().map(|(plan, rule)| AlertLabels::of(plan, rule)).collect()
        });
        let ways = self.ways.get_or_init(|| {
            let ways = |labels| self.alertmanager().map(|tree| ways(tree, labels)).unwrap_or_default();
            labels.iter().map(ways).collect()
        });
        let all = alerts().zip(labels).zip(ways);
        all.map(|(((plan, rule), labels), Ways { reached, asked })| Routed {
            rule,
            phase: plan.phase(),
            labels,
            reached,
            asked,
        })
        .collect()
    }

    /// What the text of each alert's expression says of its labels, in order: nobody has declared them.
    fn labels_of_anybody(&self) -> Vec<AlertLabels> {
        let alerts =
            self.expressions().iter().filter_map(|expression| Some((expression, expression.alert()?)));
        alerts
            .map(|(expression, rule)| {
                let tree = expression.verdict.as_ref().as_ref().ok().map(|accepted| &accepted.tree);
                let mut labels = AlertLabels::default();
                // The Prometheus that sends them adds labels of its own.
                for label in USUAL_EXTERNAL_LABELS {
                    labels = labels.with(label, Known::Perhaps);
                }
                let can = tree.map_or_else(Labels::any, |tree| self.catalogue.labels(tree));
                for label in &can.names {
                    labels = labels.with(label, Known::Perhaps);
                }
                for (label, value) in tree.map(|tree| self.catalogue.sure(tree)).unwrap_or_default() {
                    labels =
                        labels.with(label, value.map_or(Known::Any, |value| Known::Is(value.to_owned())));
                }
                for (label, text) in &rule.labels {
                    let known = match text.as_str() {
                        // What a template gives may be empty.
                        text if text.contains("{{") => Known::Perhaps,
                        text => Known::Is(text.to_owned()),
                    };
                    labels = labels.with(label, known);
                }
                labels = labels.with("alertname", Known::Is(rule.alert.clone()));
                if can.open { labels.open_but(can.lacks.into_iter().map(str::to_owned)) } else { labels }
            })
            .collect()
    }

    /// How sure a verdict must be for a finding: of a pack what can be is enough, of anybody's rules it must be.
    pub(crate) fn suffices(&self, verdict: Verdict) -> bool {
        if self.is_open() { verdict == Verdict::Yes } else { verdict.is_possible() }
    }

    /// The alerts of which a message speaks.
    pub(crate) fn said_alerts(&self) -> &'static str {
        if self.is_open() { "no alert of these rules" } else { "no alert of any phase" }
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
