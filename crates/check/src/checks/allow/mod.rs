//! Findings that are meant to be so.

mod apply;
pub(crate) mod stale;

pub(crate) use apply::{apply, is_allowable};
