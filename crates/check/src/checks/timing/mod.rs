//! Windows, holds and intervals against each other and against the budgets.

pub(crate) mod detection_budget;
mod reckoned;
pub(crate) mod recovery_budget;
pub(crate) mod time_scale;
pub(crate) mod window_too_short;
