//! The readers, each as a function of bytes that panics where a promise is broken.
//!
//! What all of them promise: an answer and no panic, whatever the bytes; places inside the text; a message and an id
//! for everything that is refused. That the answer comes in time and in bounded memory is for whoever runs them.

mod annotation;
mod exposition;
mod metrics;
mod printed;
mod promql;
mod routes;
mod rules;
mod thresholds;
mod told;

/// One reader, and what a fuzzer should know of it.
#[derive(Debug)]
pub struct Target {
    /// As on the command line and in `corpus/`.
    pub name: &'static str,
    /// What reads.
    pub about: &'static str,
    /// Reads; panics where a promise is broken.
    pub run: fn(&[u8]),
    /// Words of the language, for a dictionary.
    pub words: &'static [&'static str],
    /// The longest input that a fuzzer makes.
    pub longest: usize,
}

/// All of them.
pub const TARGETS: &[Target] = &[
    promql::TARGET,
    rules::TARGET,
    routes::TARGET,
    annotation::TARGET,
    thresholds::TARGET,
    metrics::TARGET,
    exposition::TARGET,
];

/// The target of this name.
pub fn named(name: &str) -> Option<&'static Target> {
    TARGETS.iter().find(|target| target.name == name)
}
