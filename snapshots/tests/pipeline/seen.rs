//! What was seen so far of what is expected.

use std::time::{Duration, Instant};

use crate::expected::{Expected, From};
use crate::stall::Stall;
use crate::timeline::{Line, Timeline};
use crate::told::{Status, Told};

/// What was seen so far of what is expected.
pub(crate) struct Seen {
    rows: Vec<Row>,
    fault: Instant,
    recovery: Option<Instant>,
    killed: Option<Killed>,
}

/// The Alertmanager that was killed, and when.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Killed {
    pub(crate) number: usize,
    pub(crate) at: Instant,
}

#[derive(Clone)]
struct Row {
    expected: Expected,
    /// When it was seen first, and the Alertmanager that sent it.
    first: Option<(Instant, Option<usize>)>,
    copies: usize,
}

impl Seen {
    pub(crate) fn new(expected: &[Expected], fault: Instant) -> Self {
        let row = |expected: &Expected| Row { expected: expected.clone(), first: None, copies: 0 };
        Self { rows: expected.iter().map(row).collect(), fault, recovery: None, killed: None }
    }

    pub(crate) const fn fault(&self) -> Instant {
        self.fault
    }

    pub(crate) fn since_fault(&self) -> Duration {
        self.fault.elapsed()
    }

    pub(crate) fn recovered(&mut self, at: Instant) {
        self.recovery = Some(at);
    }

    pub(crate) fn killed(&mut self, killed: Killed) {
        self.killed = Some(killed);
    }

    /// Every row with whether it was seen.
    pub(crate) fn rows(&self) -> impl Iterator<Item = (bool, &Expected)> {
        self.rows.iter().map(|row| (row.first.is_some(), &row.expected))
    }

    /// Looks at all that was told, and at whether the warning is known and kept quiet.
    pub(crate) fn look(&mut self, told: &[Told], is_quiet: bool) {
        for row in &mut self.rows {
            let expected = &row.expected;
            if expected.status == Status::Quiet {
                if is_quiet && row.first.is_none() {
                    row.first = Some((Instant::now(), None));
                }
                continue;
            }
            let same = |told: &&Told| {
                Some(told.to.as_str()) == expected.to
                    && told.status == expected.status
                    && told.alert == expected.alert
                    && told.service == expected.service
            };
            row.copies = told.iter().filter(same).count();
            row.first = told.iter().find(same).map(|told| (told.at, Some(told.by)));
        }
    }

    /// All of it, with when each rule began to fire or ended, in seconds from the fault, and with how far the machine was
    /// behind.
    pub(crate) fn timeline(&self, rule: impl Fn(&Expected) -> Option<f64>, stall: Stall) -> Timeline {
        let since = |from: From, at: Instant| {
            let from = match from {
                From::Fault => self.fault,
                From::Recovery => self.recovery.unwrap_or(self.fault),
            };
            // Before it begins is too early, and not nothing.
            let (late, early) = (at.saturating_duration_since(from), from.saturating_duration_since(at));
            late.as_secs_f64() - early.as_secs_f64()
        };
        let recovery = self.recovery.map_or(0.0, |at| since(From::Fault, at));
        let from = |row: &Row| if row.expected.from == From::Recovery { recovery } else { 0.0 };
        let line = |row: &Row| Line {
            rule: rule(&row.expected).map(|at| at - from(row)),
            told: row.first.map(|(at, _)| since(row.expected.from, at)),
            expected: row.expected.clone(),
            on_the_clock: row.first.map(|(at, _)| since(From::Fault, at)),
            by: row.first.and_then(|(_, by)| by),
            copies: row.copies,
        };
        let mut lines: Vec<Line> = self.rows.iter().map(line).collect();
        lines.sort_by(|one, other| {
            let at = |line: &Line| line.on_the_clock.unwrap_or(f64::INFINITY);
            at(one).total_cmp(&at(other))
        });
        let after_fault = |at: Instant| since(From::Fault, at);
        Timeline {
            lines,
            killed: self.killed.map(|killed| (killed.number, after_fault(killed.at))),
            recovery: self.recovery.map(after_fault),
            stall,
            heartbeat: None,
        }
    }
}
