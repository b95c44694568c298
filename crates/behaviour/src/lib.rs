//! Behaviour tests derived from alerts: series on both sides of every line, and when each rule must fire over them.
//!
//! A rule that parses may still never fire. [`derive()`] makes tests for `promtool test rules` of what the author already
//! said: for every comparison of every alert a world in which it alone decides, just not past its line, past it, not past
//! it any more (on the line itself, where such a world is found), and without data. What must fire, when, with which
//! labels and texts, comes from evaluating the rules over that world as Prometheus 2 and 3 do; a moment about which they
//! differ is not asked. promtool then says the same, or the test fails.
//!
//! | Module | Holds |
//! |---|---|
//! | `drive` | from a condition back to the series that make it so |
//! | `world`, `timeline`, `decoys` | series in stages, how long they last, series that must not be seen |
//! | `brink` | worlds that stand exactly on a line |
//! | `eval` | what Prometheus answers, for what the DSL builds |
//! | `simulate` | what its rule manager makes of the answers |
//! | `template`, `humanize`, `digits` | texts, expanded as Go's templates do; numbers as people write them |
//! | `derive`, `subject` | from alerts to tests |
//! | `test` | a test, and running it without promtool |
//! | `mutate` | rules with one mistake each: do the tests notice? |
//!
//! Everything is pure: no file, no clock, no chance.

mod brink;
mod decoys;
mod derive;
mod digits;
mod drive;
mod eval;
mod humanize;
mod labels;
mod mutate;
mod simulate;
mod subject;
mod template;
mod test;
mod timeline;
mod world;

pub use derive::{Derivation, Underivable, derive};
pub use eval::{EvalError, Sample, Semantics};
pub use labels::Labels;
pub use mutate::{Kind, Mutant, mutants};
pub use test::{BehaviourTest, Check, Expected, Failure};
