//! What a panel shows, and where it stands.
//!
//! What is wrong in a query is told by the checks on every expression.

pub(crate) mod hole;
pub(crate) mod no_description;
pub(crate) mod no_title;
pub(crate) mod overlap;
pub(crate) mod threshold_mismatch;
pub(crate) mod unit_mismatch;
pub(crate) mod unknown_series;
