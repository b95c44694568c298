//! What is printed of one size: medians, and the ratios to promtool.

use std::fmt;
use std::time::Duration;

use crate::job::Report;
use crate::process::Watched;

/// One round: the job, the job again, and promtool.
pub(crate) struct Round {
    /// What the first job said.
    pub(crate) report: Report,
    /// Into an empty folder.
    pub(crate) whole: Watched,
    /// Into the folder that the first one wrote.
    pub(crate) fresh: Watched,
    /// `check rules --lint=none` on what was written.
    pub(crate) promtool: Option<Watched>,
}

/// All rounds of one size.
pub(crate) struct Table {
    /// How many services the fleet has.
    pub(crate) services: usize,
    /// `promtool 3.5.3`
    pub(crate) promtool: Option<String>,
    /// At least one.
    pub(crate) rounds: Vec<Round>,
}

/// One line of the table.
struct Line {
    time: Option<Duration>,
    processor: Option<Duration>,
    peak: Option<u64>,
}

impl Line {
    fn of(watched: impl Iterator<Item = Watched> + Clone) -> Self {
        Self {
            time: median(watched.clone().map(|watched| watched.time)),
            processor: median(watched.clone().filter_map(|watched| watched.processor)),
            peak: median(watched.filter_map(|watched| watched.peak)),
        }
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(Round { report, .. }) = self.rounds.first() else { return Ok(()) };
        let Report { stages, checks, rules, constants, files, bytes } = report;
        writeln!(
            f,
            "N = {}: {rules} rules and {constants} constants, {files} files of {} together; medians of {} rounds",
            self.services,
            mebibytes(Some(*bytes as u64)),
            self.rounds.len(),
        )?;
        writeln!(f, "{:<32}{:>12}{:>12}{:>12}", "", "time", "processor", "peak")?;
        for (at, stage) in stages.iter().enumerate() {
            let of_stage = || self.rounds.iter().filter_map(|round| round.report.stages.get(at));
            let line = Line {
                time: median(of_stage().map(|stage| stage.time)),
                processor: median(of_stage().filter_map(|stage| stage.processor)),
                peak: median(of_stage().filter_map(|stage| stage.peak)),
            };
            print(f, &stage.name, &line)?;
        }
        self.print_checks(f, checks)?;
        let whole = Line::of(self.rounds.iter().map(|round| round.whole));
        print(f, "whole job", &whole)?;
        print(f, "whole job, all fresh", &Line::of(self.rounds.iter().map(|round| round.fresh)))?;
        let Some(name) = &self.promtool else { return Ok(()) };
        let promtool = Line::of(self.rounds.iter().filter_map(|round| round.promtool));
        print(f, &format!("{name} check rules"), &promtool)?;
        let ratio = |ours: Option<f64>, theirs: Option<f64>| match (ours, theirs) {
            (Some(ours), Some(theirs)) if theirs > 0.0 => format!("{:.2}", ours / theirs),
            _ => NOT_KNOWN.to_owned(),
        };
        let seconds = |time: Option<Duration>| time.map(|time| time.as_secs_f64());
        writeln!(
            f,
            "{:<32}{:>12}{:>12}{:>12}",
            "whole job / promtool",
            ratio(seconds(whole.time), seconds(promtool.time)),
            ratio(seconds(whole.processor), seconds(promtool.processor)),
            ratio(whole.peak.map(in_mebibytes), promtool.peak.map(in_mebibytes)),
        )
    }
}

impl Table {
    /// The dearest checks, each with its time in the whole fleet; the others together.
    fn print_checks(&self, f: &mut fmt::Formatter<'_>, checks: &[(String, Duration)]) -> fmt::Result {
        let of = |round: &Round, id: &str| {
            round.report.checks.iter().find(|(own, _)| own == id).map(|(_, time)| *time)
        };
        let time = |id: &str| median(self.rounds.iter().filter_map(|round| of(round, id)));
        let (told, others) = checks.split_at(checks.len().min(DEAREST));
        for (id, _) in told {
            writeln!(f, "  {id:<30}{:>12}", milliseconds(time(id)))?;
        }
        let rest: Duration = others.iter().filter_map(|(id, _)| time(id)).sum();
        writeln!(f, "  {:<30}{:>12}", format!("{} others", others.len()), milliseconds(Some(rest)))
    }
}

/// How many of the checks are told one by one.
const DEAREST: usize = 12;

const NOT_KNOWN: &str = "not known";

fn print(f: &mut fmt::Formatter<'_>, name: &str, line: &Line) -> fmt::Result {
    let [time, processor] = [line.time, line.processor].map(milliseconds);
    writeln!(f, "{name:<32}{time:>12}{processor:>12}{:>12}", mebibytes(line.peak))
}

fn milliseconds(time: Option<Duration>) -> String {
    time.map_or_else(|| NOT_KNOWN.to_owned(), |time| format!("{:.1} ms", time.as_secs_f64() * 1e3))
}

fn mebibytes(bytes: Option<u64>) -> String {
    bytes.map_or_else(|| NOT_KNOWN.to_owned(), |bytes| format!("{:.1} MiB", in_mebibytes(bytes)))
}

#[expect(clippy::cast_precision_loss, reason = "shown with one decimal")]
fn in_mebibytes(bytes: u64) -> f64 {
    bytes as f64 / f64::from(1 << 20)
}

/// The one in the middle, of two the lower one.
fn median<T: Ord>(values: impl Iterator<Item = T>) -> Option<T> {
    let mut values: Vec<T> = values.collect();
    values.sort_unstable();
    let middle = values.len().checked_sub(1)? / 2;
    values.into_iter().nth(middle)
}
