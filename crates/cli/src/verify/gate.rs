//! Every expression passes the gate, each once.

use std::collections::BTreeSet;

use plimsoll_check::Diagnostic;
use plimsoll_plan::Plan;
use plimsoll_promql::gate::{self, Target, Use};

use super::fault::Place;

/// The gate of a plan's Prometheus, which remembers what has passed: the rules stand in two files.
pub(super) struct Gate {
    target: Target,
    passed: BTreeSet<(String, Use)>,
    pub(super) refusals: Vec<Diagnostic>,
}

impl Gate {
    /// The gate of the Prometheus that reads the plan's rules.
    pub(super) fn of(plan: &Plan) -> Self {
        let (major, minor) = plan.targets().prometheus;
        Self { target: Target::new(major, minor), passed: BTreeSet::new(), refusals: Vec::new() }
    }

    /// Asks about an expression and keeps the refusal.
    pub(super) fn ask(&mut self, text: &str, usage: Use, place: &Place<'_>) {
        let question = (text.to_owned(), usage);
        if self.passed.contains(&question) {
            return;
        }
        match gate::check(text, &self.target, usage) {
            Ok(_) => {
                self.passed.insert(question);
            }
            Err(refusal) => {
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
}
