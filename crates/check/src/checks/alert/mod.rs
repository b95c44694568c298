//! What is missing around an alert.

pub(crate) mod no_behaviour_test;
pub(crate) mod no_panel;
