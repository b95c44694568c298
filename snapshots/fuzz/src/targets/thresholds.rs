//! The reader of `thresholds.yaml`, and what is written of what it has read.

use plimsoll_codegen::{emit, read};

use super::{Target, told};

pub(super) const TARGET: Target = Target {
    name: "thresholds",
    about: "thresholds.yaml, and the Rust source made of it",
    run,
    words: WORDS,
    longest: 4096,
};

const NAME: &str = "thresholds.yaml";

fn run(input: &[u8]) {
    match read::thresholds(NAME, input) {
        Ok(thresholds) => {
            let metrics = read::metrics("metrics.yaml", b"metrics: {}\n");
            let metrics = metrics.unwrap_or_else(|problems| panic!("{problems:?}"));
            let source = emit::pack(&plimsoll_codegen::data::PackFiles { thresholds, metrics });
            assert!(source.contains("pub fn pack()"), "{source}");
        }
        Err(problems) => told::problems(&problems, NAME, input),
    }
}

const WORDS: &[&str] = &[
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
    "[",
    "]",
    "{",
    "}",
    "\"",
    "'",
    ": ",
    ", ",
    "&a ",
    "*a",
    "<<: ",
    "!!str ",
    "|-\n",
    ">\n",
    "---\n",
    "null",
    "~",
    "# ",
    "\t",
    "\r\n",
];
