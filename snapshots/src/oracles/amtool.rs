//! amtool: whether Alertmanager takes a configuration, and which receivers it would choose.

use std::path::Path;
use std::process::Command;

use super::process::{self, Verdict};
use super::{Oracle, Result};

/// `amtool check-config`.
pub fn check_config(oracle: &Oracle, file: impl AsRef<Path>) -> Result<Verdict> {
    process::run(Command::new(&oracle.path).arg("check-config").arg(file.as_ref()))
}

/// `amtool config routes test`: the receivers of an alert with these labels, in the order of the routes.
///
/// It walks the routes alone: inhibitions, silences and times are for a live Alertmanager.
pub fn routes_test(oracle: &Oracle, file: impl AsRef<Path>, labels: &[(&str, &str)]) -> Result<Vec<String>> {
    routes_test_read_by(oracle, &[], file, labels)
}

/// The same with matchers read by the parser that these options choose: `--enable-feature=classic-mode`.
pub fn routes_test_read_by(
    oracle: &Oracle,
    options: &[&str],
    file: impl AsRef<Path>,
    labels: &[(&str, &str)],
) -> Result<Vec<String>> {
    let mut command = Command::new(&oracle.path);
    command.args(options).args(["config", "routes", "test", "--config.file"]).arg(file.as_ref());
    // amtool reads them as matchers, so a value is quoted as in a matcher.
    command.args(labels.iter().map(|(name, value)| format!("{name}={}", quoted(value))));
    let verdict = process::run(&mut command)?.accepted()?;
    // What it has to say about its options stands before the answer.
    let answer = verdict.stdout.trim().lines().last().unwrap_or_default();
    Ok(answer.split(',').map(str::to_owned).collect())
}

fn quoted(value: &str) -> String {
    format!("\"{}\"", value.replace('\\', r"\\").replace('"', "\\\"").replace('\n', "\\n"))
}
