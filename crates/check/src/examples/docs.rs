//! The pages as they stand in `docs/checks/`: each check with what is said of its bad example, and a table of all.
//!
//! `cargo xtask docs` writes them, by running the test below with [`WRITE`] in its environment.

#![allow(clippy::unwrap_used, reason = "a test fails by a panic")]

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use super::asked::{findings, planted};
use super::constructed::CONSTRUCTED;
use super::example::Planted;
use crate::anybody::{self, Holds};
use crate::page::Side;
use crate::{CHECKS, Check, Diagnostic, MISREAD, Misread, Severity};

/// Set where the pages are to be written.
const WRITE: &str = "PLIMSOLL_WRITE_DOCS";

/// Every page by its path below `docs/checks/`.
fn pages() -> BTreeMap<String, String> {
    let mut pages: BTreeMap<String, String> =
        CHECKS.iter().map(|check| (format!("{}.md", check.id), page(check))).collect();
    pages.extend(MISREAD.iter().map(|kind| (format!("{}.md", kind.id), page_of_misread(kind))));
    pages.insert("README.md".to_owned(), table());
    pages
}

/// The page of one check, with what was found in its bad examples.
fn page(check: &Check) -> String {
    let file = check.id.replace('-', "_");
    let from = format!("Written by `cargo xtask docs` from crates/check/src/checks/{file}.rs, do not edit.");
    let standing = check.standing();
    let mut text = format!("<!-- {from} -->\n\n# {}\n\n{standing}.\n\n", check.id);
    for line in check.page().lines() {
        if line == Side::Good.heading() {
            for inhibitions in configured(check) {
                let _ = write!(text, "As Alertmanager reads it:\n\n```yaml\n{inhibitions}```\n\n");
            }
            let _ = write!(text, "What is said of it:\n\n```text\n{}```\n\n", told(check));
        }
        let deeper = if line.starts_with("# ") { "#" } else { "" };
        let _ = writeln!(text, "{deeper}{line}");
    }
    let source = format!("../../../crates/check/src/checks/{file}.rs");
    let _ = writeln!(text, "\n[Source]({source}), [all checks](../README.md)");
    text
}

/// The page of what the reader of rule files tells.
fn page_of_misread(kind: &Misread) -> String {
    let file = "crates/check/src/reading.rs";
    let (major, minor) = kind.target;
    let mut text = format!(
        "<!-- Written by `cargo xtask docs` from {file}, do not edit. -->\n\n# {}\n\nAn error of anybody's rules (`cargo xtask \
         lint`), for Prometheus {major}.{minor}.\n\n",
        kind.id
    );
    for line in kind.page().lines() {
        let deeper = if line.starts_with("# ") { "#" } else { "" };
        let _ = writeln!(text, "{deeper}{line}");
    }
    let _ = writeln!(text, "\n[Source](../../../{file}), [all checks](../README.md)");
    text
}

/// The inhibitions of the bad examples as Alertmanager would read them, for whoever writes its configuration by hand.
fn configured(check: &Check) -> Vec<String> {
    if !check.id.starts_with("inhibit/") {
        return Vec::new();
    }
    let inhibitions = |planted: Planted| {
        let artifacts = plimsoll_render::all(&planted.plan);
        let file = artifacts.into_iter().find(|artifact| artifact.path.ends_with("/alertmanager.yaml"))?;
        let own = file.text.lines().skip_while(|line| *line != "inhibit_rules:");
        let own = own.enumerate().take_while(|(at, line)| *at == 0 || line.starts_with([' ', '-']));
        Some(own.flat_map(|(_, line)| [line, "\n"]).collect())
    };
    planted(check, Side::Bad).into_iter().filter_map(inhibitions).collect()
}

/// What is said of the bad examples, each finding once.
fn told(check: &Check) -> String {
    let mut told = BTreeSet::new();
    let found = findings(check, Side::Bad).iter().flatten();
    let texts: Vec<String> = found.map(drawn).filter(|text| told.insert(text.clone())).collect();
    texts.join("\n")
}

/// A finding as a report draws it, without the place in this crate where the example is written.
fn drawn(finding: &Diagnostic) -> String {
    let message = without_places(&finding.message);
    let mut text = format!("{}[{}]: {message}\n", finding.severity.as_str(), finding.id);
    if let Some(excerpt) = &finding.excerpt {
        let before = &excerpt.text[..excerpt.start];
        let start = before.rfind('\n').map_or(0, |at| at + 1);
        let line = excerpt.text[start..].lines().next().unwrap_or_default();
        let marked =
            excerpt.text[excerpt.start..excerpt.end].lines().next().unwrap_or_default().chars().count();
        let (blank, carets) = (" ".repeat(before[start..].chars().count()), "^".repeat(marked.max(1)));
        let _ = write!(text, "  |\n  | {line}\n  | {blank}{carets}\n");
    }
    if let Some(help) = &finding.help {
        let _ = writeln!(text, "  = help: {}", without_places(help));
    }
    text
}

/// Where an example is written says nothing to a reader, and would change with every line of this crate.
fn without_places(text: &str) -> String {
    let words = text
        .split(' ')
        .map(|word| if word.contains("crates/check/src/") { "file:line:column" } else { word });
    words.collect::<Vec<_>>().join(" ")
}

/// Every check with what came of its examples, and what no check has to find.
fn table() -> String {
    let mut text = String::from(INTRODUCTION);
    for check in CHECKS {
        let is_caught = |found: &&Vec<Diagnostic>| {
            !found.is_empty() && found.iter().all(|finding| finding.id == check.id)
        };
        let caught = findings(check, Side::Bad).iter().filter(is_caught).count();
        let passed = findings(check, Side::Good).iter().filter(|found| found.is_empty()).count();
        let Check { id, severity, summary, .. } = check;
        let (severity, tests) = (severity.as_str(), check.tests());
        let of_anybody = match anybody::holds(check) {
            Holds::Everywhere => severity,
            Holds::Milder(_) => Severity::Warning.as_str(),
            Holds::Packs(_) => "-",
        };
        let _ = writeln!(
            text,
            "| [`{id}`]({id}.md) | {severity} | {of_anybody} | {summary} | {caught} | {passed} | {tests} |"
        );
    }
    text += READING;
    for Misread { id, summary, .. } in MISREAD {
        let _ = writeln!(text, "| [`{id}`]({id}.md) | {summary} |");
    }
    text += CONSTRUCTION;
    for (what, why, held) in CONSTRUCTED {
        let path = format!("../../{held}");
        let name = Path::new(held).file_stem().unwrap_or_default().to_string_lossy().replace('_', " ");
        let _ = writeln!(text, "| {what} | {why} | [{name}]({path}) |");
    }
    text
}

const INTRODUCTION: &str = "\
<!-- Written by `cargo xtask docs` from crates/check/src/checks/, do not edit. -->

# The checks

Each page says what is wrong and why, shows a bad and a good example, and says how to mend it;
`cargo xtask explain promql/rate-on-gauge` prints one. An error writes nothing; a warning is one with `--deny-warnings`.
`Alert::allow(id, reason)` allows what is meant. *Packs* is how severe it is of a pack, *others* of anybody's rules, which
`cargo xtask lint` checks: there less is known.

The examples are run: *caught* counts the bad ones in which the check found its mistake and nothing else was found,
*passed* the good ones in which nothing was found at all; *tests* are those beside the check. That no panel draws an
alert is told on the page of that check alone.

Examples are put into the small pack of `crates/check/src/fixture.rs`. There `probe` makes an alert on an expression,
`changed` changes the pack, `budgeted` gives it budgets, `people` and `route` write a route tree as Alertmanager reads it, and `lowered` and `tree`
change a plan to what lowering never makes.

promtool, amtool, amlint and Grafana's SDK accept almost every bad one: [what they say of each](../../snapshots/planted/tools.snap).

| Check | Packs | Others | What is wrong | Caught | Passed | Tests |
|---|---|---|---|---|---|---|
";

const READING: &str = "
## What the reader of rule files tells

`cargo xtask lint` reads anybody's files before a check sees them, and tells what Prometheus would refuse. A pack has no
such fields, or lowering writes them. What is no YAML has ids that begin with `yaml/`. The bad and the good example of each
page are read by a test of [lint](../../crates/lint/tests/misread.rs).

| Id | What is wrong |
|---|---|
";

const CONSTRUCTION: &str = "
## What cannot be written

These mistakes have no check: the types do not let anybody make them.

| Mistake | Why not | Held by |
|---|---|---|
";

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/checks")
}

/// The files that are there, by their paths.
fn present() -> BTreeMap<String, String> {
    let mut present = BTreeMap::new();
    let mut folders = vec![folder()];
    while let Some(inner) = folders.pop() {
        for path in fs::read_dir(inner).into_iter().flatten().map(|entry| entry.unwrap().path()) {
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(folder()).unwrap().to_string_lossy().replace('\\', "/");
                present.insert(name, fs::read_to_string(&path).unwrap());
            }
        }
    }
    present
}

#[test]
fn the_pages_in_docs_are_those_of_the_checks() {
    let (pages, present) = (pages(), present());
    if std::env::var_os(WRITE).is_some() {
        for (name, text) in pages.iter().filter(|(name, text)| present.get(*name) != Some(text)) {
            let path = folder().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        for name in present.keys().filter(|name| !pages.contains_key(*name)) {
            fs::remove_file(folder().join(name)).unwrap();
        }
        return;
    }
    let all: BTreeSet<&String> = pages.keys().chain(present.keys()).collect();
    let stale: Vec<&String> = all.into_iter().filter(|name| pages.get(*name) != present.get(*name)).collect();
    assert!(stale.is_empty(), "{stale:?} in docs/checks: write them with `cargo xtask docs`");
}

#[test]
fn what_cannot_be_written_is_held_by_a_test_that_exists() {
    for (what, _, held) in CONSTRUCTED {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(held);
        assert!(path.is_file(), "{what}: there is no {held}");
    }
}
