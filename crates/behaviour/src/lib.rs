//! Behaviour tests derived from alerts.

mod decoys;
mod derive;
mod drive;
mod eval;
mod humanize;
mod labels;
mod mutate;
mod simulate;
mod template;
mod test;
mod timeline;
mod world;

pub use derive::{Underivable, derive};
pub use eval::{EvalError, Sample, Semantics};
pub use labels::Labels;
pub use mutate::{Kind, Mutant, mutants};
pub use test::{BehaviourTest, Check, Expected, Failure};
