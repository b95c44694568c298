//! Who is told of what: the route tree as a reviewer asks about it, alert by alert.

use plimsoll_plan::simulate::{AlertLabels, Reached, Verdict, inhibits, reached};
use plimsoll_plan::{AlertRule, Alertmanager, InhibitRule, Plan, Role, Rule};
use plimsoll_promql::Matcher;
use serde::Serialize;

use crate::{Artifact, paths, prose};

#[derive(Serialize)]
struct Page<'a> {
    header: String,
    pack: &'a str,
    environment: &'a str,
    root: &'a str,
    alerts: Vec<Told>,
    inhibitions: Vec<String>,
}

/// One alert and for whom it is.
#[derive(Serialize, PartialEq)]
struct Told {
    name: String,
    role: String,
    ways: Vec<Way>,
    inhibitors: String,
}

/// One receiver, and the way to it.
#[derive(Serialize, PartialEq)]
struct Way {
    receiver: String,
    certain: bool,
    path: String,
    by: String,
    times: String,
}

/// `routing.md`
pub(crate) fn render(plan: &Plan, tree: &Alertmanager) -> Artifact {
    let rules: Vec<(&AlertRule, AlertLabels)> =
        plan.rules().filter_map(Rule::as_alert).map(|rule| (rule, AlertLabels::of(plan, rule))).collect();
    let mut alerts: Vec<Told> = Vec::new();
    for (rule, labels) in &rules {
        let ways = reached(tree, labels).iter().map(way).collect();
        let told = Told {
            name: format!("`{}`", rule.alert),
            role: role(rule),
            ways,
            inhibitors: inhibitors(tree, &rules, labels),
        };
        // Slices, and several windows of one alert, go the same way.
        if !alerts.contains(&told) {
            alerts.push(told);
        }
    }
    alerts.sort_by(|one, other| one.name.cmp(&other.name));
    let page = Page {
        header: prose::header(&crate::artifact::generated_from(plan.pack)),
        pack: plan.pack,
        environment: plan.environment(),
        root: &tree.root,
        alerts,
        inhibitions: tree.inhibitions.iter().map(inhibition).collect(),
    };
    Artifact::new(paths::of(plan, paths::ROUTING), prose::page(prose::ROUTING, &page))
}

fn role(rule: &AlertRule) -> String {
    match rule.role {
        Role::People(severity) => format!("people, {}", severity.as_str()),
        Role::Armed(_) => "the machine".to_owned(),
        Role::DryRun(dry_run) => format!("the recorder, values of {}", dry_run.phase()),
    }
}

fn way(reached: &Reached<'_>) -> Way {
    // The first step is the pack's own, which every way begins with.
    let steps = reached.path.iter().skip(1).map(|route| said(&route.matchers));
    let path = steps.collect::<Vec<_>>().join(" > ");
    let grouping = reached.grouping;
    Way {
        receiver: reached.receiver.to_owned(),
        certain: reached.certainty == Verdict::Yes,
        path: if path.is_empty() { "what nothing else takes".to_owned() } else { path },
        by: grouping.by.join(", "),
        times: format!("{}, {}, {}", grouping.wait, grouping.interval, grouping.repeat),
    }
}

/// The numbers of the inhibitions by which some alert can keep this one quiet. Numbers, and not the alerts: one more
/// alert changes its own line and no other.
fn inhibitors(tree: &Alertmanager, rules: &[(&AlertRule, AlertLabels)], target: &AlertLabels) -> String {
    let mutes =
        |rule: &InhibitRule| rules.iter().any(|(_, source)| inhibits(rule, source, target).is_possible());
    let numbers = (1..).zip(&tree.inhibitions).filter(|(_, rule)| mutes(rule));
    numbers.map(|(number, _)| number.to_string()).collect::<Vec<_>>().join(", ")
}

fn inhibition(rule: &InhibitRule) -> String {
    format!(
        "{} keeps {} quiet, where {} are the same",
        said(&rule.source),
        said(&rule.target),
        rule.equal.join(", ")
    )
}

fn said(matchers: &[Matcher]) -> String {
    let matchers: Vec<String> = matchers.iter().map(ToString::to_string).collect();
    format!("`{}`", matchers.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture;

    fn page(phase: &str) -> String {
        let plan = fixture::plan(phase);
        render(&plan, plan.alertmanager.as_ref().unwrap()).text
    }

    #[test]
    fn an_alert_is_told_with_its_way_through_the_tree() {
        let text = page("strict");
        let line = text.lines().find(|line| line.contains("`ShopHighErrorRate` | the machine")).unwrap();
        assert!(line.contains("| `auto_rollback=\"true\"` |"), "{line}");
        assert!(line.ends_with("|  |"), "nothing keeps the machine quiet: {line}");
    }

    #[test]
    fn a_dry_run_goes_to_the_recorder() {
        assert!(page("dry-run").contains("| the recorder, values of dry-run |"), "{}", page("dry-run"));
    }
}
