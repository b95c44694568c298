//! The commands as a library: generate, check, diff, explain, gates, backtest, list. All input and output of the project lives here.
//!
//! - [`run`] is a whole program over a [`Source`], what the packs give: a `Catalog`, or packs that are made [`OnDemand`];
//!   [`execute`] the same for a test.
//! - [`alone`] is the program that needs no packs: `plimsoll lint`, and `plimsoll explain` for the page of a check.
//! - [`commands`] are the commands as functions.
//! - [`verify`] reads back what would be shipped, [`sync`] compares it with `generated/` and writes the difference,
//!   [`diff`] shows it.
//! - [`change`] says what a change means: thresholds, what the machine may do, who is told.
//! - [`prometheus`] reads what a Prometheus answers to `gates` and `backtest`.
//! - [`report`] tells diagnostics to people and machines; [`parallel`] is how work is shared between processors.

#![allow(clippy::result_large_err, reason = "a diagnostic as an error is made once, and ends the command")]

pub mod alone;
pub mod change;
pub mod commands;
pub mod console;
pub mod diff;
mod entry;
mod on_demand;
mod outcome;
mod packs;
mod page;
pub mod parallel;
mod produce;
pub mod prometheus;
pub mod report;
mod source;
pub mod sync;
pub mod verify;

pub use entry::{execute, run};
pub use on_demand::OnDemand;
pub use outcome::Outcome;
pub use source::{EnvironmentSummary, PackSummary, Produced, Source};
