//! Every generated name, in one place.

use plimsoll_promql::Recording;
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
/// The Kubernetes namespace.
pub const NAMESPACE: &str = "namespace";
/// The service.
pub const SERVICE: &str = "service";
/// The Kubernetes deployment.
pub const DEPLOYMENT: &str = "deployment";

/// The recording that holds every effective threshold, for dashboards.
pub const THRESHOLD_VALUE: &str = "plimsoll:threshold:value";
/// The recording that says which phase is live, for dashboards.
pub const PHASE_INFO: &str = "plimsoll:phase:info";

/// `level:metric:operation`, with the window appended where the expression has one: `ratio_rate5m`.
pub fn recording(recording: Recording, window: Option<Duration>) -> String {
    let Recording { level, metric, operation, .. } = recording;
    let window = window.map(|window| window.to_string()).unwrap_or_default();
    format!("{level}:{metric}:{operation}{window}")
}

/// The group that holds what an alert reads and asks: the pack and the alert's runbook or name.
pub fn group(pack: &str, part: &str) -> String {
    format!("{pack}.{part}")
}

/// The Kubernetes object that holds the rules.
pub fn prometheus_rule(pack: &str, environment: &str) -> String {
    format!("plimsoll-{pack}-{environment}")
}

/// The URL of a runbook.
pub fn runbook_url(base: &str, slug: &str) -> String {
    format!("{base}/{slug}.md")
}

/// The URL of a dashboard, by its uid.
pub fn dashboard_url(base: &str, uid: &str) -> String {
    format!("{base}/d/{uid}")
}

/// A positive id below 2^31 made from a key: the same key has the same id wherever it stands.
///
/// FNV-1a, 32 bits, folded to what Grafana stores.
pub fn stable_id(key: &str) -> u32 {
    let hash =
        key.bytes().fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    (hash & 0x3fff_ffff) + 1
}

/// `HighErrorRate` as `high-error-rate`.
pub fn kebab(camel: &str) -> String {
    let mut text = String::new();
    for (at, c) in camel.char_indices() {
        if c.is_uppercase() && at > 0 {
            text.push('-');
        }
        text.extend(c.to_lowercase());
    }
    text
}
