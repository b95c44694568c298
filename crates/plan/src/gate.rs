//! Gates: what a rollout asks before each step. A gate is the exact negation of its alert.

use plimsoll_model::NoData;
use plimsoll_promql::{BinaryOp, Expr};
use plimsoll_units::{Duration, Origin};

/// What is asked about one service before it gets more traffic.
#[derive(Debug, Clone, PartialEq)]
pub struct Gate {
    /// Unique among the gates of a service: the alert without its pack.
    pub name: String,
    /// The service.
    pub service: &'static str,
    /// The alert that it negates.
    pub alert: &'static str,
    /// One series without labels, or none. A value that is no number is none.
    pub query: Expr,
    /// How a value that passes compares with the line.
    pub passes: BinaryOp,
    /// The line, as PromQL writes it.
    pub line: String,
    /// Before it has this much to look at, it does not ask.
    pub delay: Duration,
    /// Every how often it asks: the hold of the alert.
    pub interval: Duration,
    /// What becomes of the step when there is nothing to judge by.
    pub no_data: Option<NoData>,
    /// Where the alert is written.
    pub origin: Origin,
}

impl Gate {
    /// How a value that does not pass compares with the line.
    pub fn fails(&self) -> BinaryOp {
        self.passes.negated().unwrap_or(self.passes)
    }
}
