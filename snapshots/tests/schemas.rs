//! What people edit is what the committed JSON Schemas describe, and what is generated is what its readers' schemas do.
#![allow(clippy::unwrap_used, reason = "a test fails by a panic")]
#![allow(clippy::print_stdout, reason = "what was counted, or skipped, is told")]

use std::fs;
use std::path::Path;

use plimsoll_snapshots::generated;
use plimsoll_snapshots::oracles::Result;
use serde::Deserialize as _;
use serde_json::Value;

/// What a schema says of a file: nothing, if all is well.
fn faults(folder: &Path, pack: &str, file: &str) -> Result<Vec<String>> {
    let schema = folder.join("schema").join(file.replace(".yaml", ".schema.json"));
    let schema: Value = serde_json::from_str(&fs::read_to_string(schema)?)?;
    let yaml: Value = serde_yaml::from_str(&fs::read_to_string(folder.join(pack).join(file))?)?;
    let validator = jsonschema::validator_for(&schema).map_err(|error| error.to_string())?;
    Ok(validator.iter_errors(&yaml).map(|error| format!("{}: {error}", error.instance_path())).collect())
}

#[test]
fn every_pack_validates() {
    let root = generated::root();
    for (folder, pack) in [
        ("thresholds", "canary"),
        ("thresholds", "edgelink"),
        ("thresholds", "kubeedge"),
        ("crates/plimsoll/examples/shop", "search"),
    ] {
        for file in ["thresholds.yaml", "metrics.yaml"] {
            let found = faults(&root.join(folder), pack, file).unwrap();
            assert!(found.is_empty(), "{folder}/{pack}/{file}: {found:#?}");
        }
    }
}

#[test]
fn a_key_that_nobody_reads_does_not_validate() {
    let folder = tempfile::tempdir().unwrap();
    let schemas = generated::root().join("thresholds/schema");
    fs::create_dir_all(folder.path().join("schema")).unwrap();
    fs::copy(schemas.join("thresholds.schema.json"), folder.path().join("schema/thresholds.schema.json"))
        .unwrap();
    fs::create_dir(folder.path().join("shop")).unwrap();
    fs::write(folder.path().join("shop/thresholds.yaml"), "pack: shop\nowner: shop\nthresholdz: {}\n")
        .unwrap();
    assert!(!faults(folder.path(), "shop", "thresholds.yaml").unwrap().is_empty());
}

/// The schemas of those who read what is generated; they lie beside the repository, and in CI they must.
fn of_readers() -> Option<std::path::PathBuf> {
    let folder = generated::root().join("../shared/schemas");
    if folder.is_dir() {
        return Some(folder);
    }
    assert!(std::env::var_os("CI").is_none(), "no schemas in {}", folder.display());
    println!("skipped: no schemas in {}", folder.display());
    None
}

/// Every object of Kubernetes and every dashboard in a file, with the name of its schema.
fn objects(path: &Path) -> Result<Vec<(String, Value)>> {
    let text = fs::read_to_string(path)?;
    if path.extension().is_some_and(|end| end == "json") {
        let dashboard = path.parent().is_some_and(|above| above.ends_with("dashboards"));
        let objects = dashboard.then(|| ("grafana.dashboard.jsonschema".to_owned(), text.as_str()));
        return objects.into_iter().map(|(name, text)| Ok((name, serde_json::from_str(text)?))).collect();
    }
    let mut found = Vec::new();
    for document in serde_yaml::Deserializer::from_str(&text) {
        let object = Value::deserialize(document)?;
        if let (Some(version), Some(kind)) = (object["apiVersion"].as_str(), object["kind"].as_str()) {
            found.push((format!("{}.{kind}", version.replace('/', ".")), object.clone()));
        }
    }
    Ok(found)
}

fn files(folder: &Path, found: &mut Vec<std::path::PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, found);
        } else if path.extension().is_some_and(|end| end == "yaml" || end == "json") {
            found.push(path);
        }
    }
}

#[test]
fn every_generated_object_is_valid_by_the_schema_of_who_reads_it() {
    let Some(schemas) = of_readers() else { return };
    let mut all = Vec::new();
    files(&generated::root().join("generated"), &mut all);
    let mut counted = std::collections::BTreeMap::<String, usize>::new();
    for path in all {
        for (name, object) in objects(&path).unwrap() {
            // Of the core of Kubernetes there is no schema beside the others.
            if name == "v1.ConfigMap" {
                continue;
            }
            let schema = fs::read_to_string(schemas.join(format!("{name}.json")));
            let schema: Value =
                serde_json::from_str(&schema.unwrap_or_else(|e| panic!("{name}: {e}"))).unwrap();
            let validator = jsonschema::validator_for(&schema).unwrap();
            let found: Vec<String> = validator
                .iter_errors(&object)
                .map(|error| format!("{}: {error}", error.instance_path()))
                .collect();
            assert!(found.is_empty(), "{}: {found:#?}", path.display());
            *counted.entry(name).or_default() += 1;
        }
    }
    println!("valid: {counted:?}");
    for kind in ["AnalysisTemplate", "Canary", "HTTPRoute", "MetricTemplate", "PrometheusRule", "dashboard"] {
        assert!(counted.keys().any(|name| name.contains(kind)), "no {kind} among {counted:?}");
    }
}
