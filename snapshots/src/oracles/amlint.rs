//! amlint: a linter of Alertmanager configurations that others wrote, as a second opinion.

use std::path::Path;

use super::{Oracle, Result, process, python};

/// The codes of its warnings and errors about a configuration, told the rules whose alerts it routes. What it says of
/// receivers without a way to people is true of all, and left out.
pub fn check(oracle: &Oracle, configuration: &Path, rules: &Path) -> Result<Vec<String>> {
    let mut command = python(oracle);
    command.args(["-c", "from amlint.cli import main; main()", "check", "--format", "json"]);
    command.args(["--ignore", "empty-receiver", "--exit-zero", "--rules"]).arg(rules).arg(configuration);
    let verdict = process::run(&mut command)?;
    let found: serde_json::Value = serde_json::from_str(&verdict.stdout)?;
    let found = found.as_array().or_else(|| found["findings"].as_array()).cloned().unwrap_or_default();
    let grave = found.iter().filter(|finding| finding["level"] != "info");
    Ok(grave.filter_map(|finding| finding["code"].as_str()).map(str::to_owned).collect())
}
