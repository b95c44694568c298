//! The behaviour tests that follow from the alerts: every pack in every environment and phase, run by promtool, and
//! whether they bite.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use plimsoll::behaviour::{BehaviourTest, Derivation, Mutant, mutants};
use plimsoll::model::{Alert, Case, Environment, Pack, Response};
use plimsoll::plan::Plan;
use plimsoll::promql::Condition;
use plimsoll::units::{Unit, minutes};
use plimsoll_cli::parallel;
use plimsoll_snapshots::oracles::{Oracle, Result, each_version, promtool};
use plimsoll_snapshots::random::Random;

/// A pack in one environment and phase, with its tests.
struct Derived {
    plan: Plan,
    tests: Vec<BehaviourTest>,
    /// Whether it is the phase that is live there.
    live: bool,
}

/// The packs in each environment and phase.
static DERIVED: LazyLock<Vec<Derived>> = LazyLock::new(|| {
    let catalog = plimsoll_thresholds::catalog();
    let mut meant = Vec::new();
    for pack in &catalog.packs {
        for environment in &pack.environments {
            let named = pack.phases.iter().map(|phase| Some(phase.name));
            let phases: Vec<_> = if pack.phases.is_empty() { vec![None] } else { named.collect() };
            meant.extend(phases.into_iter().map(|phase| (pack, environment, phase)));
        }
    }
    parallel::map(meant.into_iter(), |(pack, environment, phase)| {
        let plan = plimsoll::plan::lower(pack, environment.name, phase).expect("a shipped pack");
        Derived { tests: derived(pack, &plan), live: phase == environment.phase, plan }
    })
});

fn named(plan: &Plan) -> String {
    format!("{} {} {}", plan.pack, plan.environment(), plan.phase().unwrap_or("without phases"))
}

fn derived(pack: &Pack, plan: &Plan) -> Vec<BehaviourTest> {
    let Derivation { tests, without, .. } = plimsoll::behaviour::derive(pack, plan);
    assert!(without.is_empty(), "{}: alerts without a behaviour test: {without:#?}", named(plan));
    tests
}

/// Writes tests with the rules that they are about. The paths of those that `seen` does not know yet: what promtool would
/// read there byte for byte it need not be asked again.
fn written(
    plan: &Plan,
    tests: &[BehaviourTest],
    folder: &Path,
    seen: &mut BTreeSet<String>,
) -> Result<Vec<PathBuf>> {
    let mut paths = Vec::new();
    let files = plimsoll::render::behaviour(plan, tests);
    let name = |path: &str| path.rsplit('/').next().unwrap_or_default().to_owned();
    for file in &files {
        let path = folder.join(name(&file.path));
        fs::write(&path, &file.text)?;
        let reads = files.iter().filter(|rules| file.text.contains(&name(&rules.path)));
        let read: String = reads.map(|rules| rules.text.as_str()).collect();
        if file.path.ends_with(".test.yaml") && seen.insert(format!("{read}{}", file.text)) {
            paths.push(path);
        }
    }
    Ok(paths)
}

/// How many files promtool is given at once: it takes longer to begin than to run the tests of one.
const AT_ONCE: usize = 6;

#[test]
fn every_alert_of_every_phase_does_what_follows_from_its_signal() {
    for Derived { plan, tests, .. } in DERIVED.iter() {
        println!("{}: {} tests", named(plan), tests.len());
    }
    let all: usize = DERIVED.iter().map(|derived| derived.tests.len()).sum();
    let root = tempfile::tempdir().expect("a folder");
    let (mut files, mut seen) = (Vec::new(), BTreeSet::new());
    for Derived { plan, tests, .. } in DERIVED.iter() {
        let folder = root.path().join(named(plan).replace(' ', "-"));
        fs::create_dir(&folder).expect("a folder of its own");
        files.extend(written(plan, tests, &folder, &mut seen).expect("written"));
    }
    each_version("promtool", |oracle| {
        // Between the oldest version and the target nothing differs that these tests could see.
        if oracle.release() >= (2, 50) && oracle.release() < (3, 0) {
            return Ok("not asked: older and newer are".into());
        }
        parallel::map(files.chunks(AT_ONCE), |files| {
            promtool::test_rules(oracle, files)?.accepted().map(|_| ())
        })
        .into_iter()
        .collect::<Result<()>>()?;
        Ok(format!("{all} tests of {} plans in {} files that differ", DERIVED.len(), files.len()))
    });
}

/// The part of the mutants of each plan that the tests must notice, in percent.
const AT_LEAST: usize = 95;

/// How many mutants promtool judges too.
const JUDGED: usize = 100;

/// A mutant, the tests of the alerts that read it, and the first of them that notices it.
struct Judged {
    of: &'static Derived,
    mutant: Mutant,
    own: Vec<&'static BehaviourTest>,
    killer: Option<&'static BehaviourTest>,
}

impl Judged {
    fn new(of: &'static Derived, mutant: Mutant) -> Self {
        let mutated = mutant.apply(&of.plan);
        let own: Vec<_> = of.tests.iter().filter(|test| mutant.alerts.contains(test.alert)).collect();
        let killer = own.iter().copied().find(|test| killed(test, &mutated));
        Self { of, mutant, own, killer }
    }

    fn words(&self) -> String {
        format!("{}: {}: {}", named(&self.of.plan), self.mutant.rule, self.mutant.change)
    }
}

#[test]
fn nearly_every_mistake_in_a_live_rule_is_noticed_and_promtool_notices_the_same() {
    let live = DERIVED.iter().filter(|derived| derived.live);
    let all: Vec<_> =
        live.flat_map(|of| mutants(&of.plan).into_iter().map(move |mutant| (of, mutant))).collect();
    let all = parallel::map(all.into_iter(), |(of, mutant)| Judged::new(of, mutant));
    let (equivalent, all): (Vec<Judged>, Vec<Judged>) =
        all.into_iter().partition(|judged| judged.mutant.equivalent.is_some());
    let wrong: Vec<String> = equivalent
        .iter()
        .filter_map(|judged| {
            let why = judged.mutant.equivalent.unwrap_or_default();
            judged.killer.map(|test| format!("{} ({why}): {}", judged.words(), test.name))
        })
        .collect();
    assert!(wrong.is_empty(), "not equivalent: {}", wrong.join("\n"));
    let mut blunt = Vec::new();
    for of in DERIVED.iter().filter(|derived| derived.live) {
        let own: Vec<&Judged> = all.iter().filter(|judged| std::ptr::eq(judged.of, of)).collect();
        let noticed = own.iter().filter(|judged| judged.killer.is_some()).count();
        let said = format!("{}: {noticed} of {} mutants noticed", named(&of.plan), own.len());
        println!("{said}");
        if noticed * 100 < own.len() * AT_LEAST {
            blunt.push(said);
        }
    }
    assert!(blunt.is_empty(), "less than {AT_LEAST} %: {}", blunt.join("; "));
    // What looks back on days takes promtool seconds each.
    let short = |test: &BehaviourTest| test.checks.iter().all(|check| check.at.as_secs_f64() < 14_400.0);
    let by = |judged: &Judged| judged.killer.or(judged.own.first().copied()).filter(|test| short(test));
    let judged: Vec<(&Judged, &BehaviourTest)> =
        all.iter().filter_map(|judged| Some((judged, by(judged)?))).collect();
    let mut random = Random::new(20_261_126);
    let chosen: Vec<_> = (0..JUDGED).map(|_| *random.of(&judged)).collect();
    let dead = chosen.iter().filter(|(judged, _)| judged.killer.is_some()).count();
    each_version("promtool", |oracle| {
        if oracle.release() < (3, 0) {
            return Ok("not asked: the target is".into());
        }
        parallel::map(chosen.iter(), |(judged, test)| {
            agrees(oracle, judged, test).map_err(|error| format!("{}: {error}", judged.words()).into())
        })
        .into_iter()
        .collect::<Result<()>>()?;
        Ok(format!("{JUDGED} mutants, {dead} of them noticed, the same verdict for each"))
    });
}

/// Whether a test notices the mistake in a plan.
fn killed(test: &BehaviourTest, mutated: &Plan) -> bool {
    test.run(mutated).is_some_and(|verdict| verdict.is_err())
}

/// Whether promtool says of a mutant what was said here.
fn agrees(oracle: &Oracle, judged: &Judged, test: &BehaviourTest) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let mutated = judged.mutant.apply(&judged.of.plan);
    let files = written(&mutated, std::slice::from_ref(test), folder.path(), &mut BTreeSet::new())?;
    let verdict = promtool::test_rules(oracle, &files)?;
    let dead = judged.killer.is_some();
    let said = if dead { verdict.refused() } else { verdict.accepted() };
    said.map(|_| ()).map_err(|error| format!("by `{}`, noticed: {dead}; {error}", test.name).into())
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
        let files = |plan: &Plan| written(plan, &tests, folder.path(), &mut BTreeSet::new());
        promtool::test_rules(oracle, &files(&plan)?)?.accepted()?;
        promtool::test_rules(oracle, &files(&other)?)?.refused()?;
        Ok("accepted, and refused where the line is another".into())
    });
}
