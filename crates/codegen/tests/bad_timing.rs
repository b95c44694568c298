//! Mistakes in what the timing checks reckon with: `timing`, `workload`, `budgets` and `fault`.

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

#[test]
fn what_the_timing_checks_reckon_with_is_told_where_it_is_wrong() {
    refused("workload: { start_to_ready: 15s }", "yaml/missing-key", "workload", "add `replicas: 3`");
    refused("workload: { replicas: 3 }", "yaml/missing-key", "workload", "add `start_to_ready: 15s`");
    let stuck = "workload: { replicas: 3, start_to_ready: 15s, max_surge: 0 }";
    refused(stuck, "yaml/bad-number", "max_surge", "`max_unavailable: 1`");
    refused("budgets: {}", "yaml/no-change", "budgets", "say `detection: 180s`");
    refused("budgets: { detection: 0s }", "yaml/bad-duration", "0s", "`30s`");
    refused("thresholds: { errors: { above: 5%, fault: 800ms } }", "yaml/wrong-unit", "800ms", "`5%`");
}

#[test]
fn a_pack_that_rolls_back_says_how_long_that_takes() {
    let timing = "timing: { scrape: 15s, evaluation: 15s, peers: 2, webhook: 5s }";
    let workload = "workload: { replicas: 3, start_to_ready: 15s }";
    let rollback = "rollback: { cooldown: 20m }";
    refused(&format!("{timing}\n{rollback}"), "yaml/missing-key", "rollback", "add `workload: {");
    refused(&format!("{workload}\n{rollback}"), "yaml/missing-key", "rollback", "add `timing: {");
    let alone = "timing: { scrape: 15s, evaluation: 15s, webhook: 5s }";
    refused(&format!("{alone}\n{workload}\n{rollback}"), "yaml/missing-key", "timing", "add `peers: 2`");
    assert!(problems(&format!("pack: shop\n{timing}\n{workload}\n{rollback}\n")).is_empty());
}
