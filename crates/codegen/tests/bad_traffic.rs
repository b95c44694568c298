//! Mistakes in `traffic`, and in the traffic phase of an environment.

mod common;

use plimsoll_codegen::{Problem, read};

fn problems(source: &str) -> Vec<Problem> {
    read::thresholds("t.yaml", source.as_bytes()).err().unwrap_or_default()
}

/// A pack with these lines; the problem points at `at`.
#[track_caller]
fn refused(lines: &str, id: &str, at: &str, help: &str) {
    let source = format!("pack: shop\n{lines}\n");
    common::assert_told(&source, &problems(&source), id, at, help);
}

/// A pack with these traffic phases.
fn phases(phases: &str) -> String {
    format!("traffic: {{ stable_replicas: 3, phases: [{phases}] }}")
}

const FIRST: &str = "{ phase: first, weight: 5%, replicas: 2 }";

#[test]
fn a_traffic_phase_says_its_weight_and_its_instances() {
    refused(&phases("{ phase: a, replicas: 2 }"), "yaml/missing-key", "{", "add `weight: 5%`");
    refused(&phases("{ phase: a, weight: 5% }"), "yaml/missing-key", "{", "add `replicas: 2`");
    let unknown = format!("traffic: {{ phases: [{FIRST}] }}");
    refused(&unknown, "yaml/missing-key", "traffic", "add `stable_replicas: 3`");
    refused(
        &phases("{ phase: a, weight: 0.125%, replicas: 2 }"),
        "yaml/bad-weight",
        "0.125%",
        "two decimals",
    );
    let over = phases("{ phase: a, weight: 120%, replicas: 2 }");
    refused(&over, "yaml/over-100-percent", "120%", "a part of a whole");
    refused(&phases(&format!("{FIRST}, {FIRST}")), "yaml/duplicate-name", "first", "rename");
}

#[test]
fn no_data_never_passes() {
    let passes =
        "traffic: { stable_replicas: 3, no_data: pass, phases: [{ phase: a, weight: 5%, replicas: 2 }] }";
    refused(passes, "yaml/unknown-value", "pass", "hold");
}

#[test]
fn an_environment_says_which_traffic_phase_is_live() {
    let with = |environment: &str| format!("{}\nenvironments: {{ live: {environment} }}", phases(FIRST));
    refused(&with("{ traffic: frist }"), "yaml/unknown-traffic-phase", "frist", "`first`");
    refused(&with("{}"), "yaml/missing-key", "live", "add `traffic:");
    refused("environments: { live: { traffic: a } }", "yaml/unknown-traffic-phase", "a", "remove `traffic`");
    assert!(problems(&format!("pack: shop\n{}\n", with("{ traffic: first }"))).is_empty());
}
