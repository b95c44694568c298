//! A live Alertmanager on loopback: it loads a configuration, takes alerts, routes and inhibits them.
//!
//! It notifies whom the configuration says. A test stages the configuration ([`super::stage`]) with a recorder's
//! addresses ([`super::recorder`]) in place of the world's; a receiver whose secret file is missing notifies nobody.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::net::Ipv4Addr;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use serde::Deserialize;
use serde_json::{Value, json};
use tempfile::TempDir;

use super::process::TICK;
use super::{Oracle, Result};

/// How long Alertmanager may take to be ready, on a machine with other work. It needs less than a second.
const START_LIMIT: Duration = Duration::from_secs(30);
/// How long it may take for one request.
const REQUEST_LIMIT: Duration = Duration::from_secs(10);

/// An Alertmanager that runs until this is dropped.
#[derive(Debug)]
pub struct Alertmanager {
    child: Child,
    /// Its storage and its log; they go with it.
    folder: TempDir,
    http: ureq::Agent,
    address: String,
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
        let config = config.as_ref().canonicalize()?;
        let folder = tempfile::tempdir()?;
        let log = File::create(folder.path().join("log"))?;
        let child = Command::new(&oracle.path)
            .arg("--config.file")
            .arg(&config)
            .arg("--storage.path")
            .arg(folder.path().join("storage"))
            // The system chooses a port that is free; the log tells which.
            .args(["--web.listen-address=127.0.0.1:0", "--web.external-url=http://alertmanager.test/"])
            // No peers: it would look for them on the network.
            .arg("--cluster.listen-address=")
            // Its default templates lie beside it.
            .current_dir(oracle.path.parent().unwrap_or(Path::new("/")))
            .stdin(Stdio::null())
            .stdout(log.try_clone()?)
            .stderr(log)
            .spawn()?;
        // A proxy of the environment does not reach this machine's loopback.
        let http = ureq::Agent::config_builder()
            .proxy(None)
            .timeout_global(Some(REQUEST_LIMIT))
            .http_status_as_error(false)
            .build();
        let mut started = Self { child, folder, http: http.into(), address: String::new() };
        started
            .wait_until_ready()
            .map_err(|error| format!("{oracle}: {error}; its log:\n{}", started.log()))?;
        Ok(started)
    }

    fn wait_until_ready(&mut self) -> Result<()> {
        let end = Instant::now() + START_LIMIT;
        while Instant::now() < end {
            if let Some(status) = self.child.try_wait()? {
                return Err(format!("it ended at once ({status})").into());
            }
            if self.address.is_empty() {
                self.address = address_in(&self.log()).unwrap_or_default();
            } else if self.get("/-/ready").is_ok() {
                return Ok(());
            }
            thread::sleep(TICK);
        }
        Err(format!("it was not ready within {} s", START_LIMIT.as_secs()).into())
    }

    /// What it has logged so far: why a notification failed, for instance.
    pub fn log(&self) -> String {
        let bytes = fs::read(self.folder.path().join("log")).unwrap_or_default();
        String::from_utf8_lossy(&bytes).into_owned()
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
        let url = format!("{}/api/v2/alerts", self.address);
        let response =
            self.http.post(url).header("Content-Type", "application/json").send(body.to_string())?;
        text_of(response).map(drop)
    }

    /// The alerts that it has, sorted by their labels.
    pub fn alerts(&self) -> Result<Vec<Alert>> {
        let wire: Vec<WireAlert> = serde_json::from_str(&self.get("/api/v2/alerts")?)?;
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

    fn get(&self, path: &str) -> Result<String> {
        text_of(self.http.get(format!("{}{path}", self.address)).call()?)
    }
}

impl Drop for Alertmanager {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The body of an answer; one that is no success is an error.
fn text_of(mut response: ureq::http::Response<ureq::Body>) -> Result<String> {
    let text = response.body_mut().read_to_string()?;
    let status = response.status();
    if status.is_success() { Ok(text) } else { Err(format!("Alertmanager answers {status}: {text}").into()) }
}

/// The address that it says it listens on; the port that it was told is 0.
fn address_in(log: &str) -> Option<String> {
    let host = format!("{}:", Ipv4Addr::LOCALHOST);
    let ports = log.split(&host).skip(1).filter_map(|rest| {
        let digits = rest.find(|c: char| !c.is_ascii_digit())?;
        rest[..digits].parse::<u16>().ok().filter(|port| *port != 0)
    });
    ports.last().map(|port| format!("http://{host}{port}"))
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
