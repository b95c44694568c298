//! What the schema says and what the reader takes are one.

use plimsoll_units::Unit;
use serde_json::Value;

use crate::read::keys;

fn parsed(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

/// The keys of a map in the schema, in its order.
fn properties(map: &Value) -> Vec<&str> {
    assert_eq!(map["additionalProperties"], false, "{map}");
    map["properties"].as_object().unwrap().keys().map(String::as_str).collect()
}

#[test]
fn the_schema_has_the_keys_that_the_reader_has() {
    let thresholds = parsed(&super::thresholds());
    let metrics = parsed(&super::metrics());
    assert_eq!(properties(&thresholds), keys::THRESHOLDS_FILE);
    assert_eq!(properties(&metrics), keys::METRICS_FILE);
    for (schema, name, keys) in [
        (&thresholds, "Timing", keys::TIMING),
        (&thresholds, "Workload", keys::WORKLOAD),
        (&thresholds, "Budgets", keys::BUDGETS),
        (&thresholds, "Cardinality", keys::CARDINALITY),
        (&thresholds, "Service", keys::SERVICE),
        (&thresholds, "Threshold", keys::THRESHOLD),
        (&thresholds, "Objective", keys::OBJECTIVE),
        (&thresholds, "Rollback", keys::ROLLBACK),
        (&thresholds, "Phase", keys::PHASE),
        (&thresholds, "Exit", keys::EXIT),
        (&thresholds, "Approved", keys::APPROVED),
        (&thresholds, "Change", keys::SETTING),
        (&thresholds, "Override", keys::OVERRIDE),
        (&thresholds, "Environment", keys::ENVIRONMENT),
        (&thresholds, "Links", keys::LINKS),
        (&thresholds, "Targets", keys::TARGETS),
        (&metrics, "Metric", keys::METRIC),
    ] {
        assert_eq!(properties(&schema["definitions"][name]), keys, "{name}");
    }
}

/// Every word that a choice in the schema offers.
fn choices(choice: &Value) -> Vec<&str> {
    match (&choice["enum"], &choice["const"], &choice["oneOf"]) {
        (Value::Array(words), ..) => words.iter().filter_map(Value::as_str).collect(),
        (_, Value::String(word), _) => vec![word],
        (_, _, Value::Array(options)) => options.iter().flat_map(choices).collect(),
        _ => panic!("no choice: {choice}"),
    }
}

#[test]
fn the_schema_offers_the_words_that_the_reader_takes() {
    let (thresholds, metrics) = (parsed(&super::thresholds()), parsed(&super::metrics()));
    assert_eq!(choices(&metrics["definitions"]["Unit"]), Unit::NAMES);
    assert_eq!(choices(&metrics["definitions"]["MetricType"]), ["counter", "gauge", "histogram"]);
    assert_eq!(choices(&thresholds["definitions"]["Enforcement"]), ["dry-run", "rollback"]);
    assert_eq!(choices(&thresholds["definitions"]["ScopeWord"]), ["all", "critical", "non-critical"]);
    let units = choices(&thresholds["definitions"]["ThresholdUnit"]);
    assert_eq!(units, crate::read::UNITS.map(|(name, _)| name));
}

#[test]
fn every_key_has_a_description_for_the_editor() {
    for schema in [parsed(&super::thresholds()), parsed(&super::metrics())] {
        let definitions = schema["definitions"].as_object().unwrap().values();
        for map in definitions.chain([&schema]).filter_map(|map| map["properties"].as_object()) {
            for (key, property) in map {
                assert!(property["description"].is_string(), "{key}: {property}");
            }
        }
    }
}

#[test]
fn nothing_stands_beside_a_reference() {
    fn check(value: &Value) {
        match value {
            Value::Object(map) => {
                assert!(!map.contains_key("$ref") || map.len() == 1, "{value}");
                map.values().for_each(check);
            }
            Value::Array(list) => list.iter().for_each(check),
            _ => {}
        }
    }
    check(&parsed(&super::thresholds()));
    check(&parsed(&super::metrics()));
}

#[test]
fn no_key_may_be_null() {
    assert!(!super::thresholds().contains("null") && !super::metrics().contains("null"));
}
