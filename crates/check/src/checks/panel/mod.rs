//! What a panel shows, and where it stands.
//!
//! What a query asks for is held by the checks on every expression: `metric/unknown` and `rule/unknown-record` tell of
//! a panel that draws nothing which is declared.

pub(crate) mod hole;
pub(crate) mod no_description;
pub(crate) mod no_title;
pub(crate) mod overlap;
pub(crate) mod threshold_mismatch;
pub(crate) mod unit_mismatch;
