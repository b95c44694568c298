//! Mistakes in `cardinality`, and what becomes of it without one.

mod common;

use plimsoll_codegen::{Problem, read};

fn problems(source: &str) -> Vec<Problem> {
    read::thresholds("t.yaml", source.as_bytes()).err().unwrap_or_default()
}

/// A pack with this line; the problem points at `at`.
#[track_caller]
fn refused(line: &str, id: &str, at: &str, help: &str) {
    let source = format!("pack: shop\n{line}\n");
    common::assert_told(&source, &problems(&source), id, at, help);
}

#[test]
fn what_the_estimates_reckon_with_is_told_where_it_is_wrong() {
    refused("cardinality: { per_target: 10 }", "yaml/missing-key", "cardinality", "add `per_rule: 100`");
    refused("cardinality: { per_rule: 0 }", "yaml/bad-number", "0", "`3`");
    refused("cardinality: { per_rule: 50, per_node: 10 }", "yaml/unknown-key", "per_node", "`per_rule`");
    refused("cardinality: { per_rule: 50, labels: [zone] }", "yaml/wrong-type", "[zone]", "{ key: value }");
    refused("cardinality: { per_rule: 50, labels: { zone: many } }", "yaml/bad-number", "many", "`3`");
    refused(
        "cardinality: { per_rule: 50, labels: { z-one: 3 } }",
        "yaml/bad-label",
        "z-one",
        "letters, digits and `_`",
    );
}

#[test]
fn it_is_read_with_its_labels() {
    let source =
        "pack: shop\ncardinality: { per_rule: 50, per_target: 10, labels: { node: 1000, zone: 20 } }\n";
    let read = read::thresholds("t.yaml", source.as_bytes()).unwrap_or_else(|found| panic!("{found:#?}"));
    let cardinality = read.cardinality.unwrap().value;
    assert_eq!(cardinality.per_rule.value, 50);
    assert_eq!(cardinality.per_target.unwrap().value, 10);
    let labels: Vec<_> =
        cardinality.labels.iter().map(|(name, values)| (name.value.as_str(), values.value)).collect();
    assert_eq!(labels, [("node", 1000), ("zone", 20)]);
}
