//! What is wrong in an expression.

pub(crate) mod dialect;
mod refusals;
pub(crate) mod regex;
pub(crate) mod result_type;
pub(crate) mod syntax;
