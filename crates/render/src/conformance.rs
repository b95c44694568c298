//! What is rendered is valid by the schemas of those who read it.
//!
//! The schemas lie beside the repository, not in it: without them these tests are skipped, in CI they fail.

use std::path::Path;

use serde::Deserialize as _;
use serde_json::Value;

use crate::fixture;

/// A schema by its file name, or `None` where the folder is absent.
fn schema(file: &str) -> Option<Value> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/schemas");
    if !folder.is_dir() {
        assert!(std::env::var_os("CI").is_none(), "no schemas in {}", folder.display());
        println!("skipped: no schemas in {}", folder.display());
        return None;
    }
    let text = std::fs::read_to_string(folder.join(file)).unwrap();
    Some(serde_json::from_str(&text).unwrap())
}

/// One definition of a schema that has no root of its own.
fn definition(file: &str, name: &str) -> Option<Value> {
    let mut schema = schema(file)?;
    schema["$ref"] = format!("#/definitions/{name}").into();
    Some(schema)
}

fn assert_valid(schema: Option<&Value>, value: &Value) {
    let Some(schema) = schema else { return };
    let validator = jsonschema::validator_for(schema).unwrap();
    let errors: Vec<String> =
        validator.iter_errors(value).map(|error| format!("{}: {error}", error.instance_path())).collect();
    assert!(errors.is_empty(), "{errors:#?}\n{value:#}");
}

/// The documents of every rendered file of this name, over all phases of the fixture.
fn rendered(file: &str) -> Vec<Value> {
    let texts = ["dry-run", "single", "strict"]
        .into_iter()
        .flat_map(|phase| crate::all(&fixture::plan(phase)))
        .filter(|artifact| artifact.path.ends_with(file))
        .map(|artifact| artifact.text);
    let documents: Vec<Value> = texts
        .flat_map(|text| {
            serde_yaml::Deserializer::from_str(&text)
                .map(|document| Value::deserialize(document).unwrap())
                .collect::<Vec<_>>()
        })
        .collect();
    assert!(!documents.is_empty(), "no {file} is rendered");
    documents
}

#[test]
fn prometheus_rules_are_valid_kubernetes_objects() {
    let schema = schema("monitoring.coreos.com.v1.PrometheusRule.json");
    for object in rendered("prometheusrule.yaml") {
        assert_valid(schema.as_ref(), &object);
    }
}

#[test]
fn routes_are_valid_at_every_weight() {
    let schema = schema("gateway.networking.k8s.io.v1.HTTPRoute.json");
    for weight in [0.25, 5.0, 100.0] {
        let artifacts = crate::all(&fixture::canary(weight)).into_iter();
        let routes: Vec<_> = artifacts.filter(|artifact| artifact.path.ends_with("httproute.yaml")).collect();
        assert_eq!(routes.len(), 2);
        for route in routes {
            assert_valid(schema.as_ref(), &serde_yaml::from_str(&route.text).unwrap());
        }
    }
}

#[test]
fn gates_are_valid() {
    let artifacts = crate::all(&fixture::canary(5.0));
    for file in ["analysistemplate.yaml", "flagger.yaml"] {
        let artifact = artifacts.iter().find(|artifact| artifact.path.ends_with(file)).unwrap();
        for document in serde_yaml::Deserializer::from_str(&artifact.text) {
            let object = Value::deserialize(document).unwrap();
            let group = if file == "flagger.yaml" { "flagger.app.v1beta1" } else { "argoproj.io.v1alpha1" };
            let schema = schema(&format!("{group}.{}.json", object["kind"].as_str().unwrap()));
            assert_valid(schema.as_ref(), &object);
        }
    }
}

#[test]
fn dashboards_and_their_panels_are_valid() {
    let dashboard = schema("grafana.dashboard.jsonschema.json");
    let query = definition("grafana.prometheus.jsonschema.json", "Dataquery");
    let mut kinds = std::collections::BTreeSet::new();
    for document in rendered("shop-service.json").into_iter().chain(rendered("shop-kinds.json")) {
        assert_valid(dashboard.as_ref(), &document);
        for panel in document["panels"].as_array().unwrap().iter().filter(|panel| panel["type"] != "row") {
            for target in panel["targets"].as_array().unwrap() {
                assert_valid(query.as_ref(), target);
            }
            let kind = panel["type"].as_str().unwrap();
            let file = format!("grafana.{}.jsonschema.json", kind.replace('-', ""));
            assert_valid(definition(&file, "Options").as_ref(), &panel["options"]);
            let custom = &panel["fieldConfig"]["defaults"]["custom"];
            if !custom.is_null() {
                assert_valid(definition(&file, "FieldConfig").as_ref(), custom);
            }
            kinds.insert(kind.to_owned());
        }
    }
    let all = ["bargauge", "gauge", "stat", "state-timeline", "table", "timeseries"];
    assert_eq!(kinds.into_iter().collect::<Vec<_>>(), all, "a kind of panel is not drawn by the fixture");
}

#[test]
fn the_same_plan_gives_the_same_bytes() {
    for phase in ["dry-run", "single", "strict"] {
        assert_eq!(crate::all(&fixture::plan(phase)), crate::all(&fixture::plan(phase)));
    }
}

#[test]
fn every_file_is_text_with_a_final_newline_and_a_path_of_its_own() {
    let artifacts = crate::all(&fixture::plan("strict"));
    let paths: std::collections::BTreeSet<&str> =
        artifacts.iter().map(|artifact| artifact.path.as_str()).collect();
    assert_eq!(paths.len(), artifacts.len());
    for artifact in &artifacts {
        assert!(artifact.text.ends_with('\n') && !artifact.text.ends_with("\n\n"), "{}", artifact.path);
        assert!(artifact.path.starts_with("shop/production/"), "{}", artifact.path);
        let generated = artifact.text.contains("Generated by cargo xtask generate from thresholds/shop/");
        assert_eq!(generated, !artifact.path.contains(".json"), "{}", artifact.path);
    }
}
