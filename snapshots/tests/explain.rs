//! What `explain` says of EdgeLink's alerts: whom they reach, and which line decided.
#![allow(clippy::unwrap_used, reason = "a test fails by a panic")]

use std::ffi::OsString;

use plimsoll::cli::console::Console;
use plimsoll::cli::{Outcome, execute};
use plimsoll_snapshots::generated;

fn explained(arguments: &str) -> String {
    let arguments = ["xtask", "explain", "edgelink"].into_iter().chain(arguments.split_whitespace());
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let mut console = Console::plain(&mut out, &mut err);
    let catalog = plimsoll_thresholds::catalog();
    let outcome = execute(arguments.map(OsString::from), &catalog, generated::root(), &mut console).unwrap();
    assert_eq!(outcome, Outcome::Well);
    String::from_utf8(out).unwrap()
}

#[test]
fn a_rollback_alert_goes_to_people_and_to_the_machine_by_different_ways() {
    let said = explained("EdgeLinkHighErrorRate --env production --phase single-service");
    assert!(
        said.contains("people hear of it, severity critical; after 2m (thresholds/edgelink/alerts.rs:"),
        "{said}"
    );
    assert!(said.contains("the machine rolls back background-worker, cooldown 20m;"), "{said}");
    for receiver in ["pagerduty-platform", "rollback-webhook\n", "dry-run-log\n"] {
        assert!(
            said.lines().any(|line| format!("{line}\n").contains(receiver) && line.contains("goes to ")),
            "{said}"
        );
    }
    // No inhibition reaches the machine's rules, and none a critical alert that is no symptom of another.
    assert!(!said.contains("kept quiet by"), "{said}");
}

#[test]
fn a_symptom_says_what_keeps_it_quiet() {
    let said = explained("EdgeLinkHealthCheckFailures --env production");
    assert!(said.contains("kept quiet by "), "{said}");
    assert!(said.contains("EdgeLinkHighErrorRate"), "{said}");
}

#[test]
fn a_threshold_shows_the_lines_that_made_it() {
    let said = explained("p95_latency --env staging --phase strict");
    assert!(said.contains("  above 300 ms, window 2m, hold 1m, baseline 150 ms\n    1. default, "), "{said}");
    assert!(said.contains("\n         p95_latency: { above: 300ms, window: 2m, for: 1m }\n"), "{said}");
}
