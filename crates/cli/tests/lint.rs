//! `plimsoll lint` as it is run: files, directories, standard input, formats and exit codes.

#![allow(clippy::unwrap_used, reason = "helpers of tests")]

use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::Value;
use tempfile::TempDir;

const GOOD: &str = "groups:\n- name: g\n  rules:\n  - alert: Down\n    expr: up == 0\n";
const BAD: &str = "groups:\n- name: g\n  rules:\n  - alert: Slow\n    expr: |\n      histogram_quantile(90,\n        sum by (le) (rate(x_bucket[5m]))) > 1\n  - alert: Never\n    expr: up > 2\n";

struct Ran {
    code: i32,
    out: String,
    err: String,
}

fn folder(files: &[(&str, &str)]) -> TempDir {
    let dir = tempfile::tempdir().unwrap();
    for (name, text) in files {
        let path = dir.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    dir
}

fn run(here: &Path, arguments: &[&str], input: &str) -> Ran {
    let mut child = Command::new(env!("CARGO_BIN_EXE_plimsoll"))
        .args(arguments)
        .current_dir(here)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    Ran { code: output.status.code().unwrap(), out: text(output.stdout), err: text(output.stderr) }
}

#[test]
fn the_exit_code_says_what_was_found() {
    let dir = folder(&[("good.yaml", GOOD), ("bad.yaml", BAD), ("warn.yaml", &BAD.replace("90,", "0.9,"))]);
    for (arguments, code, last) in [
        (&["lint", "good.yaml"][..], 0, "1 rule in 1 file: nothing to say"),
        (&["lint", "bad.yaml"], 1, "2 rules in 1 file: 1 error, 1 warning"),
        (&["lint", "warn.yaml"], 0, "2 rules in 1 file: 1 warning"),
        (&["lint", "--deny-warnings", "warn.yaml"], 1, "2 rules in 1 file: 1 warning (warnings are denied)"),
        (&["lint", "gone.yaml"], 1, "0 rules in 0 files: 1 error"),
        (&["lint", "."], 1, "5 rules in 3 files: 1 error, 2 warnings"),
    ] {
        let ran = run(dir.path(), arguments, "");
        assert_eq!((ran.code, ran.err.lines().last().unwrap()), (code, last), "{arguments:?}");
    }
    assert_eq!(run(dir.path(), &["lint"], "").code, 2);
    let old = run(dir.path(), &["lint", "--prometheus", "2.10", "good.yaml"], "");
    assert!(old.code == 2 && old.err.contains("older than 2.42"), "{}", old.err);
}

#[test]
fn people_see_the_lines_of_their_file() {
    let dir = folder(&[("bad.yaml", BAD)]);
    let ran = run(dir.path(), &["lint", "bad.yaml"], "");
    let wanted = "\
error[promql/quantile-range]: a quantile is between 0 and 1, not 90
 --> bad.yaml:6:26
  |
6 |       histogram_quantile(90,
  |                          ^^
  |
  = note: in alert Slow of group g
  = help: write 0.9
";
    assert!(ran.err.starts_with(wanted), "{}", ran.err);
}

#[test]
fn standard_input_is_a_file_too() {
    let dir = folder(&[]);
    let ran = run(dir.path(), &["lint", "--format", "concise", "-"], BAD);
    assert!(ran.out.starts_with("<stdin>:6:26: error[promql/quantile-range]: "), "{}", ran.out);
    let drawn = run(dir.path(), &["lint", "-"], BAD);
    assert!(drawn.err.contains("6 |       histogram_quantile(90,"), "{}", drawn.err);
}

#[test]
fn machines_get_their_formats() {
    let dir = folder(&[("bad.yaml", BAD)]);
    let ran = |format: &str| run(dir.path(), &["lint", "--format", format, "bad.yaml"], "").out;
    let lines: Vec<Value> = ran("json").lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!((&lines[0]["line"], &lines[0]["column"]), (&6.into(), &26.into()));
    assert!(ran("github").starts_with(
        "::error file=bad.yaml,line=6,col=26,endLine=6,endColumn=28,title=promql/quantile-range::"
    ));
    let sarif: Value = serde_json::from_str(&ran("sarif")).unwrap();
    let region = &sarif["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["region"];
    assert_eq!(region["startColumn"], 26);
}

#[test]
fn a_metric_catalogue_makes_the_world_known() {
    let dir = folder(&[
        ("metrics.yaml", "metrics: {x_total: {type: counter, unit: count}}\n"),
        ("broken.yaml", "metrics: {x_total: {type: countr, unit: count}}\n"),
        ("rules.yaml", "groups: [{name: g, rules: [{alert: A, expr: x_total > 5}]}]\n"),
    ]);
    let plain = run(dir.path(), &["lint", "rules.yaml"], "");
    assert_eq!(plain.code, 0, "{}", plain.err);
    let ran =
        run(dir.path(), &["lint", "--format", "concise", "--metrics", "metrics.yaml", "rules.yaml"], "");
    assert!(ran.out.starts_with("rules.yaml:1:45: error[promql/bare-counter]"), "{}", ran.out);
    let broken = run(dir.path(), &["lint", "--metrics", "broken.yaml", "rules.yaml"], "");
    assert!(broken.code == 1 && broken.err.contains("broken.yaml:1:27"), "{}", broken.err);
}
