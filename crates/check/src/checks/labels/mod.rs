//! Labels that are gone, missing or too many where they are needed.

pub(crate) mod dropped;
pub(crate) mod many_to_many;
pub(crate) mod never_match;
