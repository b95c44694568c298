//! Every target of a plan.

use plimsoll_plan::Plan;

use crate::{
    Artifact, alertmanager, argo, configmap, contract, dashboard, flagger, httproute, nginx, plan_json,
    prometheusrule, routing, rules, runbook, scrape,
};

/// Every file of a plan, sorted by path.
pub fn all(plan: &Plan) -> Vec<Artifact> {
    let groups: Vec<String> = plan.groups.iter().map(rules::item).collect();
    let mut artifacts =
        vec![prometheusrule::render(plan, &groups), rules::render(plan, &groups), plan_json::render(plan)];
    if let Some(tree) = &plan.alertmanager {
        let common = alertmanager::Common::of(tree);
        artifacts.extend([
            alertmanager::whole(plan, tree, &common),
            alertmanager::fragment(plan, tree, &common),
            routing::render(plan, tree),
        ]);
    }
    let boards: Vec<Artifact> = plan.dashboards.iter().map(|board| dashboard::render(plan, board)).collect();
    artifacts.extend(configmap::render(plan, &boards));
    artifacts.extend(boards);
    artifacts.extend(plan.runbooks.iter().map(|page| runbook::render(plan, page)));
    artifacts.extend(plan.contract.as_ref().map(|contract| contract::render(plan, contract)));
    artifacts.extend(scrape::render(plan));
    if let Some(traffic) = plan.traffic.as_ref().filter(|traffic| !traffic.splits.is_empty()) {
        artifacts.extend([nginx::render(plan, traffic), nginx::breach(plan, traffic)]);
        artifacts.extend([httproute::render(plan, traffic), httproute::breach(plan, traffic)]);
    }
    if let Some(traffic) = plan.traffic.as_ref().filter(|traffic| !traffic.gates.is_empty()) {
        let address = traffic.prometheus.unwrap_or_default();
        artifacts.extend([argo::render(plan, traffic, address), flagger::render(plan, traffic, address)]);
    }
    artifacts.sort();
    artifacts
}
