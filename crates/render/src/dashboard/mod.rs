//! Grafana dashboards: classic JSON, schema version 42.
//!
//! - [`document`]: the dashboard itself, its rows and annotations.
//! - [`panel`]: panels and their queries.
//! - [`draw`]: how each kind of panel draws; [`table`]: what a table needs besides.
//! - [`colour`]: lines, the side of a line on which a value is, and what single values mean.
//! - [`link`]: of a panel to a page, of a dashboard to the others of its pack.
//! - [`variable`]: the data source and the values that a person chooses.
//! - [`unit`]: our units in Grafana's words.
//!
//! Every field that Grafana's own SDK would add is stated, so that reading and writing a dashboard there changes
//! nothing. There is no `id` and no `version`: both belong to the Grafana that imports it.

mod colour;
mod document;
mod draw;
mod link;
mod panel;
mod table;
mod unit;
mod variable;

pub(crate) use document::render;
