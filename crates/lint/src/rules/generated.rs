//! What is generated is read as it was meant: the rules of `generated/`, in both shapes, as another reader reads them.

use std::fs;
use std::path::{Path, PathBuf};

use serde_yaml::Value;

use crate::yaml::{Lines, load};

/// Every generated file of this name.
fn files(name: &str) -> Vec<PathBuf> {
    fn below(folder: &Path, name: &str, found: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                below(&path, name, found);
            } else if path.file_name().is_some_and(|own| own == name) {
                found.push(path);
            }
        }
    }
    let mut found = Vec::new();
    below(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../generated"), name, &mut found);
    found
}

/// Group, name, expression and every label and annotation, as `serde_yaml` reads them.
fn expected(text: &str) -> Vec<String> {
    let mut told = Vec::new();
    for document in serde_yaml::Deserializer::from_str(text) {
        let document: Value = serde::Deserialize::deserialize(document).unwrap();
        let groups = document.get("groups").or_else(|| document["spec"].get("groups")).unwrap();
        for group in groups.as_sequence().unwrap() {
            for rule in group["rules"].as_sequence().unwrap() {
                let word = |key: &str| rule.get(key).and_then(Value::as_str).unwrap_or_default();
                let map = |key: &str| {
                    let pairs = rule.get(key).and_then(Value::as_mapping).into_iter().flatten();
                    let mut pairs: Vec<(&str, &str)> =
                        pairs.map(|(key, value)| (key.as_str().unwrap(), value.as_str().unwrap())).collect();
                    pairs.sort_unstable();
                    format!("{pairs:?}")
                };
                let name = [word("alert"), word("record")].concat();
                let group = group["name"].as_str().unwrap();
                told.push(format!(
                    "{group} {name} {} {} {}",
                    word("expr").trim(),
                    map("labels"),
                    map("annotations")
                ));
            }
        }
    }
    told
}

/// The same, as we read them.
fn read(text: &str) -> Vec<String> {
    let loaded = load(text);
    assert_eq!(loaded.fault, None);
    let rules = super::read(&Lines::new("generated", text), &loaded.documents, (3, 5), false);
    assert_eq!(rules.found, []);
    let mut told = Vec::new();
    for group in &rules.groups {
        for rule in &group.rules {
            let pairs = |map: &std::collections::BTreeMap<String, String>| {
                format!(
                    "{:?}",
                    map.iter().map(|(key, value)| (key.as_str(), value.as_str())).collect::<Vec<_>>()
                )
            };
            let annotations = rule.as_alert().map(|rule| pairs(&rule.annotations));
            let annotations = annotations.unwrap_or_else(|| "[]".to_owned());
            let expr = rule.expr().render();
            told.push(format!(
                "{} {} {} {} {annotations}",
                group.name,
                rule.name(),
                expr.trim(),
                pairs(rule.labels())
            ));
        }
    }
    told
}

#[test]
fn generated_rules_are_read_as_another_reader_reads_them() {
    for name in ["rules.yaml", "prometheusrule.yaml"] {
        let files = files(name);
        assert!(files.len() >= 3, "{files:?}");
        for path in files {
            let text = fs::read_to_string(&path).unwrap();
            let (read, expected) = (read(&text), expected(&text));
            assert!(expected.len() > 5, "{}", path.display());
            assert_eq!(read, expected, "{}", path.display());
        }
    }
}
