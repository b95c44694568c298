//! The receivers against what reaches them.

pub(crate) mod unknown;
pub(crate) mod unused;
