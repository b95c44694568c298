//! Who is told of what: the route tree as a reviewer asks about it, alert by alert.

use plimsoll_plan::simulate::{AlertLabels, Reached, Sided, Verdict, reached};
use plimsoll_plan::{AlertRule, Alertmanager, Grouping, InhibitRule, Plan, Role, Rule};
use plimsoll_promql::Matcher;
use serde::Serialize;

use crate::{Artifact, paths, prose};

#[derive(Serialize)]
struct Page<'a> {
    header: String,
    pack: &'a str,
    environment: &'a str,
    root: &'a str,
    /// The lines of the table.
    alerts: String,
    inhibitions: Vec<String>,
}

/// `routing.md`
pub(crate) fn render(plan: &Plan, tree: &Alertmanager) -> Artifact {
    let rules: Vec<&AlertRule> = plan.rules().filter_map(Rule::as_alert).collect();
    let labels: Vec<AlertLabels> = rules.iter().map(|rule| AlertLabels::of(plan, rule)).collect();
    let muted_by = inhibitors(tree, &labels);
    let mut alerts: Vec<(String, Vec<String>)> = Vec::new();
    for ((rule, labels), inhibitors) in rules.into_iter().zip(&labels).zip(muted_by) {
        let name = format!("`{}`", rule.alert);
        let ways = ways([&name, &role(rule), &inhibitors.join(", ")], &reached(tree, labels));
        // Slices, and several windows of one alert, go the same way.
        if !alerts.iter().any(|(_, known)| *known == ways) {
            alerts.push((name, ways));
        }
    }
    alerts.sort_by(|(one, _), (other, _)| one.cmp(other));
    let page = Page {
        header: prose::header(&crate::artifact::generated_from(plan.pack)),
        pack: plan.pack,
        environment: plan.environment(),
        root: &tree.root,
        alerts: alerts.into_iter().flat_map(|(_, ways)| ways).collect::<Vec<_>>().join("\n"),
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

/// The receivers of an alert and the way to each, a line each. What is said of the alert itself, its name, for whom it is
/// and what keeps it quiet, stands in the first.
fn ways(alert: [&str; 3], reached: &[Reached<'_>]) -> Vec<String> {
    let said_of_alert = std::iter::once(alert).chain(std::iter::repeat([""; 3]));
    said_of_alert.zip(reached).map(|(alert, reached)| way(alert, reached)).collect()
}

fn way([name, role, inhibitors]: [&str; 3], reached: &Reached<'_>) -> String {
    let perhaps = if reached.certainty == Verdict::Yes { "" } else { ", perhaps" };
    let receiver = format!("`{}`{perhaps}", reached.receiver);
    // The first step is the pack's own, which every way begins with.
    let steps = reached.path.iter().skip(1).map(|route| said(&route.matchers));
    let path = steps.collect::<Vec<_>>().join(" > ");
    let path = if path.is_empty() { "what nothing else takes" } else { &path };
    let Grouping { by, wait, interval, repeat } = reached.grouping;
    let times = format!("{wait}, {interval}, {repeat}");
    prose::row([name, role, &receiver, &prose::cell(path), &by.join(", "), &times, inhibitors])
}

/// For each alert the numbers of the inhibitions by which some alert can keep it quiet. Numbers, and not the alerts: one
/// more alert changes its own line and no other.
fn inhibitors(tree: &Alertmanager, alerts: &[AlertLabels]) -> Vec<Vec<String>> {
    let mut muted_by = vec![Vec::new(); alerts.len()];
    for (number, rule) in (1_usize..).zip(&tree.inhibitions) {
        let sided: Vec<Sided<'_>> = alerts.iter().map(|labels| Sided::new(rule, labels)).collect();
        for (target, numbers) in sided.iter().zip(&mut muted_by) {
            if sided.iter().any(|source| source.mutes(target).is_possible()) {
                numbers.push(number.to_string());
            }
        }
    }
    muted_by
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
