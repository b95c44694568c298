//! Every expression passes the gate, each once.

use std::collections::BTreeSet;

use plimsoll_check::Diagnostic;
use plimsoll_plan::Plan;
use plimsoll_promql::gate::{self, Target, Use};

use super::fault::Place;

/// The gate of a plan's Prometheus, which remembers what it has refused: the rules stand in two files.
pub(super) struct Gate {
    target: Target,
    refused: BTreeSet<(String, Use)>,
    pub(super) refusals: Vec<Diagnostic>,
}

impl Gate {
    /// The gate of the Prometheus that reads the plan's rules.
    pub(super) fn of(plan: &Plan) -> Self {
        let (major, minor) = plan.targets().prometheus;
        Self { target: Target::new(major, minor), refused: BTreeSet::new(), refusals: Vec::new() }
    }

    /// Asks about an expression and keeps the refusal.
    pub(super) fn ask(&mut self, text: &str, usage: Use, place: &Place<'_>) {
        // A block of YAML may end with a newline; it is the same expression.
        let text = text.trim_end();
        if let Err(refusal) = gate::accepts(text, &self.target, usage)
            && self.refused.insert((text.to_owned(), usage))
        {
            let found = Diagnostic::error(refusal.id, format!("`{}`: {}", place.path, refusal.message))
                .at(place.origin)
                .about(place.subject.clone())
                .excerpt(text, refusal.span);
            self.refusals.push(match refusal.help {
                Some(help) => found.help(help),
                None => found,
            });
        }
    }
}
