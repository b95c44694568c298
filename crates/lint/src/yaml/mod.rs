//! YAML as it occurs in the wild, with places: several documents, anchors, aliases, merge keys, comments.
//!
//! The reader of a pack's files (`plimsoll_codegen::document`) refuses all of these, and knows where a value begins
//! but not where a byte of a block scalar stands. Here findings point into the middle of an expression, so the tree is
//! built from the parser's events, which carry the style of every scalar.

mod lines;
mod load;
mod node;
mod scalar;

pub(crate) use lines::Lines;
pub(crate) use load::load;
pub(crate) use node::{Map, Node, Value};
