//! Every target of a plan.

use plimsoll_plan::Plan;

use crate::{Artifact, alertmanager, contract, dashboard, plan_json, prometheusrule, rules, runbook, scrape};

/// Every file of a plan, sorted by path.
pub fn all(plan: &Plan) -> Vec<Artifact> {
    let mut artifacts = vec![prometheusrule::render(plan), rules::render(plan), plan_json::render(plan)];
    if let Some(tree) = &plan.alertmanager {
        artifacts.extend([alertmanager::whole(plan, tree), alertmanager::fragment(plan, tree)]);
    }
    artifacts.extend(plan.dashboards.iter().map(|board| dashboard::render(plan, board)));
    artifacts.extend(plan.runbooks.iter().map(|page| runbook::render(plan, page)));
    artifacts.extend(plan.contract.as_ref().map(|contract| contract::render(plan, contract)));
    artifacts.extend(scrape::render(plan));
    artifacts.sort();
    artifacts
}
