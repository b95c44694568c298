//! A Prometheus that is asked instant and range queries.
//!
//! - `server`: the asking, over plain HTTP.
//! - `answer`: what an answer says. It comes from a network: one that is broken, or meant to break us, is an error.

mod answer;
mod server;

pub use answer::{NoAnswer, Range, Sample, counts, over_time};
pub(crate) use server::Prometheus;
