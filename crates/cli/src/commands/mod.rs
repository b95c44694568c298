//! The commands, as functions over a [`Source`]: what they say and how they end can be tested without a pack.

pub mod backtest;
mod behaviour;
mod check;
mod context;
mod diff;
mod explain;
pub mod gates;
mod generate;
mod list;
mod meant;
mod mutate;
mod options;
mod reach;
mod revision;
mod sides;

pub use backtest::backtest;
pub use behaviour::behaviour;
pub use check::check;
pub use context::Context;
pub use diff::diff;
pub use explain::explain;
pub use gates::gates;
pub use generate::generate;
pub use list::list;
pub use mutate::mutate;
pub use options::{
    Backtest, Behaviour, Check, Cli, Command, Diff, Explain, Gates, Generate, List, Meant, Mutate, Output,
    Place,
};

#[cfg(doc)]
use crate::Source;
