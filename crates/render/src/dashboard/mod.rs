//! Grafana dashboards: classic JSON, schema version 42.
//!
//! - [`document`]: the dashboard itself, its rows and annotations.
//! - [`panel`]: panels, their queries and the lines of thresholds.
//! - [`variable`]: the data source and the values that a person chooses.
//! - [`unit`]: our units in Grafana's words.
//!
//! Every field that Grafana's own SDK would add is stated, so that reading and writing a dashboard there changes
//! nothing. There is no `id` and no `version`: both belong to the Grafana that imports it.

mod document;
mod panel;
mod unit;
mod variable;

pub(crate) use document::render;
