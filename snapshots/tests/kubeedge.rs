//! KubeEdge: everything that goes wrong is told, nothing that is well, and a fleet that is gone is one page.

use std::fmt::Write as _;
use std::thread;

use plimsoll::prelude::*;
use plimsoll::{check, plan};
use plimsoll_snapshots::generated;
use plimsoll_snapshots::oracles::alertmanager::Alertmanager;
use plimsoll_snapshots::oracles::recorder::Recorder;
use plimsoll_snapshots::oracles::stage::Stage;
use plimsoll_snapshots::oracles::{Oracle, Result, each_version, promtool};

const LIMIT: std::time::Duration = std::time::Duration::from_secs(30);

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

const ZONES: [&str; 4] = ["north", "east", "south", "west"];
const NODES_OF_ZONE: usize = 10;

/// The head of a promtool test over these series, minute by minute.
fn test_file<'a>(series: impl IntoIterator<Item = (&'a str, &'a str)>) -> String {
    let rules = generated::path("kubeedge", "production", "rules.yaml");
    let mut text = format!(
        "rule_files: ['{}']\nevaluation_interval: 30s\ntests:\n  - interval: 1m\n    input_series:\n",
        rules.display()
    );
    for (series, values) in series {
        let _ = writeln!(text, "      - {{ series: '{series}', values: '{values}' }}");
    }
    text.push_str("    promql_expr_test:\n");
    text
}

/// Expects exactly these label sets of an expression, each with its value.
fn expect(text: &mut String, expr: &str, at: &str, samples: &[(String, usize)]) {
    let samples: Vec<String> = samples
        .iter()
        .map(|(labels, value)| format!("{{ labels: '{{{labels}}}', value: {value} }}"))
        .collect();
    let _ = writeln!(
        text,
        "      - expr: '{expr}'\n        eval_time: {at}\n        exp_samples: [{}]",
        samples.join(", ")
    );
}

fn agrees(text: &str, oracle: &Oracle) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("test.yaml");
    std::fs::write(&file, text)?;
    promtool::test_rules(oracle, &[file])?.accepted()?;
    Ok(())
}

fn named(alerts: &[&str]) -> Vec<(String, usize)> {
    alerts.iter().map(|alert| (format!("alertname=\"{alert}\""), 1)).collect()
}

const FIRING: &str = r#"group by (alertname) (ALERTS{alertstate="firing"})"#;

#[test]
fn everything_that_goes_wrong_is_told_and_nothing_that_is_well() {
    let mut wrong = test_file(WORLD.iter().map(|(series, _, wrong)| (*series, *wrong)));
    expect(&mut wrong, FIRING, "359m", &named(ALERTS));
    // How many, and where: one node of each zone, and the one that came and went is not lost yet.
    expect(
        &mut wrong,
        r#"count by (zone) (ALERTS{alertname="KubeEdgeNodeOfflineTooLong", alertstate="firing"})"#,
        "359m",
        &[("zone=\"a\"".to_owned(), 1)],
    );
    let mut well = test_file(WORLD.iter().map(|(series, well, _)| (*series, *well)));
    expect(&mut well, FIRING, "359m", &named(&["KubeEdgeWatchdog"]));
    each_version("promtool", |oracle| {
        agrees(&wrong, oracle)?;
        agrees(&well, oracle)?;
        Ok(format!("{} alerts fire, 1 when all is well", ALERTS.len()))
    });
}

#[test]
fn a_node_that_is_new_is_not_one_that_was_lost() {
    let mut text = test_file([(r#"up{job="kubeedge-edgecore", node="a1", zone="a"}"#, "_x320 0x40")]);
    expect(
        &mut text,
        r#"count by (alertname) (ALERTS{alertname=~"KubeEdgeNode.+", alertstate="firing"})"#,
        "359m",
        &named(&["KubeEdgeNodeDown"]),
    );
    each_version("promtool", |oracle| {
        agrees(&text, oracle)?;
        Ok("down, and not offline for hours".into())
    });
}

#[test]
fn a_job_without_a_target_is_told_by_its_name() {
    let mut text = test_file([(r#"up{job="kubeedge-cloudcore"}"#, "1x60")]);
    let missing =
        ["kubeedge-cloudhub", "kubeedge-edgecore", "kubeedge-link"].map(|job| (format!("job=\"{job}\""), 1));
    expect(
        &mut text,
        r#"count by (job) (ALERTS{alertname="KubeEdgeMetricsMissing", alertstate="firing"})"#,
        "30m",
        &missing,
    );
    each_version("promtool", |oracle| {
        agrees(&text, oracle)?;
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
        .runbook(Runbook::new("this-node-down", "One of a thousand."));
    let found = found(&pack.alerts([alert]));
    let ids: Vec<_> = found.iter().map(|finding| finding.id).collect();
    assert_eq!(ids, ["cost/cardinality"], "{found:#?}");
    assert!(found[0].message.starts_with("1000 series by estimate, and the budget of a rule is 100"));
}

/// Every node of every zone, gone for good after ten minutes.
fn gone(series: &str, job: &str) -> Vec<String> {
    let nodes = |zone: &'static str| (0..NODES_OF_ZONE).map(move |at| (zone, at));
    ZONES
        .into_iter()
        .flat_map(nodes)
        .map(|(zone, at)| format!(r#"{series}{{job="{job}", node="{zone}-{at}", zone="{zone}"}}"#))
        .collect()
}

/// What the rules fire when all forty nodes are gone, held against promtool: one alert of a name for each zone.
fn fired(oracle: &Oracle, alerts: &[&str], series: &[String]) -> Result<()> {
    assert_eq!(series.len() % (ZONES.len() * NODES_OF_ZONE), 0);
    let healthy = [
        r#"up{job="kubeedge-cloudcore"}"#,
        r#"probe_success{job="kubeedge-cloudhub"}"#,
        r#"probe_success{job="kubeedge-link", zone="far"}"#,
    ];
    let all = series.iter().map(|series| (series.as_str(), "1x10 0x20"));
    let mut text = test_file(all.chain(healthy.map(|series| (series, "1x30"))));
    let expected: Vec<_> = alerts
        .iter()
        .flat_map(|alert| ZONES.map(|zone| (format!("alertname=\"{alert}\", zone=\"{zone}\""), 1)))
        .collect();
    expect(
        &mut text,
        r#"count by (alertname, zone) (ALERTS{alertstate="firing", severity="critical"})"#,
        "25m",
        &expected,
    );
    agrees(&text, oracle)
}

/// The labels of an alert as the rules give them.
fn labels<'a>(alert: &'a str, zone: &'a str) -> [(&'a str, &'a str); 5] {
    [("alertname", alert), ("pack", "kubeedge"), ("severity", "critical"), ("team", "edge"), ("zone", zone)]
}

/// How many notifications reach PagerDuty when these alerts fire in every zone, one name after the other.
fn pages(oracle: &Oracle, alerts: &[&str], suppressed: usize) -> Result<usize> {
    let recorder = Recorder::start()?;
    let text = generated::read("kubeedge", "production", "alertmanager.yaml")?;
    let global = format!("global:\n  pagerduty_url: {}\n", recorder.url("pagerduty"));
    let stage = Stage::new(global + &text)?
        .with_secrets(
            "/etc/alertmanager/secrets/kubeedge-alertmanager",
            &[("slack-url", &recorder.url("slack")), ("pagerduty-routing-key", "key")],
        )?
        .replacing(
            "http://kubeedge-watchdog.monitoring.svc.cluster.local:8080/heartbeat",
            &recorder.url("watchdog"),
        )?
        // Long enough for all zones to be in one notification, as half a minute is.
        .replacing("group_wait: 30s", "group_wait: 1s")?;
    let live = Alertmanager::start(oracle, stage.config())?;
    for (at, alert) in alerts.iter().enumerate() {
        let all: Vec<_> = ZONES.iter().map(|zone| labels(alert, zone)).collect();
        let all: Vec<&[(&str, &str)]> = all.iter().map(<[_; 5]>::as_slice).collect();
        live.post_alerts(&all)?;
        live.wait_for_alerts(LIMIT, |known| known.len() == (at + 1) * ZONES.len())?;
    }
    live.wait_for_alerts(LIMIT, |known| {
        let of = |state: &str| known.iter().filter(|alert| alert.state == state).count();
        of("suppressed") == suppressed && of("unprocessed") == 0
    })?;
    recorder.wait_for(LIMIT, |arrived| arrived.iter().any(|one| one.to == "pagerduty"))?;
    // Whatever else would come has come by then: three times what a group waits.
    thread::sleep(std::time::Duration::from_secs(3));
    let arrived = recorder.notifications();
    let pages: Vec<_> = arrived.iter().filter(|one| one.to == "pagerduty").collect();
    for page in &pages {
        let text = page.body.to_string();
        assert!(text.contains(alerts[0]), "{text}");
    }
    assert_eq!(arrived.iter().filter(|one| one.to == "slack").count(), pages.len(), "{arrived:#?}");
    Ok(pages.len())
}

#[test]
fn a_fleet_that_cannot_be_reached_is_one_page() {
    let alerts = ["KubeEdgeLinkDown", "KubeEdgeNodeDown"];
    let series = [gone("up", "kubeedge-edgecore"), gone("probe_success", "kubeedge-link")].concat();
    each_version("promtool", |oracle| {
        fired(oracle, &alerts, &series)?;
        Ok(format!("{} nodes are {} alerts", ZONES.len() * NODES_OF_ZONE, alerts.len() * ZONES.len()))
    });
    each_version("alertmanager", |oracle| {
        // The nodes are kept quiet by the links to their zones.
        assert_eq!(pages(oracle, &alerts, ZONES.len())?, 1);
        Ok("of 8 alerts one notification reaches PagerDuty".into())
    });
}

#[test]
fn a_fleet_whose_agents_are_gone_is_one_page() {
    let alerts = ["KubeEdgeNodeDown"];
    let series = gone("up", "kubeedge-edgecore");
    each_version("promtool", |oracle| {
        fired(oracle, &alerts, &series)?;
        Ok(format!("{} nodes are {} alerts", series.len(), ZONES.len()))
    });
    each_version("alertmanager", |oracle| {
        assert_eq!(pages(oracle, &alerts, 0)?, 1);
        Ok("of 4 alerts one notification reaches PagerDuty".into())
    });
}
