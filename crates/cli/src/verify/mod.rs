//! What is shipped is read back before it is written.
//!
//! The bytes of every artifact are read by parsers that had no part in writing them: YAML by `serde_yaml` (written
//! by serde-saphyr), JSON by `serde_json`. A fault here is one of Plimsoll itself, never of a pack, and stops all
//! the same: a file that another program reads differently is worse than none.

mod document;
mod expressions;

use plimsoll_check::Diagnostic;
use plimsoll_render::Artifact;

pub use document::Document;
pub use expressions::Expression;

/// What cannot be shipped as it is.
pub fn faults(artifacts: &[Artifact]) -> Vec<Diagnostic> {
    let mut faults = Vec::new();
    for artifact in artifacts {
        match Document::read(artifact) {
            Ok(documents) => faults.extend(documents.iter().flat_map(|document| {
                expressions::find(artifact, document).into_iter().filter_map(expressions::fault)
            })),
            Err(fault) => faults.push(fault),
        }
    }
    faults
}

/// Every PromQL expression of the rules in these artifacts, with its place.
pub fn expressions(artifacts: &[Artifact]) -> Vec<Expression> {
    artifacts
        .iter()
        .flat_map(|artifact| {
            let documents = Document::read(artifact).unwrap_or_default();
            documents.iter().flat_map(|document| expressions::find(artifact, document)).collect::<Vec<_>>()
        })
        .collect()
}

/// A fault of Plimsoll's own output.
fn fault(id: &'static str, message: String) -> Diagnostic {
    Diagnostic::error(id, message).help(
        "this is a fault of Plimsoll, not of the pack: please report it with the definition it is about",
    )
}
