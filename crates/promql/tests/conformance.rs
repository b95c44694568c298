//! The gate against the upstream parser's own cases, with the verdicts of the real promtool.
//!
//! The cases lie beside the workspace, not in it. Where they are absent the test says that it is skipped; in CI it
//! fails.

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a test, its helpers included")]

use std::collections::BTreeSet;
use std::path::Path;

use plimsoll_promql::gate::{self, Feature, Target, Use};
use serde_json::Value;

const CASES: &str = "../../../shared/conformance/promql_parse_cases.json";
const KNOWN: &str = include_str!("conformance/known_differences.json");

/// One promtool: the member of a case with its verdict, the same thing as a target, and the least agreement.
struct Judge {
    verdict: &'static str,
    target: Target,
    least: usize,
}

fn judges() -> [Judge; 3] {
    let experimental = Target::new(3, 5).with_feature(Feature::ExperimentalFunctions);
    [
        Judge { verdict: "accepted_by_promtool_3_5", target: Target::new(3, 5), least: 349 },
        Judge { verdict: "accepted_by_promtool_3_5_experimental", target: experimental, least: 349 },
        Judge { verdict: "accepted_by_promtool_2_42", target: Target::new(2, 42), least: 349 },
    ]
}

fn cases() -> Option<Vec<Value>> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(CASES);
    let Ok(text) = std::fs::read_to_string(&path) else {
        let in_ci = std::env::var("CI").is_ok_and(|value| !value.is_empty() && value != "false");
        assert!(!in_ci, "{} is missing", path.display());
        println!("skipped: {} is missing", path.display());
        return None;
    };
    let mut file: Value = serde_json::from_str(&text).unwrap();
    Some(file["cases"].take().as_array().unwrap().clone())
}

/// The inputs on which the gate is known to refuse what this promtool accepts. Never the reverse.
fn known(verdict: &str) -> BTreeSet<String> {
    let file: Value = serde_json::from_str(KNOWN).unwrap();
    let applies = |entry: &&Value| entry["verdicts"].as_array().unwrap().iter().any(|name| name == verdict);
    let entries = file["refused_although_promtool_accepts"].as_array().unwrap();
    entries.iter().filter(applies).map(|entry| entry["input"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn the_gate_agrees_with_promtool_on_the_upstream_cases() {
    let Some(cases) = cases() else { return };
    let mut problems = Vec::new();
    for Judge { verdict, target, least } in judges() {
        let mut known = known(verdict);
        let (mut agreed, mut judged) = (0, 0);
        for case in &cases {
            let (Some(input), Some(accepted)) = (case["input"].as_str(), case[verdict].as_bool()) else {
                continue;
            };
            judged += 1;
            let listed = known.remove(input);
            match (gate::check(input, &target, Use::Any), accepted) {
                (Ok(_), false) => problems.push(format!("{verdict}: wrongly accepted: {input}")),
                (Err(_), true) if listed => {}
                (Err(refusal), true) => {
                    problems.push(format!("{verdict}: wrongly refused: {input}\n    {refusal}"));
                }
                (_, _) if listed => {
                    problems.push(format!("{verdict}: listed as a difference, but agrees: {input}"));
                }
                _ => agreed += 1,
            }
        }
        println!("{verdict}: {agreed} of {judged} agree");
        problems.extend(known.into_iter().map(|input| format!("{verdict}: listed, but no case: {input}")));
        if agreed < least {
            problems.push(format!("{verdict}: {agreed} agree, {least} should"));
        }
    }
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

#[test]
fn every_refusal_of_an_upstream_case_has_a_place_in_it() {
    let Some(cases) = cases() else { return };
    for Judge { target, .. } in judges() {
        for input in cases.iter().filter_map(|case| case["input"].as_str()) {
            if let Err(refusal) = gate::check(input, &target, Use::InstantVector) {
                assert!(input.get(refusal.span.clone()).is_some(), "{input}: {refusal:?}");
                assert!(!refusal.span.is_empty() || input.is_empty(), "{input}: {refusal:?}");
            }
        }
    }
}
