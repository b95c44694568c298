//! What is wrong in an expression.

pub(crate) mod absent_labels;
pub(crate) mod always_fires;
pub(crate) mod averaged_quantile;
pub(crate) mod bare_counter;
pub(crate) mod bucket_boundary;
pub(crate) mod bucket_matcher;
pub(crate) mod dialect;
pub(crate) mod gauge_function_on_counter;
pub(crate) mod missing_le;
pub(crate) mod never_fires;
pub(crate) mod newborn_counter;
pub(crate) mod not_a_bucket;
pub(crate) mod quantile_range;
pub(crate) mod rate_of_sum;
pub(crate) mod rate_on_gauge;
mod refusals;
pub(crate) mod regex;
pub(crate) mod result_type;
pub(crate) mod syntax;
pub(crate) mod unguarded_division;
mod values;
