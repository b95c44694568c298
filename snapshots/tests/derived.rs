//! The behaviour tests that follow from the alerts: every pack in every environment and phase, run by promtool, and
//! whether they bite.

use std::path::Path;

use plimsoll::behaviour::BehaviourTest;
use plimsoll::model::{Alert, Case, Environment, Pack, Response};
use plimsoll::plan::Plan;
use plimsoll::promql::Condition;
use plimsoll::units::{Unit, minutes};
use plimsoll_snapshots::oracles::{Oracle, Result, each_version, promtool};
use plimsoll_snapshots::random::Random;

/// The packs in each environment and phase.
fn plans(packs: &[Pack]) -> Vec<(&Pack, Plan)> {
    let mut plans = Vec::new();
    for pack in packs {
        for environment in &pack.environments {
            let named = pack.phases.iter().map(|phase| Some(phase.name));
            let phases: Vec<_> = if pack.phases.is_empty() { vec![None] } else { named.collect() };
            for phase in phases {
                let plan = plimsoll::plan::lower(pack, environment.name, phase).expect("a shipped pack");
                plans.push((pack, plan));
            }
        }
    }
    plans
}

fn named(plan: &Plan) -> String {
    format!("{} {} {}", plan.pack, plan.environment(), plan.phase().unwrap_or("without phases"))
}

fn derived(pack: &Pack, plan: &Plan) -> Vec<BehaviourTest> {
    let (tests, without) = plimsoll::behaviour::derive(pack, plan);
    assert!(without.is_empty(), "{}: alerts without a behaviour test: {without:#?}", named(plan));
    tests
}

/// Writes tests with the rules that they are about; the paths of the tests.
fn written(plan: &Plan, tests: &[BehaviourTest], folder: &Path) -> Result<Vec<std::path::PathBuf>> {
    let mut paths = Vec::new();
    for file in plimsoll::render::behaviour(plan, tests) {
        let path = folder.join(file.path.rsplit('/').next().unwrap_or_default());
        std::fs::write(&path, &file.text)?;
        if file.path.ends_with(".test.yaml") {
            paths.push(path);
        }
    }
    Ok(paths)
}

#[test]
fn every_alert_of_every_phase_does_what_follows_from_its_signal() {
    let catalog = plimsoll_thresholds::catalog();
    let plans = plans(&catalog.packs);
    let tests: Vec<Vec<BehaviourTest>> = plans.iter().map(|(pack, plan)| derived(pack, plan)).collect();
    for ((_, plan), tests) in plans.iter().zip(&tests) {
        println!("{}: {} tests", named(plan), tests.len());
    }
    each_version("promtool", |oracle| {
        // Between the oldest version and the target nothing differs that these tests could see.
        if oracle.release() >= (2, 50) && oracle.release() < (3, 0) {
            return Ok("not asked: older and newer are".into());
        }
        for ((_, plan), tests) in plans.iter().zip(&tests) {
            let folder = tempfile::tempdir()?;
            let files = written(plan, tests, folder.path())?;
            promtool::test_rules(oracle, &files)?
                .accepted()
                .map_err(|error| format!("{}: {error}", named(plan)))?;
        }
        let all: usize = tests.iter().map(Vec::len).sum();
        Ok(format!("{all} tests of {} plans", plans.len()))
    });
}

/// The part of the mutants that the tests must notice, in percent.
const AT_LEAST: usize = 95;

/// How many mutants promtool judges too.
const JUDGED: usize = 100;

/// A mutated plan, what the mistake is, the test that notices it or one that does not, and which of the two.
struct Judged<'a> {
    words: String,
    mutated: Plan,
    test: &'a BehaviourTest,
    dead: bool,
}

#[test]
fn nearly_every_mistake_in_a_live_rule_is_noticed_and_promtool_notices_the_same() {
    let catalog = plimsoll_thresholds::catalog();
    let mut live = plans(&catalog.packs);
    live.retain(|(pack, plan)| {
        let known = pack.environments.iter().find(|known| known.name == plan.environment());
        known.is_some_and(|known| known.phase == plan.phase())
    });
    let tests: Vec<Vec<BehaviourTest>> = live.iter().map(|(pack, plan)| derived(pack, plan)).collect();
    let (mut all, mut noticed) = (0, 0);
    let mut wrongly_equivalent = Vec::new();
    let mut judged = Vec::new();
    for ((_, plan), tests) in live.iter().zip(&tests) {
        for mutant in plimsoll::behaviour::mutants(plan) {
            let mutated = mutant.apply(plan);
            let own: Vec<&BehaviourTest> =
                tests.iter().filter(|test| mutant.alerts.contains(test.alert)).collect();
            let killer = own.iter().find(|test| killed(test, &mutated));
            let words = format!("{}: {}: {}", named(plan), mutant.rule, mutant.change);
            if let Some(why) = mutant.equivalent {
                wrongly_equivalent.extend(killer.map(|test| format!("{words} ({why}): {}", test.name)));
                continue;
            }
            all += 1;
            noticed += usize::from(killer.is_some());
            let dead = killer.is_some();
            if let Some(test) = killer.or(own.first()) {
                judged.push(Judged { words, mutated, test, dead });
            }
        }
    }
    println!("{noticed} of {all} mutants noticed");
    assert!(wrongly_equivalent.is_empty(), "not equivalent: {}", wrongly_equivalent.join("\n"));
    assert!(noticed * 100 >= all * AT_LEAST, "only {noticed} of {all} mutants are noticed");
    // What looks back on days takes promtool seconds each.
    let short = |test: &BehaviourTest| test.checks.iter().all(|check| check.at.as_secs_f64() < 14_400.0);
    judged.retain(|judged| short(judged.test));
    each_version("promtool", |oracle| {
        if oracle.release() < (3, 0) {
            return Ok("not asked: the target is".into());
        }
        let mut random = Random::new(20_261_126);
        let mut dead = 0;
        for _ in 0..JUDGED {
            let judged = random.of(&judged);
            agrees(oracle, judged).map_err(|error| format!("{}: {error}", judged.words))?;
            dead += usize::from(judged.dead);
        }
        Ok(format!("{JUDGED} mutants, {dead} of them noticed, the same verdict for each"))
    });
}

/// Whether a test notices the mistake in a plan.
fn killed(test: &BehaviourTest, mutated: &Plan) -> bool {
    test.run(mutated).is_some_and(|verdict| verdict.is_err())
}

/// Whether promtool says of a mutant what was said here.
fn agrees(oracle: &Oracle, judged: &Judged<'_>) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let files = written(&judged.mutated, std::slice::from_ref(judged.test), folder.path())?;
    let verdict = promtool::test_rules(oracle, &files)?;
    let said = if judged.dead { verdict.refused() } else { verdict.accepted() };
    said.map(|_| ())
        .map_err(|error| format!("by `{}`, noticed: {}; {error}", judged.test.name, judged.dead).into())
}

/// A pack with one alert on a text, which fires where a node has more than `line` to do.
fn overloaded(line: u8) -> (Pack, Plan) {
    let text = format!("max by (node) (node_load) > {line}");
    let case = Case::new("a node that gets more to do than it can")
        .series(r#"node_load{node="a"}"#, "10x20 11x20")
        .series(r#"node_load{node="b"}"#, "1x40")
        .silent_at(minutes(5))
        .fires_at(minutes(10), 11.0, &[("node", "a")]);
    let condition = Condition::raw(text, &["node"], Unit::COUNT, minutes(5));
    let pack = Pack::new("nodes")
        .owner("platform")
        .alerts([Alert::new("NodesOverloaded", Response::Notify, condition)
            .summary("{node} has {value} to do")
            .tested_with(case)])
        .environment(Environment::unstaged("production"));
    let plan = plimsoll::plan::lower(&pack, "production", None).expect("a pack without phases");
    (pack, plan)
}

#[test]
fn of_a_text_the_author_says_when_it_fires_and_promtool_agrees_or_not() {
    let (pack, plan) = overloaded(10);
    let tests = derived(&pack, &plan);
    assert_eq!(tests.len(), 1);
    assert_eq!(tests[0].run(&plan), None);
    let (_, other) = overloaded(12);
    each_version("promtool", |oracle| {
        let folder = tempfile::tempdir()?;
        promtool::test_rules(oracle, &written(&plan, &tests, folder.path())?)?.accepted()?;
        promtool::test_rules(oracle, &written(&other, &tests, folder.path())?)?.refused()?;
        Ok("accepted, and refused where the line is another".into())
    });
}
