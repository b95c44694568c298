//! Every generated name, in one place. Those that a plan has by the hundred are put together with `concat`, in a third of
//! the time of `format!`.

use plimsoll_promql::{RecordName, Recording};
use plimsoll_units::Duration;

/// The pack of a rule.
pub const PACK: &str = "pack";
/// The team that owns it.
pub const TEAM: &str = "team";
/// How severely people are told.
pub const SEVERITY: &str = "severity";
/// Whether the machine acts: `true` or `dry_run`.
pub const AUTO_ROLLBACK: &str = "auto_rollback";
/// The phase whose values a dry-run rule carries.
pub const ROLLOUT_PHASE: &str = "rollout_phase";
/// The service or tier that an override carves out of a rule.
pub const SLICE: &str = "slice";
/// The labels that only lowering gives: who acts, and how severely people are told, follow from them.
pub const RESERVED: [&str; 6] = [PACK, TEAM, SEVERITY, AUTO_ROLLBACK, ROLLOUT_PHASE, SLICE];
/// The Kubernetes namespace.
pub const NAMESPACE: &str = "namespace";
/// The service.
pub const SERVICE: &str = "service";
/// The Kubernetes deployment.
pub const DEPLOYMENT: &str = "deployment";

/// The recording that holds every effective threshold, for dashboards.
pub const THRESHOLD_VALUE: &str = "plimsoll:threshold:value";
/// The recording that holds every threshold of the next phase, for dashboards.
pub const THRESHOLD_NEXT: &str = "plimsoll:threshold:next_value";
/// The recording that says which phase is live, for dashboards.
pub const PHASE_INFO: &str = "plimsoll:phase:info";

/// What Prometheus' discovery calls the name of a Kubernetes node.
pub const NODE_NAME: &str = "__meta_kubernetes_node_name";

/// What Prometheus' discovery calls a label of a Kubernetes node: `topology.kubernetes.io/zone` is
/// `__meta_kubernetes_node_label_topology_kubernetes_io_zone`.
pub fn node_label(label: &str) -> String {
    format!("__meta_kubernetes_node_label_{}", meta_label(label))
}

/// A name of Kubernetes as Prometheus' discovery writes it: whatever no label may hold becomes `_`.
pub fn meta_label(name: &str) -> String {
    name.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).collect()
}

/// `level:metric:operation`, with the window appended where the expression has one: `ratio_rate5m`. A fixed name
/// stays as it is.
pub fn recording(recording: Recording, window: Option<Duration>) -> String {
    match recording.name {
        RecordName::Parts { level, metric, operation } => {
            let window = window.map(|window| window.to_string()).unwrap_or_default();
            [level, ":", metric, ":", operation, &window].concat()
        }
        RecordName::Fixed(name) => name.to_owned(),
    }
}

/// The group that holds what an alert reads and asks: the pack and the alert's runbook or name.
pub fn group(pack: &str, part: &str) -> String {
    [pack, ".", part].concat()
}

/// The Kubernetes object that holds the rules.
pub fn prometheus_rule(pack: &str, environment: &str) -> String {
    format!("plimsoll-{pack}-{environment}")
}

/// What the machine leads back to: the last revision that was available, or, where versions on trial get traffic by
/// weight, a weight of 0 at once.
pub const fn rollback_target(by_weight: bool) -> &'static str {
    if by_weight { "traffic-weight-0" } else { "last-available-revision" }
}

/// The Kubernetes object that holds a dashboard.
///
/// Grafana takes capitals and underscores in a uid, Kubernetes takes none in a name. What has to be replaced is told
/// apart by a number made from the whole name: `Shop_a` and `shop-a` are two objects.
pub fn config_map(pack: &str, environment: &str, uid: &str) -> String {
    let name = format!("plimsoll-{pack}-{environment}-{uid}");
    let valid = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' };
    let replaced: String = name.chars().map(valid).collect();
    if replaced == name && !name.ends_with('-') {
        name
    } else {
        format!("{}-{}", replaced.trim_end_matches('-'), stable_id(&name))
    }
}

/// The counter of the machine that rolls back: `edgelink_rollback_total`.
pub fn rollback_total(pack: &str) -> String {
    format!("{}_rollback_total", pack.replace('-', "_"))
}

/// The histogram of the machine that rolls back: `edgelink_rollback_duration_seconds`.
pub fn rollback_duration(pack: &str) -> String {
    format!("{}_rollback_duration_seconds", pack.replace('-', "_"))
}

/// The URL of a runbook.
pub fn runbook_url(base: &str, slug: &str) -> String {
    [base, "/", slug, ".md"].concat()
}

/// The URL of a dashboard, by its uid.
pub fn dashboard_url(base: &str, uid: &str) -> String {
    [base, "/d/", uid].concat()
}

/// A dashboard's variable for a label, as its queries name it: `$service`.
pub fn variable(label: &str) -> String {
    ["$", label].concat()
}

/// A positive id below 2^31 made from a key: the same key has the same id wherever it stands.
///
/// FNV-1a, 32 bits, folded to what Grafana stores.
pub fn stable_id(key: &str) -> u32 {
    let hash =
        key.bytes().fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    (hash & 0x3fff_ffff) + 1
}

/// What an alert is called inside its pack, in lower kebab case: `high-error-rate` for `EdgeLinkHighErrorRate`
/// of `edgelink`.
pub fn part(pack: &str, alert: &str) -> String {
    let prefix = || pack.bytes().filter(|byte| *byte != b'-');
    match alert.split_at_checked(prefix().count()) {
        Some((start, rest)) if !rest.is_empty() && start.bytes().zip(prefix()).all(is_same_letter) => {
            kebab(rest)
        }
        _ => kebab(alert),
    }
}

fn is_same_letter((one, other): (u8, u8)) -> bool {
    one.eq_ignore_ascii_case(&other)
}

/// `HighErrorRate` as `high-error-rate`, `NATTraversal` as `nat-traversal`.
fn kebab(camel: &str) -> String {
    let mut text = String::with_capacity(camel.len() + camel.len() / 4);
    let mut letters = camel.chars().peekable();
    let mut before: Option<char> = None;
    while let Some(letter) = letters.next() {
        let after_small = before.is_some_and(|before| !before.is_uppercase());
        let before_small = before.is_some() && letters.peek().is_some_and(|next| next.is_lowercase());
        if letter.is_uppercase() && (after_small || before_small) {
            text.push('-');
        }
        text.extend(letter.to_lowercase());
        before = Some(letter);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_alert_loses_its_pack_and_keeps_its_acronyms() {
        assert_eq!(part("edgelink", "EdgeLinkHighErrorRate"), "high-error-rate");
        assert_eq!(part("edgelink", "EdgeLinkNATTraversalFailures"), "nat-traversal-failures");
        assert_eq!(part("edgelink", "CPUThrottling"), "cpu-throttling");
        assert_eq!(part("edgelink", "EdgeLink"), "edge-link");
    }

    #[test]
    fn an_object_of_a_dashboard_has_a_name_that_kubernetes_takes() {
        assert_eq!(config_map("shop", "production", "shop-service"), "plimsoll-shop-production-shop-service");
        let names =
            ["shop-a", "Shop_a", "shop_a", "shop-a-", "été"].map(|uid| config_map("shop", "live", uid));
        for name in &names {
            // DNS-1123: what starts and ends with a letter or a digit, and has these and hyphens between.
            let inner = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
            assert!(name.chars().all(inner) && !name.starts_with('-') && !name.ends_with('-'), "{name}");
        }
        assert_eq!(names.iter().collect::<std::collections::BTreeSet<_>>().len(), names.len(), "{names:?}");
    }

    #[test]
    fn an_id_depends_on_its_key_alone() {
        assert_eq!(stable_id("error-rate"), stable_id("error-rate"));
        assert_ne!(stable_id("error-rate"), stable_id("p95-latency"));
    }
}
