//! In `single-service` the machine's two rules of each alert are disjoint and together cover every service, those in
//! no list included; exactly one service can be rolled back.

use std::fmt::Write as _;

use plimsoll_snapshots::oracles::{Result, each_version, promtool};

/// The declared services, and one that nobody declared.
const SERVICES: [&str; 5] =
    ["api-gateway", "background-worker", "device-service", "topology-service", "unheard-of"];

const ALERTS: [&str; 3] = ["EdgeLinkHighErrorRate", "EdgeLinkHighLatency", "EdgeLinkPodCrashLooping"];

/// Everything fails in one service, minutes after a deploy.
fn failing(service: &str) -> Vec<(String, &'static str)> {
    let http = |name: &str, labels: &str| {
        format!(r#"{name}{{namespace="edgelink", service="{service}", {labels}}}"#)
    };
    let owned = |name: &str, labels: &str| format!(r#"{name}{{namespace="edgelink", {labels}}}"#);
    let (set, pod) = (format!("edgelink-{service}-7d"), format!("edgelink-{service}-7d-x"));
    vec![
        (http("http_requests_total", r#"status="500""#), "0+300x30"),
        (http("http_requests_total", r#"status="200""#), "0+300x30"),
        (http("http_request_duration_seconds_bucket", r#"le="0.5""#), "0+30x30"),
        (http("http_request_duration_seconds_bucket", r#"le="1""#), "0+600x30"),
        (http("http_request_duration_seconds_bucket", r#"le="+Inf""#), "0+600x30"),
        (owned("kube_replicaset_created", &format!(r#"replicaset="{set}""#)), "0x30"),
        (owned("kube_replicaset_status_replicas", &format!(r#"replicaset="{set}""#)), "3x30"),
        (
            owned(
                "kube_replicaset_owner",
                &format!(r#"replicaset="{set}", owner_kind="Deployment", owner_name="edgelink-{service}""#),
            ),
            "1x30",
        ),
        (
            owned("kube_pod_owner", &format!(r#"pod="{pod}", owner_kind="ReplicaSet", owner_name="{set}""#)),
            "1x30",
        ),
        (
            owned("kube_pod_container_status_restarts_total", &format!(r#"pod="{pod}", container="app""#)),
            "0+1x30",
        ),
    ]
}

/// What `production` would load in a phase.
fn rules(phase: &str) -> Result<String> {
    let catalog = plimsoll_thresholds::catalog();
    let pack = catalog.packs.iter().find(|pack| pack.name == "edgelink").ok_or("no pack edgelink")?;
    let plan =
        plimsoll::plan::lower(pack, "production", Some(phase)).map_err(|errors| format!("{errors:?}"))?;
    let files = plimsoll::render::all(&plan);
    Ok(files.into_iter().find(|file| file.path.ends_with("/rules.yaml")).ok_or("no rules")?.text)
}

/// A promtool test in which all services fail, and the machine's mode of each is what `armed` says.
///
/// The shadows of the next phase are dry runs too, of everybody; they are not what is asked here.
fn test_file(phase: &str, armed: impl Fn(&str) -> bool) -> String {
    let mut text =
        "rule_files: [rules.yaml]\nevaluation_interval: 15s\ntests:\n  - interval: 1m\n    input_series:\n"
            .to_owned();
    for (series, values) in SERVICES.iter().flat_map(|service| failing(service)) {
        let _ = writeln!(text, "      - {{ series: '{series}', values: '{values}' }}");
    }
    text.push_str("    promql_expr_test:\n");
    for alert in ALERTS {
        let samples: Vec<String> = SERVICES
            .iter()
            .map(|service| {
                let mode = if armed(service) { "true" } else { "dry_run" };
                format!(r#"{{ labels: '{{service="{service}", auto_rollback="{mode}"}}', value: 1 }}"#)
            })
            .collect();
        // One alert for each service: a service in both rules would count twice, one in neither not at all.
        let _ = writeln!(
            text,
            "      - expr: 'count by (service, auto_rollback) (ALERTS{{alertname=\"{alert}\", alertstate=\"firing\", auto_rollback!=\"\", rollout_phase=~\"|{phase}\"}})'\n        eval_time: 20m\n        exp_samples: [{}]",
            samples.join(", ")
        );
    }
    text
}

/// A phase, and whether the machine may roll a service back in it.
type Phase = (&'static str, fn(&str) -> bool);

#[test]
fn each_phase_arms_exactly_the_services_of_its_scope() {
    let phases: [Phase; 4] = [
        ("dry-run", |_| false),
        ("single-service", |service| service == "background-worker"),
        ("tightened", |_| true),
        ("strict", |_| true),
    ];
    let phases = phases.map(|(phase, armed)| (phase, rules(phase).unwrap(), test_file(phase, armed)));
    each_version("promtool", |oracle| {
        for (phase, rules, test) in &phases {
            let folder = tempfile::tempdir()?;
            std::fs::write(folder.path().join("rules.yaml"), rules)?;
            let file = folder.path().join("test.yaml");
            std::fs::write(&file, test)?;
            promtool::test_rules(oracle, &[file])?.accepted().map_err(|error| format!("{phase}: {error}"))?;
        }
        Ok(format!("{} services in {} phases", SERVICES.len(), phases.len()))
    });
}
