//! The reader of templates: the texts of an alert, as Prometheus expands them.

use std::fmt::Write as _;

use plimsoll_lint::{File, Known, lint};

use super::Target;
use super::told::{self, Named};

pub(super) const TARGET: Target = Target {
    name: "annotation",
    about: "templates in the labels and annotations of an alert",
    run,
    words: &[WORDS],
    longest: 1024,
};

const NAME: &str = "rules.yaml";
const BEFORE: &str =
    "groups:\n  - name: a\n    rules:\n      - alert: A\n        expr: sum by (job) (up) > 0\n";

fn run(input: &[u8]) {
    let Ok(text) = str::from_utf8(input) else { return };
    let written = quoted(text);
    let file =
        format!("{BEFORE}        labels: {{l: {written}}}\n        annotations: {{summary: {written}}}\n");
    let report =
        lint(&[File { name: NAME, bytes: file.as_bytes(), searched: false }], None, &Known::default());
    told::findings(&report.found, &[Named::new(NAME, &file)]);
    let is_whole = report.found.iter().all(|finding| finding.id != "yaml/syntax");
    assert!(is_whole, "what was quoted is no YAML: {file}");
}

/// As YAML and JSON both quote.
fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            ' '..='~' => quoted.push(c),
            // Writing to a text does not fail.
            c => drop(write!(quoted, "\\U{:08x}", u32::from(c))),
        }
    }
    quoted + "\""
}

const WORDS: &[&str] = &[
    "{{",
    "}}",
    "{{-",
    " -}}",
    "{{/*",
    "*/}}",
    "$labels",
    "$value",
    "$externalLabels",
    "$externalURL",
    ".Labels",
    ".Value",
    "$labels.job",
    "$labels.instance",
    "if ",
    "else",
    "else if ",
    "end",
    "range ",
    "with ",
    "define \"a\"",
    "template \"a\"",
    "block \"a\" .",
    "break",
    "continue",
    "query ",
    "first",
    "value",
    "label \"job\"",
    "sortByLabel",
    "humanize",
    "humanize1024",
    "humanizeDuration",
    "humanizePercentage",
    "humanizeTimestamp",
    "printf \"%.2f\"",
    "reReplaceAll",
    "title",
    "toUpper",
    "match",
    "args",
    "tmpl",
    "safeHtml",
    "externalURL",
    "pathPrefix",
    "parseDuration",
    "strvalue",
    "graphLink",
    "tableLink",
    "stripPort",
    "stripDomain",
    "toTime",
    "now",
    "eq ",
    "ne ",
    "lt ",
    "and ",
    "or ",
    "not ",
    "len ",
    "index ",
    "slice ",
    "html",
    "js",
    "urlquery",
    "print ",
    "println ",
    "call ",
    ":=",
    "=",
    "|",
    "(",
    ")",
    ",",
    "\"",
    "`",
    "'a'",
    "0x1F",
    "1e9",
    "1i",
    ".5",
    "nil",
    "true",
    "false",
    "$x",
    ".",
    "\\n",
];
