//! What the real tools say of every bad example of the pages in `docs/checks/`, rendered as if no check had refused it.
#![allow(clippy::unwrap_used, reason = "a test fails by a panic")]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use plimsoll_snapshots::generated;
use plimsoll_snapshots::oracles::promtool::{self, Lint};
use plimsoll_snapshots::oracles::{self, Oracle, Result, amlint, amtool, each_version, process};

/// The test of the checks that renders the examples, and what tells it where to.
const RENDERS: &str = "examples::rendered::a_bad_example_would_become_rules_if_nobody_refused_it";
const INTO: &str = "PLIMSOLL_PLANTED";

/// The folder of every example, by `<group>/<name>/<number>`.
fn planted(into: &Path) -> BTreeMap<String, PathBuf> {
    let mut cargo = generated::cargo();
    cargo.args(["test", "--quiet", "--package", "plimsoll-check", "--lib", "--", "--exact", RENDERS]);
    let output = cargo.env(INTO, into).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let below = |folder: PathBuf| fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let examples = below(into.to_owned()).flat_map(below).flat_map(below);
    let named = |path: PathBuf| (path.strip_prefix(into).unwrap().to_string_lossy().replace('\\', "/"), path);
    examples.map(named).collect()
}

fn ask_promtool(oracle: &Oracle, example: &Path) -> Result<String> {
    let rules = [example.join("rules.yaml")];
    if promtool::check_rules(oracle, &rules, Lint::Fatal)?.success {
        return Ok(ACCEPTS.to_owned());
    }
    let is_read = promtool::check_rules(oracle, &rules, Lint::Off)?.success;
    Ok(if is_read { "refuses (lint)" } else { "refuses" }.to_owned())
}

fn ask_amtool(oracle: &Oracle, example: &Path) -> Result<String> {
    let verdict = amtool::check_config(oracle, example.join("alertmanager.yaml"))?;
    Ok(if verdict.success { ACCEPTS } else { "refuses" }.to_owned())
}

/// What a linter says that is told the rules too.
fn ask_amlint(oracle: &Oracle, example: &Path) -> Result<String> {
    let codes = amlint::check(oracle, &example.join("alertmanager.yaml"), &example.join("rules.yaml"))?;
    Ok(if codes.is_empty() { ACCEPTS.to_owned() } else { codes.join(", ") })
}

/// Whether a dashboard comes back from the types of Grafana's own SDK as it was.
fn ask_sdk(sdk: &Oracle, example: &Path) -> Result<String> {
    let mut python = oracles::python(sdk);
    python.arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/sdk/round_trip.py"));
    for entry in fs::read_dir(example.join("dashboards"))? {
        python.arg(entry?.path());
    }
    Ok(if process::run(&mut python)?.success { ACCEPTS } else { "refuses" }.to_owned())
}

const ACCEPTS: &str = "accepts";

/// A tool, and what an example must have to be asked about.
type Ask = (&'static str, &'static str, fn(&Oracle, &Path) -> Result<String>);

const TOOLS: [Ask; 4] = [
    ("promtool", "rules.yaml", ask_promtool),
    ("amtool", "alertmanager.yaml", ask_amtool),
    ("amlint", "alertmanager.yaml", ask_amlint),
    ("grafana-foundation-sdk", "dashboards", ask_sdk),
];

/// Whether what is wrong would be in this file.
fn concerns(example: &str, tool: &str) -> bool {
    let of_dashboards = ["panel/", "dashboard/"].iter().any(|group| example.starts_with(group));
    if tool == "grafana-foundation-sdk" { of_dashboards } else { true }
}

#[test]
fn the_tools_accept_almost_every_mistake_that_a_check_finds() {
    let folder = tempfile::tempdir().unwrap();
    let examples = planted(folder.path());
    let mut said: BTreeMap<&str, BTreeMap<&str, String>> = BTreeMap::new();
    for (tool, file, ask) in TOOLS {
        // What every version says alike is said once; another answer of another version is a failure.
        each_version(tool, |oracle| {
            let mut asked = 0;
            for (example, path) in examples.iter().filter(|(example, _)| concerns(example, tool)) {
                if !path.join(file).exists() {
                    continue;
                }
                asked += 1;
                let answer = ask(oracle, path)?;
                let known = said.entry(example).or_default().entry(tool).or_insert_with(|| answer.clone());
                if *known != answer {
                    return Err(format!("{example}: {answer}, and another version {known}").into());
                }
            }
            Ok(format!("{asked} bad examples of the checks"))
        });
    }
    let has_all = |tools: &BTreeMap<&str, String>| tools.contains_key("promtool");
    if TOOLS.iter().any(|(tool, ..)| !said.values().any(|tools| tools.contains_key(tool)))
        || !said.values().all(has_all)
    {
        // Each version that is missing was told of above, and in CI none may be.
        return;
    }
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("../planted");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!("tools", table(&said)));
}

fn table(said: &BTreeMap<&str, BTreeMap<&str, String>>) -> String {
    let columns = TOOLS.map(|(tool, ..)| tool);
    let mut text =
        format!("| bad example | {} |\n|---|{}\n", columns.join(" | "), "---|".repeat(columns.len()));
    for (example, tools) in said {
        let cells = columns.map(|tool| tools.get(tool).map_or("-", String::as_str));
        let _ = writeln!(text, "| {example} | {} |", cells.join(" | "));
    }
    let accepted = said.values().filter(|tools| tools.values().all(|answer| *answer == ACCEPTS)).count();
    let _ = writeln!(text, "\n{accepted} of {} are accepted by every tool that was asked.", said.len());
    text
}
