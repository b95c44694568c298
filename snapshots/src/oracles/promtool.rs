//! promtool: whether Prometheus takes rule files, and what they do in its rule tests.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use serde::Deserialize;

use super::process::{self, Verdict};
use super::{Oracle, Result};

/// What promtool does about rules that are valid but bad.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lint {
    /// Nothing: the syntax alone counts.
    Off,
    /// It refuses them. (Without `--lint-fatal` it would complain and yet exit with 0.)
    Fatal,
}

/// `promtool check rules`: all files in one run, which is many times faster than one run each.
pub fn check_rules<P: AsRef<Path>>(oracle: &Oracle, files: &[P], lint: Lint) -> Result<Verdict> {
    check_rules_with_features(oracle, files, lint, &[])
}

/// The same with feature flags, as `--enable-feature` takes them: `promql-experimental-functions`.
pub fn check_rules_with_features<P: AsRef<Path>>(
    oracle: &Oracle,
    files: &[P],
    lint: Lint,
    features: &[&str],
) -> Result<Verdict> {
    let mut command = promtool(oracle, features);
    command.args(["check", "rules"]).args(match lint {
        Lint::Off => &["--lint=none"][..],
        Lint::Fatal => &["--lint=all", "--lint-fatal"],
    });
    ask(&mut command, files)
}

/// `promtool test rules`: files of series, and the alerts that must be firing at given times.
pub fn test_rules<P: AsRef<Path>>(oracle: &Oracle, files: &[P]) -> Result<Verdict> {
    ask(promtool(oracle, &[]).args(["test", "rules"]), files)
}

/// `promtool tsdb create-blocks-from openmetrics`: the samples of a text as blocks in a folder.
pub fn create_blocks(oracle: &Oracle, text: impl AsRef<Path>, folder: impl AsRef<Path>) -> Result<Verdict> {
    let mut command = promtool(oracle, &[]);
    command.args(["tsdb", "create-blocks-from", "openmetrics", "--quiet"]);
    ask(&mut command, &[text.as_ref(), folder.as_ref()])
}

/// `promtool check config --syntax-only`: without the files that the configuration names.
pub fn check_config(oracle: &Oracle, file: impl AsRef<Path>) -> Result<Verdict> {
    ask(promtool(oracle, &[]).args(["check", "config", "--syntax-only"]), &[file])
}

/// `promtool check service-discovery`: the labels of every target that a job asks, once it is relabelled. Targets that
/// are dropped are left out, and nothing is asked.
pub fn discovered(
    oracle: &Oracle,
    file: impl AsRef<Path>,
    job: &str,
) -> Result<Vec<BTreeMap<String, String>>> {
    let mut command = promtool(oracle, &[]);
    command.args(["check", "service-discovery", "--timeout=1s"]).arg(file.as_ref()).arg(job);
    let verdict = process::run(&mut command)?.accepted()?;
    let found: Vec<Discovered> = serde_json::from_str(&verdict.stdout)?;
    let mut targets: Vec<_> = found.into_iter().map(|found| found.labels).collect();
    targets.retain(|labels| !labels.is_empty());
    targets.sort();
    Ok(targets)
}

/// A target as promtool writes it.
#[derive(Deserialize)]
struct Discovered {
    labels: BTreeMap<String, String>,
}

fn promtool(oracle: &Oracle, features: &[&str]) -> Command {
    let mut command = Command::new(&oracle.path);
    command.args(features.iter().map(|feature| format!("--enable-feature={feature}")));
    command
}

fn ask<P: AsRef<Path>>(command: &mut Command, files: &[P]) -> Result<Verdict> {
    if files.is_empty() {
        // promtool would read standard input, find it empty and be content.
        return Err("no file to ask promtool about".into());
    }
    process::run(command.args(files.iter().map(AsRef::as_ref)))
}
