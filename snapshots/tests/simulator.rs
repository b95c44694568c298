//! The simulated Alertmanager against the real one: random route trees and inhibitions over random alerts.
//!
//! The seed is fixed; `SIMULATOR_SEED` takes another one.
#![allow(clippy::unwrap_used, reason = "a test fails by a panic")]

use std::fs;
use std::time::{Duration, Instant};

use plimsoll::plan::simulate::{AlertLabels, Verdict, inhibits, reached, selects};
use plimsoll::plan::{Alertmanager as Tree, Grouping, InhibitRule, Route};
use plimsoll::prelude::{MatchOp, Matcher, Origin};
use plimsoll_snapshots::oracles::alertmanager::Alertmanager;
use plimsoll_snapshots::oracles::{self, Oracle, Result};
use plimsoll_snapshots::random::Random;
use serde_json::{Value, json};

/// Cases for the newest Alertmanager; the others are asked a sample.
const TREES: usize = 200;
const ALERTS: usize = 50;
const SETS: usize = 200;
const SAMPLE: usize = 20;
const IN_A_SET: usize = 8;

const LABELS: [&str; 4] = ["severity", "service", "team", "zone"];
const VALUES: [&str; 6] = ["a", "b", "ab", "a.b", "critical", "ü"];
const PATTERNS: [&str; 9] = ["a|b", "a.*", ".+", ".*", "", "[ab]+", "(a|c).b", "critical|", "a.b"];
const AT: Origin = Origin::new("simulator", 1, 1);

fn seed() -> u64 {
    std::env::var("SIMULATOR_SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(20_261_125)
}

fn matchers(random: &mut Random, most: usize) -> Vec<Matcher> {
    let number = random.below(most + 1);
    let one = |random: &mut Random| {
        let op = *random.of(&[MatchOp::Equal, MatchOp::NotEqual, MatchOp::Matches, MatchOp::NotMatches]);
        let value = match op {
            MatchOp::Equal | MatchOp::NotEqual if random.once_in(6) => "",
            MatchOp::Equal | MatchOp::NotEqual => *random.of(&VALUES),
            MatchOp::Matches | MatchOp::NotMatches => *random.of(&PATTERNS),
        };
        Matcher::new(*random.of(&LABELS), op, value)
    };
    (0..number).map(|_| one(random)).collect()
}

fn route(random: &mut Random, depth: usize, named: &mut usize) -> Route {
    let receiver = format!("r{named}");
    *named += 1;
    let children = if depth == 0 { 0 } else { random.below(4) };
    Route {
        receiver,
        matchers: matchers(random, 2),
        grouping: None,
        continues: random.once_in(3),
        routes: (0..children).map(|_| route(random, depth - 1, named)).collect(),
        origin: AT,
    }
}

/// One value of a label mutes another, with a matcher more on either side, now and then.
fn inhibition(random: &mut Random) -> InhibitRule {
    let label = *random.of(&LABELS);
    let mut side = |value: &str| {
        let mut side = if random.once_in(2) { matchers(random, 1) } else { Vec::new() };
        side.push(Matcher::equal(label, value));
        side
    };
    let (source, target) = (side("a"), side("b"));
    let mut equal = vec!["batch".to_owned()];
    equal.extend(LABELS.iter().filter(|_| random.once_in(4)).map(|&label| label.to_owned()));
    InhibitRule { source, target, equal, origin: AT }
}

fn alert(random: &mut Random) -> Vec<(&'static str, &'static str)> {
    let mut labels = Vec::new();
    for label in LABELS {
        if !random.once_in(3) {
            labels.push((label, *random.of(&VALUES)));
        }
    }
    labels
}

fn texts(matchers: &[Matcher]) -> Vec<String> {
    matchers.iter().map(ToString::to_string).collect()
}

fn wire(route: &Route) -> Value {
    json!({
        "receiver": route.receiver,
        "matchers": texts(&route.matchers),
        "continue": route.continues,
        "routes": route.routes.iter().map(wire).collect::<Vec<_>>(),
    })
}

fn receivers(route: &Route, names: &mut Vec<Value>) {
    names.push(json!({ "name": route.receiver }));
    for child in &route.routes {
        receivers(child, names);
    }
}

fn config(tree: &Tree) -> String {
    let mut names = vec![json!({ "name": tree.root })];
    receivers(&tree.route, &mut names);
    let rules = tree.inhibitions.iter().map(|rule| {
        json!({
            "source_matchers": texts(&rule.source),
            "target_matchers": texts(&rule.target),
            "equal": rule.equal,
        })
    });
    json!({
        "route": { "receiver": tree.root, "routes": [wire(&tree.route)] },
        "inhibit_rules": rules.collect::<Vec<_>>(),
        "receivers": names,
    })
    .to_string()
}

fn tree(route: Route, inhibitions: Vec<InhibitRule>) -> Tree {
    Tree { root: "root".to_owned(), grouping: Grouping::default(), route, receivers: Vec::new(), inhibitions }
}

/// Posts alerts that are told apart by `id` and from other cases by `batch`.
fn post(server: &Alertmanager, batch: &str, alerts: &[Vec<(&str, &str)>]) -> Result<()> {
    let ids: Vec<String> = (0..alerts.len()).map(|id| id.to_string()).collect();
    let whole: Vec<Vec<(&str, &str)>> = alerts
        .iter()
        .zip(&ids)
        .map(|(labels, id)| labels.iter().copied().chain([("batch", batch), ("id", id.as_str())]).collect())
        .collect();
    let slices: Vec<&[(&str, &str)]> = whole.iter().map(Vec::as_slice).collect();
    server.post_alerts(&slices)
}

/// Waits until Alertmanager says of every alert what is expected, or gives the disagreements.
fn disagreements(
    server: &Alertmanager,
    batch: &str,
    expected: &[Value],
    said: impl Fn(&oracles::alertmanager::Alert) -> Value,
) -> Result<Vec<String>> {
    let end = Instant::now() + Duration::from_secs(5);
    loop {
        let alerts = server.alerts_with("batch", batch)?;
        let mut wrong: Vec<String> = Vec::new();
        for (id, expected) in expected.iter().enumerate() {
            let found = alerts.iter().find(|alert| alert.labels["id"] == id.to_string()).map(&said);
            if found.as_ref() != Some(expected) {
                wrong
                    .push(format!("alert {id} of {batch}: expected {expected}, Alertmanager says {found:?}"));
            }
        }
        if wrong.is_empty() || Instant::now() >= end {
            return Ok(wrong);
        }
        std::thread::sleep(Duration::from_millis(20));
    }
}

fn is_newest(oracle: &Oracle) -> bool {
    oracles::find(&oracle.tool).last().is_some_and(|last| last.version == oracle.version)
}

/// Starts it with any configuration; the cases follow by reloading.
fn server(oracle: &Oracle) -> Result<(Alertmanager, tempfile::TempDir)> {
    let folder = tempfile::tempdir()?;
    let first = route(&mut Random::new(0), 0, &mut 0);
    fs::write(folder.path().join("alertmanager.yml"), config(&tree(first, Vec::new())))?;
    Ok((Alertmanager::start(oracle, folder.path().join("alertmanager.yml"))?, folder))
}

fn load(server: &Alertmanager, folder: &tempfile::TempDir, tree: &Tree) -> Result<()> {
    fs::write(folder.path().join("alertmanager.yml"), config(tree))?;
    server.reload()
}

#[test]
fn an_alert_reaches_the_receivers_that_a_live_alertmanager_tells() {
    oracles::each_version("alertmanager", |oracle| {
        let trees = if is_newest(oracle) { TREES } else { SAMPLE };
        let (server, folder) = server(oracle)?;
        let mut random = Random::new(seed());
        let mut wrong = Vec::new();
        for case in 0..trees {
            let tree = tree(route(&mut random, 3, &mut 0), Vec::new());
            let alerts: Vec<_> = (0..ALERTS).map(|_| alert(&mut random)).collect();
            load(&server, &folder, &tree)?;
            let batch = format!("route{case}");
            post(&server, &batch, &alerts)?;
            let expected: Vec<Value> = alerts
                .iter()
                .map(|labels| {
                    let found = reached(&tree, &AlertLabels::known(labels.iter().copied()));
                    assert!(found.iter().all(|reached| reached.certainty == Verdict::Yes), "all is known");
                    found.iter().map(|reached| reached.receiver).collect()
                })
                .collect();
            wrong.extend(disagreements(&server, &batch, &expected, |alert| json!(alert.receivers))?);
        }
        if !wrong.is_empty() {
            return Err(
                format!("seed {}: {} disagreements:\n{}", seed(), wrong.len(), wrong.join("\n")).into()
            );
        }
        Ok(format!("{trees} route trees, {} label sets, 0 disagreements", trees * ALERTS))
    });
}

#[test]
fn an_alert_is_kept_quiet_where_a_live_alertmanager_keeps_it_quiet() {
    oracles::each_version("alertmanager", |oracle| {
        let sets = if is_newest(oracle) { SETS } else { SAMPLE };
        let (server, folder) = server(oracle)?;
        let mut random = Random::new(seed());
        let (mut wrong, mut quiet) = (Vec::new(), 0);
        for case in 0..sets {
            let rules: Vec<InhibitRule> = (0..=random.below(3)).map(|_| inhibition(&mut random)).collect();
            let alerts: Vec<_> = (0..IN_A_SET).map(|_| alert(&mut random)).collect();
            let known: Vec<AlertLabels> =
                alerts.iter().map(|labels| AlertLabels::known(labels.iter().copied())).collect();
            // Of an alert on both sides 0.30 and later say otherwise than those before: `inhibit/overlap` refuses it.
            let on_both = |rule: &InhibitRule, labels: &AlertLabels| {
                selects(&rule.source, labels).and(selects(&rule.target, labels)) == Verdict::Yes
            };
            let stands = |rule: &InhibitRule| !known.iter().any(|labels| on_both(rule, labels));
            let rules: Vec<InhibitRule> = rules.into_iter().filter(stands).collect();
            let tree = tree(route(&mut Random::new(0), 0, &mut 0), rules);
            load(&server, &folder, &tree)?;
            let batch = format!("inhibit{case}");
            post(&server, &batch, &alerts)?;
            let expected: Vec<Value> = known
                .iter()
                .map(|target| {
                    let by = |source| {
                        tree.inhibitions.iter().any(|rule| inhibits(rule, source, target) == Verdict::Yes)
                    };
                    if known.iter().any(by) { json!("suppressed") } else { json!("active") }
                })
                .collect();
            quiet += expected.iter().filter(|state| **state == json!("suppressed")).count();
            wrong.extend(disagreements(&server, &batch, &expected, |alert| json!(alert.state))?);
        }
        if !wrong.is_empty() {
            return Err(
                format!("seed {}: {} disagreements:\n{}", seed(), wrong.len(), wrong.join("\n")).into()
            );
        }
        Ok(format!("{sets} sets of {IN_A_SET} alerts, {quiet} kept quiet, 0 disagreements"))
    });
}
