//! `plan.json`: the resolved plan, for `diff` to read from another revision.
//!
//! - [`document`]: the plan and its thresholds.
//! - [`rules`]: groups, rules and for whom each is.
//! - [`tree`]: routes, receivers, inhibitions.
//! - [`board`]: dashboards with their queries.
//!
//! Amounts are typed texts as they are written (`"5%"`, `"500ms"`). What says nothing about the result is not in
//! it: no date since when a phase is live, no line of a file, so that a definition that moves changes no byte.

mod board;
mod document;
mod rules;
mod scrape;
mod tree;

pub(crate) use document::layer;
pub use document::render;
