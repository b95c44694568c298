//! Pure lowering: pack, environment and phase become one resolved plan.
//!
//! [`lower`] resolves every threshold (default < phase < environment < tier < service), makes the rules of every
//! alert for people and for the machine, names every recording, binds every selector to the environment's
//! namespace, and builds the route tree from the routing intents. The [`Plan`] is plain data: it is checked by
//! `plimsoll-check` and rendered by `plimsoll-render`, and neither looks back at the pack.
//!
//! Every generated name is made in [`names`]; how long it takes from a fault until it is undone is reckoned in
//! [`timing`]. For a test of the real thing, [`Plan::scaled`] puts a plan on another scale of time.

mod alertmanager;
mod contract;
mod dashboard;
mod effective;
mod exit;
mod fault;
mod gate;
mod lower;
pub mod names;
mod plan;
mod reckoning;
mod replay;
mod rule;
mod runbook;
mod scaled;
mod scrape;
pub mod simulate;
pub mod timing;
mod traffic;

pub use alertmanager::{Alertmanager, Grouping, InhibitRule, Receiver, ReceiverKind, Route};
pub use contract::Contract;
pub use dashboard::{Annotation, Band, Dashboard, Panel, PanelLine, PanelQuery, Row, Variable};
pub use effective::{EffectiveThreshold, Layer, Values};
pub use exit::{Axis, ExitQuestions, Question, Want, exit_questions};
pub use fault::Nature;
pub use gate::Gate;
pub use lower::{LowerError, lower, lower_alerting, lower_with_traffic};
pub use plan::Plan;
pub use reckoning::{Reckoning, seconds};
pub use replay::{CrossedLine, Replay, replays};
pub use rule::{AlertRule, Group, RecordRule, Role, Rule};
pub use runbook::{PhaseLine, RunbookPage};
pub use scrape::{RelabelAction, RelabelRule, ScrapeJob};
pub use traffic::{Backend, ServiceSplit, Traffic, Weight};
