//! The reader of `metrics.yaml`: of a pack, and of anybody's catalogue.

use plimsoll_codegen::data::PackFiles;
use plimsoll_codegen::document::Limits;
use plimsoll_codegen::{emit, read};

use super::{Target, told};

pub(super) const TARGET: Target = Target {
    name: "metrics",
    about: "metrics.yaml of a pack and of `lint --metrics`, and the Rust source made of it",
    run,
    words: WORDS,
    longest: 4096,
};

const NAME: &str = "metrics.yaml";

fn run(input: &[u8]) {
    let pack = read::metrics(NAME, input);
    match read::metrics_within(NAME, input, Limits::LINT) {
        Ok(_) => {}
        Err(problems) => {
            told::problems(&problems, NAME, input);
            assert!(pack.is_err(), "the larger limits refuse what the smaller ones take: {problems:?}");
        }
    }
    match pack {
        Ok(metrics) => {
            let thresholds = read::thresholds("thresholds.yaml", b"pack: a\n");
            let thresholds = thresholds.unwrap_or_else(|problems| panic!("{problems:?}"));
            let source = emit::pack(&PackFiles { thresholds, metrics });
            assert!(source.contains("pub fn pack()"), "{source}");
        }
        Err(problems) => told::problems(&problems, NAME, input),
    }
}

const WORDS: &[&str] = &[
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
    "!!float ",
    "|-\n",
    ">\n",
    "---\n",
    "null",
    "~",
    "true",
    "on",
    "le",
    "__name__",
    "# ",
    "\t",
    "\r\n",
];
