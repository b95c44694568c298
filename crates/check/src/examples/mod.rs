//! The examples of the pages, and what the checks say of them.
//!
//! A page shows PromQL, or the body of a function `bad` or `good` that makes something a pack can hold. Either is put
//! into the small pack of [`crate::fixture`], and the checks are asked about it. The bad one must show its own mistake and
//! no other, the good one none at all. What the pages in `docs/checks/` say of an example is what was found there.
//!
//! - [`example`]: what an example can be
//! - [`written`]: the examples in Rust
//! - [`asked`]: every example with what was found
//! - [`constructed`]: the mistakes that have no check, since they cannot be made
//! - [`rendered`]: the files that a bad example would become, for the real tools to look at
//! - [`docs`]: the pages as they stand in `docs/checks/`

mod asked;
mod constructed;
mod docs;
mod example;
mod rendered;
mod written;

/// What the examples in Rust are written with.
pub(crate) mod prelude {
    pub(crate) use plimsoll_model::*;
    pub(crate) use plimsoll_plan::{Group, Role, Rule, Weight};
    pub(crate) use plimsoll_promql::*;
    pub(crate) use plimsoll_units::*;

    pub(crate) use super::example::*;
    pub(crate) use crate::fixture::{
        ACTOR, CHAT, ERROR_RATE, NODE_DISK_INFO, NODE_LOAD, PAGER, POLICY, RECORDER, busy, deployed_recently,
        enough_requests, error_ratio, node_load, probe, shop, with_texts,
    };
}
