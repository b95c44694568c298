//! The tree of an accepted expression against the tree of the bundled parser: the same nesting.

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a test, its helpers included")]

use std::path::Path;

use plimsoll_promql::gate::{self, Grouping, Node, NodeKind, Pairing, PairingLabels, Target, Use};
use promql_parser::parser::{Expr, LabelModifier, VectorMatchCardinality};

const CASES: &str = "../../../shared/conformance/promql_parse_cases.json";
const OURS: &str = "../../snapshots/tests/gate_mutation/expressions.promql";

/// Realistic expressions, and the upstream parser's cases where they are at hand.
fn expressions() -> Vec<String> {
    let read = |path| std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path));
    let ours = read(OURS).unwrap();
    let mut all: Vec<String> =
        ours.lines().filter(|line| !line.starts_with('#') && !line.is_empty()).map(str::to_owned).collect();
    if let Ok(text) = read(CASES) {
        let file: serde_json::Value = serde_json::from_str(&text).unwrap();
        let cases = file["cases"].as_array().unwrap();
        all.extend(cases.iter().filter_map(|case| case["input"].as_str()).map(str::to_owned));
    }
    all
}

fn ours(node: &Node) -> String {
    match &node.kind {
        NodeKind::Number(number) => number.to_string(),
        NodeKind::Text(text) => format!("{text:?}"),
        NodeKind::Selector(selector) => {
            let range = selector.range.map(|range| format!("[{}]", range.as_secs_f64())).unwrap_or_default();
            format!("{}{range}", selector.metric_name().unwrap_or("{}"))
        }
        NodeKind::Subquery { of, range, step } => {
            let step = step.map(|step| step.as_secs_f64().to_string()).unwrap_or_default();
            format!("({})[{}:{step}]", ours(of), range.as_secs_f64())
        }
        NodeKind::Negated(of) => format!("-({})", ours(of)),
        NodeKind::Call { function, arguments } => {
            format!("{function}({})", arguments.iter().map(ours).collect::<Vec<_>>().join(", "))
        }
        NodeKind::Aggregate { op, grouping, parameter, of } => {
            let grouping = match grouping {
                Grouping::By(labels) => labelled("by", labels),
                Grouping::Without(labels) => labelled("without", labels),
            };
            let parameter = parameter.as_deref().map(ours).unwrap_or_default();
            format!("{op} {grouping} ({parameter}; {})", ours(of))
        }
        NodeKind::Binary { op, returns_bool, pairing, left, right } => {
            format!("({} {op} {returns_bool} {} {})", ours(left), paired(pairing), ours(right))
        }
        other => panic!("unknown: {other:?}"),
    }
}

fn labelled(word: &str, labels: &[String]) -> String {
    let mut labels = labels.to_vec();
    labels.sort();
    labels.dedup();
    format!("{word} {}", labels.join(","))
}

fn paired(pairing: &Pairing) -> String {
    let labels = match &pairing.labels {
        PairingLabels::All => String::new(),
        PairingLabels::On(labels) => labelled("on", labels),
        PairingLabels::Ignoring(labels) => labelled("ignoring", labels),
    };
    let group = pairing.group.as_ref().map(|(side, bring)| labelled(&format!("{side:?}"), bring));
    format!("{labels} {}", group.unwrap_or_default())
}

fn theirs(expr: &Expr) -> String {
    match expr {
        Expr::NumberLiteral(number) => number.val.to_string(),
        Expr::StringLiteral(text) => format!("{:?}", text.val),
        Expr::VectorSelector(selector) => their_name(selector),
        Expr::MatrixSelector(selector) => {
            format!("{}[{}]", their_name(&selector.vs), selector.range.as_secs_f64())
        }
        Expr::Subquery(of) => {
            let step = of.step.map(|step| step.as_secs_f64().to_string()).unwrap_or_default();
            format!("({})[{}:{step}]", theirs(&of.expr), of.range.as_secs_f64())
        }
        Expr::Paren(of) => theirs(&of.expr),
        Expr::Unary(of) => match theirs(&of.expr) {
            number if number.parse::<f64>().is_ok() => format!("-{number}"),
            other => format!("-({other})"),
        },
        Expr::Call(call) => {
            let arguments: Vec<String> = call.args.args.iter().map(|argument| theirs(argument)).collect();
            format!("{}({})", call.func.name, arguments.join(", "))
        }
        Expr::Aggregate(of) => {
            let grouping = match &of.modifier {
                None => "by ".to_owned(),
                Some(modifier) => their_labels(modifier, "by", "without"),
            };
            let parameter = of.param.as_deref().map(theirs).unwrap_or_default();
            format!("{} {grouping} ({parameter}; {})", of.op, theirs(&of.expr))
        }
        Expr::Binary(of) => {
            let modifier = of.modifier.as_ref();
            let labels = modifier.and_then(|modifier| modifier.matching.as_ref());
            let labels = labels.map(|labels| their_labels(labels, "on", "ignoring")).unwrap_or_default();
            let group = match modifier.map(|modifier| &modifier.card) {
                Some(VectorMatchCardinality::ManyToOne(bring)) => labelled("Left", &bring.labels),
                Some(VectorMatchCardinality::OneToMany(bring)) => labelled("Right", &bring.labels),
                _ => String::new(),
            };
            let returns_bool = modifier.is_some_and(|modifier| modifier.return_bool);
            format!("({} {} {returns_bool} {labels} {group} {})", theirs(&of.lhs), of.op, theirs(&of.rhs))
        }
        Expr::Extension(_) => panic!("no extensions"),
    }
}

fn their_name(selector: &promql_parser::parser::VectorSelector) -> String {
    let quoted = selector.matchers.matchers.iter().find(|matcher| {
        matcher.name == "__name__" && matches!(matcher.op, promql_parser::label::MatchOp::Equal)
    });
    selector.name.clone().or(quoted.map(|name| name.value.clone())).unwrap_or_else(|| "{}".to_owned())
}

fn their_labels(modifier: &LabelModifier, include: &str, exclude: &str) -> String {
    match modifier {
        LabelModifier::Include(labels) => labelled(include, &labels.labels),
        LabelModifier::Exclude(labels) => labelled(exclude, &labels.labels),
    }
}

#[test]
fn an_expression_is_nested_as_the_bundled_parser_nests_it() {
    let (mut compared, mut problems) = (0, Vec::new());
    for text in expressions() {
        let Ok(accepted) = gate::check(&text, &Target::default(), Use::Any) else { continue };
        // Some spellings are read by Prometheus and by us alone.
        let Ok(parsed) = std::panic::catch_unwind(|| promql_parser::parser::parse(&text)) else { continue };
        let Ok(parsed) = parsed else { continue };
        compared += 1;
        let (ours, theirs) = (ours(&accepted.tree), theirs(&parsed));
        // Bytes that are no text are kept by neither as they are.
        if ours != theirs && !ours.contains('\u{fffd}') {
            problems.push(format!("{text}\n    ours   {ours}\n    theirs {theirs}"));
        }
    }
    println!("{compared} expressions compared");
    assert!(problems.is_empty(), "{}", problems.join("\n"));
    assert!(compared > 50, "only {compared} expressions were compared");
}

#[test]
fn every_place_is_within_that_of_what_it_is_part_of() {
    for text in expressions() {
        let Ok(accepted) = gate::check(&text, &Target::default(), Use::Any) else { continue };
        accepted.tree.walk(&mut |node| {
            assert!(text.get(node.span.clone()).is_some_and(|slice| !slice.is_empty()), "{text}: {node:?}");
            for child in node.children() {
                assert!(
                    node.span.start <= child.span.start && child.span.end <= node.span.end,
                    "{text}: {node:?}"
                );
            }
        });
    }
}
