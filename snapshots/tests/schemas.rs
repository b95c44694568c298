//! What people edit is what the committed JSON Schemas describe.

use std::fs;
use std::path::Path;

use plimsoll_snapshots::generated;
use plimsoll_snapshots::oracles::Result;
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
