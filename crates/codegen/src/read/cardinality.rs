//! `cardinality`: what the estimates of series reckon with.

use super::fields::keys;
use super::reader::Reader;
use crate::data::Cardinality;
use crate::document::Node;
use crate::{Located, Place};

/// How many series the pack may cost.
pub(super) fn cardinality(
    reader: &mut Reader<'_>,
    place: Place,
    node: &Node,
) -> Option<Located<Cardinality>> {
    let fields = reader.fields(node, place, "`cardinality`", keys::CARDINALITY)?;
    let per_rule = fields.require(reader, "per_rule", "100").and_then(|node| reader.whole(node));
    let per_target = fields.get("per_target").and_then(|node| reader.whole(node));
    let labels = fields.get("labels").map(|node| {
        reader.named(node, "labels", |reader, name, node| {
            reader.valid_label(name);
            reader.whole(node)
        })
    });
    Some(Located::new(
        Cardinality { per_rule: per_rule?, per_target, labels: labels.unwrap_or_default() },
        place,
    ))
}
