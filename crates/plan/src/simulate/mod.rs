//! What Alertmanager will do with alerts that have not fired yet.
//!
//! - `labels`: what is known of the labels of an alert before it fires: a value, any value, or none.
//! - `routing`: the receivers that it reaches, as Alertmanager walks the tree.
//! - `inhibition`: which alert keeps which other quiet.
//!
//! Every answer has three values ([`Verdict`]), since a label that the series bring along may have any value. With labels
//! that are all known there is no `Maybe`; this is what is held against a live Alertmanager.

mod inhibition;
mod labels;
mod routing;
mod verdict;

pub use inhibition::{Sided, inhibits};
pub use labels::{AlertLabels, Known};
pub use routing::{Reached, Ways, reached, selects, ways};
pub use verdict::Verdict;
