//! A server on loopback that runs until it is dropped, with its storage and its log.

use std::fs::{self, File};
use std::net::Ipv4Addr;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use tempfile::TempDir;

use super::process::TICK;
use super::{Oracle, Result};

/// How long a server may take to be ready, on a machine with other work. It needs less than a second.
const START_LIMIT: Duration = Duration::from_secs(30);
/// How long it may take for one request.
const REQUEST_LIMIT: Duration = Duration::from_secs(10);

/// A server that runs until this is dropped.
#[derive(Debug)]
pub(super) struct Server {
    child: Child,
    /// Its storage and its log; they go with it.
    folder: TempDir,
    http: ureq::Agent,
    address: String,
}

impl Server {
    /// Starts it on a port that the system chooses, and waits until it is ready. `arguments` get the folder in which
    /// it may write.
    pub(super) fn start(oracle: &Oracle, arguments: impl FnOnce(&mut Command, &Path)) -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let log = File::create(folder.path().join("log"))?;
        let mut command = Command::new(&oracle.path);
        // The log tells which port it is.
        command.arg("--web.listen-address=127.0.0.1:0");
        arguments(&mut command, folder.path());
        let child = command
            // Templates and consoles lie beside it.
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

    /// What it has logged so far.
    pub(super) fn log(&self) -> String {
        let bytes = fs::read(self.folder.path().join("log")).unwrap_or_default();
        String::from_utf8_lossy(&bytes).into_owned()
    }

    /// `http://127.0.0.1:<port>`
    pub(super) fn address(&self) -> &str {
        &self.address
    }

    pub(super) fn get(&self, path: &str) -> Result<String> {
        text_of(self.http.get(format!("{}{path}", self.address)).call()?)
    }

    pub(super) fn post_json(&self, path: &str, body: &str) -> Result<String> {
        let url = format!("{}{path}", self.address);
        text_of(self.http.post(url).header("Content-Type", "application/json").send(body)?)
    }
}

impl Drop for Server {
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
    if status.is_success() { Ok(text) } else { Err(format!("the server answers {status}: {text}").into()) }
}

/// The address that it says it listens on; the port that it was told is 0. Where it talks with its peers is another one.
fn address_in(log: &str) -> Option<String> {
    let host = format!("{}:", Ipv4Addr::LOCALHOST);
    let lines = log.split_inclusive('\n').filter(|line| !line.contains("component=cluster"));
    let ports = lines.flat_map(|line| line.split(&host).skip(1)).filter_map(|rest| {
        let digits = rest.find(|c: char| !c.is_ascii_digit())?;
        rest[..digits].parse::<u16>().ok().filter(|port| *port != 0)
    });
    ports.last().map(|port| format!("http://{host}{port}"))
}
