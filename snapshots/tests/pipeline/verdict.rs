//! What must hold whenever it happens: who is told of what, how often, and with what.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use plimsoll::plan::{Role, Rule};
use plimsoll_snapshots::edgelink::TOKEN;

use crate::expected::{CRASH, ERRORS, LATENCY, NEXT, Plans, WARNING};
use crate::seen::Killed;
use crate::stack::Stack;
use crate::told::{Status, Told};
use crate::world::{FOREIGN, OLD};

/// Nobody is told of what he must not hear of, and of nothing more often than there are Alertmanagers.
///
/// What is documented is that a notification is delivered at least once, and rather twice than never (Alertmanager,
/// "High availability"): each Alertmanager sends it once, and another one sends it again only where word that it was
/// sent has not come. One that is killed right after it sent takes the word with it; what it sent so long before that the
/// `word` had time is not sent again.
pub(crate) fn nothing_else(stack: &Stack, killed: &Killed, word: Duration, wrong: &mut Vec<String>) {
    let told = stack.told();
    let mut copies: BTreeMap<_, Vec<&Told>> = BTreeMap::new();
    for told in &told {
        let may = match told.to.as_str() {
            "rollback" | "dry-run" => {
                told.service != OLD && [ERRORS, LATENCY, CRASH].contains(&told.alert.as_str())
            }
            "watchdog" => told.alert == "EdgeLinkWatchdog",
            // The error budget burns too, also of a service that was not deployed lately.
            _ => told.alert == "EdgeLinkErrorBudgetBurn" || told.service != OLD && told.alert != WARNING,
        };
        if !may || told.namespace == FOREIGN {
            wrong.push(format!("{} was told: {told:?}", told.to));
        }
        // Whose heart beats again and again, and whose group has alerts of three windows, may be told again.
        if told.to != "watchdog" && told.alert != "EdgeLinkErrorBudgetBurn" {
            let what = (&told.to, &told.alert, &told.service, told.status);
            copies.entry(what).or_default().push(told);
        }
    }
    for (what, copies) in copies {
        let senders: BTreeSet<usize> = copies.iter().map(|told| told.by).collect();
        if senders.len() != copies.len() || senders.iter().any(|number| *number > 1) {
            wrong.push(format!(
                "{what:?} was sent by {senders:?} {} times: each may send it once",
                copies.len()
            ));
        }
        if copies.len() > 1 && copies[0].at + word < killed.at {
            wrong.push(format!(
                "{what:?} was sent again, and the word that it was sent had time to come: {copies:?}"
            ));
        }
        if what.3 == Status::Resolved && senders.contains(&killed.number) {
            wrong.push(format!("{what:?} was sent by an Alertmanager that was dead"));
        }
    }
}

/// The machine hears what its contract says: one deployment, the policy, its credentials; and nobody hears the dry run
/// as anything else than a dry run of the next phase.
pub(crate) fn as_by_contract(stack: &Stack, plans: &Plans, wrong: &mut Vec<String>) {
    let armed = |alert: &str| {
        let mut rules = plans.live.rules().filter_map(Rule::as_alert);
        rules.find(|rule| rule.alert == alert && matches!(rule.role, Role::Armed(_)))
    };
    for notification in stack.recorder.notifications() {
        let (body, to) = (&notification.body, notification.to.as_str());
        if !["rollback", "dry-run"].contains(&to) {
            continue;
        }
        let mut must = |holds: bool, what: &str| {
            if !holds {
                wrong.push(format!("{to}: {what}: {body:#}"));
            }
        };
        let groups: Vec<_> =
            body["groupLabels"].as_object().into_iter().flatten().map(|(name, _)| name).collect();
        must(groups == ["deployment", "namespace"], "it is not grouped by namespace and deployment");
        let deployment = body["groupLabels"]["deployment"].as_str().unwrap_or_default();
        must(body["version"] == "4" && body["status"] == "firing", "it is no firing alert of version 4");
        let labels = |name: &str| notification.label(name);
        must(
            labels("deployment").iter().all(|label| *label == deployment),
            "it is about several deployments",
        );
        must(labels("severity").iter().all(|label| *label == "none"), "it has a severity");
        must(
            labels("cluster").iter().all(|label| *label == "prod"),
            "it does not say of which cluster it is",
        );
        if to == "dry-run" {
            must(labels("auto_rollback").iter().all(|label| *label == "dry_run"), "it is no dry run");
            must(labels("rollout_phase").iter().all(|label| *label == NEXT), "it is not of the next phase");
            must(body["commonAnnotations"]["rollback_cooldown"].is_null(), "it has a policy");
            continue;
        }
        must(labels("auto_rollback").iter().all(|label| *label == "true"), "it is not armed");
        must(labels("rollout_phase").iter().all(|label| label.is_empty()), "it is of another phase");
        must(notification.authorization == Some(format!("Bearer {TOKEN}")), "it has no credentials");
        for alert in body["alerts"].as_array().into_iter().flatten() {
            let rule = armed(alert["labels"]["alertname"].as_str().unwrap_or_default());
            must(rule.is_some(), "no armed rule has this name");
            for (name, value) in rule.into_iter().flat_map(|rule| &rule.annotations) {
                if name == "rollback_cooldown_key" {
                    must(
                        alert["annotations"][name] == format!("edgelink/{deployment}"),
                        "another cooldown key",
                    );
                } else if name.starts_with("rollback_") {
                    must(alert["annotations"][name] == value.as_str(), "another policy");
                }
            }
        }
    }
}

/// The warning was kept quiet by what it must be.
pub(crate) fn kept_quiet(inhibited_by: &BTreeSet<String>, wrong: &mut Vec<String>) {
    let sources = [ERRORS, "EdgeLinkErrorBudgetBurn"];
    if inhibited_by.is_empty() || !inhibited_by.iter().all(|source| sources.contains(&source.as_str())) {
        wrong.push(format!("{WARNING} is kept quiet by {inhibited_by:?}"));
    }
}
