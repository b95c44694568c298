//! What both budgets are held against: every rollback alert, in the live phase and in the last.

use plimsoll_model::{Alert, Phase};
use plimsoll_plan::EffectiveThreshold;
use plimsoll_plan::timing::{self, Clock, Interval, Step};
use plimsoll_units::{Duration, Origin};

use crate::{Diagnostic, Severity, Subject};

/// One rollback alert in one phase.
pub(super) struct Reckoned<'a> {
    pub(super) alert: &'a Alert,
    pub(super) threshold: Option<EffectiveThreshold>,
    /// The reference fault; `None` where none is declared.
    pub(super) step: Option<Step>,
    pub(super) window: Duration,
    pub(super) hold: Duration,
    pub(super) clock: Clock,
    phase: &'a Phase,
    is_last: bool,
}

/// Every rollback alert as each slice of services sees it: in the live phase, of which is told, and in the last, which
/// must keep the budgets.
pub(super) fn all<'a>(subject: &Subject<'a>) -> Vec<Reckoned<'a>> {
    let last = subject.pack.phases.last();
    let live = subject.live_phase().filter(|live| last.is_some_and(|last| last.name != live.name));
    let mut all = Vec::new();
    for (phase, is_last) in live.map(|live| (live, false)).into_iter().chain(last.map(|last| (last, true))) {
        for (_, values) in subject.values(Some(phase)) {
            for (alert, _) in subject.rollback_alerts() {
                let threshold = alert.timed_by.and_then(|id| values.get(id)).cloned();
                let own = threshold.as_ref();
                let reckoned = Reckoned {
                    alert,
                    step: own.and_then(|threshold| Step::of(alert, threshold)),
                    window: own.and_then(|threshold| threshold.window).unwrap_or_default(),
                    hold: alert.hold.or(own.and_then(|threshold| threshold.hold)).unwrap_or_default(),
                    clock: subject.clock(),
                    threshold,
                    phase,
                    is_last,
                };
                all.push(reckoned);
            }
        }
    }
    all
}

impl Reckoned<'_> {
    /// When the actor is told; `None` is never.
    pub(super) fn detection(&self) -> Option<Interval> {
        timing::detection(self.step?, self.window, self.hold, &self.clock)
    }

    /// What is wrong and what to do where nothing can be reckoned, or nothing is ever detected.
    pub(super) fn undetected(&self) -> Option<(String, String)> {
        let name = self.alert.name;
        if self.step.is_none() {
            let message = format!("`{name}` has no reference fault that its budget could be held against");
            return Some((message, "add `fault:` to its threshold: what the signal jumps to".to_owned()));
        }
        if self.detection().is_some() {
            return None;
        }
        let line = self.threshold.as_ref().map(|threshold| threshold.value);
        let line = line.map(|line| format!(" of {line}")).unwrap_or_default();
        let message = format!("`{name}` never detects {}: its line{line} is not crossed", self.fault());
        Some((message, "put the line between the baseline and the fault".to_owned()))
    }

    /// The terms of the latest detection: `ramp 124 s + scrape 15 s + ...`.
    pub(super) fn terms(&self) -> String {
        let ramp = self.step.and_then(|step| timing::ramp(step, self.window)).unwrap_or_default();
        let peers = f64::from(self.clock.peers.saturating_sub(1)) * timing::PEER_TIMEOUT;
        let terms = [
            ("ramp", ramp),
            ("scrape", self.clock.scrape.as_secs_f64()),
            ("evaluation", self.clock.evaluation.as_secs_f64()),
            ("hold", timing::hold(self.hold, self.clock.evaluation)),
            ("group wait", self.clock.group_wait.as_secs_f64()),
            ("peers", peers),
        ];
        let said = terms.iter().filter(|(_, time)| *time > 0.0);
        said.map(|(what, time)| format!("{what} {}", seconds(*time))).collect::<Vec<_>>().join(" + ")
    }

    /// What the fault is, in words: `a fault of 12 %`.
    pub(super) fn fault(&self) -> String {
        let fault = self.threshold.as_ref().and_then(|threshold| threshold.fault);
        fault.map_or_else(|| "the fault".to_owned(), |size| format!("a fault of {size}"))
    }

    /// Where it is decided: a setting of the threshold, or the alert itself.
    fn origin(&self) -> Origin {
        self.threshold.as_ref().map_or(self.alert.origin, EffectiveThreshold::origin)
    }

    /// A finding about it: an error in the last phase, a note before.
    pub(super) fn finding(&self, id: &'static str, subject: &Subject<'_>, message: &str) -> Diagnostic {
        let (severity, message) = if self.is_last {
            (Severity::Error, format!("in the last phase, `{}`, {message}", self.phase.name))
        } else {
            (Severity::Note, message.to_owned())
        };
        Diagnostic::new(id, severity, message).at(self.origin()).about(subject.about_alert(self.alert.name))
    }

    /// The window and the hold with which it would be detected within `budget` seconds, as the start of a sentence.
    pub(super) fn meeting(&self, budget: f64) -> Option<String> {
        let (window, hold) = timing::meeting(self.step?, self.window, self.hold, &self.clock, budget)?;
        Some(if self.window.is_zero() {
            format!("a hold of {hold} would meet it")
        } else {
            format!("a window of {window} and a hold of {hold} would meet it")
        })
    }
}

/// Whole seconds for people.
pub(super) fn seconds(time: f64) -> String {
    format!("{} s", time.round())
}
