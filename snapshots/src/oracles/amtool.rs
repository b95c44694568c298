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
    let mut command = Command::new(&oracle.path);
    command.args(["config", "routes", "test", "--config.file"]).arg(file.as_ref());
    // amtool reads them as matchers, so a value is quoted as in a matcher.
    command.args(labels.iter().map(|(name, value)| format!("{name}={}", quoted(value))));
    let verdict = process::run(&mut command)?.accepted()?;
    Ok(verdict.stdout.trim().split(',').map(str::to_owned).collect())
}

fn quoted(value: &str) -> String {
    format!("\"{}\"", value.replace('\\', r"\\").replace('"', "\\\"").replace('\n', "\\n"))
}
