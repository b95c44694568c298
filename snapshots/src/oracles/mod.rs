//! The real tools as oracles: what they say of our files is what counts.
//!
//! `cargo xtask tools` gets several versions of each; a test asks every one that is there:
//!
//! ```no_run
//! use plimsoll_snapshots::oracles::{self, promtool};
//!
//! oracles::each_version("promtool", |oracle| {
//!     let verdict = promtool::check_rules(oracle, &["rules.yaml"], promtool::Lint::Fatal)?;
//!     verdict.accepted()?;
//!     Ok("rules.yaml".into())
//! });
//! ```
//!
//! prints a line for each version, also when the test passes:
//!
//! ```text
//! oracle promtool 2.42.0: ok: rules.yaml
//! oracle promtool 3.5.3: ok: rules.yaml
//! ```
//!
//! - [`promtool`], [`amtool`] and [`amlint`]: verdicts on files
//! - [`alertmanager`]: a live Alertmanager on loopback, which routes and inhibits
//! - [`prometheus`]: a live Prometheus on loopback, which evaluates rules and scrapes
//! - [`exporter`]: metrics on loopback for it to scrape
//! - [`stage`]: the folder that a live Alertmanager reads its configuration and secrets from
//! - [`recorder`]: a webhook that records who was really notified
//!
//! Everything talks to loopback only, and every wait has an end.

pub mod alertmanager;
pub mod amlint;
pub mod amtool;
pub mod exporter;
pub mod nginx;
pub mod process;
pub mod prometheus;
pub mod promtool;
pub mod recorder;
mod server;
pub mod stage;

use std::error::Error;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fmt, fs, io, thread};

use serde::Deserialize;
use serde::de::DeserializeOwned;

/// What asking an oracle gives: an error is one of the asking, or of a verdict that is not the expected one.
pub type Result<T> = std::result::Result<T, Box<dyn Error + Send + Sync>>;

/// One version of a real tool.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Oracle {
    /// `promtool`, `amtool`, `alertmanager`, ...
    pub tool: String,
    /// What it says its version is: `2.42.0`.
    pub version: String,
    /// The binary.
    pub path: PathBuf,
}

impl Oracle {
    /// Major and minor version, for what differs between releases: `(2, 42)`.
    pub fn release(&self) -> (u32, u32) {
        let mut numbers = self.version.split('.').map(|number| number.parse().unwrap_or(0));
        (numbers.next().unwrap_or(0), numbers.next().unwrap_or(0))
    }
}

impl fmt::Display for Oracle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.tool, self.version)
    }
}

/// A version that could not be had, and why.
#[derive(Deserialize)]
struct Missing {
    tool: String,
    suite: String,
    reason: String,
}

/// Python that finds the packages of a tool which is written in it.
pub fn python(oracle: &Oracle) -> Command {
    let packages = oracle.path.parent().and_then(Path::parent).unwrap_or(Path::new("."));
    let mut python = Command::new("python3");
    python.arg("-B").env("PYTHONPATH", packages);
    python
}

/// The versions of a tool that are there, the oldest first.
pub fn find(tool: &str) -> Vec<Oracle> {
    let folder = folder();
    let mut oracles: Vec<Oracle> = read(&folder.join("index.json"));
    oracles.retain(|oracle| oracle.tool == tool);
    for oracle in &mut oracles {
        oracle.path = folder.join(&oracle.path);
    }
    oracles.retain(|oracle| oracle.path.is_file());
    oracles.sort_by_key(|oracle| (oracle.release(), oracle.version.clone()));
    // Two suites may carry the same version: asking it twice tells nothing more.
    oracles.dedup_by(|one, other| one.version == other.version);
    oracles
}

/// Asks every version of a tool that is there, and says of each what came out and of the others why they were skipped.
///
/// The closure's text is what was asked, for the line that is printed.
///
/// # Panics
///
/// When a version gives an error (after the others were asked too), and in CI when no version is there at all: there
/// a skipped oracle would look like a passed one.
#[track_caller]
pub fn each_version(tool: &str, mut ask: impl FnMut(&Oracle) -> Result<String>) {
    let oracles = find(tool);
    let mut failures = Vec::new();
    for oracle in &oracles {
        match ask(oracle) {
            Ok(what) => say(&format!("oracle {oracle}: ok: {what}")),
            Err(error) => {
                say(&format!("oracle {oracle}: FAILED"));
                failures.push(format!("{oracle}: {error}"));
            }
        }
    }
    let missing: Vec<Missing> = read(&folder().join("missing.json"));
    for Missing { suite, reason, .. } in missing.iter().filter(|missing| missing.tool == tool) {
        say(&format!("oracle {tool} of {suite}: skipped: {reason}"));
    }
    assert!(failures.is_empty(), "{}", failures.join("\n\n"));
    if oracles.is_empty() {
        assert!(!in_ci(), "no {tool} to ask; run `cargo xtask tools`");
        say(&format!("oracle {tool}: skipped: there is none, run `cargo xtask tools`"));
    }
}

/// Asks versions of two tools that work together: the oldest with the oldest, and so on to the newest with the newest, all
/// of them at the same time, for what is asked may take a while. Says of each pair what came out.
///
/// # Panics
///
/// As [`each_version`] does.
#[track_caller]
pub fn each_pair(one: &str, other: &str, ask: impl Fn(&Oracle, &Oracle) -> Result<String> + Sync) {
    let (ones, others) = (find(one), find(other));
    if let Some((missing, _)) = [(one, &ones), (other, &others)].iter().find(|(_, found)| found.is_empty()) {
        assert!(!in_ci(), "no {missing} to ask; run `cargo xtask tools`");
        say(&format!("oracle {one} with {other}: skipped: there is no {missing}, run `cargo xtask tools`"));
        return;
    }
    // Of whichever has more versions the newer ones are asked with the newest of the other.
    let at = |found: &[Oracle], at: usize| found.get(at).or(found.last()).cloned();
    let pairs = (0..ones.len().max(others.len())).filter_map(|age| at(&ones, age).zip(at(&others, age)));
    let pairs: Vec<(Oracle, Oracle)> = pairs.collect();
    let answers: Vec<(String, Result<String>)> = thread::scope(|scope| {
        let asked = pairs.iter().map(|(one, other)| {
            let ask = &ask;
            (format!("{one} with {other}"), scope.spawn(move || ask(one, other)))
        });
        let asked: Vec<_> = asked.collect();
        let answer = |thread: thread::ScopedJoinHandle<'_, _>| {
            thread.join().unwrap_or_else(|_| Err("whoever asked has panicked".into()))
        };
        asked.into_iter().map(|(pair, thread)| (pair, answer(thread))).collect()
    });
    let mut failures = Vec::new();
    for (pair, answer) in answers {
        match answer {
            Ok(what) => say(&format!("oracle {pair}: ok: {what}")),
            Err(error) => {
                say(&format!("oracle {pair}: FAILED"));
                failures.push(format!("{pair}: {error}"));
            }
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n\n"));
}

fn in_ci() -> bool {
    env::var("CI").is_ok_and(|value| !value.is_empty() && value != "false")
}

/// Where `cargo xtask tools` puts the tools.
fn folder() -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap_or(Path::new("."));
    let target = env::var_os("CARGO_TARGET_DIR").filter(|dir| !dir.is_empty());
    root.join(target.unwrap_or_else(|| "target".into())).join("tools")
}

fn read<T: DeserializeOwned>(path: &Path) -> Vec<T> {
    fs::read(path).ok().and_then(|bytes| serde_json::from_slice(&bytes).ok()).unwrap_or_default()
}

/// Prints past the test harness, which swallows what a passed test prints with `println!`.
fn say(line: &str) {
    // A closed stderr is no reason to fail.
    let _ = io::stderr().write_all(format!("{line}\n").as_bytes());
}
