//! What the gate says of common mistakes, and where it points.

#![allow(clippy::unwrap_used, reason = "a test, its helpers included")]

use plimsoll_promql::gate::{self, Refusal, Target, Use};

fn refused(text: &str) -> Refusal {
    gate::check(text, &Target::default(), Use::InstantVector).unwrap_err()
}

/// The text that the refusal points at, and its id.
fn blamed(text: &str) -> (String, &'static str) {
    let refusal = refused(text);
    (text[refusal.span].to_owned(), refusal.id)
}

#[test]
fn a_syntax_error_points_at_the_first_token_that_cannot_be_read() {
    for (text, token) in [
        ("sum by (job) (rate(x[5m]) / )", ")"),
        ("x_total by (reason)", "by"),
        ("sum(rate(x[5m]) by (job)", "by"),
        ("up == == 1", "=="),
        ("a b", "b"),
        ("up = 1", "="),
        ("rate(x[5m])[1h]", "rate(x[5m])[1h]"),
        ("sum(x))", ")"),
        ("rate(x[5m],)", "rate(x[5m],)"),
        ("up and", "and"),
        ("sum(up", "("),
        ("max(up) by job", "job"),
        ("* up", "*"),
    ] {
        assert_eq!(blamed(text), (token.to_owned(), gate::SYNTAX), "{text}");
    }
}

#[test]
fn a_matcher_a_list_or_a_range_points_at_its_own_mistake() {
    for (text, token) in [
        ("up{job=node}", "node"),
        (r#"up{job"node"}"#, "\"node\""),
        (r#"up{job="node""#, "{"),
        ("up{,}", ","),
        (r#"up{__name__="down"}"#, r#"__name__="down""#),
        ("sum by (a b) (up)", "b"),
        ("sum by (without) (up)", "without"),
        ("rate(x[])", "]"),
        ("rate(x[0s])", "0s"),
        ("rate(x[5m)", ")"),
        ("x offset", "offset"),
        ("x offset y", "y"),
        ("x @ y", "y"),
        ("start()", "start"),
    ] {
        let (blamed, _) = blamed(text);
        assert_eq!(blamed, token, "{text}");
    }
}

#[test]
fn a_wrong_type_points_at_the_smallest_part_that_has_it() {
    assert_eq!(blamed("sum(up) / sum(rate(x))"), ("rate(x)".to_owned(), gate::SYNTAX));
    assert_eq!(blamed("up > 0 and abs(ln(Inf))"), ("ln".to_owned(), gate::SYNTAX));
    assert_eq!(blamed("up or {job=~\".*\"}"), ("{job=~\".*\"}".to_owned(), gate::SYNTAX));
    assert_eq!(blamed("sum by (a) (topk(x, y))"), ("topk(x, y)".to_owned(), gate::SYNTAX));
}

#[test]
fn types_are_named_as_prometheus_names_them() {
    let message = refused("rate(x)").message;
    assert_eq!(message, "expected type range vector in call to function 'rate', got instant vector");
}

#[test]
fn what_only_others_read_is_a_matter_of_dialect() {
    for (text, token) in [
        (r#"{a="b" or c="d"}"#, "or"),
        ("integral(x[5m])", "integral"),
        ("rate(x[5m + 1m])", "+"),
        ("first_over_time(x[5m])", "first_over_time"),
        ("holt_winters(x[5m], 0.5, 0.5)", "holt_winters"),
        ("limitk(1, x)", "limitk"),
    ] {
        assert_eq!(blamed(text), (token.to_owned(), gate::DIALECT), "{text}");
    }
}

#[test]
fn what_is_accepted_depends_on_the_version() {
    for (text, versions) in [
        ("x > 5m", [(2, 53, false), (2, 54, true)]),
        ("x[300]", [(2, 53, false), (2, 54, true)]),
        ("{\"http.requests\"}", [(2, 55, false), (3, 0, true)]),
        ("sum by (\"a.b\") (x)", [(2, 55, false), (3, 0, true)]),
        ("x[+5m]", [(3, 3, false), (3, 4, true)]),
        ("histogram_avg(x)", [(2, 50, false), (2, 51, true)]),
        ("holt_winters(x[5m], 0.5, 0.5)", [(2, 55, true), (3, 0, false)]),
        ("anchored + sum by (smoothed) (x)", [(3, 6, true), (3, 7, false)]),
        ("anchored + sum by (smoothed) (x)", [(3, 5, true), (3, 8, true)]),
    ] {
        for (major, minor, accepted) in versions {
            let verdict = gate::check(text, &Target::new(major, minor), Use::Any);
            assert_eq!(verdict.is_ok(), accepted, "{text} for {major}.{minor}: {verdict:?}");
        }
    }
}

#[test]
fn an_alert_needs_an_instant_vector() {
    for text in ["up[5m]", "\"text\"", "1", "time() > bool 5"] {
        assert_eq!(blamed(text), (text.to_owned(), gate::RESULT_TYPE));
    }
    assert!(gate::check("1", &Target::default(), Use::Recording).is_ok());
    assert!(gate::check("up[5m]", &Target::default(), Use::Any).is_ok());
}

#[test]
fn a_regular_expression_points_into_its_string() {
    assert_eq!(blamed(r#"up{a=~"b{1001}"}"#), ("{1001}".to_owned(), gate::REGEX));
    assert_eq!(blamed(r#"label_replace(up, "a", "$1", "b", "(.*")"#), ("(".to_owned(), gate::REGEX));
}

#[test]
fn the_help_is_concrete() {
    for (text, help) in [
        ("up = 1", "equality is written `==`"),
        ("rate(x)", "give it a range: rate(x[5m])"),
        ("sum(x) offset 5m", "`offset` belongs to each selector: rate(x[5m] offset 1d)"),
        ("a && b", "write `and`"),
        ("up{job=node}", "write \"node\""),
        ("irat(x[5m])", "did you mean `irate`?"),
        ("x by (a)", "`by` and `without` belong to an aggregation: sum by (label) (x)"),
    ] {
        assert_eq!(refused(text).help.as_deref(), Some(help), "{text}");
    }
}

#[test]
fn what_the_gate_lets_pass_it_also_describes() {
    let text = r#"rate(x_total{a="b", c!~"d|e"}[5m] offset -1w) / on (a) group_left y offset 1d + ({"z"})[1h:] @ end()"#;
    let text = text.replace("({\"z\"})[1h:] @ end()", "max_over_time(({\"z\"})[1h:] @ end())");
    let accepted = gate::check(&text, &Target::default(), Use::InstantVector).unwrap();
    let names: Vec<_> = accepted.metric_names().collect();
    assert_eq!(names, ["x_total", "y", "z"]);
    let [x, y, z] = &accepted.selectors[..] else { panic!("{accepted:?}") };
    assert_eq!(&text[x.span.clone()], r#"x_total{a="b", c!~"d|e"}"#);
    assert_eq!(x.range.unwrap().as_secs(), 300);
    assert_eq!(x.offset, Some(gate::Offset::Ahead(std::time::Duration::from_hours(168))));
    assert_eq!((x.matchers[1].label.as_str(), x.matchers[1].value.as_str()), ("c", "d|e"));
    assert_eq!(&text[x.matchers[1].span.clone()], r#"c!~"d|e""#);
    assert_eq!(y.offset, Some(gate::Offset::Back(std::time::Duration::from_hours(24))));
    assert_eq!((y.range, z.range, z.name.as_deref()), (None, None, None));
    let functions: Vec<_> = accepted.calls.iter().map(|call| call.function.as_str()).collect();
    assert_eq!(functions, ["rate", "max_over_time"]);
}
