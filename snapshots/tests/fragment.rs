//! The fragment, merged into an Alertmanager that others use, changes nothing for them.

use std::time::Duration;

use plimsoll_snapshots::generated;
use plimsoll_snapshots::oracles::alertmanager::{Alert, Alertmanager};
use plimsoll_snapshots::oracles::recorder::Recorder;
use plimsoll_snapshots::oracles::stage::Stage;
use plimsoll_snapshots::oracles::{Result, amtool, each_version};
use serde_yaml::{Mapping, Value};

const LIMIT: Duration = Duration::from_secs(30);

/// Another team's Alertmanager: its own routes, severities and inhibition, with the same words as ours.
const FOREIGN: &str = r#"
route:
  receiver: catch-all
  group_by: [job]
  group_wait: 0s
  routes:
    - { receiver: pager, matchers: ['severity="critical"'] }
    - { receiver: robot, matchers: ['auto_rollback="true"'] }
inhibit_rules:
  - { source_matchers: ['severity="critical"'], target_matchers: ['severity="warning"'], equal: [cluster], }
receivers:
  - name: catch-all
  - name: pager
  - name: robot
"#;

/// Alerts of other teams, some of which look like ours.
const OTHERS: [&[(&str, &str)]; 6] = [
    &[("alertname", "DiskFull"), ("severity", "critical"), ("cluster", "a"), ("service", "api-gateway")],
    &[("alertname", "DiskFilling"), ("severity", "warning"), ("cluster", "b"), ("service", "api-gateway")],
    &[("alertname", "EdgeLinkHighErrorRate"), ("severity", "critical"), ("cluster", "c"), ("pack", "other")],
    &[
        ("alertname", "EdgeLinkHealthCheckFailures"),
        ("severity", "warning"),
        ("cluster", "d"),
        ("pack", "other"),
    ],
    &[("alertname", "Undo"), ("auto_rollback", "true"), ("cluster", "e")],
    &[("alertname", "Watchdog"), ("severity", "none"), ("cluster", "f")],
];

/// Ours, firing at the same time and with the same values.
const OURS: [&[(&str, &str)]; 2] = [
    &[
        ("alertname", "EdgeLinkHighErrorRate"),
        ("severity", "critical"),
        ("pack", "edgelink"),
        ("service", "api-gateway"),
    ],
    &[
        ("alertname", "EdgeLinkCPUThrottling"),
        ("severity", "warning"),
        ("pack", "edgelink"),
        ("service", "api-gateway"),
    ],
];

/// As the head of the fragment says: its routes first, the other two lists appended.
fn merged(fragment: &str) -> Result<String> {
    let mut whole: Mapping = serde_yaml::from_str(FOREIGN)?;
    let mut fragment: Mapping = serde_yaml::from_str(fragment)?;
    let mut take =
        |key: &str| fragment.remove(key).and_then(|list| list.as_sequence().cloned()).unwrap_or_default();
    let (routes, inhibitions, receivers) = (take("routes"), take("inhibit_rules"), take("receivers"));
    assert!(!routes.is_empty() && !inhibitions.is_empty() && !receivers.is_empty());
    let list = |of: &mut Mapping, key: &str, new: Vec<Value>, first: bool| {
        let own = of.get(key).and_then(Value::as_sequence).cloned().unwrap_or_default();
        let all: Vec<Value> = if first { [new, own].concat() } else { [own, new].concat() };
        of.insert(key.into(), all.into());
    };
    list(&mut whole, "inhibit_rules", inhibitions, false);
    list(&mut whole, "receivers", receivers, false);
    if let Some(Value::Mapping(route)) = whole.get_mut("route") {
        list(route, "routes", routes, true);
    }
    Ok(serde_yaml::to_string(&whole)?)
}

/// An alert's name, its receivers, what keeps it quiet, and its state.
type Told = (String, Vec<String>, Vec<String>, String);

/// Whom others' alerts reach and what keeps them quiet, in an Alertmanager with this configuration.
fn others(live: &Alertmanager, expected: usize) -> Result<Vec<Told>> {
    let all = live.wait_for_alerts(LIMIT, |alerts| {
        alerts.len() == expected && alerts.iter().all(|alert| alert.state != "unprocessed")
    })?;
    let foreign = |alert: &Alert| alert.labels.get("pack").is_none_or(|pack| pack != "edgelink");
    let told = |alert: Alert| {
        let name = alert.name().to_owned();
        (name, alert.receivers, alert.inhibited_by, alert.state)
    };
    Ok(all.into_iter().filter(foreign).map(told).collect())
}

#[test]
fn nobody_elses_alert_changes_its_receiver_or_is_inhibited() {
    for environment in ["staging", "production"] {
        let fragment = generated::read("edgelink", environment, "alertmanager.fragment.yaml").unwrap();
        let whole = merged(&fragment).unwrap();
        each_version("amtool", |oracle| {
            let stage = Stage::new(whole.clone())?;
            amtool::check_config(oracle, stage.config())?.accepted()?;
            Ok(format!("the merged configuration of {environment}"))
        });
        each_version("alertmanager", |oracle| {
            let recorder = Recorder::start()?;
            let before = Stage::new(FOREIGN)?;
            let live = Alertmanager::start(oracle, before.config())?;
            live.post_alerts(&OTHERS)?;
            let alone = others(&live, OTHERS.len())?;
            drop(live);

            // Every address of the fragment is on loopback: nobody outside is told of a test.
            let mut text = whole.clone();
            for scheme_and_rest in whole.split("http://").skip(1) {
                let address = scheme_and_rest.split_whitespace().next().unwrap_or_default();
                text = text.replace(&format!("http://{address}"), &recorder.url("ours"));
            }
            let global = format!("global:\n  pagerduty_url: {}\n", recorder.url("ours"));
            let after = Stage::new(global + &text.replace("smtp.gmail.com:587", "127.0.0.1:9"))?;
            let live = Alertmanager::start(oracle, after.config())?;
            live.post_alerts(&OURS)?;
            live.wait_for_alerts(LIMIT, |alerts| alerts.len() == OURS.len())?;
            live.post_alerts(&OTHERS)?;
            let beside_ours = others(&live, OTHERS.len() + OURS.len())?;
            assert_eq!(beside_ours, alone, "{environment}");
            Ok(format!("{} alerts of others beside {environment}", alone.len()))
        });
    }
}
