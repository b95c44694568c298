//! `backtest` against a real Prometheus over blocks that promtool made: it counts what a direct evaluation counts.
#![allow(clippy::unwrap_used, reason = "a test fails by a panic")]

use std::ffi::OsString;
use std::fmt::Write as _;
use std::path::Path;

use plimsoll::cli::console::Console;
use plimsoll::cli::{Outcome, execute};
use plimsoll::prelude::*;
use plimsoll_snapshots::oracles::prometheus::Prometheus;
use plimsoll_snapshots::oracles::{self, Oracle, promtool};
use plimsoll_snapshots::random::Random;
use serde_json::Value;

const STEP: u64 = 15;
/// 2026-11-20 00:00:00 UTC.
const END: u64 = 1_795_132_800;
/// Two days: more steps than Prometheus answers at once.
const STEPS: u64 = 2 * 86_400 / STEP;

const STUCK: Threshold<Count> = Threshold::above("stuck", count_of(100)).hold(minutes(2));

const fn count_of(number: u32) -> Quantity<Count> {
    plimsoll::units::count(number as f64)
}

/// The length of a queue, by service. What fires is recorded first, so that its past is not.
fn pack() -> Pack {
    let grain = &["namespace", "service"];
    let length = Signal::<Count>::raw("max by (namespace, service) (queue_length)", grain, Duration::ZERO)
        .recorded("service", "queue", "length");
    let policy = RollbackPolicy::new(minutes(20));
    Pack::new("shop")
        .owner("sales")
        .timing(Timing::new(seconds(STEP), seconds(STEP)))
        .metrics(&[
            MetricDef::new("queue_length", MetricType::Gauge, Unit::COUNT).labels(&["namespace", "service"])
        ])
        .service(Service::new("cart"))
        .service(Service::new("mail").critical(false))
        .threshold(STUCK)
        .phase(Phase::new("some", Enforcement::Rollback).scope(Scope::NonCritical))
        .phase(Phase::new("all", Enforcement::Rollback).set(STUCK.to(count_of(150))))
        .environment(Environment::new("live", "some").namespace("shop"))
        .alerts([Alert::new("QueueStuck", Response::Rollback(policy), length.crosses(STUCK))])
}

/// A queue that is now and then long, for shorter and longer than the hold; nobody knows how long it is in between.
fn queue(random: &mut Random) -> Vec<Option<u64>> {
    let mut lengths = Vec::new();
    while lengths.len() < usize::try_from(STEPS).unwrap() {
        let length = match random.below(12) {
            0 => None,
            1 | 2 => Some(120),
            3 => Some(200),
            _ => Some(10),
        };
        lengths.extend(vec![length; 1 + random.below(20)]);
    }
    lengths.truncate(usize::try_from(STEPS).unwrap());
    lengths
}

/// As Prometheus does it, step by step: pending at the first sample past the line, firing once the hold is over. A sample is
/// seen for five minutes, unless the series ends with a marker; gaps of this test are NaN, which no line is below.
fn evaluated(lengths: &[Option<u64>], line: u64, hold: u64) -> (usize, u64, u64) {
    let (mut times, mut firing, mut longest, mut now) = (0, 0, 0, 0);
    let mut active_since = None;
    for (at, length) in (0..).zip(lengths) {
        let is_past = length.is_some_and(|length| length > line);
        active_since = if is_past { active_since.or(Some(at * STEP)) } else { None };
        let fires = active_since.is_some_and(|since| at * STEP - since >= hold);
        if fires && now == 0 {
            times += 1;
        }
        now = if fires { now + STEP } else { 0 };
        firing += if fires { STEP } else { 0 };
        longest = longest.max(now);
    }
    (times, firing, longest)
}

fn open_metrics(queues: &[(&str, Vec<Option<u64>>)]) -> String {
    let mut text = String::from("# TYPE queue_length gauge\n");
    for (service, lengths) in queues {
        for (at, length) in (0..).zip(lengths) {
            let moment = END - (STEPS - 1 - at) * STEP;
            let length = length.map_or_else(|| "NaN".to_owned(), |length| length.to_string());
            let _ =
                writeln!(text, "queue_length{{namespace=\"shop\",service=\"{service}\"}} {length} {moment}");
        }
    }
    text + "# EOF\n"
}

fn backtest(url: &str, cache: &Path, more: &[&str]) -> (Outcome, String, String) {
    let line = ["xtask", "backtest", "shop", "--over", "2d", "--until", "2026-11-20", "--format", "json"];
    let mut arguments: Vec<OsString> = line.iter().chain(more).map(OsString::from).collect();
    arguments.extend(["--prometheus".into(), url.into(), "--cache".into(), cache.into()]);
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let mut console = Console::plain(&mut out, &mut err);
    let outcome = execute(arguments, &Catalog::new([pack()]), Path::new("/nowhere"), &mut console).unwrap();
    (outcome, String::from_utf8(out).unwrap(), String::from_utf8(err).unwrap())
}

fn lines(text: &str) -> Vec<Value> {
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn what_is_counted_is_what_a_direct_evaluation_counts() {
    let mut random = Random::new(20_261_126);
    let queues = [("cart", queue(&mut random)), ("mail", queue(&mut random))];
    let text = open_metrics(&queues);
    let at = |line, services: &[&str]| {
        let of = queues.iter().filter(|(service, _)| services.contains(service));
        of.map(|(_, lengths)| evaluated(lengths, line, 120))
            .fold((0, 0, 0), |all, one| (all.0 + one.0, all.1 + one.1, all.2.max(one.2)))
    };
    let expected = [
        ("some", "people", at(100, &["cart", "mail"])),
        ("some", "machine", at(100, &["mail"])),
        ("some", "dry run", at(100, &["cart"])),
        ("all", "people, machine", at(150, &["cart", "mail"])),
    ];
    assert!(expected.iter().all(|(_, _, (times, ..))| *times > 3), "{expected:?}");
    oracles::each_version("prometheus", |oracle: &Oracle| {
        let folder = tempfile::tempdir()?;
        let (file, blocks) = (folder.path().join("past.om"), folder.path().join("blocks"));
        std::fs::write(&file, &text)?;
        let promtool = oracles::find("promtool").pop().ok_or("there is no promtool")?;
        promtool::create_blocks(&promtool, &file, &blocks)?.accepted()?;
        let server = Prometheus::over(oracle, &blocks)?;
        let cache = folder.path().join("cache");

        let (outcome, said, wrong) = backtest(server.address(), &cache, &[]);
        assert_eq!(outcome, Outcome::Well, "{wrong}");
        let counted: Vec<_> = lines(&said)
            .iter()
            .map(|line| {
                let roles: Vec<&str> =
                    line["roles"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
                let number = |key: &str| line[key].as_u64().unwrap();
                let times = usize::try_from(number("times")).unwrap();
                let counts = (times, number("firing_seconds"), number("longest_seconds"));
                (line["phase"].as_str().unwrap().to_owned(), roles.join(", "), counts)
            })
            .collect();
        let counted: Vec<_> =
            counted.iter().map(|(phase, roles, counts)| (phase.as_str(), roles.as_str(), *counts)).collect();
        assert_eq!(counted, expected);

        // A line between the two heights of the queues lets the higher one through.
        let suggests = ["--phase", "some", "--at-most", "1000"];
        let (_, said, _) = backtest(server.address(), &cache, &suggests);
        assert_eq!(lines(&said)[0]["suggested"]["line"], "10", "{said}");
        let few = (expected[3].2.0).to_string();
        let (_, said, _) = backtest(server.address(), &cache, &["--phase", "some", "--at-most", &few]);
        assert_eq!(lines(&said)[0]["suggested"]["line"], "120", "{said}");
        assert_eq!(lines(&said)[0]["suggested"]["times"], expected[3].2.0, "{said}");

        // What was answered is kept: the server may be gone.
        let url = server.address().to_owned();
        drop(server);
        let (outcome, again, wrong) = backtest(&url, &cache, &["--phase", "all"]);
        assert_eq!(outcome, Outcome::Well, "{wrong}");
        assert_eq!(lines(&again)[0]["times"], expected[3].2.0);
        Ok(format!("{} firings in {} steps, counted alike", expected[0].2.0, STEPS))
    });
}

#[test]
fn a_server_that_does_not_answer_and_names_that_are_not_there_are_told() {
    let cache = tempfile::tempdir().unwrap();
    let (outcome, said, _) = backtest("http://127.0.0.1:9", cache.path(), &[]);
    assert_eq!(outcome, Outcome::Problems);
    assert!(said.contains("backtest/no-answer") && said.contains("run again"), "{said}");
    for more in [["--phase", "sme"], ["--env", "dev"], ["--alert", "Queue"]] {
        let (outcome, said, _) = backtest("http://127.0.0.1:9", cache.path(), &more);
        assert_eq!(outcome, Outcome::Problems);
        assert!(said.contains("backtest/unknown"), "{said}");
    }
}
