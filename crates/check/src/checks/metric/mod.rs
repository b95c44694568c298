//! Selectors that ask for what the catalogue does not have.

pub(crate) mod not_scraped;
pub(crate) mod unknown;
pub(crate) mod unknown_label;
pub(crate) mod unknown_value;
