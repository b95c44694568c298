//! Where every artifact of a plan belongs, below `generated/`.

use plimsoll_plan::Plan;

/// The Kubernetes objects with the rules.
pub(crate) const PROMETHEUS_RULE: &str = "prometheusrule.yaml";
/// The same rules as a plain file.
pub(crate) const RULES: &str = "rules.yaml";
/// The whole configuration of Alertmanager.
pub(crate) const ALERTMANAGER: &str = "alertmanager.yaml";
/// What is merged into an existing configuration.
pub(crate) const FRAGMENT: &str = "alertmanager.fragment.yaml";

/// A file of a plan: `edgelink/production/rules.yaml`.
pub(crate) fn of(plan: &Plan, file: &str) -> String {
    format!("{}/{file}", plan.folder())
}

/// `dashboards/edgelink-service.json`, below the plan's folder.
pub(crate) fn dashboard(uid: &str) -> String {
    format!("dashboards/{uid}.json")
}
