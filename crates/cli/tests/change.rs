//! What a reviewer reads of a change, from plans to sentences.
#![allow(clippy::unwrap_used, reason = "a test fails by a panic")]

use std::ffi::OsString;
use std::fs;
use std::path::Path;
use std::process::Command;

use plimsoll_behaviour::Derivation;
use plimsoll_check::Diagnostic;
use plimsoll_cli::change::{Changes, Look, Snapshot};
use plimsoll_cli::console::Console;
use plimsoll_cli::{EnvironmentSummary, Outcome, PackSummary, Produced, Source, execute};
use plimsoll_plan::{Axis, ExitQuestions, Plan};
use serde_json::{Value, json};

#[allow(dead_code, reason = "the plan alone is compared; what would be shipped is for other tests")]
mod shop;

/// A rule of the alert `ShopErrors` above a line.
fn rule(role: &Value, services: &[&str], line: &str) -> Value {
    json!({
        "name": "ShopErrors", "kind": "alert", "role": role, "services": services, "unit": "ratio",
        "expr": format!("errors > {line}"), "for": "2m", "labels": {}, "threshold": "error_rate",
    })
}

/// The shop in a phase, with its line and with the rules of the machine.
fn plan(phase: &str, line: &str, machine: &[Value]) -> Value {
    let people = rule(&json!({ "to": "people", "severity": "critical" }), &[], line);
    let rules: Vec<Value> = std::iter::once(people).chain(machine.iter().cloned()).collect();
    json!({
        "format": 1, "pack": "shop", "team": "sales", "environment": "production", "phase": phase,
        "namespace": "shop", "rule_labels": {}, "external_labels": {}, "targets": {},
        "thresholds": [{
            "id": "error_rate", "slice": null, "direction": "above", "value": line, "unit": "ratio",
            "window": "5m", "hold": "2m", "baseline": null,
        }],
        "groups": [{ "name": "shop", "rules": rules }],
        "alertmanager": null,
        "dashboards": [],
    })
}

fn armed(services: &[&str]) -> Value {
    let role = json!({
        "to": "machine", "cooldown": "20m", "attempts": 3, "timeout": "5m", "verify": "2m", "max_concurrent": 1,
    });
    rule(&role, services, "5%")
}

fn dry_run(phase: &str, services: &[&str]) -> Value {
    rule(&json!({ "to": "dry-run", "phase": phase }), services, "5%")
}

fn told(from: &Value, to: &Value, look: Look) -> String {
    let read = |value: &Value| Snapshot::read(&value.to_string()).unwrap();
    let mut out = Vec::new();
    look.write(&[Changes::between(("HEAD", &read(from)), ("working tree", &read(to)))], &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

#[test]
fn what_may_now_roll_back_is_said_first() {
    let before = plan("dry", "5%", &[dry_run("dry", &["cart", "search"])]);
    let after = plan("one", "5%", &[armed(&["search"]), dry_run("one", &["cart"])]);
    assert_eq!(
        told(&before, &after, Look::Human),
        "shop production, HEAD (dry) to working tree (one): 1 alert may now roll back 1 of 2 services\n\
         \x20 The machine\n\
         \x20   may now roll back `search` (was a dry run): `ShopErrors`\n"
    );
    let back = told(&after, &before, Look::Human);
    assert!(back.contains(": 1 alert may no more roll back 1 of 2 services\n"), "{back}");
    assert!(back.contains("may no more roll back `search` (now a dry run)"), "{back}");
}

#[test]
fn a_line_is_told_in_its_unit_and_with_its_direction() {
    let all = ["cart", "search"];
    let before = plan("loose", "8%", &[armed(&all)]);
    let after = plan("tight", "5%", &[armed(&all)]);
    assert_eq!(
        told(&before, &after, Look::Markdown),
        "### shop production: `HEAD` (loose) to `working tree` (tight)\n\n\
         **the machine acts on all 2 services as before; 1 threshold tightened**\n\n\
         | Threshold | Line | Window | Hold | | Alerts |\n|---|---|---|---|---|---|\n\
         | `error_rate` | 8 % to 5 % |  |  | tightened | `ShopErrors` |\n\n\
         The machine:\n\n\
         - acts sooner than before on every service (`cart`, `search`): `ShopErrors`\n"
    );
}

#[test]
fn another_weight_of_the_traffic_is_said_before_everything_else() {
    let at = |phase: &str, weight: &str| {
        let mut plan = plan("one", "5%", &[armed(&["cart"])]);
        plan["traffic"] = phase.into();
        plan["thresholds"][0]["id"] = "traffic_weight".into();
        plan["thresholds"][0]["value"] = weight.into();
        plan
    };
    assert_eq!(
        told(&at("first", "5%"), &at("second", "25%"), Look::Human),
        "shop production, HEAD to working tree: the version on trial gets 25 % of the traffic (was 5 %); \
         the machine acts on all 1 service as before\n\
         \x20 Traffic\n\
         \x20   `second` is live; it was `first`\n\
         \x20   users who are sent to it stay; others follow\n"
    );
    let back = told(&at("second", "25%"), &at("first", "5%"), Look::Human);
    assert!(back.contains("some users go back to the stable version\n"), "{back}");
}

#[test]
fn the_values_of_the_next_phase_are_recorded_and_nobody_acts_on_them() {
    let before = plan("one", "5%", &[armed(&["cart"])]);
    let after = plan("one", "5%", &[armed(&["cart"]), dry_run("strict", &["cart"])]);
    let said = told(&before, &after, Look::Human);
    assert!(said.contains("the machine acts on all 1 service as before\n"), "{said}");
    assert!(said.contains("now records what `strict` would do: `ShopErrors`\n"), "{said}");
}

#[test]
fn an_alert_that_comes_says_whom_it_reaches() {
    let before = plan("one", "5%", &[]);
    let mut after = before.clone();
    after["groups"][0]["rules"][0]["name"] = "ShopLate".into();
    let said = told(&before, &after, Look::Human);
    assert!(said.contains(": 1 alert may now page; 1 alert may page no more\n"), "{said}");
    assert!(said.contains("`ShopLate` is new and pages a person\n"), "{said}");
    assert!(said.contains("`ShopErrors` is gone; it paged a person\n"), "{said}");
}

#[test]
fn machines_get_one_object_with_the_same_facts() {
    let before = plan("dry", "5%", &[dry_run("dry", &["cart"])]);
    let after = plan("all", "3%", &[armed(&["cart"])]);
    let said: Value = serde_json::from_str(&told(&before, &after, Look::Json)).unwrap();
    assert_eq!(said["machine"][0]["to"], "armed");
    assert_eq!(said["thresholds"][0]["line"], json!({ "from": "5 %", "to": "3 %" }));
    assert_eq!(said["phases"], json!(["dry", "all"]));
}

#[test]
fn equal_plans_change_nothing() {
    let same = plan("dry", "5%", &[]);
    assert!(told(&same, &same, Look::Human).ends_with(": nothing changes\n"));
}

/// The shop of the other tests, whose only phase is called `strict`.
struct Shop;

impl Source for Shop {
    fn count(&self) -> usize {
        1
    }

    fn product(&self, _: usize) -> Produced {
        let environment = EnvironmentSummary { name: "production".into(), ..EnvironmentSummary::default() };
        let pack = PackSummary {
            name: "shop".into(),
            phases: vec!["strict".into()],
            environments: vec![environment],
            ..PackSummary::default()
        };
        Produced { plans: vec![shop::plan()], packs: vec![pack], ..Produced::default() }
    }

    fn lower(&self, _: &str, _: &str, _: Option<&str>) -> Result<Plan, Vec<Diagnostic>> {
        Ok(shop::plan())
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

fn run(root: &Path, arguments: &str) -> (Outcome, String, String) {
    let arguments = ["xtask"].into_iter().chain(arguments.split_whitespace()).map(OsString::from);
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let outcome = execute(arguments, &Shop, root, &mut Console::plain(&mut out, &mut err)).unwrap();
    (outcome, String::from_utf8(out).unwrap(), String::from_utf8(err).unwrap())
}

fn git(root: &Path, arguments: &str) {
    let identity =
        ["-c", "user.name=test", "-c", "user.email=test@example.com", "-c", "commit.gpgsign=false"];
    let status = Command::new("git").current_dir(root).args(identity).args(arguments.split(' ')).status();
    assert!(status.unwrap().success(), "git {arguments}");
}

/// A repository in whose only commit the shop had another route.
fn repository() -> tempfile::TempDir {
    let root = tempfile::tempdir().unwrap();
    let folder = root.path().join("generated/shop/production");
    fs::create_dir_all(&folder).unwrap();
    let text = plimsoll_render::plan_json(&shop::plan()).text;
    fs::write(folder.join("plan.json"), text.replace("http://machine/", "http://robot/")).unwrap();
    git(root.path(), "init --quiet");
    git(root.path(), "add generated");
    git(root.path(), "commit --quiet --message first");
    root
}

#[test]
fn a_revision_is_read_from_git_and_head_is_the_default() {
    let root = repository();
    let (outcome, out, err) = run(root.path(), "diff");
    assert_eq!((outcome, err.as_str()), (Outcome::Well, ""));
    assert!(out.starts_with("shop production, HEAD to working tree: 2 changes of who is told\n"), "{out}");
    assert!(out.contains("gone receiver: `machine`: webhook to `http://robot/`\n"), "{out}");
    assert_eq!(
        run(root.path(), "diff --from rev:HEAD --to rev:HEAD").1,
        "shop production, HEAD to HEAD: nothing changes\n"
    );
}

#[test]
fn a_name_of_a_phase_and_of_a_branch_must_be_settled() {
    let root = repository();
    assert_eq!(run(root.path(), "diff --from strict --to strict").0, Outcome::Well);
    git(root.path(), "branch strict");
    let (outcome, _, err) = run(root.path(), "diff --from strict");
    assert_eq!(outcome, Outcome::Problems);
    assert!(err.contains("write `phase:strict` or `rev:strict`"), "{err}");
    assert!(run(root.path(), "diff --from rev:strict").1.contains(", strict to working tree: 2 changes"));
    assert!(run(root.path(), "diff --from phase:strict").1.ends_with(": nothing changes\n"));
}

#[test]
fn what_is_neither_phase_nor_revision_is_told_with_what_there_is() {
    let root = repository();
    for wrong in ["--from nope", "--to rev:nope", "--from phase:nope", "--pack nope", "--env nope"] {
        let (outcome, out, err) = run(root.path(), &format!("diff {wrong}"));
        assert_eq!((outcome, out.as_str()), (Outcome::Problems, ""), "{wrong}");
        assert!(err.contains("error[diff/unknown]") && err.contains("help:"), "{err}");
    }
    let nowhere = tempfile::tempdir().unwrap();
    let (outcome, _, err) = run(nowhere.path(), "diff");
    assert_eq!(outcome, Outcome::Problems);
    assert!(err.contains("there is no revision `HEAD`"), "{err}");
}

#[test]
fn a_plan_that_was_damaged_is_told_with_its_place() {
    let root = repository();
    fs::write(root.path().join("generated/shop/production/plan.json"), "{").unwrap();
    git(root.path(), "commit --quiet --all --message second");
    let (outcome, _, err) = run(root.path(), "diff");
    assert_eq!(outcome, Outcome::Problems);
    assert!(err.contains("`HEAD:generated/shop/production/plan.json` cannot be compared"), "{err}");
}

#[test]
fn a_scrape_job_that_asks_for_more_is_told() {
    let job = |metrics: &[&str]| {
        let mut side = plan("dry-run", "5%", &[]);
        side["scrape"] = json!([{
            "job": "tills", "interval": "30s", "timeout": "10s", "path": "/metrics", "module": null,
            "targets": null, "relabels": ["replace __meta_kubernetes_node_name to node"], "metrics": metrics,
        }]);
        side
    };
    let asks = "`tills` asks the nodes of the cluster every 30s for 10s at `/metrics`, replace \
                __meta_kubernetes_node_name to node; keeps";
    let said = told(&job(&["sales"]), &job(&["sales", "heat"]), Look::Human);
    assert!(said.contains("2 changes of what is scraped\n  What is scraped\n"), "{said}");
    assert!(said.contains(&format!("    gone job: {asks} `sales`\n")), "{said}");
    assert!(said.contains(&format!("    new job: {asks} `sales, heat`\n")), "{said}");
    assert!(told(&job(&[]), &job(&[]), Look::Human).contains("nothing changes"));
}
