//! What is missing around an alert.

pub(crate) mod no_panel;
