//! The configuration of `edgelink` for an Alertmanager that must tell nobody outside this machine.

use crate::oracles::Result;
use crate::oracles::recorder::Recorder;
use crate::oracles::stage::Stage;

/// The bearer token of the machine that rolls back.
pub const TOKEN: &str = "token";

/// A generated configuration with every address on loopback: the recorder hears `rollback`, `dry-run`, `watchdog`,
/// `pagerduty` and `slack`; mail goes nowhere.
pub fn on_loopback(config: &str, namespace: &str, recorder: &Recorder) -> Result<Stage> {
    let global = format!("global:\n  pagerduty_url: {}\n", recorder.url("pagerduty"));
    let in_cluster =
        |service: &str, path: &str| format!("http://{service}.{namespace}.svc.cluster.local:8080/{path}");
    Stage::new(global + config)?
        .with_secrets(
            "/etc/alertmanager/secrets/edgelink-alertmanager",
            &[
                ("slack-url", &recorder.url("slack")),
                ("pagerduty-routing-key", "key"),
                ("rollback-webhook-token", TOKEN),
                ("smtp-password", "password"),
            ],
        )?
        .replacing(&in_cluster("edge-link-rollback-webhook", "webhook"), &recorder.url("rollback"))?
        .replacing(&in_cluster("edge-link-dry-run-log", "record"), &recorder.url("dry-run"))?
        .replacing(&in_cluster("edge-link-watchdog", "heartbeat"), &recorder.url("watchdog"))?
        .replacing("smtp.gmail.com:587", "127.0.0.1:9")
}
