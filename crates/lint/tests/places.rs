//! A fault in an expression is told at its line and column of the file, whatever the style of the scalar.

mod common;

use common::{alert, places, with};
use plimsoll_lint::Known;

#[test]
fn a_place_in_an_expression_is_a_place_in_the_file() {
    for (expr, place) in [
        ("sum(up", "5:18 promql/syntax"),
        ("up{a=\"b\"} > 2", "5:15 promql/never-fires"),
        ("'rate(up{a=\"it''s\"}[5m])[5'", "5:39 promql/syntax"),
        ("\"rate(x{a=\\\"b\\\"}[5m]) + foo(y)\"", "5:39 promql/syntax"),
        ("|\n          sum(x)\n            + foo(y)", "7:15 promql/syntax"),
        ("|-\n\n          # a comment\n          foo(y)", "8:11 promql/syntax"),
        (">\n          sum(x)\n          + foo(y)", "7:13 promql/syntax"),
        ("sum(x)\n          + foo(y)", "6:13 promql/syntax"),
        ("\"sum(x)\n\n          + foo(y)\"", "7:13 promql/syntax"),
        ("|\r\n          sum(x)\r\n          + foo(y)", "7:13 promql/syntax"),
        ("'ü{a=\"€\"}'", "5:16 promql/syntax"),
    ] {
        assert_eq!(places(&alert(expr)), [place], "{expr}");
    }
}

#[test]
fn an_end_is_known_too() {
    let text = alert("|\n          up\n            > 2");
    let found = with(&text, &Known::default());
    assert_eq!((found[0].0.as_str(), found[0].2.as_str()), ("6:11 promql/never-fires", "7:16"));
}

#[test]
fn the_checks_of_packs_speak_of_anybodys_rules() {
    for (expr, place) in [
        ("histogram_quantile(0.9, sum by (job) (rate(x_bucket[5m])))", "5:39 promql/missing-le"),
        ("histogram_quantile(90, sum by (le) (rate(x_bucket[5m]))) > 1", "5:34 promql/quantile-range"),
        ("sum(a) and b{job=\"x\"}", "5:15 labels/never-match"),
        ("sum(a) / on (cluster) sum(b{cluster=\"x\"}) by (cluster)", "5:15 labels/never-match"),
        ("absent(up{job=~\"a|b\"})", "5:15 promql/absent-labels"),
        ("up", "5:15 promql/always-fires"),
        ("up == bool 0", "5:15 promql/always-fires"),
        ("up[5m]", "5:15 promql/result-type"),
        ("x{a=~\"[\"}", "5:21 promql/regex"),
        ("mad_over_time(x[5m]) > 1", "5:15 promql/dialect"),
        ("rate(count(x)[5m:1m]) > 1", "5:15 promql/rate-on-gauge"),
        ("x_bucket{le=\"1\"} > 5", "5:24 promql/bucket-matcher"),
    ] {
        assert_eq!(places(&alert(expr)), [place], "{expr}");
    }
}

#[test]
fn labels_flow_through_every_operation() {
    for (expr, severity) in [
        // What is surely there, and what surely is not.
        ("absent(up{job=\"a\"}) and up{job=\"b\"}", "error"),
        ("(a{job=\"x\"} / b) and c{job=\"y\"}", "error"),
        ("(a / b{job=\"x\"}) and c{job=\"y\"}", "error"),
        ("(a and b{job=\"x\"}) and c{job=\"y\"}", "error"),
        ("(a * on (pod) group_left (node) b{node=\"x\"}) and c{node=\"y\"}", "error"),
        ("label_replace(a{job=\"x\"}, \"to\", \"$1\", \"from\", \"(.*)\") and sum(b)", "error"),
        ("a{job=~\".+\"} and sum(b)", "error"),
        ("a{job!=\"\"} / sum without (job) (b)", "error"),
        ("topk(3, a{job=\"x\"}) > sum(b)", "error"),
        // What is there only if somebody has it at all.
        ("sum by (job) (a) / sum(b)", "warning"),
        ("sum by (job) (a) unless sum by (pod) (b)", "warning"),
        // What may be.
        ("sum by (cluster, job) (a) / sum by (job) (b)", ""),
        ("sum by (job) (a) / on () sum(b)", ""),
        ("sum by (job) (a) / ignoring (job) sum(b)", ""),
        ("sum by (job) (a) / on () group_left () sum(b)", ""),
        ("(a or b{job=\"x\"}) and c{job=\"y\"}", ""),
        ("(a unless b{job=\"x\"}) and c{job=\"y\"}", ""),
        ("(a / on (pod) b{job=\"x\"}) and on (pod) c{job=\"y\"}", ""),
        ("label_replace(a{job=\"x\"}, \"job\", \"$1\", \"from\", \"(.*)\") and b{job=\"y\"}", ""),
        ("a{job=~\".*\"} and sum(b)", ""),
    ] {
        let file = plimsoll_lint::File { name: "t.yaml", bytes: &alert(expr).into_bytes(), searched: false };
        let found = plimsoll_lint::lint(&[file], None, &Known::default()).found;
        let told: Vec<_> = found.iter().filter(|finding| finding.id == "labels/never-match").collect();
        let severities: Vec<&str> = told.iter().map(|finding| finding.severity.as_str()).collect();
        assert_eq!(severities.first().copied().unwrap_or(""), severity, "{expr}: {found:?}");
    }
}

#[test]
fn what_is_not_certain_is_not_told() {
    for expr in [
        "x_total > 5",
        "sum by (job) (rate(a[5m])) / sum by (job) (rate(b[5m])) > 0.05",
        "histogram_quantile(0.9, sum by (job) (rate(native_histogram[5m]))) > 1",
        "rate(x[5m]) > 0 unless on (job) y",
        "vector(1)",
        "1",
        "job:unknown:rate5m > 1",
        "absent(up{job=~\"a.*\"})",
        "absent(up{job=\"a\"} == 1)",
        "foo * on (pod) group_left (node) kube_pod_info",
        "label_replace(up, \"a\", \"$1\", \"b\", \"(.*)\") == 0",
    ] {
        assert_eq!(places(&alert(expr)), [""; 0], "{expr}");
    }
}

#[test]
fn a_label_that_is_gone_is_told_where_it_is_removed() {
    for (expr, label, found) in [
        ("sum by (job) (up) == 0", "instance", &["5:15 labels/dropped"][..]),
        ("sum by (job) (up) == 0", "job", &[]),
        ("sum without (instance) (up) == 0", "instance", &["5:15 labels/dropped"]),
        ("sum without (instance) (up) == 0", "job", &[]),
        ("absent(up{job=\"a\"})", "instance", &["5:15 labels/dropped"]),
        ("absent(up{job=\"a\"})", "job", &[]),
        ("up == 0 or sum by (job) (up) == 0", "instance", &[]),
        ("up{pod=\"\"} == 0", "pod", &[]),
    ] {
        let text = format!("{}        annotations: {{a: '{{{{ $labels.{label} }}}}'}}\n", alert(expr));
        let mut all = places(&text);
        // That no series has it is told too, without an operation that removed it.
        all.retain(|place| !(expr.contains("pod=\"\"") && place == "5:15 labels/dropped"));
        assert_eq!(all, found, "{expr} {label}");
    }
}

#[test]
fn a_text_that_tests_a_label_is_right_without_it() {
    for (text, count) in [
        ("{{ with $labels.pod }}{{ . }}{{ end }}", 0),
        ("{{ if $labels.pod }}{{ $labels.pod }}{{ end }}", 0),
        ("{{ if $labels.job }}{{ $labels.pod }}{{ end }}", 1),
    ] {
        let text = format!("{}        annotations: {{a: '{text}'}}\n", alert("sum by (job) (up) == 0"));
        assert_eq!(places(&text).len(), count, "{text}");
    }
}

#[test]
fn with_a_catalogue_metrics_labels_and_types_are_known() {
    let catalogue = "metrics:\n  x_total: {type: counter, unit: count, labels: [code], values: {code: [ok, bad]}}\n  \
                     y: {type: gauge, unit: count}\n";
    let file = plimsoll_codegen::read::metrics("m.yaml", catalogue.as_bytes()).unwrap();
    let known = Known { metrics: plimsoll_lint::metrics(&file), ..Known::default() };
    for (expr, place) in [
        ("x_totl > 5", "5:15 metric/unknown"),
        ("of_another_exporter > 5", "5:15 metric/unknown"),
        ("rate(x_total{cod=\"ok\"}[5m]) > 5", "5:28 metric/unknown-label"),
        ("rate(x_total{code=\"okay\"}[5m]) > 5", "5:28 metric/unknown-value"),
        ("x_total > 5", "5:15 promql/bare-counter"),
        ("rate(y[5m]) > 5", "5:15 promql/rate-on-gauge"),
        ("deriv(x_total[5m]) > 5", "5:15 promql/gauge-function-on-counter"),
        ("rate(sum(x_total)[5m:1m]) > 5", "5:15 promql/rate-of-sum"),
    ] {
        let found: Vec<_> = with(&alert(expr), &known).into_iter().map(|(place, ..)| place).collect();
        assert_eq!(found, [place], "{expr}");
    }
    for expr in ["rate(x_total{namespace=\"a\", job=\"b\"}[5m]) > 5", "up == 0", "ALERTS{a=\"b\"}"] {
        assert_eq!(with(&alert(expr), &known), [], "{expr}");
    }
}
