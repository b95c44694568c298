//! What changes between two plans, in the words of a reviewer.
//!
//! Computed from plans and not from text: both sides are a [`Snapshot`], whether it was lowered a moment ago or
//! read from the `plan.json` of an old revision. Nothing here does input or output.
//!
//! - `snapshot`: one side.
//! - `thresholds`, `traffic`, `machine`, `alerts`, `routing`, `scrape`, `panels`: what is compared, one file each.
//! - `changes`: all of it for one pack and environment.
//! - `words`, `render`: sentences, and the formats that carry them.

mod alerts;
mod changes;
mod machine;
mod panels;
mod render;
mod routing;
mod scrape;
mod snapshot;
mod thresholds;
mod traffic;
mod words;

pub use alerts::{AlertChange, What};
pub use changes::Changes;
pub use machine::{Acts, MachineChange, Mode, PolicyChange};
pub use panels::PanelChange;
pub use render::Look;
pub use routing::ListChange;
pub use snapshot::Snapshot;
pub use thresholds::{Step, ThresholdChange, Verdict};
pub use traffic::TrafficChange;
