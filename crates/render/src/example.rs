//! A notification as the actor receives it, made from this plan's own rules.

use std::collections::BTreeMap;

use plimsoll_model::RollbackPolicy;
use plimsoll_plan::{AlertRule, Contract, Plan, Rule, names};
use serde::Serialize;

use crate::json;

type Texts = BTreeMap<String, String>;

/// Alertmanager's webhook payload, version 4.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Payload {
    version: &'static str,
    group_key: String,
    truncated_alerts: u32,
    status: &'static str,
    receiver: String,
    group_labels: Texts,
    common_labels: Texts,
    common_annotations: Texts,
    #[serde(rename = "externalURL")]
    external_url: &'static str,
    alerts: [Alert; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Alert {
    status: &'static str,
    labels: Texts,
    annotations: Texts,
    starts_at: &'static str,
    ends_at: &'static str,
    #[serde(rename = "generatorURL")]
    generator_url: &'static str,
    fingerprint: &'static str,
}

/// The body of a request about the first alert that may ask.
pub(crate) fn payload(plan: &Plan, contract: &Contract) -> String {
    let asked = contract.alerts.first().and_then(|(name, _, policy)| Some((rule(plan, name)?, policy)));
    let deployment = contract.deployments.first().map_or("", String::as_str);
    let (labels, annotations) = asked.map_or_else(Default::default, |(rule, policy)| {
        let known = known(plan, rule, deployment);
        let mut labels = labels(rule, &known);
        labels.extend(known.clone());
        (labels, annotations(plan, rule, &known, policy, deployment))
    });
    let group_labels: Texts = contract
        .grouping
        .by
        .iter()
        .filter_map(|label| Some((label.clone(), labels.get(label)?.clone())))
        .collect();
    let receivers = plan.alertmanager.iter().flat_map(|tree| &tree.receivers);
    let is_actor = |kind: &plimsoll_plan::ReceiverKind| match kind {
        plimsoll_plan::ReceiverKind::Webhook { url, .. } => *url == contract.url,
        _ => false,
    };
    let receiver = receivers.into_iter().find(|receiver| is_actor(&receiver.kind));
    let body = Payload {
        version: "4",
        group_key: group_key(plan, &group_labels),
        truncated_alerts: 0,
        status: "firing",
        receiver: receiver.map_or_else(String::new, |receiver| receiver.name.clone()),
        group_labels,
        common_labels: labels.clone(),
        common_annotations: annotations.clone(),
        external_url: "https://alertmanager.example.com",
        alerts: [Alert {
            status: "firing",
            labels,
            annotations,
            starts_at: "2025-10-24T10:00:00Z",
            // How Go writes that there is no end yet.
            ends_at: "0001-01-01T00:00:00Z",
            generator_url: "https://prometheus.example.com/graph",
            fingerprint: "c3a1f0d2b4e59687",
        }],
    };
    json::document(&body).trim_end().to_owned()
}

/// The rule of this name for everybody, whoever it is for: they differ in few labels.
fn rule<'a>(plan: &'a Plan, name: &str) -> Option<&'a AlertRule> {
    let mut rules = plan.rules().filter_map(Rule::as_alert).filter(|rule| rule.alert == name);
    rules.next()
}

/// The labels that a series of the first deployment has.
fn known(plan: &Plan, rule: &AlertRule, deployment: &str) -> Texts {
    // The rule says how a deployment is named after its service; the service is read back out of it.
    let pattern = rule.labels.get(names::DEPLOYMENT).map_or("", String::as_str);
    let around = pattern.split_once("{{").zip(pattern.rsplit_once("}}"));
    let service = around
        .and_then(|((prefix, _), (_, suffix))| deployment.strip_prefix(prefix)?.strip_suffix(suffix))
        .unwrap_or(deployment);
    let mut known = Texts::from([(names::SERVICE.to_owned(), service.to_owned())]);
    known.insert(names::DEPLOYMENT.to_owned(), deployment.to_owned());
    known.extend(plan.environment.namespace.map(|own| (names::NAMESPACE.to_owned(), own.to_owned())));
    let external = plan.environment.external_labels.iter();
    known.extend(external.map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
    known
}

/// The labels of the armed rule, whatever the phase arms.
fn labels(rule: &AlertRule, known: &Texts) -> Texts {
    let machine = [names::AUTO_ROLLBACK, names::ROLLOUT_PHASE, names::SEVERITY];
    let kept = rule.labels.iter().filter(|(name, _)| !machine.contains(&name.as_str()));
    let mut labels: Texts = kept.map(|(name, value)| (name.clone(), filled(value, known))).collect();
    labels.insert("alertname".to_owned(), rule.alert.clone());
    labels.insert(names::AUTO_ROLLBACK.to_owned(), "true".to_owned());
    labels.insert(names::SEVERITY.to_owned(), "none".to_owned());
    labels
}

fn annotations(
    plan: &Plan,
    rule: &AlertRule,
    known: &Texts,
    policy: &RollbackPolicy,
    deployment: &str,
) -> Texts {
    // Summary and description are for people and differ from phase to phase.
    let texts = ["runbook_url", "dashboard_url"];
    let kept = rule.annotations.iter().filter(|(name, _)| texts.contains(&name.as_str()));
    let mut annotations: Texts = kept.map(|(name, value)| (name.clone(), filled(value, known))).collect();
    let namespace = known.get(names::NAMESPACE).map_or("", String::as_str);
    annotations.extend(
        [
            ("rollback_cooldown", policy.cooldown.to_string()),
            ("rollback_cooldown_key", format!("{namespace}/{deployment}")),
            ("rollback_target", names::rollback_target(plan.traffic.is_some()).to_owned()),
            ("rollback_attempts", policy.attempts.to_string()),
            ("rollback_timeout", policy.timeout.to_string()),
            ("rollback_verify", policy.verify.to_string()),
            ("rollback_max_concurrent", policy.max_concurrent.to_string()),
        ]
        .map(|(name, value)| (name.to_owned(), value)),
    );
    annotations
}

/// A text of a rule with its templates filled in, as far as the labels are known.
fn filled(text: &str, known: &Texts) -> String {
    let mut result = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("{{") {
        let Some((template, after)) = after.split_once("}}") else { break };
        let label = template.trim().strip_prefix("$labels.").and_then(|label| known.get(label));
        result.push_str(before);
        result.push_str(label.map_or("...", String::as_str));
        rest = after;
    }
    result + rest
}

/// As Alertmanager writes it: the matchers of the routes, then the labels of the group.
fn group_key(plan: &Plan, group: &Texts) -> String {
    let labels: Vec<String> = group.iter().map(|(name, value)| format!("{name}={value:?}")).collect();
    let machine = format!("{}=\"true\"", names::AUTO_ROLLBACK);
    format!("{{}}/{{{}={:?}}}/{{{machine}}}:{{{}}}", names::PACK, plan.pack, labels.join(", "))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::fixture;

    fn example(phase: &str) -> Value {
        let plan = fixture::plan(phase);
        serde_json::from_str(&payload(&plan, plan.contract.as_ref().unwrap())).unwrap()
    }

    #[test]
    fn the_example_is_an_armed_alert_in_every_phase() {
        for phase in ["dry-run", "single", "strict"] {
            assert_eq!(
                example(phase)["commonLabels"],
                json!({
                    "alertname": "ShopHighErrorRate",
                    "auto_rollback": "true",
                    "cluster": "prod",
                    "deployment": "shop-checkout",
                    "namespace": "shop",
                    "pack": "shop",
                    "service": "checkout",
                    "severity": "none",
                    "team": "sales",
                })
            );
        }
    }

    #[test]
    fn templates_are_filled_in() {
        let known = Texts::from([("service".to_owned(), "checkout".to_owned())]);
        assert_eq!(filled("shop-{{ $labels.service }}", &known), "shop-checkout");
        assert_eq!(filled("{{ $value | humanize }} of {{ $labels.pod }}", &known), "... of ...");
        assert_eq!(
            example("strict")["alerts"][0]["annotations"]["rollback_cooldown_key"],
            "shop/shop-checkout"
        );
    }

    #[test]
    fn it_is_a_group_of_the_actors_route() {
        let example = example("strict");
        assert_eq!(example["receiver"], "rollback");
        assert_eq!(
            example["groupKey"],
            "{}/{pack=\"shop\"}/{auto_rollback=\"true\"}:{deployment=\"shop-checkout\", namespace=\"shop\"}"
        );
    }

    /// What the rule of the live phase says and the example repeats may not drift apart.
    #[test]
    fn the_annotations_of_the_armed_rule_are_those_of_the_example() {
        let plan = fixture::plan("strict");
        let armed = plan
            .rules()
            .filter_map(Rule::as_alert)
            .find(|rule| rule.labels.get(names::AUTO_ROLLBACK).is_some_and(|value| value == "true"));
        let example = example("strict");
        let annotations = example["commonAnnotations"].as_object().unwrap();
        let armed = &armed.unwrap().annotations;
        let missing: Vec<&String> = armed.keys().filter(|name| !annotations.contains_key(*name)).collect();
        assert_eq!(missing, ["description", "summary"]);
        assert!(annotations.keys().all(|name| armed.contains_key(name)));
    }
}
