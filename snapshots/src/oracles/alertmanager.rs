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

/// A cluster as one of its Alertmanagers sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cluster {
    /// Where it talks with the others: `127.0.0.1:<port>`.
    pub address: String,
    /// How many wait less than it does.
    pub position: usize,
    /// How many there are.
    pub size: usize,
    /// Whether it sends: nobody does before the cluster has settled.
    pub settled: bool,
}

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
        // No peers: it would look for them on the network.
        let flags = ["--web.external-url=http://alertmanager.test/", "--cluster.listen-address="];
        Self::with_flags(oracle, config, &flags.map(ToOwned::to_owned))
    }

    /// Starts one of a cluster on loopback, and waits until it answers. It joins those that run already, waits this long
    /// for each before it (`--cluster.peer-timeout`), and names itself by `url` in what it sends.
    pub fn start_peer(
        oracle: &Oracle,
        config: impl AsRef<Path>,
        url: &str,
        peer_timeout: &str,
        peers: &[Self],
    ) -> Result<Self> {
        let mut flags = vec![
            format!("--web.external-url={url}"),
            "--cluster.listen-address=127.0.0.1:0".to_owned(),
            format!("--cluster.peer-timeout={peer_timeout}"),
        ];
        for peer in peers {
            flags.push(format!("--cluster.peer={}", peer.cluster()?.address));
        }
        Self::with_flags(oracle, config, &flags)
    }

    fn with_flags(oracle: &Oracle, config: impl AsRef<Path>, flags: &[String]) -> Result<Self> {
        let config = config.as_ref().canonicalize()?;
        let server = Server::start(oracle, |command, folder| {
            command.arg("--config.file").arg(&config).arg("--storage.path").arg(folder.join("storage"));
            command.args(flags);
        })?;
        Ok(Self(server))
    }

    /// `http://127.0.0.1:<port>`
    pub fn address(&self) -> &str {
        self.0.address()
    }

    /// How it sees its cluster.
    pub fn cluster(&self) -> Result<Cluster> {
        let WireStatus { cluster } = serde_json::from_str(&self.0.get("/api/v2/status")?)?;
        let mut peers = cluster.peers;
        // Whoever has the first name sends first.
        peers.sort_by(|one, other| one.name.cmp(&other.name));
        let position = peers.iter().position(|peer| peer.name == cluster.name);
        let position = position.ok_or("it does not know itself")?;
        let address = peers[position].address.clone();
        Ok(Cluster { address, position, size: peers.len(), settled: cluster.status == "ready" })
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
    status: WireAlertStatus,
    fingerprint: String,
}

#[derive(Deserialize)]
struct WireReceiver {
    name: String,
}

#[derive(Deserialize)]
struct WireAlertStatus {
    state: String,
    #[serde(rename = "inhibitedBy")]
    inhibited_by: Vec<String>,
}

#[derive(Deserialize)]
struct WireStatus {
    cluster: WireCluster,
}

#[derive(Deserialize)]
struct WireCluster {
    name: String,
    status: String,
    peers: Vec<WirePeer>,
}

#[derive(Deserialize)]
struct WirePeer {
    name: String,
    address: String,
}
