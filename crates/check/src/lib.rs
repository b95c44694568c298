//! Checks that hold alerts, routes, inhibitions and dashboards against each other.
//!
//! [`run`] asks every check of [`CHECKS`] about one pack and one [`Plan`](plimsoll_plan::Plan) of it, and gives
//! the findings in the order of the files. A check is one file below `checks/`, named after the bad pattern, and
//! that file is its page ([`Check::page`]): what is wrong and why, a bad and a good example, how to mend it.
//!
//! Whoever adds one writes the file, a line in `registry.rs` and one in [`anybody::TABLE`]. Its examples are blocks of
//! `promql` in the module comment, or functions of a module `examples` that are listed in `examples/written.rs`. Tests
//! hold that there are both and that they do what the page says; `cargo xtask docs` writes `docs/checks/`.
//!
//! The same checks hold for rules that are no pack's: [`anybody`] says which of them, and how severely.
//!
//! Work that many checks need is done once, in [`Subject`]: the verdict of the gate and the tree of every
//! expression, and which series there are with their labels. Checks walk the tree of what is *rendered*, so that
//! builders, raw texts and recordings are seen alike.

pub mod anybody;
mod boards;
mod catalogue;
mod checks;
mod diagnostic;
mod estimate;
mod flow;
mod inhibition;
mod measure;
mod nature;
mod page;
mod pairs;
mod reading;
mod registry;
mod routed;
mod staged;
mod subject;
pub mod words;

#[cfg(test)]
mod examples;
#[cfg(test)]
mod fixture;

pub use diagnostic::{Diagnostic, End, Excerpt, Severity};
pub use reading::{MISREAD, Misread};
pub use registry::{CHECKS, Check, merge, run, run_all};
pub use subject::Subject;
