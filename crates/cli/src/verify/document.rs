//! One artifact, read by a parser that did not write it.

use plimsoll_check::Diagnostic;
use plimsoll_render::Artifact;
use serde::Deserialize as _;
use serde_yaml::Value;

use super::fault;

/// A YAML or JSON document of an artifact.
#[derive(Debug, Clone, PartialEq)]
pub struct Document {
    /// Its content.
    pub value: Value,
}

impl Document {
    /// The documents of an artifact: of YAML each one between `---` lines, of JSON one, of anything else none.
    pub fn read(artifact: &Artifact) -> Result<Vec<Self>, Diagnostic> {
        match artifact.path.rsplit_once('.').map(|(_, extension)| extension) {
            Some("yaml" | "yml") => read_yaml(artifact),
            Some("json") => read_json(artifact),
            _ => Ok(Vec::new()),
        }
    }
}

fn read_yaml(artifact: &Artifact) -> Result<Vec<Document>, Diagnostic> {
    serde_yaml::Deserializer::from_str(&artifact.text)
        .map(|document| Value::deserialize(document).map(|value| Document { value }))
        .collect::<Result<_, _>>()
        .map_err(|error| {
            fault(
                "verify/not-yaml",
                format!("`{}` would be written as YAML that cannot be read: {error}", artifact.path),
            )
        })
}

fn read_json(artifact: &Artifact) -> Result<Vec<Document>, Diagnostic> {
    // Read by serde_json, kept in one type with YAML.
    serde_json::from_str(&artifact.text).map(|value| vec![Document { value }]).map_err(|error| {
        fault(
            "verify/not-json",
            format!("`{}` would be written as JSON that cannot be read: {error}", artifact.path),
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_another_parser_cannot_read_is_a_fault_with_its_place() {
        let bad = Artifact::new("a/rules.yaml", "groups:\n  - name: x\n name: y\n");
        let found = Document::read(&bad).unwrap_err();
        assert_eq!(found.id, "verify/not-yaml");
        assert!(
            found.message.contains("a/rules.yaml") && found.message.contains("line 3"),
            "{}",
            found.message
        );
        let bad = Artifact::new("a/plan.json", "{\"a\": }");
        assert_eq!(Document::read(&bad).unwrap_err().id, "verify/not-json");
    }

    #[test]
    fn a_key_that_stands_twice_is_a_fault() {
        let twice = Artifact::new("a.yaml", "labels:\n  team: a\n  team: b\n");
        assert_eq!(Document::read(&twice).unwrap_err().id, "verify/not-yaml");
    }

    #[test]
    fn every_document_of_a_file_is_read_and_prose_is_not() {
        assert_eq!(Document::read(&Artifact::new("a.yaml", "a: 1\n---\nb: 2\n")).unwrap().len(), 2);
        assert_eq!(Document::read(&Artifact::new("a.md", "{{ not yaml")).unwrap().len(), 0);
    }
}
