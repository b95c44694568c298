//! The reader of an `alertmanager.yml`, held against a few alerts.

use plimsoll_lint::{File, Known, RoutingFile, lint};

use super::told::{self, Named};
use super::{Target, yaml};

pub(super) const TARGET: Target = Target {
    name: "routes",
    about: "the route tree, matchers and inhibitions of an alertmanager.yml",
    run,
    words: &[WORDS, yaml::WORDS],
    longest: 4096,
};

const NAME: &str = "alertmanager.yml";

/// Alerts that the routes may be about.
const ALERTS: &str = "\
groups:
  - name: a
    interval: 1m
    rules:
      - alert: Down
        expr: up == 0
        for: 5m
        labels: {severity: page, team: a}
      - alert: Slow
        expr: sum by (job, zone) (latency_seconds) > 1
        labels: {severity: ticket, team: '{{ $labels.zone }}'}
";

fn run(input: &[u8]) {
    let text = String::from_utf8_lossy(input);
    let rules = File { name: "alerts.yaml", bytes: ALERTS.as_bytes(), searched: false };
    let report = lint(&[rules], Some(RoutingFile { name: NAME, bytes: input }), &Known::default());
    told::findings(&report.found, &[Named::new("alerts.yaml", ALERTS), Named::new(NAME, &text)]);
    assert_eq!((report.files, report.rules), (1, 2));
}

const WORDS: &[&str] = &[
    "global:\n",
    "route:\n",
    "  receiver: ",
    "  routes:\n",
    "  - matchers: ",
    "match:\n",
    "match_re:\n",
    "continue: true",
    "group_by: [",
    "group_wait: 30s",
    "group_interval: 5m",
    "repeat_interval: 4h",
    "mute_time_intervals: ",
    "active_time_intervals: ",
    "inhibit_rules:\n",
    "- source_matchers: ",
    "target_matchers: ",
    "source_match:\n",
    "target_match:\n",
    "equal: [",
    "receivers:\n",
    "- name: ",
    "templates:\n",
    "time_intervals:\n",
    "severity=\"page\"",
    "severity=~\"a|b\"",
    "team!=a",
    "team!~\".+\"",
    "{a=\"b\",c=~\"d\"}",
    "alertname",
    "'...'",
    ",",
    "=~",
    "!~",
    "!=",
    "\\\"",
    "\\n",
    "(",
    ")",
    "|",
    ".*",
];
