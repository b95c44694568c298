//! The readers, each as a function of bytes that panics where a promise is broken.
//!
//! What all of them promise: an answer and no panic, whatever the bytes; places inside the text; a message and an id
//! for everything that is refused. That the answer comes in time and in bounded memory is for whoever runs them.

mod annotation;
mod answers;
mod exposition;
mod pack;
mod plan;
mod printed;
mod promote;
mod promql;
mod routes;
mod rules;
mod told;
mod yaml;

/// One reader, and what a fuzzer should know of it.
#[derive(Debug)]
pub struct Target {
    /// As on the command line and in `corpus/`.
    pub name: &'static str,
    /// What reads.
    pub about: &'static str,
    /// Reads; panics where a promise is broken.
    pub run: fn(&[u8]),
    /// Words of its languages, for a dictionary.
    pub words: &'static [&'static [&'static str]],
    /// The longest input that a fuzzer makes.
    pub longest: usize,
}

/// All of them.
pub const TARGETS: &[Target] = &[
    promql::TARGET,
    rules::TARGET,
    routes::TARGET,
    annotation::TARGET,
    pack::THRESHOLDS,
    promote::TARGET,
    pack::METRICS,
    exposition::TARGET,
    answers::TARGET,
    plan::TARGET,
];

/// The target of this name.
pub fn named(name: &str) -> Option<&'static Target> {
    TARGETS.iter().find(|target| target.name == name)
}
