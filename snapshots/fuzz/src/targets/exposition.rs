//! The reader of what an exporter shows, and the catalogue made of it.

use plimsoll_codegen::document::Limits;
use plimsoll_codegen::read;
use plimsoll_lint::catalogue::{Observed, exposition, metrics_yaml};

use super::Target;

pub(super) const TARGET: Target = Target {
    name: "exposition",
    about: "the text of an exporter, and the metrics.yaml made of it",
    run,
    words: &[WORDS],
    longest: 2048,
};

fn run(input: &[u8]) {
    let Ok(text) = str::from_utf8(input) else { return };
    if let Some(observed) = exposition(text) {
        is_written(&observed);
    }
}

/// Whatever was seen, what is written of it is read.
pub(super) fn is_written(observed: &Observed) {
    let written = metrics_yaml(observed);
    match read::metrics_within("metrics.yaml", written.text.as_bytes(), Limits::LINT) {
        Ok(file) => assert_eq!(file.metrics.iter().count(), written.metrics),
        Err(problems) => panic!("{problems:?} in\n{}", written.text),
    }
}

const WORDS: &[&str] = &[
    "# HELP ",
    "# TYPE ",
    "# UNIT ",
    "# EOF\n",
    " counter\n",
    " gauge\n",
    " histogram\n",
    " summary\n",
    " info\n",
    " stateset\n",
    " untyped\n",
    "_total",
    "_bucket",
    "_sum",
    "_count",
    "_info",
    "_created",
    "_seconds",
    "_bytes",
    "_ratio",
    "{le=\"0.5\"}",
    "{le=\"+Inf\"}",
    "{quantile=\"0.5\"}",
    "{a=\"b\",c=\"d\"} ",
    "{\"a.b\"} ",
    " 1\n",
    " NaN\n",
    " +Inf\n",
    " 1e9 1700000000000\n",
    " # {trace_id=\"x\"} 1\n",
    "\\\"",
    "\\\\",
    "\\n",
    "on",
    "true",
    "null",
    "\u{e9}",
    "\r\n",
    "\t",
];
