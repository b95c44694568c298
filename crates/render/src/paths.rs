//! Where every artifact of a plan belongs, below `generated/`.

use plimsoll_plan::Plan;

/// `INDEX.md`: what is live where, over all packs.
pub(crate) const INDEX: &str = "INDEX.md";
/// The Kubernetes objects with the rules.
pub(crate) const PROMETHEUS_RULE: &str = "prometheusrule.yaml";
/// The same rules as a plain file.
pub(crate) const RULES: &str = "rules.yaml";
/// The whole configuration of Alertmanager.
pub(crate) const ALERTMANAGER: &str = "alertmanager.yaml";
/// What is merged into an existing configuration.
pub(crate) const FRAGMENT: &str = "alertmanager.fragment.yaml";
/// Who is told of what.
pub(crate) const ROUTING: &str = "routing.md";
/// The scrape jobs.
pub(crate) const SCRAPE: &str = "scrape.yaml";
/// The dashboards as objects for Grafana's sidecar.
pub(crate) const CONFIG_MAPS: &str = "dashboards.configmap.yaml";
/// What the machine is told.
pub(crate) const CONTRACT: &str = "rollback-contract.md";
/// The traffic split for nginx.
pub(crate) const NGINX: &str = "nginx-canary.conf";
/// The traffic split for the Gateway API.
pub(crate) const ROUTE: &str = "httproute.yaml";
/// The gates for Argo Rollouts.
pub(crate) const ANALYSIS: &str = "analysistemplate.yaml";
/// The gates for Flagger.
pub(crate) const FLAGGER: &str = "flagger.yaml";
/// The resolved plan.
pub(crate) const PLAN: &str = "plan.json";

/// A file of a plan: `edgelink/production/rules.yaml`.
pub(crate) fn of(plan: &Plan, file: &str) -> String {
    format!("{}/{file}", plan.folder())
}

/// `dashboards/edgelink-service.json`, below the plan's folder.
pub(crate) fn dashboard(uid: &str) -> String {
    format!("dashboards/{uid}.json")
}

/// `runbooks/high-error-rate.md`, below the plan's folder.
pub(crate) fn runbook(slug: &str) -> String {
    format!("runbooks/{slug}.md")
}

/// `breach/httproute.yaml`: what is applied at once when a version breaks.
pub(crate) fn breach(file: &str) -> String {
    format!("breach/{file}")
}

/// Every file of a plan, below its folder, sorted.
pub(crate) fn all(plan: &Plan) -> Vec<String> {
    let mut files: Vec<String> = [PROMETHEUS_RULE, RULES, PLAN].map(ToOwned::to_owned).to_vec();
    if plan.alertmanager.is_some() {
        files.extend([ALERTMANAGER, FRAGMENT, ROUTING].map(ToOwned::to_owned));
    }
    files.extend((!plan.scrape.is_empty()).then(|| SCRAPE.to_owned()));
    if plan.traffic.as_ref().is_some_and(|traffic| !traffic.splits.is_empty()) {
        files.extend([NGINX, ROUTE].map(ToOwned::to_owned));
        files.extend([NGINX, ROUTE].map(breach));
    }
    if plan.traffic.as_ref().is_some_and(|traffic| !traffic.gates.is_empty()) {
        files.extend([ANALYSIS, FLAGGER].map(ToOwned::to_owned));
    }
    files.extend(plan.contract.as_ref().map(|_| CONTRACT.to_owned()));
    files.extend((!plan.dashboards.is_empty()).then(|| CONFIG_MAPS.to_owned()));
    files.extend(plan.dashboards.iter().map(|board| dashboard(&board.uid)));
    files.extend(plan.runbooks.iter().map(|page| runbook(page.slug)));
    files.sort();
    files
}
