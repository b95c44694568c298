//! The behaviour tests that follow from the alerts: every pack in every environment and phase, run by promtool, and
//! whether they bite.

use std::path::Path;

use plimsoll::behaviour::BehaviourTest;
use plimsoll::model::Pack;
use plimsoll::plan::Plan;
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

/// How many mutants promtool judges.
const JUDGED: usize = 120;

#[test]
fn promtool_kills_the_mutants_that_are_killed_here() {
    let catalog = plimsoll_thresholds::catalog();
    let plans = plans(&catalog.packs);
    let live: Vec<&(&Pack, Plan)> = plans
        .iter()
        .filter(|(pack, plan)| {
            pack.environments
                .iter()
                .any(|known| known.name == plan.environment() && known.phase == plan.phase())
        })
        .collect();
    let all: Vec<_> = live
        .iter()
        .map(|(pack, plan)| (plan, derived(pack, plan), plimsoll::behaviour::mutants(plan)))
        .collect();
    each_version("promtool", |oracle| {
        if oracle.release() < (3, 0) {
            return Ok("not asked: the target is".into());
        }
        let mut random = Random::new(20_261_126);
        let mut dead_ones = 0;
        for _ in 0..JUDGED {
            let (plan, tests, mutants) = &all[random.below(all.len())];
            let mutant = &mutants[random.below(mutants.len())];
            let mutated = mutant.apply(plan);
            let own = tests.iter().filter(|test| mutant.alerts.contains(test.alert));
            // The long ones take promtool seconds each; what they kill the short ones mostly do as well.
            let own: Vec<&BehaviourTest> = own
                .filter(|test| test.checks.iter().all(|check| check.at.as_secs_f64() < 21_600.0))
                .collect();
            let Some(killer) = own.iter().find(|test| killed(test, &mutated)).or(own.first()) else {
                continue;
            };
            let dead = killed(killer, &mutated);
            dead_ones += usize::from(dead);
            agrees(oracle, &mutated, killer, dead)
                .map_err(|error| format!("{}: {} {}: {error}", named(plan), mutant.rule, mutant.change))?;
        }
        Ok(format!("{JUDGED} mutants, {dead_ones} of them killed, the same verdict for each"))
    });
}

/// Whether a test notices the mistake in a plan.
fn killed(test: &BehaviourTest, mutated: &Plan) -> bool {
    test.run(mutated).is_some_and(|verdict| verdict.is_err())
}

/// Whether promtool says of a mutated plan what was said here.
fn agrees(oracle: &Oracle, plan: &Plan, test: &BehaviourTest, dead: bool) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let files = written(plan, std::slice::from_ref(test), folder.path())?;
    let verdict = promtool::test_rules(oracle, &files)?;
    let said = if dead { verdict.refused() } else { verdict.accepted() };
    said.map(|_| ())
        .map_err(|error| format!("`{}` killed it here: {dead}; promtool: {error}", test.name).into())
}
