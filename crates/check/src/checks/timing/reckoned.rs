//! What both budgets are held against: every rollback alert, in the live phase and in the last.

use plimsoll_plan::{Plan, Reckoning};

use crate::{Diagnostic, Severity, Subject};

/// One rollback alert in one phase.
pub(super) struct Reckoned<'a> {
    pub(super) of: &'a Reckoning,
    phase: &'a str,
    is_last: bool,
}

/// Every rollback alert as each slice of services sees it: in the live phase, of which is told, and in the last, which
/// must keep the budgets.
pub(super) fn all<'a>(subject: &'a Subject<'_>) -> Vec<Reckoned<'a>> {
    let last = subject.pack.phases.last().map(|phase| phase.name);
    let in_phase = |plan: &'a Plan| {
        let phase = plan.phase().unwrap_or_default();
        let is_last = last == plan.phase();
        plan.reckonings.iter().map(move |of| Reckoned { of, phase, is_last })
    };
    let told = |plan: &&Plan| plan.phase() == subject.plan.phase() || plan.phase() == last;
    subject.plans_of_phases().filter(told).flat_map(in_phase).collect()
}

impl Reckoned<'_> {
    /// What is wrong and what to do where nothing can be reckoned, or nothing is ever detected.
    pub(super) fn undetected(&self) -> Option<(String, String)> {
        let Reckoning { alert, threshold, .. } = self.of;
        if self.of.step.is_none() {
            let message = format!("`{alert}` has no reference fault that its budget could be held against");
            return Some((message, "add `fault:` to its threshold: what the signal jumps to".to_owned()));
        }
        if self.of.detection().is_some() {
            return None;
        }
        let line = threshold.as_ref().map(|threshold| threshold.value);
        let line = line.map(|line| format!(" of {line}")).unwrap_or_default();
        let message = format!("`{alert}` never detects {}: its line{line} is not crossed", self.of.fault());
        Some((message, "put the line between the baseline and the fault".to_owned()))
    }

    /// A finding about it: an error in the last phase, a note before.
    pub(super) fn finding(&self, id: &'static str, subject: &Subject<'_>, message: &str) -> Diagnostic {
        let (severity, message) = if self.is_last {
            (Severity::Error, format!("in the last phase, `{}`, {message}", self.phase))
        } else {
            (Severity::Note, message.to_owned())
        };
        Diagnostic::new(id, severity, message).at(self.of.origin).about(subject.about_alert(self.of.alert))
    }

    /// The window and the hold with which it would be detected within `budget` seconds, as the start of a sentence.
    pub(super) fn meeting(&self, budget: f64) -> Option<String> {
        let (window, hold) = self.of.meeting(budget)?;
        Some(if self.of.window.is_zero() {
            format!("a hold of {hold} would meet it")
        } else {
            format!("a window of {window} and a hold of {hold} would meet it")
        })
    }
}
