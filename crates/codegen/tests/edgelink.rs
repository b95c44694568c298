//! The pack of this repository, as it is read and as it is emitted.

use std::path::Path;

use plimsoll_codegen::data::{Enforcement, PackFiles};
use plimsoll_codegen::{Folder, emit};

fn edgelink() -> PackFiles {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let folder = Folder::new(&root, root.join("thresholds/edgelink"));
    folder.read(Some("edgelink")).unwrap_or_else(|failure| panic!("{failure}"))
}

/// What stands between two texts.
fn between<'a>(text: &'a str, from: &str, to: &str) -> &'a str {
    let (_, rest) = text.split_once(from).unwrap_or_else(|| panic!("no `{from}` in\n{text}"));
    rest.split_once(to).unwrap_or_else(|| panic!("no `{to}` after `{from}`")).0
}

#[test]
fn it_reads_without_a_problem() {
    let files = edgelink();
    assert_eq!(files.thresholds.thresholds.len(), 18);
    assert_eq!(files.thresholds.rollout.len(), 5);
    assert_eq!(files.thresholds.file, "thresholds/edgelink/thresholds.yaml");
}

#[test]
fn production_is_in_a_dry_run_and_staging_is_not() {
    let files = edgelink().thresholds;
    let live = |environment: &str| {
        let phase = files.environments.get(environment).unwrap().phase.as_ref().unwrap();
        files.rollout.iter().find(|candidate| candidate.name == *phase).unwrap().enforce.value
    };
    assert_eq!(live("production"), Enforcement::DryRun);
    assert_eq!(live("staging"), Enforcement::Rollback);
}

#[test]
fn every_metric_says_what_it_counts() {
    for (name, metric) in edgelink().metrics.metrics.iter() {
        assert!(metric.help.is_some(), "{} has no help", name.value);
    }
}

#[test]
fn every_latency_line_is_a_bucket() {
    let files = edgelink();
    let histogram = files.metrics.metrics.get("http_request_duration_seconds").unwrap();
    let buckets: Vec<f64> = histogram.buckets.iter().map(|bound| bound.value).collect();
    let default = files.thresholds.thresholds.get("p95_latency").unwrap();
    let lines = files.thresholds.rollout.iter().filter_map(|phase| phase.set.get("p95_latency")?.line);
    for line in lines.chain([default.line]).chain(default.baseline) {
        assert!(buckets.contains(&line.value.value()), "{} is between two buckets", line.value);
    }
}

#[test]
fn a_threshold_becomes_a_constant_that_says_what_it_is() {
    let text = emit::pack(&edgelink());
    let error_rate = between(&text, "/// Above 5 %, window 5m, for 2m, baseline 0.1 %.", "\n\n");
    for part in [
        "pub const error_rate: Threshold<units::Ratio> =",
        "Threshold::above(\"error_rate\", units::Quantity::percent(5.0))",
        ".over(units::minutes(5))",
        ".hold(units::minutes(2))",
        ".baseline(units::Quantity::percent(0.1))",
        "Origin::new(\"thresholds/edgelink/thresholds.yaml\", ",
    ] {
        assert!(error_rate.contains(part), "no `{part}` in {error_rate}");
    }
    assert!(text.contains("Threshold::below(\"active_connections_drop\", units::Quantity::percent(50.0))"));
}

#[test]
fn a_phase_sets_thresholds_through_their_handles() {
    let text = emit::pack(&edgelink());
    let loose = between(&text, "Phase::new(\"everywhere-loose\"", ".phase(");
    assert!(loose.contains(".set(t::error_rate.to("), "{loose}");
    assert!(loose.contains(".shadow_next(true)"), "{loose}");
    let strict = between(&text, "Phase::new(\"strict\"", ".environment(");
    assert!(strict.contains("t::p95_latency.change().value("), "{strict}");
}

#[test]
fn the_rollback_policy_is_a_handle_too() {
    let text = emit::pack(&edgelink());
    let policy = between(&text, "pub const policy: RollbackPolicy =", ";");
    assert!(policy.contains("RollbackPolicy::new(units::minutes(20))"), "{policy}");
    assert!(policy.contains(".attempts(3)"), "{policy}");
}

#[test]
fn the_catalogue_is_sorted_and_complete() {
    let files = edgelink();
    let text = emit::pack(&files);
    let lines = between(&text, "MetricDef] = &[\n", "];").lines().map(str::trim);
    let catalogue: Vec<&str> = lines.filter(|line| !line.is_empty()).collect();
    assert!(catalogue.is_sorted());
    assert_eq!(catalogue.len(), files.metrics.metrics.len());
}

#[test]
fn the_same_files_give_the_same_bytes() {
    assert_eq!(emit::pack(&edgelink()), emit::pack(&edgelink()));
}

#[test]
fn only_the_facade_is_named() {
    for line in emit::pack(&edgelink()).lines().filter(|line| !line.trim_start().starts_with("//")) {
        assert!(!line.contains("plimsoll_"), "{line}");
        assert!(!line.trim_start().starts_with("use ") || line.contains("use ::plimsoll::{"), "{line}");
    }
}
