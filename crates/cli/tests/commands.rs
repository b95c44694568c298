//! The commands from the command line to the exit code, over packs that are made up.
#![allow(clippy::unwrap_used, reason = "a test fails by a panic")]

use std::ffi::OsString;
use std::fs;
use std::path::Path;

use plimsoll_behaviour::Derivation;
use plimsoll_check::Diagnostic;
use plimsoll_cli::console::Console;
use plimsoll_cli::{EnvironmentSummary, Outcome, PackSummary, Produced, Source, execute};
use plimsoll_plan::{Axis, ExitQuestions, Plan};
use plimsoll_render::Artifact;
use plimsoll_units::Origin;

struct Packs(Produced);

impl Source for Packs {
    fn count(&self) -> usize {
        1
    }

    fn product(&self, _: usize) -> Produced {
        self.0.clone()
    }

    fn lower(&self, _: &str, _: &str, phase: Option<&str>) -> Result<Plan, Vec<Diagnostic>> {
        let phase = phase.unwrap_or_default();
        Err(vec![Diagnostic::error("pack/unresolved", format!("there is no phase `{phase}`"))])
    }

    fn lower_with_traffic(&self, _: &str, _: &str, _: &str) -> Result<Plan, Vec<Diagnostic>> {
        Err(vec![Diagnostic::error("pack/unresolved", "nothing is on trial")])
    }

    fn behaviour(&self, _: &Plan) -> Result<Derivation, Vec<Diagnostic>> {
        Ok(Derivation::default())
    }

    fn exit_questions(&self, _: &str, _: &str, _: Axis) -> Result<ExitQuestions, Vec<Diagnostic>> {
        Err(vec![Diagnostic::error("pack/unresolved", "nothing is asked")])
    }
}

/// One pack whose alert fires above this line.
fn line_at(value: &str) -> Packs {
    let rules = format!(
        "groups:\n  - name: a\n    interval: 15s\n    rules:\n      - alert: Slow\n        expr: latency > {value}\n"
    );
    let environment = EnvironmentSummary {
        name: "production".into(),
        phase: "dry-run".into(),
        alerts: 1,
        ..EnvironmentSummary::default()
    };
    Packs(Produced {
        artifacts: vec![
            Artifact::new("INDEX.md", "the index\n"),
            Artifact::new("edgelink/production/rules.yaml", rules),
        ],
        packs: vec![PackSummary {
            name: "edgelink".into(),
            owner: "platform".into(),
            environments: vec![environment],
            ..PackSummary::default()
        }],
        ..Produced::default()
    })
}

fn with(mut packs: Packs, diagnostic: Diagnostic) -> Packs {
    packs.0.diagnostics.push(diagnostic);
    packs
}

/// What a command said, and how it ended.
struct Said {
    outcome: Outcome,
    out: String,
    err: String,
}

fn run(root: &Path, packs: &Packs, arguments: &str) -> Said {
    let arguments = ["xtask"].into_iter().chain(arguments.split_whitespace()).map(OsString::from);
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let outcome = execute(arguments, packs, root, &mut Console::plain(&mut out, &mut err)).unwrap();
    Said { outcome, out: String::from_utf8(out).unwrap(), err: String::from_utf8(err).unwrap() }
}

#[test]
fn generate_writes_and_the_second_time_all_is_fresh() {
    let root = tempfile::tempdir().unwrap();
    let first = run(root.path(), &line_at("1"), "generate");
    assert_eq!((first.outcome, first.out.as_str()), (Outcome::Well, "generated: wrote 3, 0 fresh\n"));
    let second = run(root.path(), &line_at("1"), "generate");
    assert_eq!((second.outcome, second.out.as_str()), (Outcome::Well, "generated: 3 files fresh\n"));
    assert_eq!(second.err, "");
}

#[test]
fn check_is_well_after_generate() {
    let root = tempfile::tempdir().unwrap();
    run(root.path(), &line_at("1"), "generate");
    let said = run(root.path(), &line_at("1"), "check");
    assert_eq!((said.outcome, said.out.as_str()), (Outcome::Well, "generated: 3 files fresh\n"));
}

#[test]
fn check_shows_what_is_stale_and_how_to_repair_it() {
    let root = tempfile::tempdir().unwrap();
    run(root.path(), &line_at("1"), "generate");
    let said = run(root.path(), &line_at("2"), "check");
    assert_eq!(said.outcome, Outcome::Stale);
    assert!(said.out.starts_with(
        "--- a/generated/edgelink/production/rules.yaml\n+++ b/generated/edgelink/production/rules.yaml\n@@ -3,4 +3,4 @@\n"
    ));
    assert!(said.out.contains("\n-        expr: latency > 1\n+        expr: latency > 2\n"), "{}", said.out);
    assert!(said.err.contains("`generated` is not what the packs say: 1 stale"), "{}", said.err);
    assert!(said.err.contains("help: run `cargo xtask generate`"), "{}", said.err);
    assert!(said.err.ends_with("1 error\n"));
    // Nothing was written: the repair still has its work to do, and then all is well.
    assert_eq!(run(root.path(), &line_at("2"), "generate").out, "generated: wrote 1, 2 fresh\n");
    assert_eq!(run(root.path(), &line_at("2"), "check").outcome, Outcome::Well);
}

#[test]
fn missing_files_and_orphans_are_stale_too() {
    let root = tempfile::tempdir().unwrap();
    run(root.path(), &line_at("1"), "generate");
    fs::remove_file(root.path().join("generated/INDEX.md")).unwrap();
    let missing = run(root.path(), &line_at("1"), "check");
    assert_eq!(missing.outcome, Outcome::Stale);
    assert!(missing.out.contains("+++ b/generated/INDEX.md (new, 1 lines)"), "{}", missing.out);

    run(root.path(), &line_at("1"), "generate");
    let mut fewer = line_at("1");
    fewer.0.artifacts.remove(0);
    let orphan = run(root.path(), &fewer, "check");
    assert_eq!(orphan.outcome, Outcome::Stale);
    assert!(orphan.err.contains("1 stale, 1 orphaned"), "{}", orphan.err);
    assert_eq!(run(root.path(), &fewer, "generate").out, "generated: wrote 1, deleted 1, 1 fresh\n");
}

#[test]
fn machines_get_one_object_for_each_stale_file_and_nothing_else() {
    let root = tempfile::tempdir().unwrap();
    run(root.path(), &line_at("1"), "generate");
    fs::remove_file(root.path().join("generated/INDEX.md")).unwrap();
    let said = run(root.path(), &line_at("2"), "check --format json");
    assert_eq!(said.outcome, Outcome::Stale);
    let lines: Vec<serde_json::Value> =
        said.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.len(), 2);
    assert_eq!(lines[0]["id"], "generated/missing");
    assert_eq!(lines[1]["id"], "generated/stale");
    assert_eq!(lines[1]["file"], "generated/edgelink/production/rules.yaml");
    assert_eq!((&lines[1]["line"], &lines[1]["column"]), (&6.into(), &1.into()));
    assert_eq!(lines[1]["help"], "run `cargo xtask generate`");
}

#[test]
fn a_dry_run_shows_and_writes_nothing() {
    let root = tempfile::tempdir().unwrap();
    let said = run(root.path(), &line_at("1"), "generate --dry-run");
    assert_eq!(said.outcome, Outcome::Well);
    assert!(said.out.ends_with("generated: would write 3, 0 fresh\n"), "{}", said.out);
    assert!(!root.path().join("generated").exists());
}

#[test]
fn an_error_writes_nothing_and_names_its_place() {
    let root = tempfile::tempdir().unwrap();
    let error = Diagnostic::error("metric/unknown", "there is no metric `htp_requests_total`")
        .at(Origin::new("thresholds/edgelink/alerts.rs", 12, 9))
        .help("did you mean `http_requests_total`?");
    for command in ["generate", "check", "generate --dry-run"] {
        let said = run(root.path(), &with(line_at("1"), error.clone()), command);
        assert_eq!(said.outcome, Outcome::Problems);
        assert!(said.err.contains("--> thresholds/edgelink/alerts.rs:12:9"), "{}", said.err);
        assert!(said.err.contains("\n1 error"), "{}", said.err);
        assert!(said.err.ends_with("`cargo xtask explain metric/unknown` says more\n"), "{}", said.err);
    }
    assert!(!root.path().join("generated").exists());
}

#[test]
fn a_warning_is_told_and_stops_only_when_it_is_denied() {
    let root = tempfile::tempdir().unwrap();
    let warned = with(line_at("1"), Diagnostic::warning("rule/loud", "loud"));
    let denied = run(root.path(), &warned, "generate --deny-warnings");
    assert_eq!(denied.outcome, Outcome::Problems);
    assert!(denied.err.contains("1 warning (warnings are denied); nothing was written\n"), "{}", denied.err);
    assert!(!root.path().join("generated").exists());
    let said = run(root.path(), &warned, "generate");
    assert_eq!(said.outcome, Outcome::Well);
    assert!(said.err.contains("warning[rule/loud]: loud"), "{}", said.err);
}

#[test]
fn a_foreign_file_is_a_problem_for_both() {
    let root = tempfile::tempdir().unwrap();
    run(root.path(), &line_at("1"), "generate");
    fs::write(root.path().join("generated/notes.txt"), "mine").unwrap();
    for command in ["generate", "check"] {
        let said = run(root.path(), &line_at("2"), command);
        assert_eq!(said.outcome, Outcome::Problems, "{command}");
        assert!(said.err.contains("error[generated/foreign]: `generated/notes.txt`"), "{}", said.err);
    }
    assert_eq!(fs::read_to_string(root.path().join("generated/notes.txt")).unwrap(), "mine");
}

#[test]
fn what_another_program_could_not_read_is_not_written() {
    let root = tempfile::tempdir().unwrap();
    let mut packs = line_at("1");
    packs.0.artifacts.push(Artifact::new("edgelink/plan.json", "{\"a\": 1,}\n"));
    let said = run(root.path(), &packs, "generate");
    assert_eq!(said.outcome, Outcome::Problems);
    assert!(said.err.contains("error[verify/unreadable]: `edgelink/plan.json`"), "{}", said.err);
    assert!(!root.path().join("generated").exists());
}

#[test]
fn another_directory_is_named_in_the_repair() {
    let root = tempfile::tempdir().unwrap();
    let dir = root.path().join("elsewhere");
    let said = run(root.path(), &line_at("1"), &format!("check --dir {}", dir.display()));
    assert_eq!(said.outcome, Outcome::Stale);
    assert!(said.out.contains("+++ b/elsewhere/INDEX.md"), "{}", said.out);
    assert!(
        said.err.contains(&format!("run `cargo xtask generate --dir {}`", dir.display())),
        "{}",
        said.err
    );
}

#[test]
fn list_says_what_is_live_where() {
    let root = tempfile::tempdir().unwrap();
    let said = run(root.path(), &line_at("1"), "list");
    assert_eq!(said.outcome, Outcome::Well);
    assert_eq!(
        said.out,
        "pack      owner     environment  phase    alerts  recordings  dashboards\n\
         edgelink  platform  production   dry-run  1       0           0\n"
    );
    let said = run(root.path(), &line_at("1"), "list --format json");
    assert_eq!(
        said.out,
        "{\"pack\":\"edgelink\",\"owner\":\"platform\",\"environment\":\"production\",\"phase\":\"dry-run\",\
         \"alerts\":1,\"recordings\":0,\"dashboards\":0}\n"
    );
}

#[test]
fn a_wrong_command_line_is_a_usage_error_and_help_is_not() {
    let root = tempfile::tempdir().unwrap();
    for wrong in ["", "generat", "generate --frmat json", "check --format xml", "generate --dir"] {
        let said = run(root.path(), &line_at("1"), wrong);
        assert_eq!((said.outcome, said.out.as_str()), (Outcome::Usage, ""), "{wrong}");
        assert!(said.err.contains("--help"), "{}", said.err);
    }
    let help = run(root.path(), &line_at("1"), "generate --help");
    assert_eq!(help.outcome, Outcome::Well);
    assert!(help.out.contains("--dry-run"), "{}", help.out);
}
