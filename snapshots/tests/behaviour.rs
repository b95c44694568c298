//! Every alert of edgelink fires when everything goes wrong, and none but the watchdog when all is well: the
//! joins find their partners and the windows see their series.

use std::fmt::Write as _;

use plimsoll_snapshots::generated;
use plimsoll_snapshots::oracles::{Result, each_version, promtool};

/// Series and values for every minute, from 0 to 26 h: a day is compared with the day before.
const MACHINERY: &[(&str, &str)] = &[
    (
        r#"kube_replicaset_owner{namespace="edgelink", replicaset="edgelink-api-gateway-7d", owner_kind="Deployment", owner_name="edgelink-api-gateway"}"#,
        "1x1560",
    ),
    (
        r#"kube_replicaset_status_replicas{namespace="edgelink", replicaset="edgelink-api-gateway-7d"}"#,
        "1x1560",
    ),
    (
        r#"kube_pod_owner{namespace="edgelink", pod="edgelink-api-gateway-7d-x", owner_kind="ReplicaSet", owner_name="edgelink-api-gateway-7d"}"#,
        "1x1560",
    ),
    (r#"kube_deployment_spec_replicas{namespace="edgelink", deployment="edgelink-api-gateway"}"#, "3x1560"),
    (
        r#"kube_pod_container_resource_limits{namespace="edgelink", pod="edgelink-api-gateway-7d-x", container="app", resource="cpu"}"#,
        "1x1560",
    ),
    (
        r#"container_spec_memory_limit_bytes{namespace="edgelink", pod="edgelink-api-gateway-7d-x", container="app"}"#,
        "1000x1560",
    ),
    (r#"http_requests_total{namespace="edgelink", service="device-service", status="200"}"#, "0+60x1560"),
    (r#"http_requests_total{namespace="edgelink", service="topology-service", status="200"}"#, "0+60x1560"),
    (
        r#"edgelink_db_pool_connections_max{namespace="edgelink", service="api-gateway", instance="a"}"#,
        "10x1560",
    ),
];

/// Well for 25 hours; from then on (90,000 s) it stays well, or goes wrong.
const WORLD: &[(&str, &str, &str, &str)] = &[
    // Deployed when it went wrong.
    (
        r#"kube_replicaset_created{namespace="edgelink", replicaset="edgelink-api-gateway-7d"}"#,
        "0x1500",
        "0x60",
        "90000x60",
    ),
    (
        r#"http_requests_total{namespace="edgelink", service="api-gateway", status="200"}"#,
        "0+60x1500",
        "90060+60x60",
        "90060+30x60",
    ),
    (
        r#"http_requests_total{namespace="edgelink", service="api-gateway", status="500"}"#,
        "0x1500",
        "0x60",
        "30+30x60",
    ),
    (
        r#"http_request_duration_seconds_bucket{namespace="edgelink", service="api-gateway", le="0.15"}"#,
        "0+60x1500",
        "90060+60x60",
        "90000x60",
    ),
    (
        r#"http_request_duration_seconds_bucket{namespace="edgelink", service="api-gateway", le="0.5"}"#,
        "0+60x1500",
        "90060+60x60",
        "90000x60",
    ),
    (
        r#"http_request_duration_seconds_bucket{namespace="edgelink", service="api-gateway", le="1"}"#,
        "0+60x1500",
        "90060+60x60",
        "90060+60x60",
    ),
    (
        r#"http_request_duration_seconds_bucket{namespace="edgelink", service="api-gateway", le="+Inf"}"#,
        "0+60x1500",
        "90060+60x60",
        "90060+60x60",
    ),
    (
        r#"kube_pod_container_status_restarts_total{namespace="edgelink", pod="edgelink-api-gateway-7d-x", container="app"}"#,
        "0x1500",
        "0x60",
        "0+1x60",
    ),
    (
        r#"kube_deployment_status_replicas_available{namespace="edgelink", deployment="edgelink-api-gateway"}"#,
        "3x1500",
        "3x60",
        "2x60",
    ),
    (
        r#"container_memory_working_set_bytes{namespace="edgelink", pod="edgelink-api-gateway-7d-x", container="app"}"#,
        "400x1500",
        "400x60",
        "950+4x60",
    ),
    (
        r#"container_cpu_usage_seconds_total{namespace="edgelink", pod="edgelink-api-gateway-7d-x", container="app"}"#,
        "0+3x1500",
        "4503+3x60",
        "4503+60x60",
    ),
    (
        r#"container_cpu_cfs_throttled_seconds_total{namespace="edgelink", pod="edgelink-api-gateway-7d-x", container="app"}"#,
        "0x1500",
        "0x60",
        "0+12x60",
    ),
    (
        r#"edgelink_device_connections_total{namespace="edgelink", service="api-gateway", result="success"}"#,
        "0+60x1500",
        "90060+60x60",
        "90060+30x60",
    ),
    (
        r#"edgelink_device_connections_total{namespace="edgelink", service="api-gateway", result="failure"}"#,
        "0x1500",
        "0x60",
        "0+30x60",
    ),
    (
        r#"edgelink_nat_traversals_total{namespace="edgelink", service="api-gateway", result="success"}"#,
        "0+60x1500",
        "90060+60x60",
        "90060+30x60",
    ),
    (
        r#"edgelink_nat_traversals_total{namespace="edgelink", service="api-gateway", result="failure"}"#,
        "0x1500",
        "0x60",
        "0+30x60",
    ),
    (
        r#"edgelink_health_checks_total{namespace="edgelink", service="api-gateway", result="success"}"#,
        "0+60x1500",
        "90060+60x60",
        "90060+30x60",
    ),
    (
        r#"edgelink_health_checks_total{namespace="edgelink", service="api-gateway", result="failure"}"#,
        "0x1500",
        "0x60",
        "0+30x60",
    ),
    (
        r#"edgelink_db_pool_connections_in_use{namespace="edgelink", service="api-gateway", instance="a"}"#,
        "3x1500",
        "3x60",
        "10x60",
    ),
    (
        r#"edgelink_active_connections{namespace="edgelink", service="api-gateway"}"#,
        "100x1500",
        "100x60",
        "20x60",
    ),
    // Born at 1, as counters are that nobody initialised.
    (
        r#"edgelink_rollback_total{namespace="edgelink", deployment="edgelink-api-gateway", reason="error_rate", result="failure"}"#,
        "_x1500",
        "_x60",
        "_x44 1x15",
    ),
    (
        r#"edgelink_rollback_total{namespace="edgelink", deployment="edgelink-api-gateway", reason="error_rate", result="success"}"#,
        "_x1500",
        "_x60",
        "_x44 1x15",
    ),
    (
        r#"http_requests_total{namespace="edgelink", service="device-service", status="503"}"#,
        "0x1500",
        "0x60",
        "0x60",
    ),
    (
        r#"prometheus_rule_evaluation_failures_total{rule_group="edgelink.high-error-rate"}"#,
        "0x1500",
        "0x60",
        "0+1x60",
    ),
    (r#"alertmanager_notifications_failed_total{integration="pagerduty"}"#, "0x1500", "0x60", "0+1x60"),
];

/// Everything that people can be told, but for what needs series to be gone.
const ALERTS: &[&str] = &[
    "EdgeLinkActiveConnectionsDrop",
    "EdgeLinkAlertmanagerNotificationsFailing",
    "EdgeLinkCPUThrottling",
    "EdgeLinkDatabasePoolExhaustion",
    "EdgeLinkDeploymentReplicaMismatch",
    "EdgeLinkDeviceConnectionFailures",
    "EdgeLinkErrorBudgetBurn",
    "EdgeLinkHealthCheckFailures",
    "EdgeLinkHighCPUUsage",
    "EdgeLinkHighErrorRate",
    "EdgeLinkHighLatency",
    "EdgeLinkHighMemoryUsage",
    "EdgeLinkMemoryGrowth",
    "EdgeLinkNATTraversalFailures",
    "EdgeLinkPodCrashLooping",
    "EdgeLinkPrometheusRuleFailures",
    "EdgeLinkRollbackDidNotHelp",
    "EdgeLinkRollbackFailed",
    "EdgeLinkWatchdog",
];

/// Expects that people are told of exactly these alerts at a time.
fn test_file(series: &[(String, String)], at: &str, expected: &[&str]) -> String {
    let rules = generated::path("edgelink", "production", "rules.yaml");
    let mut text = format!(
        "rule_files: ['{}']\nevaluation_interval: 1m\ntests:\n  - interval: 1m\n    input_series:\n",
        rules.display()
    );
    for (series, values) in series {
        let _ = writeln!(text, "      - {{ series: '{series}', values: '{values}' }}");
    }
    let samples: Vec<String> =
        expected.iter().map(|alert| format!("{{ labels: '{{alertname=\"{alert}\"}}', value: 1 }}")).collect();
    let told = r#"group by (alertname) (ALERTS{alertstate="firing", auto_rollback=""})"#;
    let _ = writeln!(
        text,
        "    promql_expr_test:\n      - expr: '{told}'\n        eval_time: {at}\n        exp_samples: [{}]",
        samples.join(", ")
    );
    text
}

fn world(goes_wrong: bool) -> Vec<(String, String)> {
    let machinery = MACHINERY.iter().map(|(series, values)| ((*series).to_owned(), (*values).to_owned()));
    let changing = WORLD.iter().map(|(series, before, well, wrong)| {
        ((*series).to_owned(), format!("{before} {}", if goes_wrong { wrong } else { well }))
    });
    machinery.chain(changing).collect()
}

fn agrees(text: &str, oracle: &plimsoll_snapshots::oracles::Oracle) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("test.yaml");
    std::fs::write(&file, text)?;
    promtool::test_rules(oracle, &[file])?.accepted()?;
    Ok(())
}

#[test]
fn everything_that_goes_wrong_is_told_and_nothing_that_is_well() {
    let wrong = test_file(&world(true), "93000s", ALERTS);
    let well = test_file(&world(false), "93000s", &["EdgeLinkWatchdog"]);
    each_version("promtool", |oracle| {
        agrees(&wrong, oracle)?;
        agrees(&well, oracle)?;
        Ok(format!("{} alerts fire, 1 when all is well", ALERTS.len()))
    });
}

#[test]
fn metrics_that_are_missing_are_told() {
    let present: Vec<(String, String)> =
        [r#"http_requests_total{namespace="edgelink", service="api-gateway", status="200"}"#]
            .map(|series| (series.to_owned(), "0+60x60".to_owned()))
            .into();
    let mut text = test_file(&present, "30m", &["EdgeLinkMetricsMissing", "EdgeLinkWatchdog"]);
    let missing = |labels: &str| format!("{{ labels: '{{{labels}}}', value: 1 }}");
    let _ = writeln!(
        text,
        "      - expr: 'count by (namespace, service, exporter) (ALERTS{{alertname=\"EdgeLinkMetricsMissing\", alertstate=\"firing\"}})'\n        eval_time: 30m\n        exp_samples: [{}]",
        [
            missing(r#"namespace="edgelink", service="device-service""#),
            missing(r#"namespace="edgelink", service="topology-service""#),
            missing(r#"namespace="edgelink", exporter="kube-state-metrics""#),
        ]
        .join(", ")
    );
    each_version("promtool", |oracle| {
        agrees(&text, oracle)?;
        Ok("two services and kube-state-metrics".into())
    });
}
