//! Checks on the gates of a rollout.

pub(crate) mod boundary;
pub(crate) mod many_series;
pub(crate) mod no_data;
