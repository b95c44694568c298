//! What a person looks at.
//!
//! - [`fleet`]: the nodes and their agents, by zone
//! - [`link`]: the way between the cloud and the edge
//! - [`stack`]: what watches, watched

mod fleet;
mod link;
mod stack;

pub(super) use fleet::fleet;
pub(super) use link::link;
pub(super) use stack::stack;
