//! Both environments may be loaded into one Prometheus: neither sees the other's series.

use std::fmt::Write as _;

use plimsoll_snapshots::generated;
use plimsoll_snapshots::oracles::{each_version, promtool};

/// Production fails half of its requests, slowly, minutes after a deploy, and its pods crash.
const PRODUCTION: &[(&str, &str)] = &[
    (r#"http_requests_total{namespace="edgelink", service="api-gateway", status="500"}"#, "0+300x60"),
    (r#"http_requests_total{namespace="edgelink", service="api-gateway", status="200"}"#, "0+300x60"),
    (
        r#"http_request_duration_seconds_bucket{namespace="edgelink", service="api-gateway", le="0.5"}"#,
        "0+30x60",
    ),
    (
        r#"http_request_duration_seconds_bucket{namespace="edgelink", service="api-gateway", le="1"}"#,
        "0+600x60",
    ),
    (
        r#"http_request_duration_seconds_bucket{namespace="edgelink", service="api-gateway", le="+Inf"}"#,
        "0+600x60",
    ),
    (r#"kube_replicaset_created{namespace="edgelink", replicaset="edgelink-api-gateway-7d"}"#, "0x60"),
    (
        r#"kube_replicaset_status_replicas{namespace="edgelink", replicaset="edgelink-api-gateway-7d"}"#,
        "3x60",
    ),
    (
        r#"kube_replicaset_owner{namespace="edgelink", replicaset="edgelink-api-gateway-7d", owner_kind="Deployment", owner_name="edgelink-api-gateway"}"#,
        "1x60",
    ),
    (
        r#"kube_pod_owner{namespace="edgelink", pod="edgelink-api-gateway-7d-x", owner_kind="ReplicaSet", owner_name="edgelink-api-gateway-7d"}"#,
        "1x60",
    ),
    (
        r#"kube_pod_container_status_restarts_total{namespace="edgelink", pod="edgelink-api-gateway-7d-x", container="app"}"#,
        "0+1x60",
    ),
];

const ALERTS: [&str; 3] = ["EdgeLinkHighErrorRate", "EdgeLinkHighLatency", "EdgeLinkPodCrashLooping"];

/// A test file that expects of each alert, after 20 minutes, exactly these label sets.
fn test_file(rules: &[&str], expected: impl Fn(&str) -> Vec<String>) -> String {
    let files: Vec<String> = rules
        .iter()
        .map(|environment| generated::path("edgelink", environment, "rules.yaml").display().to_string())
        .collect();
    let mut text = format!(
        "rule_files: {files:?}\nevaluation_interval: 15s\ntests:\n  - interval: 1m\n    input_series:\n"
    );
    for (series, values) in PRODUCTION {
        let _ = writeln!(text, "      - {{ series: '{series}', values: '{values}' }}");
    }
    text.push_str("    promql_expr_test:\n");
    for alert in ALERTS {
        // Labels alone: the texts have their own tests. A sample for each label set that fires, and no other.
        let _ = writeln!(
            text,
            "      - expr: 'count by (namespace, deployment, service, severity, auto_rollback) (ALERTS{{alertname=\"{alert}\", alertstate=\"firing\"}})'"
        );
        let _ =
            writeln!(text, "        eval_time: 20m\n        exp_samples: [{}]", expected(alert).join(", "));
    }
    text
}

fn sample(labels: &str) -> String {
    format!(
        "{{ labels: '{{namespace=\"edgelink\", deployment=\"edgelink-api-gateway\", service=\"api-gateway\", {labels}}}', value: 1 }}"
    )
}

#[test]
fn production_that_fails_fires_no_alert_of_staging() {
    each_version("promtool", |oracle| {
        let folder = tempfile::tempdir()?;
        let check = |name: &str, text: String| {
            let file = folder.path().join(name);
            std::fs::write(&file, text)?;
            promtool::test_rules(oracle, &[file])?.accepted()
        };
        // The same series make production's own rules fire: the silence of staging means something.
        let production = |_: &str| {
            vec![sample(r#"severity="critical""#), sample(r#"severity="none", auto_rollback="dry_run""#)]
        };
        check("both.yaml", test_file(&["staging", "production"], production))?;
        check("staging.yaml", test_file(&["staging"], |_| Vec::new()))?;
        Ok("staging is silent; production tells people and records".into())
    });
}
