//! KubeEdge: everything that goes wrong is told, nothing that is well, and all of it is cheap.

use plimsoll::prelude::*;
use plimsoll::{check, plan};
use plimsoll_snapshots::oracles::each_version;
use plimsoll_snapshots::rule_test::RuleTest;

/// Series for six hours, minute by minute: when all is well, and when everything goes wrong.
const WORLD: &[(&str, &str, &str)] = &[
    (r#"up{job="kubeedge-cloudcore", instance="cloudcore:10250"}"#, "1x360", "1x300 0x60"),
    (r#"probe_success{job="kubeedge-cloudhub", instance="cloudcore:10000"}"#, "1x360", "1x300 0x60"),
    (r#"probe_success{job="kubeedge-cloudhub", instance="cloudcore:10002"}"#, "1x360", "1x360"),
    // Of zone a one node has been gone for more than four hours, of zone b one for half an hour.
    (r#"up{job="kubeedge-edgecore", node="a1", zone="a"}"#, "1x360", "1x60 0x300"),
    (r#"up{job="kubeedge-edgecore", node="b1", zone="b"}"#, "1x360", "1x330 0x30"),
    (r#"up{job="kubeedge-edgecore", node="b2", zone="b"}"#, "1x360", "1x360"),
    (r#"probe_success{job="kubeedge-link", node="a1", zone="a"}"#, "1x360", "1x60 0x300"),
    (r#"probe_success{job="kubeedge-link", node="b1", zone="b"}"#, "1x360", "1x360"),
    (r#"probe_success{job="kubeedge-link", node="b2", zone="b"}"#, "1x360", "1x360"),
    (r#"probe_duration_seconds{job="kubeedge-link", node="b2", zone="b"}"#, "0.1x360", "0.1x300 0.8x60"),
    (
        r#"process_resident_memory_bytes{job="kubeedge-edgecore", node="b2", zone="b"}"#,
        "60000000x360",
        "60000000x300 70000000x60",
    ),
    (r#"process_cpu_seconds_total{job="kubeedge-edgecore", node="b2", zone="b"}"#, "0+3x360", "0+9x360"),
    (r#"promtail_dropped_entries_total{host="loki:3100", tenant=""}"#, "0x360", "0x300 0+5x60"),
    (
        r#"loki_request_duration_seconds_count{route="loki_api_v1_push", status_code="204"}"#,
        "0+60x360",
        "0+60x360",
    ),
    (
        r#"loki_request_duration_seconds_count{route="loki_api_v1_push", status_code="500"}"#,
        "0x360",
        "0+6x360",
    ),
    (r#"jaeger_collector_spans_received_total{job="jaeger", svc="shop"}"#, "0+600x360", "0+600x360"),
    (r#"jaeger_collector_spans_dropped_total{job="jaeger", host="collector"}"#, "0x360", "0+12x360"),
    (r#"prometheus_tsdb_storage_blocks_bytes{job="prometheus", instance="a"}"#, "20e9x360", "43e9x360"),
    (r#"prometheus_tsdb_wal_storage_size_bytes{job="prometheus", instance="a"}"#, "1e9x360", "1e9x360"),
    // Tempo has a write-ahead log of that name too.
    (r#"prometheus_tsdb_wal_storage_size_bytes{job="tempo", instance="t"}"#, "90e9x360", "90e9x360"),
    (
        r#"prometheus_rule_evaluation_failures_total{rule_group="kubeedge.node-down"}"#,
        "0x360",
        "0x300 0+1x60",
    ),
    (r#"alertmanager_notifications_failed_total{integration="pagerduty"}"#, "0x360", "0x300 0+1x60"),
];

/// Everything but what needs series to be gone.
const ALERTS: &[&str] = &[
    "KubeEdgeAgentHighCPU",
    "KubeEdgeAgentHighMemory",
    "KubeEdgeAlertmanagerNotificationsFailing",
    "KubeEdgeCloudCoreDown",
    "KubeEdgeCloudHubUnreachable",
    "KubeEdgeJaegerDroppingSpans",
    "KubeEdgeLinkDown",
    "KubeEdgeLinkSlow",
    "KubeEdgeLokiRequestErrors",
    "KubeEdgeNodeDown",
    "KubeEdgeNodeOfflineTooLong",
    "KubeEdgePrometheusRuleFailures",
    "KubeEdgePrometheusStorageFilling",
    "KubeEdgePromtailDroppingEntries",
    "KubeEdgeWatchdog",
];

/// The rules of production over these series.
fn over<'a>(series: impl IntoIterator<Item = (&'a str, &'a str)>) -> RuleTest {
    RuleTest::new("kubeedge", "production", series)
}

#[test]
fn everything_that_goes_wrong_is_told_and_nothing_that_is_well() {
    let wrong = over(WORLD.iter().map(|(series, _, wrong)| (*series, *wrong)))
        .fires("359m", ALERTS)
        // Of zone b a node has been gone for half an hour, which is not long.
        .expect(
            r#"count by (zone) (ALERTS{alertname="KubeEdgeNodeOfflineTooLong", alertstate="firing"})"#,
            "359m",
            &[("zone=\"a\"", 1)],
        );
    let well =
        over(WORLD.iter().map(|(series, well, _)| (*series, *well))).fires("359m", &["KubeEdgeWatchdog"]);
    each_version("promtool", |oracle| {
        wrong.ask(oracle)?;
        well.ask(oracle)?;
        Ok(format!("{} alerts fire, 1 when all is well", ALERTS.len()))
    });
}

#[test]
fn a_node_that_is_new_is_not_one_that_was_lost() {
    let test = over([(r#"up{job="kubeedge-edgecore", node="a1", zone="a"}"#, "_x320 0x40")]).expect(
        r#"count by (alertname) (ALERTS{alertname=~"KubeEdgeNode.+", alertstate="firing"})"#,
        "359m",
        &[("alertname=\"KubeEdgeNodeDown\"", 1)],
    );
    each_version("promtool", |oracle| {
        test.ask(oracle)?;
        Ok("down, and not offline for hours".into())
    });
}

#[test]
fn a_job_without_a_target_is_told_by_its_name() {
    let missing = ["kubeedge-cloudhub", "kubeedge-edgecore", "kubeedge-link"];
    let missing = missing.map(|job| (format!("job=\"{job}\""), 1));
    let test = over([(r#"up{job="kubeedge-cloudcore"}"#, "1x60")]).expect(
        r#"count by (job) (ALERTS{alertname="KubeEdgeMetricsMissing", alertstate="firing"})"#,
        "30m",
        &missing,
    );
    each_version("promtool", |oracle| {
        test.ask(oracle)?;
        Ok("three jobs".into())
    });
}

#[test]
fn its_rules_and_jobs_are_cheap_and_one_alert_for_each_node_is_not() {
    let catalog = plimsoll_thresholds::catalog();
    let pack = catalog.packs.into_iter().find(|pack| pack.name == "kubeedge").unwrap();
    let found = |pack: &Pack| check::run(pack, &plan::lower(pack, "production", None).unwrap());
    assert_eq!(found(&pack), []);

    let by_node =
        Condition::raw("up{job=\"kubeedge-edgecore\"} == 0", &["node"], Unit::COUNT, Duration::ZERO);
    let alert = Alert::new("KubeEdgeThisNodeDown", Response::Page, by_node)
        .summary("{node} is down")
        .runbook(Runbook::new("this-node-down", "One of a thousand."))
        .tested_with(
            Case::new("a node that is gone")
                .series(r#"up{job="kubeedge-edgecore", node="a"}"#, "1x20 0x20")
                .silent_at(minutes(5))
                .fires_at(minutes(10), 0.0, &[("job", "kubeedge-edgecore"), ("node", "a")]),
        );
    let found = found(&pack.alerts([alert]));
    let ids: Vec<_> = found.iter().map(|finding| finding.id).collect();
    assert_eq!(ids, ["cost/cardinality"], "{found:#?}");
    assert!(found[0].message.starts_with("1000 series by estimate, and the budget of a rule is 100"));
}
