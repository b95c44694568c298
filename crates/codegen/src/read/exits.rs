//! `exit` of a phase, and `approved` of an environment: what must hold before the next phase is live.

use super::fields::keys;
use super::known::Known;
use super::reader::Reader;
use crate::data::{Approved, Enforcement, Exit, Phase, Scope};
use crate::document::Node;
use crate::{Located, Place};

impl Reader<'_> {
    /// `{ quiet: 3d, no_rollback: 7d, approval: true }`
    pub(super) fn exit(&mut self, node: &Node, place: Place) -> Option<Located<Exit>> {
        let fields = self.fields(node, place, "`exit`", keys::EXIT)?;
        if fields.is_empty() {
            let help = "say `quiet: 3d`, `no_rollback: 7d` or `approval: true`, or remove the key";
            self.report("yaml/no-change", place, "`exit` has no gate", help);
        }
        let quiet = fields.get("quiet").and_then(|node| self.duration(node, false));
        let no_rollback = fields.get("no_rollback").and_then(|node| self.duration(node, false));
        let approval = fields.get("approval").and_then(|node| self.boolean(node));
        Some(Located::new(Exit { quiet, no_rollback, approval }, place))
    }

    /// Gates that cannot open or cannot shut: after the last phase comes none, and where nothing records, nothing is
    /// quiet.
    pub(super) fn exits(&mut self, phases: &[Phase]) {
        if let Some(exit) = phases.last().and_then(|last| last.exit.as_ref()) {
            let help = "remove `exit` from the last phase";
            self.report("yaml/no-next-phase", exit.place, "there is no next phase to leave for", help);
        }
        for phase in phases {
            let Some(quiet) = phase.exit.as_ref().and_then(|exit| exit.value.quiet) else { continue };
            let everywhere = phase.scope.as_ref().is_none_or(|scope| scope.value == Scope::All);
            let shadows = phase.shadow_next.is_some_and(|shadow| shadow.value);
            if phase.enforce.value == Enforcement::Rollback && everywhere && !shadows {
                let message =
                    format!("nothing records in `{}`, so that its dry run is always quiet", phase.name.value);
                let help =
                    "add `shadow_next: true`, which records with the next phase's values, or remove `quiet`";
                self.report("yaml/nothing-records", quiet.place, message, help);
            }
        }
    }

    /// `{ phase: strict, until: 2026-12-24, because: CHG-1234 }`
    pub(super) fn approved(&mut self, node: &Node, place: Place, known: &Known) -> Option<Located<Approved>> {
        let fields = self.fields(node, place, "`approved`", keys::APPROVED)?;
        let phase = fields.require(self, "phase", "<the phase that may become live>").and_then(|node| {
            let phase = self.name(node, "a phase's name")?;
            known.phase(self, &phase).then_some(phase)
        });
        let until = fields
            .require(self, "until", "<the last day on which it holds>")
            .and_then(|node| self.date(node));
        let because = fields
            .require(self, "because", "where it was decided")
            .and_then(|node| self.line(node, "a reason"));
        Some(Located::new(Approved { phase: phase?, until: until?, because: because? }, place))
    }
}
