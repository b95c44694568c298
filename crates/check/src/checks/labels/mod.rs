//! Labels that are gone where they are needed.

pub(crate) mod dropped;
