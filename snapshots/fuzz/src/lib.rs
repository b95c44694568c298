//! What a fuzzer asks of everything that reads what somebody else wrote, and the inputs that are kept.
//!
//! - [`targets`]: the readers, each as a function of bytes that panics where a promise is broken;
//! - [`kept`]: the inputs that are kept in `corpus/`, one file for each target, and [`packed`], how they are written;
//! - [`seeds`]: what a fuzzer begins with, out of the files of this repository;
//! - the program `fuzzer`: libFuzzer with one of the targets, built by
//! - the program `campaign`: `cargo xtask fuzz`.
//!
//! The kept inputs run as an ordinary test in each `cargo xtask test`, without a fuzzer.

pub mod kept;
pub mod packed;
pub mod seeds;
pub mod targets;
