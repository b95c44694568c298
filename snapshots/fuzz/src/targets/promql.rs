//! The gate: expressions.

use plimsoll_promql::gate::{self, Refusal, Use};

use super::Target;
use super::printed::printed;

pub(super) const TARGET: Target = Target {
    name: "promql",
    about: "the gate: expressions, for the oldest and the newest Prometheus that it knows",
    run,
    words: &[WORDS],
    longest: 1024,
};

const USES: [Use; 3] = [Use::InstantVector, Use::Recording, Use::AnyRule];

fn run(input: &[u8]) {
    let Ok(text) = str::from_utf8(input) else { return };
    for target in [gate::Target::new(2, 42), gate::Target::default()] {
        match gate::check(text, &target, Use::Any) {
            Ok(accepted) => {
                places(text, &accepted.tree);
                narrowed(text, target);
            }
            Err(refusal) => {
                refused(text, &refusal);
                // A use takes away, and gives nothing.
                assert_eq!(gate::check(text, &target, Use::AnyRule).map(drop), Err(refusal));
            }
        }
    }
    if let Ok(accepted) = gate::check(text, &gate::Target::default(), Use::Any) {
        is_read_again(&printed(&accepted.tree));
    }
}

/// What a use refuses has a place too, and is refused whoever asks.
fn narrowed(text: &str, target: gate::Target) {
    for usage in USES {
        let verdict = gate::check(text, &target, usage);
        assert_eq!(gate::accepts(text, &target, usage).is_ok(), verdict.is_ok(), "{usage:?}");
        if let Err(refusal) = verdict {
            refused(text, &refusal);
        }
    }
}

/// What was accepted, written out of its tree, is accepted and has the same tree.
fn is_read_again(text: &str) {
    match gate::check(text, &gate::Target::default(), Use::Any) {
        Ok(again) => assert_eq!(printed(&again.tree), text),
        // The parentheses that make the tree plain may be too many.
        Err(refusal) if ["nested", "operations", "bytes"].iter().any(|so| refusal.message.contains(so)) => {}
        Err(refusal) => panic!("{text}: {refusal}"),
    }
}

fn refused(text: &str, refusal: &Refusal) {
    assert!(text.get(refusal.span.clone()).is_some(), "outside: {refusal:?}");
    assert!(refusal.span.end > refusal.span.start || refusal.span.end == text.len(), "empty: {refusal:?}");
    assert!(!refusal.message.is_empty() && refusal.id.starts_with("promql/"), "{refusal:?}");
    assert!(refusal.message.len() < 2_000, "a message as long as the text: {refusal:?}");
}

fn places(text: &str, tree: &gate::Node) {
    tree.walk(&mut |node| {
        assert!(text.get(node.span.clone()).is_some_and(|own| !own.is_empty()), "outside: {node:?}");
        for child in node.children() {
            let within = node.span.start <= child.span.start && child.span.end <= node.span.end;
            assert!(within, "outside of what it is part of: {child:?}");
        }
    });
}

const WORDS: &[&str] = &[
    "sum",
    "by",
    "without",
    "on",
    "ignoring",
    "group_left",
    "group_right",
    "bool",
    "offset",
    "@",
    "start()",
    "end()",
    "and",
    "or",
    "unless",
    "atan2",
    "rate(",
    "increase(",
    "histogram_quantile(",
    "label_replace(",
    "label_join(",
    "absent(",
    "absent_over_time(",
    "vector(",
    "scalar(",
    "time()",
    "topk(",
    "quantile(",
    "count_values(",
    "limitk(",
    "info(",
    "clamp(",
    "predict_linear(",
    "double_exponential_smoothing(",
    "quantile_over_time(",
    "[5m]",
    "[5m:1m]",
    "[1h:]",
    "{a=\"b\"}",
    "=~",
    "!~",
    "!=",
    "==",
    ">=",
    "<=",
    "Inf",
    "NaN",
    "0x1F",
    "1e9",
    "1_000",
    "1h30m",
    "__name__",
    "le",
    "\\u00e9",
    "\\x41",
    "\\101",
    "(?i)",
    "[[:alpha:]]",
    "\\\\d",
    "\\\\pL",
    ".*",
    ".+",
    "{2,3}",
    "(?P<a>",
    "anchored",
    "smoothed",
    "fill",
    "step()",
    "#",
    "`",
    "'",
    "\"",
    "-",
    "^",
];
