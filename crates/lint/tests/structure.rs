//! What promtool says of the structure of rule files, at the places at fault.

mod common;

use common::{places, with};
use plimsoll_lint::{File, Known, LARGEST, lint};

#[test]
fn a_rule_file_without_a_fault_has_no_finding() {
    let text = "\
groups:
- name: one
  interval: 30s
  query_offset: 1m
  limit: 10
  labels: {team: a}
  rules:
  - record: job:up:sum
    expr: sum by (job) (up)
    labels: {number: 1, word: true}
  - alert: JobDown
    expr: job:up:sum == 0
    for: 1h30m
    keep_firing_for: 5m
    annotations:
      summary: '{{ $labels.job }} has {{ $value | humanize }}'
";
    assert_eq!(places(text), [""; 0]);
}

#[test]
fn every_fault_of_structure_is_told_at_its_place() {
    let text = "\
groups:
  - name: g
    intervall: 1m
    rules:
      - alert: A
        expr: up == 0
        for: 5
        severity: page
      - alert: B
      - expr: up
      - record: a:b
        alert: C
        expr: up
      - record: a{b=\"c\"}
        expr: up
        for: 5m
        annotations: {a: b}
      - alert: D
        expr: ''
        labels: [a]
        annotations:
          summary: 'a {{ $labels.job'
          description: |
            on {{ $label.job }}
  - name: g
    rules: {}
  - rules: []
    interval: 1h1d
more: []
";
    assert_eq!(
        places(text),
        [
            "3:5 yaml/unknown-key",
            "7:14 rule/bad-duration",
            "8:9 yaml/unknown-key",
            "9:9 yaml/missing-key",
            "10:9 yaml/missing-key",
            "12:9 rule/alert-and-record",
            "14:17 rule/bad-name",
            "16:9 rule/for-on-record",
            "17:9 rule/for-on-record",
            "19:9 yaml/missing-key",
            "20:17 yaml/wrong-type",
            "22:23 rule/bad-template",
            "24:19 rule/bad-template",
            "25:11 rule/duplicate-group",
            "26:12 yaml/wrong-type",
            "27:5 yaml/missing-key",
            "28:15 rule/bad-duration",
            "29:1 yaml/unknown-key",
        ]
    );
}

#[test]
fn objects_lists_and_other_kinds_stand_in_one_file() {
    let text = "\
apiVersion: v1
kind: ConfigMap
data: {a: b}
---
apiVersion: monitoring.coreos.com/v1
kind: PrometheusRule
metadata: {name: one}
spec:
  groups:
    - name: g
      partial_response_strategy: warn
      rules: [{alert: A, expr: 'rate(up)'}]
---
apiVersion: v1
kind: List
items:
  - apiVersion: monitoring.coreos.com/v1
    kind: PrometheusRule
    spec: {groups: [{name: g, rules: [{alert: B, expr: sum(}]}]}
---
";
    assert_eq!(places(text), ["12:33 promql/syntax", "19:59 promql/syntax"]);
}

#[test]
fn what_prometheus_never_reads_is_told() {
    let text = "groups: []\n---\ngroups: [{name: a, rules: []}]\n";
    assert_eq!(places(text), ["3:1 yaml/second-document"]);
    assert_eq!(places("a: 1\n"), ["1:1 yaml/unknown-key"]);
    assert_eq!(places("apiVersion: v1\nkind: Secret\n"), ["1:1 yaml/no-rules"]);
    assert_eq!(places("[a]\n"), ["1:1 yaml/unknown-key"]);
    assert_eq!(places(""), [""; 0]);
}

#[test]
fn anchors_aliases_and_merge_keys_are_read() {
    let text = "\
groups:
  - name: g
    rules:
      - &base
        alert: A
        expr: up == 0
        labels: &labels {severity: page}
      - <<: *base
        alert: B
      - alert: C
        expr: up > 1
        labels: {<<: *labels, team: a}
";
    // `up` is never above 1; the rule B has the expression of A.
    assert_eq!(places(text), ["11:15 promql/never-fires"]);
}

#[test]
fn what_is_no_yaml_is_told_once() {
    for (text, place) in [
        ("groups:\n  - name: a\n   rules: []\n", "3:4 yaml/syntax"),
        ("groups:\n{{- range .Values.groups }}\n  - name: a\n{{- end }}\n", "2:1 yaml/template"),
        ("{% for a in b %}\ngroups: [\n", "1:1 yaml/template"),
        ("groups:\n  - name: {{ .Values.name }}\n    rules: [\n", "2:11 yaml/template"),
        (
            "groups: [{name: a, rules: [{alert: A, expr: 'up{a=\"{{ .Values.x }}\"} > 2'}]}]\n",
            "1:52 yaml/template",
        ),
        ("groups:\n  - name: {{ name }}\n    rules: []\n", "2:11 yaml/template"),
        ("groups: *gone\n", "1:9 yaml/alias"),
        ("groups: [{name: a, name: b, rules: []}]\n", "1:20 yaml/duplicate-key"),
    ] {
        assert_eq!(places(text), [place], "{text}");
    }
}

#[test]
fn bytes_that_are_no_text_and_files_without_end_are_refused() {
    let one = |bytes: &[u8]| {
        let file = File { name: "t.yaml", bytes, searched: false };
        lint(&[file], None, &Known::default()).found.iter().map(ToOwned::to_owned).collect::<Vec<_>>()
    };
    let found = one(b"groups: []\n# \xff");
    let origin = found[0].origin.unwrap();
    assert_eq!((found[0].id, origin.line, origin.column), ("yaml/not-utf8", 2, 3));
    assert_eq!(one(&vec![b'#'; LARGEST + 1])[0].id, "yaml/too-large");
    assert_eq!(one("\u{feff}groups: []\n".as_bytes()), []);
}

#[test]
fn what_is_come_across_in_a_directory_may_be_anything() {
    for text in ["a: 1\n", "apiVersion: v1\nkind: Secret\n", "{{ .Values.x }}\na: [\n"] {
        let file = File { name: "t.yaml", bytes: text.as_bytes(), searched: true };
        assert_eq!(lint(&[file], None, &Known::default()), plimsoll_lint::Report::default(), "{text}");
    }
}

#[test]
fn a_key_that_the_target_does_not_read_is_told() {
    let text = "groups: [{name: a, query_offset: 1m, labels: {a: b}, rules: [{record: 'a:b', expr: up}]}]\n";
    let of = |version| {
        let known = Known { prometheus: Some(version), ..Known::default() };
        with(text, &known).into_iter().map(|(place, ..)| place).collect::<Vec<_>>()
    };
    assert_eq!(of((3, 5)), [""; 0]);
    assert_eq!(of((2, 53)), ["1:38 rule/too-new-field"]);
    assert_eq!(of((2, 42)), ["1:20 rule/too-new-field", "1:38 rule/too-new-field"]);
}
