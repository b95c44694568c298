//! The whole way from a fault to whoever must hear of it, through the real Prometheus and two real Alertmanagers, with what
//! is generated on another scale of time.
//!
//! - [`world`]: the exporter that plays the reference faults
//! - [`expected`]: who is told when, by the formulas, before anything runs
//! - [`stack`]: what runs
//! - [`told`]: what was heard
//! - [`stall`]: how far the machine itself was behind
//! - [`seen`]: what of it was expected
//! - [`timeline`]: what was predicted against what was seen
//! - [`verdict`]: what must hold whenever it happens
#![allow(clippy::unwrap_used, reason = "a test fails by a panic")]
#![allow(clippy::print_stdout, reason = "a test shows its timeline")]

mod expected;
mod seen;
mod stack;
mod stall;
mod timeline;
mod told;
mod verdict;
mod world;

use std::thread;
use std::time::{Duration, Instant};

use expected::{CRASH, Expected, Plans, WARNING};
use plimsoll::model::{Catalog, Pack};
use plimsoll::units::TimeScale;
use plimsoll_snapshots::oracles::{Oracle, Result, each_pair};
use seen::Seen;
use stack::Stack;
use timeline::Timeline;
use told::Status;

/// The one scale of time of this test: a scrape every three quarters of a second instead of every fifteen.
fn scale() -> TimeScale {
    TimeScale::faster(20.try_into().unwrap())
}

/// Far above what a run takes; one that is not over by then has failed.
const LIMIT: Duration = Duration::from_mins(3);

/// How often what has arrived is looked at.
const LOOK: Duration = Duration::from_millis(50);

fn edgelink(catalog: &Catalog) -> &Pack {
    catalog.packs.iter().find(|pack| pack.name == "edgelink").unwrap()
}

/// What is predicted, and the plan that runs.
fn predicted(pack: &Pack) -> Result<(Plans, Vec<Expected>)> {
    let scaled = Plans::of(pack, scale())?;
    let expected = expected::all(&Plans::of(pack, TimeScale::REAL)?, &scaled)?;
    Ok((scaled, expected))
}

#[test]
fn who_is_told_when_is_known_before_anything_runs() {
    let catalog = plimsoll_thresholds::catalog();
    let (plans, expected) = predicted(edgelink(&catalog)).unwrap();
    let shipped = Plans::of(edgelink(&catalog), TimeScale::REAL).unwrap();
    insta::assert_snapshot!(expected::table(&expected, &shipped, &plans).unwrap());
}

#[test]
fn a_fault_is_told_when_predicted_and_nothing_is_lost_when_an_alertmanager_dies() {
    each_pair("prometheus", "alertmanager", played);
}

/// Plays the faults, and says in one line what came of it.
fn played(prometheus: &Oracle, alertmanager: &Oracle) -> Result<String> {
    let catalog = plimsoll_thresholds::catalog();
    let (plans, expected) = predicted(edgelink(&catalog))?;
    let run = Run::of(prometheus, alertmanager, edgelink(&catalog), &plans, &expected)?;
    // With `--nocapture`; at once, since others are played at the same time.
    println!("{prometheus} with {alertmanager}\n{}\n", run.timeline);
    let mut wrong = run.timeline.missed();
    wrong.extend(run.wrong);
    if wrong.is_empty() {
        Ok(run.timeline.summary())
    } else {
        Err(format!("{}\n{}", wrong.join("\n"), run.timeline).into())
    }
}

/// What came of it.
struct Run {
    timeline: Timeline,
    /// What is not as it must be, whatever the time.
    wrong: Vec<String>,
}

impl Run {
    /// Plays the faults, kills the Alertmanager that sends first, and waits until all is over.
    fn of(
        prometheus: &Oracle,
        alertmanager: &Oracle,
        pack: &Pack,
        plans: &Plans,
        expected: &[Expected],
    ) -> Result<Self> {
        let end = Instant::now() + LIMIT;
        let mut stack = Stack::start(prometheus, alertmanager, pack, &plans.live)?;
        let first = stack.first()?;
        let mut seen = Seen::new(expected, stack.world.break_down());

        // The one that sends first ends once the dry runs and the crash were told, before the others are due.
        watch(&stack, &mut seen, end, |seen, row| {
            (row.to == Some("dry-run") || row.alert == CRASH && row.status == Status::Firing) && !seen
        })?;
        let killed = stack.kill(first);
        seen.killed(killed);

        // The fault lasts until everything fires, and until people would have been told of what is kept quiet.
        let firing = |row: &Expected| row.status != Status::Resolved;
        watch(&stack, &mut seen, end, |seen, row| firing(row) && !seen)?;
        let inhibited_by = stack.alerts(WARNING)?.into_iter().flat_map(|alert| alert.inhibited_by).collect();
        let latest =
            expected.iter().filter(|row| firing(row)).map(|row| row.scaled.told.most).fold(0.0, f64::max);
        let enough = Duration::from_secs_f64(latest + plans.group_wait()?);
        thread::sleep(enough.saturating_sub(seen.since_fault()));
        seen.recovered(stack.world.recover());
        watch(&stack, &mut seen, end, |seen, _| !seen)?;

        let mut timeline = timeline(&stack, &seen)?;
        timeline.heartbeats(&stack.told(), plans.heartbeat()?);
        let mut wrong = Vec::new();
        let word = stack.peer_timeout() + Duration::from_secs_f64(timeline.stall.all());
        verdict::nothing_else(&stack, &killed, word, &mut wrong);
        verdict::as_by_contract(&stack, plans, &mut wrong);
        verdict::kept_quiet(&inhibited_by, &mut wrong);
        Ok(Self { timeline, wrong })
    }
}

/// What was seen so far, with what Prometheus says of its rules.
fn timeline(stack: &Stack, seen: &Seen) -> Result<Timeline> {
    let fault = seen.fault();
    Ok(seen.timeline(|row| stack.rule(row, fault), stack.stall(fault)?))
}

/// Looks at what arrives for as long as a row is `wanted`, until the `end` of the run.
fn watch(
    stack: &Stack,
    seen: &mut Seen,
    end: Instant,
    wanted: impl Fn(bool, &Expected) -> bool,
) -> Result<()> {
    loop {
        let is_quiet = stack.alerts(WARNING)?.iter().any(|alert| alert.state == "suppressed");
        seen.look(&stack.told(), is_quiet);
        if !seen.rows().any(|(seen, row)| wanted(seen, row)) {
            return Ok(());
        }
        if Instant::now() >= end {
            let so_far = timeline(stack, seen)?;
            return Err(format!("not everything was seen within {} s:\n{so_far}", LIMIT.as_secs()).into());
        }
        thread::sleep(LOOK);
    }
}
