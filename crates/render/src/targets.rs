//! Every target of a plan.

use plimsoll_plan::Plan;

use crate::{Artifact, alertmanager, dashboard, prometheusrule, rules};

/// Every file of a plan, sorted by path.
pub fn all(plan: &Plan) -> Vec<Artifact> {
    let mut artifacts = vec![prometheusrule::render(plan), rules::render(plan)];
    if let Some(tree) = &plan.alertmanager {
        artifacts.extend([alertmanager::whole(plan, tree), alertmanager::fragment(plan, tree)]);
    }
    artifacts.extend(plan.dashboards.iter().map(|board| dashboard::render(plan, board)));
    artifacts.sort();
    artifacts
}
