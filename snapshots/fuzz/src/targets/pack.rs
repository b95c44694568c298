//! The readers of the two files of a pack, and what is written of what they have read.

use plimsoll_codegen::data::{MetricsFile, PackFiles, ThresholdsFile};
use plimsoll_codegen::document::Limits;
use plimsoll_codegen::{Problem, emit, read};

use super::{Target, told, yaml};

pub(super) const THRESHOLDS: Target = Target {
    name: "thresholds",
    about: "thresholds.yaml, and the Rust source made of it",
    run: thresholds,
    words: &[IN_THRESHOLDS, yaml::WORDS],
    longest: 4096,
};

pub(super) const METRICS: Target = Target {
    name: "metrics",
    about: "metrics.yaml of a pack and of `lint --metrics`, and the Rust source made of it",
    run: metrics,
    words: &[IN_METRICS, yaml::WORDS],
    longest: 4096,
};

const FILES: [&str; 2] = ["thresholds.yaml", "metrics.yaml"];

fn thresholds(input: &[u8]) {
    match read::thresholds(FILES[0], input) {
        Ok(file) => is_emitted(file, good(read::metrics(FILES[1], b"metrics: {}\n"))),
        Err(problems) => told::problems(&problems, FILES[0], input),
    }
}

fn metrics(input: &[u8]) {
    let pack = read::metrics(FILES[1], input);
    if let Err(problems) = read::metrics_within(FILES[1], input, Limits::LINT) {
        told::problems(&problems, FILES[1], input);
        assert!(pack.is_err(), "the larger limits refuse what the smaller ones take: {problems:?}");
    }
    match pack {
        Ok(file) => is_emitted(good(read::thresholds(FILES[0], b"pack: a\n")), file),
        Err(problems) => told::problems(&problems, FILES[1], input),
    }
}

fn is_emitted(thresholds: ThresholdsFile, metrics: MetricsFile) {
    let source = emit::pack(&PackFiles { thresholds, metrics });
    assert!(source.contains("pub fn pack()"), "{source}");
}

fn good<T>(read: Result<T, Vec<Problem>>) -> T {
    read.unwrap_or_else(|problems| panic!("{problems:?}"))
}

pub(super) const IN_THRESHOLDS: &[&str] = &[
    "pack: ",
    "timing: ",
    "scrape: 15s",
    "evaluation: 15s",
    "services:\n",
    "critical: true",
    "thresholds:\n",
    "above: ",
    "below: ",
    "window: 5m",
    "for: 2m",
    "baseline: ",
    "rollout:\n",
    "- phase: ",
    "enforce: dry-run",
    "enforce: rollback",
    "dwell: 3d",
    "scope: ",
    "non-critical",
    "shadow_next: true",
    "set: ",
    "overrides:\n",
    "- service: ",
    "because: ",
    "environments:\n",
    "namespace: ",
    "since: 2025-10-24",
    "rule_labels: ",
    "links: ",
    "runbooks: ",
    "grafana: ",
    "external_labels: ",
    "targets: ",
    "prometheus: \"3.5\"",
    "alertmanager: \"0.25\"",
    "traffic: ",
    "phases: ",
    "weight: ",
    "objectives:\n",
    "exits:\n",
    "cardinality: ",
    "owner: ",
    "5%",
    "500ms",
    "64Mi",
    "1h30m",
    "0.1%",
    "1e3",
];

const IN_METRICS: &[&str] = &[
    "metrics:\n",
    "metrics: {",
    "type: counter",
    "type: gauge",
    "type: histogram",
    "unit: seconds",
    "unit: count",
    "unit: bytes",
    "unit: ratio",
    "unit: core-seconds",
    "unit: timestamp",
    "labels: [",
    "values: {",
    "buckets: [",
    "identity: [",
    "cardinality: ",
    "help: ",
    "0.05",
    "1e3",
    ".inf",
    ".nan",
    "-1",
    "le",
    "__name__",
];
