//! What was predicted against what was seen.

use std::fmt;
use std::time::Instant;

use plimsoll::plan::timing::Interval;

use crate::expected::{Expected, From};
use crate::stall::Stall;
use crate::told::Told;

/// A run, told.
pub(crate) struct Timeline {
    pub(crate) lines: Vec<Line>,
    pub(crate) killed: Option<(usize, f64)>,
    pub(crate) recovery: Option<f64>,
    pub(crate) stall: Stall,
    /// The longest pause of the watchdog, and the longest that was predicted.
    pub(crate) heartbeat: Option<(f64, f64)>,
}

/// One thing that is expected, with what became of it.
pub(crate) struct Line {
    pub(crate) expected: Expected,
    /// When its rule began to fire or ended, in seconds from the fault or from its end, whichever counts.
    pub(crate) rule: Option<f64>,
    /// When it was told, likewise.
    pub(crate) told: Option<f64>,
    /// Seconds from the fault.
    pub(crate) on_the_clock: Option<f64>,
    pub(crate) by: Option<usize>,
    pub(crate) copies: usize,
}

/// By how much something is outside what was predicted: below 0 too early, above 0 too late.
fn outside(seen: Option<f64>, predicted: Interval) -> f64 {
    let Some(seen) = seen else { return f64::INFINITY };
    let (early, late) = (seen - predicted.least, seen - predicted.most);
    if late > 0.0 { late } else { early.min(0.0) }
}

impl Line {
    fn rule_outside(&self) -> f64 {
        outside(self.rule, self.expected.scaled.rule)
    }

    fn told_outside(&self) -> f64 {
        outside(self.told, self.expected.scaled.told)
    }

    fn is_inside(&self) -> bool {
        self.rule_outside() == 0.0 && self.told_outside() == 0.0
    }
}

impl Timeline {
    /// Looks at the heartbeats, which are predicted to pause so long at most.
    pub(crate) fn heartbeats(&mut self, told: &[Told], most: f64) {
        let beats: Vec<Instant> =
            told.iter().filter(|told| told.to == "watchdog").map(|told| told.at).collect();
        let pauses = beats.windows(2).map(|pair| pair[1].saturating_duration_since(pair[0]).as_secs_f64());
        // No heart is a pause for ever.
        let longest = if beats.len() < 2 { f64::INFINITY } else { pauses.fold(0.0, f64::max) };
        self.heartbeat = Some((longest, most));
    }

    /// What is outside what was predicted by more than the machine was behind.
    pub(crate) fn missed(&self) -> Vec<String> {
        let mut missed = Vec::new();
        for line in &self.lines {
            let Expected { alert, service, .. } = &line.expected;
            let stages = [
                ("its rule", line.rule_outside(), self.stall.rule()),
                ("told", line.told_outside(), self.stall.all()),
            ];
            for (stage, outside, allowance) in stages {
                if outside.abs() > allowance {
                    let seen_by = line.expected.seen_by();
                    missed.push(format!(
                        "{alert} of {service} ({seen_by}), {stage}: {outside:+.3} s outside, of which the machine explains \
                         {allowance:.3} s"
                    ));
                }
            }
        }
        let allowance = self.stall.all();
        if let Some((pause, most)) = self.heartbeat.filter(|(pause, most)| *pause > most + allowance) {
            missed.push(format!("the watchdog paused for {pause:.2} s and not {most:.2} s at most"));
        }
        missed
    }

    /// In one line.
    pub(crate) fn summary(&self) -> String {
        let (all, inside) = (self.lines.len(), self.lines.iter().filter(|line| line.is_inside()).count());
        let duplicates: usize = self.lines.iter().map(|line| line.copies.saturating_sub(1)).sum();
        let survived = match self.killed {
            Some((number, at)) => {
                format!("Alertmanager {number} was killed {at:.1} s into the fault, nothing was lost")
            }
            None => "no Alertmanager was killed".to_owned(),
        };
        format!(
            "{inside} of {all} inside what was predicted, with a machine that was behind by {:.3} s; {survived}, {duplicates} \
             duplicates",
            self.stall.all()
        )
    }
}

impl fmt::Display for Timeline {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "{:>7}  {:24} {:18} {:26} {:>14} {:>17} {:>7}  {:>17} {:>7}",
            "clock",
            "alert",
            "of",
            "seen by",
            "as shipped",
            "rule, predicted",
            "seen",
            "told, predicted",
            "seen"
        )?;
        let mut marks = Vec::new();
        marks.push((0.0, "the fault begins".to_owned()));
        marks.extend(
            self.killed
                .map(|(number, at)| (at, format!("Alertmanager {number}, which sends first, is killed"))),
        );
        marks.extend(self.recovery.map(|at| (at, "the fault is over".to_owned())));
        let mut marks = marks.into_iter().peekable();
        for line in &self.lines {
            let at = line.on_the_clock.unwrap_or(f64::INFINITY);
            while let Some((moment, what)) = marks.next_if(|(moment, _)| *moment <= at) {
                writeln!(f, "{moment:>7.2}  -- {what}")?;
            }
            let Expected { alert, service, shipped, scaled, from, .. } = &line.expected;
            let seen =
                |after: Option<f64>| after.map_or_else(|| "never".to_owned(), |after| format!("{after:.2}"));
            let interval = |of: Interval| format!("{:.2} to {:.2} s", of.least, of.most);
            let shipped = format!("{:.0} to {:.0} s", shipped.told.least, shipped.told.most);
            let judged = if line.is_inside() { "inside" } else { "OUTSIDE" };
            let by = line.by.map(|number| format!(", by {number}")).unwrap_or_default();
            let copies = if line.copies > 1 { format!(", {} times", line.copies) } else { String::new() };
            let origin = if *from == From::Recovery { ", from the end" } else { "" };
            writeln!(
                f,
                "{at:>7.2}  {alert:24} {service:18} {:26} {shipped:>14} {:>17} {:>7}  {:>17} {:>7}  {judged}{by}{copies}{origin}",
                line.expected.seen_by(),
                interval(scaled.rule),
                seen(line.rule),
                interval(scaled.told),
                seen(line.told),
            )?;
        }
        if let Some((pause, most)) = self.heartbeat {
            writeln!(f, "the watchdog's longest pause was {pause:.2} s, predicted at most {most:.2} s")?;
        }
        let Stall { scrapes, evaluations, answers } = self.stall;
        write!(
            f,
            "the machine was behind by {:.3} s: scrapes {scrapes:.3} s, evaluations {evaluations:.3} s, answers {answers:.3} s",
            self.stall.all()
        )
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::expected::When;
    use crate::seen::Seen;
    use crate::told::Status;

    const QUICK: Stall = Stall { scrapes: 0.0, evaluations: 0.0, answers: 0.02 };
    const SLOW: Stall = Stall { scrapes: 0.5, evaluations: 1.0, answers: 0.02 };

    /// A run in which one thing was expected 2 to 3 s after the fault, and was told when `after` says. Its rule fired in time.
    fn run(after: &[f64], stall: Stall) -> Timeline {
        fired_at(2.2, after, stall)
    }

    fn fired_at(fired: f64, after: &[f64], stall: Stall) -> Timeline {
        let (rule, told) = (Interval { least: 2.0, most: 2.5 }, Interval { least: 2.0, most: 3.0 });
        let when = When { rule, told };
        let expected = Expected {
            status: Status::Firing,
            alert: "Probe",
            service: "shop",
            to: Some("rollback"),
            from: From::Fault,
            shipped: when,
            scaled: when,
        };
        let fault = Instant::now();
        let told = |(by, after): (usize, &f64)| Told {
            at: fault + Duration::from_secs_f64(*after),
            to: "rollback".to_owned(),
            status: Status::Firing,
            alert: "Probe".to_owned(),
            service: "shop".to_owned(),
            namespace: "shop".to_owned(),
            by,
        };
        let mut seen = Seen::new(&[expected], fault);
        seen.look(&after.iter().enumerate().map(told).collect::<Vec<_>>(), false);
        seen.timeline(|_| Some(fired), stall)
    }

    #[test]
    fn what_is_inside_is_not_missed_and_the_first_copy_counts() {
        let timeline = run(&[2.5, 3.5], QUICK);
        assert_eq!(timeline.missed(), [""; 0]);
        assert!(
            timeline.summary().starts_with("1 of 1 inside") && timeline.summary().ends_with("1 duplicates")
        );
        assert!(timeline.to_string().contains("inside, by 0, 2 times"), "{timeline}");
    }

    #[test]
    fn too_late_and_too_early_are_missed_where_the_machine_kept_time() {
        for after in [1.5, 4.0] {
            assert_eq!(run(&[after], QUICK).missed().len(), 1, "{after}");
            assert_eq!(run(&[after], SLOW).missed(), [""; 0], "{after}");
        }
        assert_eq!(run(&[5.0], SLOW).missed().len(), 1, "a slow machine explains not everything");
    }

    #[test]
    fn a_rule_that_fires_late_is_missed_even_where_it_is_told_in_time() {
        assert_eq!(fired_at(2.8, &[2.9], QUICK).missed().len(), 1);
        // How slowly a server answers is no excuse for a rule: its evaluation has the time that it was meant to have.
        let answers = Stall { scrapes: 0.0, evaluations: 0.0, answers: 0.8 };
        assert_eq!(fired_at(2.8, &[2.9], answers).missed().len(), 1);
        assert_eq!(fired_at(2.8, &[2.9], SLOW).missed(), [""; 0]);
    }

    #[test]
    fn what_was_never_told_is_missed_however_slow_the_machine_was() {
        assert_eq!(run(&[], SLOW).missed().len(), 1);
    }

    #[test]
    fn a_watchdog_that_pauses_for_too_long_or_has_no_heart_is_missed() {
        let beat = |at: Instant, after: u64| Told {
            at: at + Duration::from_secs(after),
            to: "watchdog".to_owned(),
            status: Status::Firing,
            alert: "Watchdog".to_owned(),
            service: String::new(),
            namespace: String::new(),
            by: 0,
        };
        let now = Instant::now();
        let missed = |beats: &[u64]| {
            let mut timeline = run(&[2.5], QUICK);
            timeline.heartbeats(&beats.iter().map(|after| beat(now, *after)).collect::<Vec<_>>(), 3.5);
            timeline.missed().len()
        };
        assert_eq!([missed(&[0, 3, 6]), missed(&[0, 4, 6]), missed(&[0])], [0, 1, 1]);
    }
}
