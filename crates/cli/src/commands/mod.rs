//! The commands, as functions over a [`Source`]: what they say and how they end can be tested without a pack.

mod check;
mod context;
mod generate;
mod list;
mod options;

pub use check::check;
pub use context::Context;
pub use generate::generate;
pub use list::list;
pub use options::{Check, Cli, Command, Generate, List, Output, Place};

#[cfg(doc)]
use crate::Source;
