//! Lint on rules and configurations that nobody generated: what is right gives nothing, what is wrong is found at its
//! place, and what promtool, amtool and amlint say of the same files stands beside it.
#![allow(clippy::unwrap_used, reason = "a test fails by a panic")]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use plimsoll_codegen::document::Limits;
use plimsoll_lint::{File, Known, RoutingFile, lint};
use plimsoll_snapshots::oracles::promtool::{self, Lint};
use plimsoll_snapshots::oracles::{Oracle, Result, amlint, amtool, each_version, find};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("lint")
}

/// The files of a folder, sorted.
fn files(below: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder().join(below)).unwrap();
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
}

fn name(path: &Path) -> String {
    path.file_stem().unwrap().to_string_lossy().into_owned()
}

/// `line:column error id` of every finding in a file.
fn told(path: &Path, text: &str) -> Vec<String> {
    let mut known = Known::default();
    if text.contains("\n# known: metrics\n") {
        let file = "metrics.yaml";
        let read = plimsoll_codegen::read::metrics_within(
            file,
            &fs::read(folder().join(file)).unwrap(),
            Limits::LINT,
        );
        known.metrics = plimsoll_lint::metrics(&read.unwrap());
    }
    let of_alertmanager =
        path.extension().is_some_and(|end| end == "yml") && path.to_string_lossy().contains("planted");
    let alerts = fs::read(folder().join("alerts.yaml")).unwrap();
    let report = if of_alertmanager {
        let rules = File { name: "alerts.yaml", bytes: &alerts, searched: false };
        lint(&[rules], Some(RoutingFile { name: "own", bytes: text.as_bytes() }), &known)
    } else {
        lint(&[File { name: "own", bytes: text.as_bytes(), searched: false }], None, &known)
    };
    let found = report.found.into_iter().map(|finding| {
        let origin = finding.origin.unwrap();
        assert_eq!(origin.file, "own", "{finding:?}");
        format!("{}:{} {} {}", origin.line, origin.column, finding.severity.as_str(), finding.id)
    });
    found.collect()
}

#[test]
fn rules_as_people_publish_them_give_nothing() {
    for path in files("good") {
        let text = fs::read_to_string(&path).unwrap();
        assert_eq!(told(&path, &text), [""; 0], "{}", path.display());
    }
    each_version("promtool", |oracle| {
        // It reads no objects of Kubernetes.
        let plain: Vec<PathBuf> =
            files("good").into_iter().filter(|path| name(path) != "kubernetes").collect();
        promtool::check_rules(oracle, &plain, Lint::Off)?.accepted()?;
        Ok("rules that lint has nothing to say of".into())
    });
}

#[test]
fn every_planted_mistake_is_accepted_by_promtool_or_amtool() {
    each_version("promtool", |oracle| {
        let planted = files("planted/rules");
        promtool::check_rules(oracle, &planted, Lint::Off)?.accepted()?;
        Ok(format!("{} planted rule files", planted.len()))
    });
    each_version("amtool", |oracle| {
        let planted = files("planted/alertmanager");
        for path in &planted {
            amtool::check_config(oracle, path)?.accepted()?;
        }
        Ok(format!("{} planted configurations", planted.len()))
    });
}

/// What the newest version of a tool says of every file, one line each; `None` where there is no such tool.
fn said(
    tool: &str,
    planted: &[PathBuf],
    ask: fn(&Oracle, &Path) -> Result<String>,
) -> Option<BTreeMap<String, String>> {
    let oracle = find(tool).pop()?;
    Some(planted.iter().map(|path| (name(path), ask(&oracle, path).unwrap())).collect())
}

fn ask_promtool(oracle: &Oracle, path: &Path) -> Result<String> {
    let verdict = promtool::check_rules(oracle, &[path], Lint::Fatal)?;
    let said = verdict.text();
    let line = said.lines().find(|line| line.contains("duplicate") || line.contains("error"));
    Ok(if verdict.success { "nothing".to_owned() } else { line.unwrap_or("refuses").trim().to_owned() })
}

fn ask_amtool(oracle: &Oracle, path: &Path) -> Result<String> {
    Ok(if amtool::check_config(oracle, path)?.success { "nothing" } else { "refuses" }.to_owned())
}

/// What it says, told the rules that stand beside.
fn ask_amlint(oracle: &Oracle, path: &Path) -> Result<String> {
    let codes = amlint::check(oracle, path, &folder().join("alerts.yaml"))?;
    Ok(if codes.is_empty() { "nothing".to_owned() } else { codes.join(", ") })
}

#[test]
fn every_planted_mistake_is_found_at_its_place() {
    let (rules, routing) = (files("planted/rules"), files("planted/alertmanager"));
    assert!(rules.len() + routing.len() >= 60, "{} and {}", rules.len(), routing.len());
    let mut all_asked = true;
    let mut column = |tool, planted: &[PathBuf], ask| {
        let answers = said(tool, planted, ask);
        all_asked &= answers.is_some();
        answers.unwrap_or_default()
    };
    let promtool = column("promtool", &rules, ask_promtool);
    let amtool = column("amtool", &routing, ask_amtool);
    let amlint = column("amlint", &routing, ask_amlint);
    let mut text =
        "| planted in a rule file | found by lint | promtool --lint=all |\n|---|---|---|\n".to_owned();
    for path in &rules {
        row(&mut text, path, &[&promtool]);
    }
    text += "\n| planted in an alertmanager.yml | found by lint | amtool | amlint |\n|---|---|---|---|\n";
    for path in &routing {
        row(&mut text, path, &[&amtool, &amlint]);
    }
    let silent =
        |answers: &BTreeMap<String, String>| answers.values().filter(|answer| *answer == "nothing").count();
    let _ = writeln!(
        text,
        "\nOf {} mistakes in rules promtool has nothing to say of {}; of {} in routes and inhibitions amtool has nothing \
         to say of {}, and amlint of {}.",
        rules.len(),
        silent(&promtool),
        routing.len(),
        silent(&amtool),
        silent(&amlint)
    );
    if !all_asked {
        // The test before has told which tools are missing, and in CI none may be.
        return;
    }
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("../lint");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!("planted", text));
}

fn row(text: &mut String, path: &Path, answers: &[&BTreeMap<String, String>]) {
    let source = fs::read_to_string(path).unwrap();
    let mistake = source.lines().next().unwrap().trim_start_matches("# ");
    let found = told(path, &source);
    assert_eq!(found.len(), 1, "{}: {found:?}", path.display());
    let said: Vec<&str> =
        answers.iter().map(|answers| answers.get(&name(path)).map_or("not asked", String::as_str)).collect();
    let _ = writeln!(text, "| {}: {mistake} | {} | {} |", name(path), found[0], said.join(" | "));
}

#[test]
fn what_the_reader_refuses_that_prometheus_refuses_too() {
    each_version("promtool", |oracle| {
        let is_asked = |(major, minor): (u16, u16)| (u32::from(major), u32::from(minor)) == oracle.release();
        let kinds: Vec<_> = plimsoll::check::MISREAD.iter().filter(|kind| is_asked(kind.target)).collect();
        for kind in &kinds {
            let file = tempfile::Builder::new().suffix(".yaml").tempfile()?;
            fs::write(file.path(), kind.bad)?;
            promtool::check_rules(oracle, &[file.path()], Lint::Off)?.refused()?;
            fs::write(file.path(), kind.good)?;
            promtool::check_rules(oracle, &[file.path()], Lint::Off)?.accepted()?;
        }
        Ok(format!("{} kinds of mistakes", kinds.len()))
    });
}
