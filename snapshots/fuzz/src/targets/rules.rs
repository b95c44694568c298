//! The reader of rule files, with all checks behind it: YAML, `PrometheusRule` objects, templates that are no YAML yet.

use plimsoll_lint::{File, Known, lint};

use super::told::{self, Named};
use super::{Target, yaml};

pub(super) const TARGET: Target = Target {
    name: "rules",
    about: "rule files and PrometheusRule objects, templates of Helm, Jinja and ERB, and every check of them",
    run,
    words: &[WORDS, yaml::WORDS],
    longest: 4096,
};

const NAME: &str = "rules.yaml";

fn run(input: &[u8]) {
    let text = String::from_utf8_lossy(input);
    // One of the two, as the text decides: a fuzzer asks often enough.
    let file = File { name: NAME, bytes: input, searched: input.len() % 4 == 3 };
    let report = lint(&[file], None, &Known::default());
    told::findings(&report.found, &[Named::new(NAME, &text)]);
    assert!(report.files <= 1 && (report.files == 1 || report.rules == 0), "{report:?}");
}

const WORDS: &[&str] = &[
    "groups:\n",
    "- name: ",
    "rules:\n",
    "  - alert: ",
    "  - record: ",
    "    expr: ",
    "    for: ",
    "    keep_firing_for: ",
    "    labels:\n",
    "    annotations:\n",
    "interval: ",
    "limit: ",
    "query_offset: ",
    "partial_response_strategy: ",
    "apiVersion: monitoring.coreos.com/v1\n",
    "kind: PrometheusRule\n",
    "spec:\n",
    "kind: List\n",
    "items:\n",
    "# plimsoll: allow ",
    "{{ $labels.job }}",
    "{{ $value }}",
    "{{ .Values.x }}",
    "{% if x %}",
    "<%= x %>",
    "{{-",
    "-}}",
    "{{ range query \"up\" }}",
    "{{ end }}",
    "severity: page",
    "summary: ",
    "runbook_url: ",
    "up == 0",
    "rate(x_total[5m])",
    "sum by (job) (x)",
    "5m",
];
