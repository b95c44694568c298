//! A fleet of any size: what the benchmark measures, and what a test of size can ask for.
//!
//! [`fleet`] gives a catalog of as many packs as there are services, because a pack is everything for one product.
//! Each is an ordinary pack, with what an ordinary one has:
//!
//! - [`RULES`] rules: four recordings, and nine alerts of which two may roll back and so are two rules each. The
//!   series that hold thresholds and the phase for dashboards come on top of these, as in every pack.
//! - one dashboard of [`PANELS`] panels;
//! - [`ROUTES`] routes of its own, besides those that every pack has by severity and for the machine;
//! - thresholds, for one service in [`OVERRIDDEN`] with an override, whose slice is one more rule.
//!
//! Services differ in name and namespace alone, so that twice as many are twice the work and nothing else.

mod alerts;
mod dashboard;
mod metrics;
mod pack;
mod routing;

pub use pack::{ENVIRONMENT, OVERRIDDEN, PANELS, ROUTES, RULES, fleet, pack};
