//! Checks on how the traffic of a version on trial is split.

pub(crate) mod capacity;
pub(crate) mod weight;
