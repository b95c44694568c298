//! KubeEdge: a zone or a fleet that is gone is one page, and tells nobody too little.

use std::thread;
use std::time::Duration;

use plimsoll_snapshots::generated;
use plimsoll_snapshots::oracles::alertmanager::Alertmanager;
use plimsoll_snapshots::oracles::recorder::{Notification, Recorder};
use plimsoll_snapshots::oracles::stage::Stage;
use plimsoll_snapshots::oracles::{Oracle, Result, amtool, each_version};
use plimsoll_snapshots::rule_test::RuleTest;

const LIMIT: Duration = Duration::from_secs(30);

const ZONES: [&str; 4] = ["north", "east", "south", "west"];
const NODES_OF_ZONE: usize = 10;

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
    let series = all.chain(healthy.map(|series| (series, "1x30")));
    let expected: Vec<_> = alerts
        .iter()
        .flat_map(|alert| ZONES.map(|zone| (format!("alertname=\"{alert}\", zone=\"{zone}\""), 1)))
        .collect();
    RuleTest::new("kubeedge", "production", series)
        .expect(
            r#"count by (alertname, zone) (ALERTS{alertstate="firing", severity="critical"})"#,
            "25m",
            &expected,
        )
        .ask(oracle)
}

/// The labels of an alert as the rules and Prometheus give them.
fn labels<'a>(alert: &'a str, zone: &'a str) -> [(&'a str, &'a str); 6] {
    [
        ("alertname", alert),
        ("cluster", "edge"),
        ("pack", "kubeedge"),
        ("severity", "critical"),
        ("team", "edge"),
        ("zone", zone),
    ]
}

/// An alert, and the zones in which it fires.
type Fires<'a> = (&'a str, &'a [&'a str]);

/// The alerts of the notifications that reach PagerDuty when these fire, one name after the other.
fn pages(oracle: &Oracle, alerts: &[Fires<'_>], suppressed: usize) -> Result<Vec<String>> {
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
    let mut posted = 0;
    for (alert, zones) in alerts {
        let all: Vec<_> = zones.iter().map(|zone| labels(alert, zone)).collect();
        let all: Vec<&[(&str, &str)]> = all.iter().map(<[_; 6]>::as_slice).collect();
        live.post_alerts(&all)?;
        posted += all.len();
        live.wait_for_alerts(LIMIT, |known| known.len() == posted)?;
    }
    live.wait_for_alerts(LIMIT, |known| {
        let of = |state: &str| known.iter().filter(|alert| alert.state == state).count();
        of("suppressed") == suppressed && of("unprocessed") == 0
    })?;
    recorder.wait_for(LIMIT, |arrived| arrived.iter().any(|one| one.to == "pagerduty"))?;
    // Whatever else would come has come by then: three times what a group waits.
    thread::sleep(Duration::from_secs(3));
    let arrived = recorder.notifications();
    let to = |receiver: &'static str| arrived.iter().filter(move |one| one.to == receiver);
    let name = |page: &Notification| page.body["payload"]["class"].as_str().unwrap_or_default().to_owned();
    let mut pages: Vec<String> = to("pagerduty").map(name).collect();
    pages.sort();
    assert_eq!(to("slack").count(), pages.len(), "{arrived:#?}");
    Ok(pages)
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
        let everywhere = alerts.map(|alert| (alert, &ZONES[..]));
        assert_eq!(pages(oracle, &everywhere, ZONES.len())?, ["KubeEdgeLinkDown"]);
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
        assert_eq!(pages(oracle, &[(alerts[0], &ZONES)], 0)?, ["KubeEdgeNodeDown"]);
        Ok("of 4 alerts one notification reaches PagerDuty".into())
    });
}

#[test]
fn a_zone_that_cannot_be_reached_keeps_only_its_own_nodes_quiet() {
    each_version("alertmanager", |oracle| {
        let alerts: [Fires<'_>; 2] =
            [("KubeEdgeLinkDown", &["north"]), ("KubeEdgeNodeDown", &["north", "south"])];
        assert_eq!(pages(oracle, &alerts, 1)?, ["KubeEdgeLinkDown", "KubeEdgeNodeDown"]);
        Ok("the nodes of another zone are told of".into())
    });
}

#[test]
fn every_route_leads_to_the_team_of_the_edge() {
    let cases: [(&str, &str, &[&str]); 5] = [
        ("KubeEdgeNodeDown", "critical", &["pagerduty-edge", "slack-edge-alerts"]),
        ("KubeEdgeAgentHighMemory", "warning", &["slack-edge-alerts"]),
        // A broken PagerDuty is told by Slack.
        ("KubeEdgeAlertmanagerNotificationsFailing", "critical", &["pagerduty-edge", "slack-edge-alerts"]),
        ("KubeEdgeWatchdog", "none", &["watchdog-edge"]),
        ("KubeEdgeUnheardOf", "unheard-of", &["slack-edge-ops"]),
    ];
    each_version("amtool", |oracle| {
        let file = generated::path("kubeedge", "production", "alertmanager.yaml");
        for (alert, severity, receivers) in &cases {
            let labels = [("alertname", *alert), ("pack", "kubeedge"), ("severity", *severity)];
            assert_eq!(amtool::routes_test(oracle, &file, &labels)?, *receivers, "{alert}");
        }
        Ok(format!("{} alerts", cases.len()))
    });
}
