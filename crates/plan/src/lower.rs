//! From a pack to a plan.

use plimsoll_model::Pack;
use plimsoll_units::Origin;

use crate::Plan;

/// Why a pack cannot be lowered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LowerError {
    /// What is wrong, in one sentence.
    pub message: String,
    /// What to do.
    pub help: String,
    /// The definition at fault.
    pub origin: Origin,
}

/// The plan of one environment in one of the pack's phases; `None` is the live one.
///
/// # Errors
///
/// Every name that leads nowhere: an unknown environment or phase, a threshold that an expression reads and the
/// pack does not declare.
pub fn lower(_pack: &Pack, _environment: &str, _phase: Option<&str>) -> Result<Plan, Vec<LowerError>> {
    Err(Vec::new())
}
