//! A live Alertmanager loads what is generated, and tells whom it should.

use std::time::Duration;

use plimsoll_snapshots::edgelink;
use plimsoll_snapshots::generated;
use plimsoll_snapshots::oracles::alertmanager::Alertmanager;
use plimsoll_snapshots::oracles::recorder::Recorder;
use plimsoll_snapshots::oracles::stage::Stage;
use plimsoll_snapshots::oracles::{Oracle, Result, each_version};

/// Far above what it takes; a test that waits this long has failed.
const LIMIT: Duration = Duration::from_secs(30);

type Labels = &'static [(&'static str, &'static str)];

/// The labels of the rules as they are rendered, on one service each.
const ROLLBACK: Labels = &[
    ("alertname", "EdgeLinkHighErrorRate"),
    ("auto_rollback", "true"),
    ("deployment", "edgelink-api-gateway"),
    ("namespace", "edgelink-staging"),
    ("pack", "edgelink"),
    ("service", "api-gateway"),
    ("severity", "none"),
    ("team", "platform"),
];
const ROLLBACK_FOR_PEOPLE: Labels = &[
    ("alertname", "EdgeLinkHighErrorRate"),
    ("deployment", "edgelink-api-gateway"),
    ("namespace", "edgelink-staging"),
    ("pack", "edgelink"),
    ("service", "api-gateway"),
    ("severity", "critical"),
    ("team", "platform"),
];
const DRY_RUN: Labels = &[
    ("alertname", "EdgeLinkHighLatency"),
    ("auto_rollback", "dry_run"),
    ("deployment", "edgelink-api-gateway"),
    ("namespace", "edgelink-staging"),
    ("pack", "edgelink"),
    ("rollout_phase", "strict"),
    ("service", "api-gateway"),
    ("severity", "none"),
    ("team", "platform"),
];
const PAGE: Labels = &[
    ("alertname", "EdgeLinkHighCPUUsage"),
    ("deployment", "edgelink-device-service"),
    ("namespace", "edgelink-staging"),
    ("pack", "edgelink"),
    ("service", "device-service"),
    ("severity", "critical"),
    ("team", "platform"),
];
const WARNING: Labels = &[
    ("alertname", "EdgeLinkCPUThrottling"),
    ("deployment", "edgelink-topology-service"),
    ("namespace", "edgelink-staging"),
    ("pack", "edgelink"),
    ("service", "topology-service"),
    ("severity", "warning"),
    ("team", "platform"),
];
/// On the service of [`PAGE`], which keeps it quiet.
const INHIBITED_WARNING: Labels = &[
    ("alertname", "EdgeLinkHighMemoryUsage"),
    ("deployment", "edgelink-device-service"),
    ("namespace", "edgelink-staging"),
    ("pack", "edgelink"),
    ("service", "device-service"),
    ("severity", "warning"),
    ("team", "platform"),
];
/// On the service of [`ROLLBACK_FOR_PEOPLE`], which keeps it quiet although it pages.
const INHIBITED_PAGE: Labels = &[
    ("alertname", "EdgeLinkHealthCheckFailures"),
    ("deployment", "edgelink-api-gateway"),
    ("namespace", "edgelink-staging"),
    ("pack", "edgelink"),
    ("service", "api-gateway"),
    ("severity", "critical"),
    ("team", "platform"),
];
const WATCHDOG: Labels =
    &[("alertname", "EdgeLinkWatchdog"), ("pack", "edgelink"), ("severity", "none"), ("team", "platform")];

/// Each alert, who must be told, and what keeps it quiet.
const CASES: [(Labels, &[&str], &[&str]); 8] = [
    (ROLLBACK, &["rollback-webhook"], &[]),
    (ROLLBACK_FOR_PEOPLE, &["pagerduty-platform", "slack-alerts"], &[]),
    (DRY_RUN, &["dry-run-log"], &[]),
    (PAGE, &["pagerduty-platform", "slack-alerts"], &[]),
    (WARNING, &["slack-alerts"], &[]),
    (INHIBITED_WARNING, &["slack-alerts"], &["EdgeLinkHighCPUUsage"]),
    (INHIBITED_PAGE, &["pagerduty-platform", "slack-alerts"], &["EdgeLinkHighErrorRate"]),
    (WATCHDOG, &["watchdog"], &[]),
];

/// The generated configuration with every address on loopback: nobody outside is told of a test.
fn staged(environment: &str, namespace: &str, recorder: &Recorder) -> Result<Stage> {
    let text = generated::read("edgelink", environment, "alertmanager.yaml")?;
    edgelink::on_loopback(&text, namespace, recorder)?
        // People are told after half a minute, to be told once of what belongs together; the test waits for none.
        .replacing("group_wait: 30s", "group_wait: 0s")
}

/// Whoever each alert goes to, and what keeps it quiet.
fn routed(oracle: &Oracle, environment: &str, namespace: &str) -> Result<String> {
    let recorder = Recorder::start()?;
    let stage = staged(environment, namespace, &recorder)?;
    let live = Alertmanager::start(oracle, stage.config())?;
    // Sources first: an inhibition holds from the moment its source is known.
    live.post_alerts(&[ROLLBACK_FOR_PEOPLE, PAGE])?;
    live.wait_for_alerts(LIMIT, |alerts| alerts.len() == 2)?;
    live.post_alerts(&CASES.map(|(labels, ..)| labels))?;
    let alerts = live.wait_for_alerts(LIMIT, |alerts| {
        alerts.len() == CASES.len() && alerts.iter().filter(|alert| alert.state == "suppressed").count() == 2
    })?;
    for (labels, receivers, quiet) in CASES {
        let same = |alert: &&plimsoll_snapshots::oracles::alertmanager::Alert| {
            alert.labels.len() == labels.len()
                && labels.iter().all(|(name, value)| alert.labels.get(*name).is_some_and(|own| own == value))
        };
        let alert =
            alerts.iter().find(same).ok_or_else(|| format!("{labels:?} is not there: {alerts:#?}"))?;
        let mut told = alert.receivers.clone();
        told.sort();
        assert_eq!(told, receivers, "{labels:?}");
        assert_eq!(alert.inhibited_by, quiet, "{labels:?}");
    }

    // What really arrived: the machine is told of the armed rule alone, with its credentials.
    let arrived = recorder.wait_for(LIMIT, |arrived| {
        ["rollback", "dry-run", "watchdog", "pagerduty", "slack"]
            .iter()
            .all(|to| arrived.iter().any(|one| one.to == *to))
    })?;
    let to = |receiver: &str| arrived.iter().filter(|one| one.to == receiver).collect::<Vec<_>>();
    for (receiver, alert, auto_rollback) in
        [("rollback", "EdgeLinkHighErrorRate", "true"), ("dry-run", "EdgeLinkHighLatency", "dry_run")]
    {
        for notification in to(receiver) {
            assert_eq!(notification.label("alertname"), [alert]);
            assert_eq!(notification.label("auto_rollback"), [auto_rollback]);
            assert_eq!(notification.status(), "firing");
        }
    }
    assert_eq!(to("rollback")[0].authorization.as_deref(), Some("Bearer token"));
    assert!(to("watchdog").iter().all(|one| one.label("alertname") == ["EdgeLinkWatchdog"]));
    for quiet in ["EdgeLinkHighMemoryUsage", "EdgeLinkHealthCheckFailures"] {
        assert!(!arrived.iter().any(|one| one.body.to_string().contains(quiet)), "{quiet} was told of");
    }
    Ok(format!("{} alerts routed, {} notifications arrived", CASES.len(), arrived.len()))
}

#[test]
fn staging_tells_the_machine_and_people() {
    each_version("alertmanager", |oracle| routed(oracle, "staging", "edgelink-staging"));
}

#[test]
fn production_routes_alike() {
    each_version("alertmanager", |oracle| routed(oracle, "production", "edgelink"));
}
