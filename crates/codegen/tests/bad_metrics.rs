//! Mistakes in `metrics.yaml`: each with its place and a way out.

mod common;

use plimsoll_codegen::read::{self, Source};
use plimsoll_codegen::{Problem, emit};

fn problems(source: &str) -> Vec<Problem> {
    read::metrics("m.yaml", source.as_bytes()).err().unwrap_or_default()
}

#[track_caller]
fn refused(lines: &str, id: &str, at: &str, help: &str) {
    let source = format!("metrics:\n{lines}\n");
    common::assert_told(&source, &problems(&source), id, at, help);
}

/// A metric with these fields.
#[track_caller]
fn metric(fields: &str, id: &str, at: &str, help: &str) {
    refused(&format!("  hits: {{ {fields} }}"), id, at, help);
}

/// The problems of a catalogue that is to become names in Rust.
fn pack_problems(metrics: &str) -> Vec<Problem> {
    let thresholds = Source { file: "t.yaml", bytes: b"pack: shop\n" };
    read::pack(thresholds, Source { file: "m.yaml", bytes: metrics.as_bytes() }).err().unwrap_or_default()
}

#[test]
fn type_and_unit_are_of_closed_lists() {
    metric("type: count, unit: count", "yaml/unknown-value", "count", "did you mean `counter`?");
    metric("type: summary, unit: count", "yaml/unknown-value", "summary", "`counter`, `gauge`, `histogram`");
    metric("type: gauge, unit: percent", "yaml/unknown-unit", "percent", "`ratio`, `seconds`, `bytes`");
    metric("unit: count", "yaml/missing-key", "hits", "add `type: counter`");
    metric("type: gauge", "yaml/missing-key", "hits", "add `unit: count`");
}

#[test]
fn a_metric_declared_twice_is_told_with_both_places() {
    let source = "metrics:\n  hits: { type: gauge, unit: count }\n  hits: { type: gauge, unit: count }\n";
    common::assert_told(source, &problems(source), "yaml/duplicate-key", "hits", "remove one");
    assert_eq!(problems(source)[0].related[0].place.line, 2);
}

#[test]
fn the_series_of_a_histogram_are_declared_with_it() {
    refused(
        "  wait: { type: histogram, unit: seconds }\n  wait_count: { type: counter, unit: count }",
        "yaml/duplicate-name",
        "wait_count",
        "`_bucket`, `_sum` and `_count`",
    );
}

#[test]
fn labels_are_ones_that_prometheus_takes() {
    metric("type: gauge, unit: count, labels: [a-b]", "yaml/bad-label", "a-b", "letters, digits and `_`");
    metric("type: gauge, unit: count, labels: [__name__]", "yaml/bad-label", "__name__", "removed");
    metric("type: gauge, unit: count, labels: [5]", "yaml/wrong-type", "5", "in quotes");
    metric("type: histogram, unit: count, labels: [le]", "yaml/bad-label", "le", "every histogram has it");
    metric("type: gauge, unit: count, labels: [a, b, a]", "yaml/duplicate-name", "a", "remove one");
    metric("type: gauge, unit: count, labels: a", "yaml/wrong-type", "a", "a list is");
    refused("  2xx: { type: gauge, unit: count }", "yaml/bad-name", "2xx", "begins with no digit");
}

#[test]
fn values_and_identity_are_of_labels_that_exist() {
    metric(
        "type: gauge, unit: count, labels: [track], values: { trakc: [a] }",
        "yaml/unknown-label",
        "trakc",
        "`track`",
    );
    metric("type: gauge, unit: count, labels: [pod], identity: [uid]", "yaml/unknown-label", "uid", "`pod`");
    metric(
        "type: gauge, unit: count, labels: [a], values: { a: [] }",
        "yaml/empty-list",
        "[",
        "list the values",
    );
    metric(
        "type: gauge, unit: count, labels: [a], values: { a: [x, x] }",
        "yaml/duplicate-name",
        "x",
        "remove one",
    );
    metric(
        "type: gauge, unit: count, labels: [a], values: { a: [200] }",
        "yaml/wrong-type",
        "200",
        "in quotes",
    );
}

#[test]
fn buckets_ascend_are_finite_and_belong_to_a_histogram() {
    metric(
        "type: histogram, unit: seconds, buckets: [1, 0.5]",
        "yaml/bad-buckets",
        "0.5",
        "the smallest first",
    );
    metric("type: histogram, unit: seconds, buckets: [1, 1.0]", "yaml/bad-buckets", "1.0", "each once");
    metric(
        "type: histogram, unit: seconds, buckets: [1, +Inf]",
        "yaml/bad-buckets",
        "+Inf",
        "is always there",
    );
    metric("type: histogram, unit: seconds, buckets: [50ms]", "yaml/bad-buckets", "50ms", "plain numbers");
    metric("type: gauge, unit: seconds, buckets: [1]", "yaml/bad-buckets", "buckets", "`type: histogram`");
}

#[test]
fn what_becomes_no_name_in_rust_is_refused_for_a_pack_alone() {
    let recording = "metrics:\n  job:hits:rate5m: { type: gauge, unit: count/s }\n";
    assert_eq!(problems(recording), []);
    common::assert_told(
        recording,
        &pack_problems(recording),
        "yaml/bad-name",
        "job:hits:rate5m",
        "recording rule",
    );
    let reserved = "metrics: { hits: { type: gauge, unit: count, labels: [self] } }\n";
    common::assert_told(reserved, &pack_problems(reserved), "yaml/bad-label", "self", "leave the label out");
}

#[test]
fn a_label_and_a_metric_cannot_share_a_name() {
    let source =
        "metrics:\n  up: { type: gauge, unit: count }\n  hits: { type: gauge, unit: count, labels: [up] }\n";
    common::assert_told(
        source,
        &pack_problems(source),
        "yaml/duplicate-name",
        "up",
        "leave one of the two out",
    );
}

#[test]
fn a_keyword_becomes_a_raw_name_and_a_label_may_be_called_like_an_import() {
    let thresholds = Source { file: "t.yaml", bytes: b"pack: shop\n" };
    let metrics =
        b"metrics: { hits: { type: gauge, unit: count, labels: [type, units, promql, Label, str] } }\n";
    let text = emit::pack(&read::pack(thresholds, Source { file: "m.yaml", bytes: metrics }).unwrap());
    assert!(text.contains("pub const r#type: promql::Label<label::r#type>"), "{text}");
    assert!(text.contains("impl super::promql::HasLabel<super::label::promql> for hits {}"), "{text}");
    assert!(text.contains("const NAME: &'static ::core::primitive::str = \"str\";"), "{text}");
}

#[test]
fn the_problems_of_both_files_are_told_together() {
    let thresholds = Source { file: "t.yaml", bytes: b"pack: Shop\n" };
    let problems = read::pack(thresholds, Source { file: "m.yaml", bytes: b"metrics: []\n" }).unwrap_err();
    let files: Vec<&str> = problems.iter().map(|problem| problem.file.as_str()).collect();
    assert_eq!(files, ["t.yaml", "m.yaml"]);
}
