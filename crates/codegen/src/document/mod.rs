//! YAML with places: bytes to a tree in which every key and every value knows where it stands.
//!
//! The tree is read by hand and not derived: serde stops at the first mistake, and a person wants to see all
//! mistakes of a file at once. What the tree refuses is what no file of ours needs and every reader of YAML
//! understands differently: anchors, tags of one's own, several documents, complex keys.

mod node;
mod source;
mod syntax;

pub use node::{Node, Scalar, ScalarKind, Value};
pub use source::Limits;

use serde_saphyr::options::{DuplicateKeyPolicy, MergeKeyPolicy, NonFiniteFloatPolicy};

use crate::Problem;

/// Reads one YAML document.
///
/// Duplicate keys are no error here: [`Entries`](crate::Entries) remembers them, so that a reader can report
/// them among all other problems.
///
/// # Errors
///
/// What makes the bytes no single YAML document of a reasonable size: there is one such problem at most,
/// because nothing after it can be trusted.
pub fn document(file: &str, bytes: &[u8], limits: Limits) -> Result<Node, Box<Problem>> {
    let text = source::text(file, bytes, limits)?;
    let options = serde_saphyr::options! {
        budget: serde_saphyr::budget! {
            max_nodes: limits.nodes,
            max_events: limits.nodes.saturating_mul(4),
            max_depth: limits.depth,
            max_anchors: limits.anchors,
            max_recorded_anchor_events: limits.anchors.saturating_mul(100),
            max_aliases: limits.anchors.saturating_mul(10),
            max_documents: 1,
        },
        duplicate_keys: DuplicateKeyPolicy::LastWins,
        merge_keys: MergeKeyPolicy::AsOrdinary,
        non_finite_float_policy: NonFiniteFloatPolicy::AsString,
        reject_unsupported_tags: true,
        strict_booleans: true,
        with_snippet: false,
    };
    let node = serde_saphyr::from_str_with_options::<node::Raw>(text, options)
        .map_err(|error| Box::new(syntax::problem(file, text, &error)))
        .map(|raw| raw.locate(text))?;
    if matches!(node.value, Value::Null) {
        return Err(Box::new(source::empty(file)));
    }
    Ok(node)
}

#[cfg(test)]
mod tests;
