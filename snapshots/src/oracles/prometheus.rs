//! A live Prometheus on loopback: it loads rules and evaluates them. It scrapes nothing but what it is told to.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use serde::Deserialize;
use serde_json::{Value, json};
use tempfile::TempDir;

use super::server::Server;
use super::{Oracle, Result};

/// A Prometheus that runs until this is dropped.
#[derive(Debug)]
pub struct Prometheus {
    server: Server,
    /// Its configuration and its rules; they go with it.
    _folder: TempDir,
}

impl Prometheus {
    /// Starts it with these rule files, each a whole `groups:`, and waits until it is ready.
    pub fn start(oracle: &Oracle, rules: &[&str]) -> Result<Self> {
        Self::start_with(oracle, rules, json!({}), &[])
    }

    /// The same with the rest of the configuration, which may scrape and send, and with flags.
    pub fn start_with(oracle: &Oracle, rules: &[&str], mut config: Value, flags: &[String]) -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let mut files: Vec<PathBuf> = Vec::new();
        for (at, text) in rules.iter().enumerate() {
            let path = folder.path().join(format!("{at}.yaml"));
            fs::write(&path, text)?;
            files.push(path);
        }
        config["rule_files"] = json!(files);
        Self::with_config(oracle, folder, &config.to_string(), flags)
    }

    /// Starts it with a whole configuration, which may scrape, and waits until it is ready.
    pub fn configured(oracle: &Oracle, config: &str) -> Result<Self> {
        Self::with_config(oracle, tempfile::tempdir()?, config, &[])
    }

    /// Starts it over blocks of the past, which are moved into its storage, and waits until it is ready.
    pub fn over(oracle: &Oracle, blocks: &Path) -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let config = folder.path().join("prometheus.yml");
        fs::write(&config, "{}")?;
        let server = Server::start(oracle, |command, storage| {
            command.arg("--config.file").arg(&config).arg("--storage.tsdb.path").arg(blocks);
            command.arg("--storage.tsdb.retention.time=10y").current_dir(storage);
        })?;
        Ok(Self { server, _folder: folder })
    }

    fn with_config(oracle: &Oracle, folder: TempDir, text: &str, flags: &[String]) -> Result<Self> {
        let config = folder.path().join("prometheus.yml");
        fs::write(&config, text)?;
        let server = Server::start(oracle, |command, storage| {
            command.arg("--config.file").arg(&config).arg("--storage.tsdb.path").arg(storage.join("data"));
            command.args(flags);
        })?;
        Ok(Self { server, _folder: folder })
    }

    /// `http://127.0.0.1:<port>`
    pub fn address(&self) -> &str {
        self.server.address()
    }

    /// The labels of every sample of an instant query, sorted.
    pub fn query(&self, query: &str) -> Result<Vec<BTreeMap<String, String>>> {
        let answer = self.server.get(&format!("/api/v1/query?query={}", encoded(query)))?;
        let answer: Answer = serde_json::from_str(&answer)?;
        let mut samples: Vec<_> = answer.data.result.into_iter().map(|sample| sample.metric).collect();
        samples.sort();
        Ok(samples)
    }

    /// The moments of the samples that a range selector selects, in seconds since 1970, of all its series together.
    pub fn moments(&self, range: &str) -> Result<Vec<f64>> {
        let answer = self.server.get(&format!("/api/v1/query?query={}", encoded(range)))?;
        let answer: Answer = serde_json::from_str(&answer)?;
        let samples = answer.data.result.into_iter().flat_map(|series| series.values);
        let mut moments: Vec<f64> = samples.map(|(at, _)| at).collect();
        moments.sort_by(f64::total_cmp);
        Ok(moments)
    }

    /// Waits until an instant query has a result.
    pub fn wait_for(&self, query: &str, limit: Duration) -> Result<()> {
        let end = Instant::now() + limit;
        loop {
            if !self.query(query)?.is_empty() {
                return Ok(());
            }
            if Instant::now() >= end {
                return Err(format!("`{query}` has no result within {} s", limit.as_secs()).into());
            }
            thread::sleep(Duration::from_millis(200));
        }
    }
}

/// What a query answers, as far as a test asks.
#[derive(Deserialize)]
struct Answer {
    data: Data,
}

#[derive(Deserialize)]
struct Data {
    result: Vec<Sample>,
}

#[derive(Deserialize)]
struct Sample {
    metric: BTreeMap<String, String>,
    /// Of a range selector.
    #[serde(default)]
    values: Vec<(f64, String)>,
}

/// A text as a part of a URL: everything but letters and digits as its bytes.
fn encoded(text: &str) -> String {
    let byte = |byte: u8| match byte {
        b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' => char::from(byte).to_string(),
        other => format!("%{other:02X}"),
    };
    text.bytes().map(byte).collect()
}
