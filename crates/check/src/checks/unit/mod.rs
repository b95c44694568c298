//! What is wrong with the units of an expression.

pub(crate) mod mismatch;
