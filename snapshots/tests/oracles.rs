//! The harness asks the real tools: each one takes a good file and refuses a bad one, in every version.

use std::time::Duration;

use plimsoll_snapshots::oracles::alertmanager::Alertmanager;
use plimsoll_snapshots::oracles::promtool::{self, Lint};
use plimsoll_snapshots::oracles::recorder::Recorder;
use plimsoll_snapshots::oracles::stage::Stage;
use plimsoll_snapshots::oracles::{Result, amtool, each_version};

const LIMIT: Duration = Duration::from_secs(20);

const RULES: &str = r"
groups:
  - name: errors
    interval: 15s
    rules:
      - alert: HighErrorRate
        expr: job:errors:ratio_rate5m > 0.05
        for: 2m
";

const RULE_TEST: &str = r#"
rule_files: [rules.yaml]
evaluation_interval: 15s
tests:
  - interval: 15s
    input_series:
      - { series: 'job:errors:ratio_rate5m{job="api"}', values: '0.1x20' }
    alert_rule_test:
      - { eval_time: 1m, alertname: HighErrorRate, exp_alerts: [] }
      - { eval_time: 3m, alertname: HighErrorRate, exp_alerts: [{ exp_labels: { job: api } }] }
"#;

const CONFIG: &str = r#"
route:
  receiver: everybody
  group_by: [alertname]
  group_wait: 0s
  group_interval: 1s
  routes:
    - { receiver: pager, matchers: ['severity="critical"'] }
    - { receiver: chat, matchers: ['severity="info"'] }
receivers:
  - name: chat
    slack_configs: [{ api_url_file: /etc/alertmanager/secrets/slack, channel: '#alerts' }]
  - name: everybody
    webhook_configs: [{ url: "http://everybody.test/", send_resolved: false }]
  - name: pager
    webhook_configs:
      - url: "http://pager.test/"
        send_resolved: true
        http_config: { authorization: { credentials_file: /etc/alertmanager/secrets/pager } }
inhibit_rules:
  - { source_matchers: ['severity="critical"'], target_matchers: ['severity="warning"'], equal: [service] }
"#;

#[test]
fn promtool_takes_a_good_rule_and_refuses_a_bad_one() {
    each_version("promtool", |oracle| {
        let folder = tempfile::tempdir()?;
        let (good, bad) = (folder.path().join("good.yaml"), folder.path().join("bad.yaml"));
        std::fs::write(&good, RULES)?;
        std::fs::write(&bad, RULES.replace("> 0.05", "> > 0.05"))?;

        promtool::check_rules(oracle, &[&good], Lint::Fatal)?.accepted()?;
        let refused = promtool::check_rules(oracle, &[&good, &bad], Lint::Off)?.refused()?;
        assert!(refused.text().contains("bad.yaml"), "{}", refused.text());
        Ok("one rule, and the same with a syntax error".into())
    });
}

#[test]
fn promtool_refuses_what_is_valid_but_bad_only_when_it_lints() {
    each_version("promtool", |oracle| {
        let folder = tempfile::tempdir()?;
        let twice = folder.path().join("twice.yaml");
        let rule = RULES.split_once("      - alert").map(|(_, rule)| format!("      - alert{rule}"));
        std::fs::write(&twice, RULES.to_owned() + &rule.unwrap_or_default())?;

        promtool::check_rules(oracle, &[&twice], Lint::Off)?.accepted()?;
        promtool::check_rules(oracle, &[&twice], Lint::Fatal)?.refused()?;
        Ok("a rule that is there twice".into())
    });
}

#[test]
fn promtool_tests_when_an_alert_fires() {
    each_version("promtool", |oracle| {
        let folder = tempfile::tempdir()?;
        let (right, wrong) = (folder.path().join("right.yaml"), folder.path().join("wrong.yaml"));
        std::fs::write(folder.path().join("rules.yaml"), RULES)?;
        std::fs::write(&right, RULE_TEST)?;
        std::fs::write(&wrong, RULE_TEST.replace("eval_time: 1m", "eval_time: 3m"))?;

        promtool::test_rules(oracle, &[&right])?.accepted()?;
        promtool::test_rules(oracle, &[&wrong])?.refused()?;
        Ok("silent before the hold is over, firing after".into())
    });
}

#[test]
fn amtool_takes_a_good_configuration_and_refuses_a_bad_one() {
    each_version("amtool", |oracle| {
        let good = Stage::new(CONFIG)?;
        let bad = Stage::new(CONFIG)?.replacing("receiver: pager", "receiver: nobody")?;
        amtool::check_config(oracle, good.config())?.accepted()?;
        amtool::check_config(oracle, bad.config())?.refused()?;
        Ok("a configuration, and one with a route to nobody".into())
    });
}

#[test]
fn amtool_tells_the_receivers_of_an_alert() {
    each_version("amtool", |oracle| {
        let stage = Stage::new(CONFIG)?;
        let receivers = |labels| amtool::routes_test(oracle, stage.config(), labels);
        assert_eq!(receivers(&[("severity", "critical")])?, ["pager"]);
        assert_eq!(receivers(&[("severity", "warning"), ("path", "C:\\ \"x\" y,z")])?, ["everybody"]);
        Ok("two alerts".into())
    });
}

/// `CONFIG` with the recorder in place of the world.
fn staged(recorder: &Recorder) -> Result<Stage> {
    Stage::new(CONFIG)?
        .with_secrets("/etc/alertmanager/secrets", &[("pager", "s3cret"), ("slack", &recorder.url("slack"))])?
        .replacing("http://everybody.test/", &recorder.url("everybody"))?
        .replacing("http://pager.test/", &recorder.url("pager"))
}

#[test]
fn alertmanager_routes_an_alert_and_notifies_its_receiver_alone() {
    each_version("alertmanager", |oracle| {
        let recorder = Recorder::start()?;
        let stage = staged(&recorder)?;
        let alertmanager = Alertmanager::start(oracle, stage.config())?;
        let critical = [("alertname", "Down"), ("severity", "critical"), ("service", "api")];

        alertmanager.post_alerts(&[&critical])?;
        let alerts =
            alertmanager.wait_for_alerts(LIMIT, |alerts| alerts.iter().any(|a| a.state == "active"))?;
        assert_eq!(alerts[0].receivers, ["pager"]);
        let notified = recorder.wait_for(LIMIT, |notified| !notified.is_empty())?;
        assert_eq!((notified[0].to.as_str(), notified[0].status()), ("pager", "firing"));
        assert_eq!(notified[0].label("alertname"), ["Down"]);
        assert_eq!(notified[0].body["version"], "4");
        assert_eq!(notified[0].authorization.as_deref(), Some("Bearer s3cret"));

        alertmanager.resolve_alerts(&[&critical])?;
        let notified = recorder.wait_for(LIMIT, |notified| notified.len() > 1)?;
        assert_eq!((notified[1].to.as_str(), notified[1].status()), ("pager", "resolved"));
        Ok("notified of one alert, and of its end".into())
    });
}

#[test]
fn alertmanager_inhibits_a_warning_by_its_critical() {
    each_version("alertmanager", |oracle| {
        let recorder = Recorder::start()?;
        let stage = staged(&recorder)?;
        let alertmanager = Alertmanager::start(oracle, stage.config())?;

        alertmanager.post_alerts(&[&[
            ("alertname", "Down"),
            ("severity", "critical"),
            ("service", "api"),
        ]])?;
        recorder.wait_for(LIMIT, |notified| !notified.is_empty())?;
        alertmanager.post_alerts(&[
            &[("alertname", "Slow"), ("severity", "warning"), ("service", "api")],
            &[("alertname", "Slow"), ("severity", "warning"), ("service", "other")],
        ])?;
        let alerts = alertmanager.wait_for_alerts(LIMIT, |alerts| {
            alerts.len() == 3 && alerts.iter().all(|a| a.state != "unprocessed")
        })?;
        let slow: Vec<_> = alerts.iter().filter(|alert| alert.name() == "Slow").collect();
        assert_eq!(
            (slow[0].state.as_str(), &*slow[0].inhibited_by),
            ("suppressed", &["Down".to_owned()][..])
        );
        assert_eq!((slow[1].state.as_str(), slow[1].inhibited_by.len()), ("active", 0));

        let notified = recorder.wait_for(LIMIT, |notified| notified.len() > 1)?;
        assert_eq!(notified[1].to, "everybody");
        assert_eq!(notified[1].body["alerts"][0]["labels"]["service"], "other");
        assert_eq!(notified[1].label("service"), ["other"]);
        Ok("one warning inhibited, the other service's told".into())
    });
}

#[test]
fn slack_is_recorded_through_its_secret_address() {
    each_version("alertmanager", |oracle| {
        let recorder = Recorder::start()?;
        let stage = staged(&recorder)?;
        let alertmanager = Alertmanager::start(oracle, stage.config())?;
        alertmanager.post_alerts(&[&[("alertname", "Deployed"), ("severity", "info")]])?;
        let notified = recorder.wait_for(LIMIT, |notified| !notified.is_empty())?;
        assert_eq!(notified[0].to, "slack");
        assert_eq!(notified[0].body["channel"], "#alerts");
        Ok("one message".into())
    });
}

#[test]
fn an_alertmanager_that_cannot_start_says_why() {
    each_version("alertmanager", |oracle| {
        let stage = Stage::new(CONFIG)?.replacing("receiver: pager", "receiver: nobody")?;
        let error = Alertmanager::start(oracle, stage.config()).err().map(|error| error.to_string());
        assert!(error.as_deref().is_some_and(|error| error.contains("nobody")), "{error:?}");
        Ok("a route to nobody".into())
    });
}
