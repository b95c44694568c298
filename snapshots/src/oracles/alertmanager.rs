//! A live Alertmanager on loopback: it loads a configuration, takes alerts, routes and inhibits them.
//!
//! It notifies whom the configuration says. A test stages the configuration ([`super::stage`]) with a recorder's
//! addresses ([`super::recorder`]) in place of the world's; a receiver whose secret file is missing notifies nobody.

use std::collections::BTreeMap;
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use serde::Deserialize;
use serde_json::{Value, json};

use super::process::TICK;
use super::server::Server;
use super::{Oracle, Result};

/// An Alertmanager that runs until this is dropped.
#[derive(Debug)]
pub struct Alertmanager(Server);

/// An alert as Alertmanager sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alert {
    /// Its labels.
    pub labels: BTreeMap<String, String>,
    /// The receivers that its routes lead to, whether it is inhibited or not.
    pub receivers: Vec<String>,
    /// The names of the alerts that inhibit it.
    pub inhibited_by: Vec<String>,
    /// `active`, `suppressed`, or `unprocessed` for a moment.
    pub state: String,
}

impl Alert {
    /// The label `alertname`.
    pub fn name(&self) -> &str {
        self.labels.get("alertname").map(String::as_str).unwrap_or_default()
    }
}

impl Alertmanager {
    /// Starts it with a configuration file and waits until it is ready.
    pub fn start(oracle: &Oracle, config: impl AsRef<Path>) -> Result<Self> {
        let config = config.as_ref().canonicalize()?;
        let server = Server::start(oracle, |command, folder| {
            command
                .arg("--config.file")
                .arg(&config)
                .arg("--storage.path")
                .arg(folder.join("storage"))
                .arg("--web.external-url=http://alertmanager.test/")
                // No peers: it would look for them on the network.
                .arg("--cluster.listen-address=");
        })?;
        Ok(Self(server))
    }

    /// What it has logged so far: why a notification failed, for instance.
    pub fn log(&self) -> String {
        self.0.log()
    }

    /// Lets alerts fire from now on, each with these labels.
    pub fn post_alerts(&self, alerts: &[&[(&str, &str)]]) -> Result<()> {
        self.post(alerts, &json!({}))
    }

    /// Lets alerts be over.
    pub fn resolve_alerts(&self, alerts: &[&[(&str, &str)]]) -> Result<()> {
        self.post(alerts, &json!({ "startsAt": "2001-01-01T00:00:00Z", "endsAt": "2001-01-01T00:00:01Z" }))
    }

    fn post(&self, alerts: &[&[(&str, &str)]], times: &Value) -> Result<()> {
        let alert = |labels: &&[(&str, &str)]| {
            let mut alert = times.clone();
            alert["labels"] = labels.iter().map(|(name, value)| ((*name).to_owned(), json!(value))).collect();
            alert
        };
        let body: Value = alerts.iter().map(alert).collect();
        self.0.post_json("/api/v2/alerts", &body.to_string()).map(drop)
    }

    /// Reads its configuration anew.
    pub fn reload(&self) -> Result<()> {
        self.0.post_json("/-/reload", "").map(drop)
    }

    /// The alerts that it has, sorted by their labels.
    pub fn alerts(&self) -> Result<Vec<Alert>> {
        self.alerts_below("/api/v2/alerts")
    }

    /// Those with this value of a label; both are plain words.
    pub fn alerts_with(&self, label: &str, value: &str) -> Result<Vec<Alert>> {
        self.alerts_below(&format!("/api/v2/alerts?filter={label}%3D%22{value}%22"))
    }

    fn alerts_below(&self, path: &str) -> Result<Vec<Alert>> {
        let wire: Vec<WireAlert> = serde_json::from_str(&self.0.get(path)?)?;
        let name_of = |fingerprint: &String| {
            let inhibiting = wire.iter().find(|alert| alert.fingerprint == *fingerprint);
            inhibiting.and_then(|alert| alert.labels.get("alertname")).unwrap_or(fingerprint).clone()
        };
        let read = |alert: &WireAlert| Alert {
            labels: alert.labels.clone(),
            receivers: alert.receivers.iter().map(|receiver| receiver.name.clone()).collect(),
            inhibited_by: alert.status.inhibited_by.iter().map(name_of).collect(),
            state: alert.status.state.clone(),
        };
        let mut alerts: Vec<Alert> = wire.iter().map(read).collect();
        alerts.sort_by(|one, other| one.labels.cmp(&other.labels));
        Ok(alerts)
    }

    /// Waits until the alerts are what a test waits for, and gives them; an error tells what they are instead.
    ///
    /// Alertmanager takes alerts first and routes and inhibits them a moment later.
    pub fn wait_for_alerts(
        &self,
        limit: Duration,
        mut expected: impl FnMut(&[Alert]) -> bool,
    ) -> Result<Vec<Alert>> {
        let end = Instant::now() + limit;
        loop {
            let alerts = self.alerts()?;
            if expected(&alerts) {
                return Ok(alerts);
            }
            if Instant::now() >= end {
                let limit = limit.as_secs_f64();
                return Err(format!("the alerts are not as expected within {limit} s: {alerts:#?}").into());
            }
            thread::sleep(TICK);
        }
    }
}

/// An alert as the API writes it.
#[derive(Deserialize)]
struct WireAlert {
    labels: BTreeMap<String, String>,
    receivers: Vec<WireReceiver>,
    status: WireStatus,
    fingerprint: String,
}

#[derive(Deserialize)]
struct WireReceiver {
    name: String,
}

#[derive(Deserialize)]
struct WireStatus {
    state: String,
    #[serde(rename = "inhibitedBy")]
    inhibited_by: Vec<String>,
}
