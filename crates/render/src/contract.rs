//! What the machine that rolls back is told.

use plimsoll_model::RollbackPolicy;
use plimsoll_plan::{Contract, Plan, names};
use serde::Serialize;

use crate::{Artifact, example, paths, prose};

#[derive(Serialize)]
struct Page<'a> {
    header: String,
    pack: &'a str,
    environment: &'a str,
    url: &'a str,
    credentials_file: Option<&'a str>,
    group_by: String,
    wait: String,
    interval: String,
    repeat: String,
    example: String,
    alerts: Vec<Asks<'a>>,
    namespace: Option<&'a str>,
    deployments: &'a [String],
    /// Whether it sets a weight, and undoes no revision.
    by_weight: bool,
    /// The routes whose weights it sets.
    routes: Vec<&'a str>,
    reasons: Vec<&'a str>,
    rollback_total: String,
    rollback_duration: String,
}

/// An alert that may ask, with its limits.
#[derive(Serialize)]
struct Asks<'a> {
    name: &'a str,
    reason: &'a str,
    cooldown: String,
    attempts: u32,
    timeout: String,
    verify: String,
    verified: String,
    max_concurrent: u32,
}

/// `rollback-contract.md`
pub(crate) fn render(plan: &Plan, contract: &Contract) -> Artifact {
    let page = Page {
        header: prose::header(&crate::artifact::generated_from(plan.pack)),
        pack: plan.pack,
        environment: plan.environment(),
        url: &contract.url,
        credentials_file: contract.credentials_file.as_deref(),
        group_by: contract.grouping.by.join(", "),
        wait: contract.grouping.wait.to_string(),
        interval: contract.grouping.interval.to_string(),
        repeat: contract.grouping.repeat.to_string(),
        example: example::payload(plan, contract),
        alerts: contract.alerts.iter().map(asks).collect(),
        namespace: contract.namespace,
        deployments: &contract.deployments,
        by_weight: plan.traffic.is_some(),
        routes: plan.traffic.iter().flat_map(|traffic| &traffic.splits).map(|split| split.service).collect(),
        reasons: reasons(contract),
        rollback_total: names::rollback_total(plan.pack),
        rollback_duration: names::rollback_duration(plan.pack),
    };
    Artifact::new(paths::of(plan, paths::CONTRACT), prose::page(prose::CONTRACT, &page))
}

fn asks<'a>((name, reason, policy): &'a (String, &'static str, RollbackPolicy)) -> Asks<'a> {
    Asks {
        name,
        reason,
        cooldown: policy.cooldown.to_string(),
        attempts: policy.attempts,
        timeout: policy.timeout.to_string(),
        verify: policy.verify.to_string(),
        verified: verified(policy),
        max_concurrent: policy.max_concurrent,
    }
}

/// The lines below which the result counts as good: `error_rate 1 %, p95_latency 500 ms`.
fn verified(policy: &RollbackPolicy) -> String {
    let lines = policy.verified.iter().filter_map(|line| Some(format!("{} {}", line.threshold, line.value?)));
    let lines: Vec<String> = lines.collect();
    if lines.is_empty() { "available".to_owned() } else { lines.join(", ") }
}

/// Each reason once, in the order of the alerts.
fn reasons(contract: &Contract) -> Vec<&str> {
    let mut reasons: Vec<&str> = Vec::new();
    for (_, reason, _) in &contract.alerts {
        if !reasons.contains(reason) {
            reasons.push(reason);
        }
    }
    reasons
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture;

    fn page(phase: &str) -> String {
        let plan = fixture::plan(phase);
        render(&plan, plan.contract.as_ref().unwrap()).text
    }

    #[test]
    fn the_page_is_the_same_in_every_phase() {
        assert_eq!(page("dry-run"), page("strict"));
    }

    #[test]
    fn the_limits_of_each_alert_stand_in_a_table() {
        assert!(
            page("strict")
                .contains("| `ShopHighErrorRate` | `error_rate` | 20m | 3 | 5m | 2m | available | 1 |\n")
        );
    }

    #[test]
    fn its_metrics_carry_the_name_of_the_pack() {
        let text = page("strict");
        assert!(text.contains("`shop_rollback_total`") && text.contains("`shop_rollback_duration_seconds`"));
        assert!(text.contains("(`error_rate`, `manual`)"), "{text}");
    }

    #[test]
    fn the_role_is_one_that_kubernetes_reads() {
        let text = page("strict");
        let yaml = text.split("```yaml\n").nth(1).unwrap().split("```").next().unwrap();
        let role: serde_json::Value = serde_yaml::from_str(yaml).unwrap();
        assert_eq!(role["metadata"]["namespace"], "shop");
        assert_eq!(role["rules"][0]["resourceNames"], serde_json::json!(["shop-checkout", "shop-worker"]));
    }

    #[test]
    fn where_traffic_is_split_by_weight_it_sets_the_weight_to_zero_at_once() {
        let plan = fixture::canary(5.0);
        let text = render(&plan, plan.contract.as_ref().unwrap()).text;
        assert!(text.contains("apply `breach/httproute.yaml`") && !text.contains("--to-revision"), "{text}");
        assert!(text.contains("\"rollback_target\": \"traffic-weight-0\""), "{text}");
        let yaml = text.split("```yaml\n").nth(1).unwrap().split("```").next().unwrap();
        let role: serde_json::Value = serde_yaml::from_str(yaml).unwrap();
        assert_eq!(role["rules"][0]["resources"], serde_json::json!(["httproutes"]));
        assert_eq!(role["rules"][0]["resourceNames"], serde_json::json!(["checkout"]));
    }
}
