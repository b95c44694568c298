//! A world: series that stay, grow or vanish in stages, as promtool's tests write them.
//!
//! One description gives both the samples that are evaluated here and the text that promtool reads, so that the two
//! cannot differ.

use std::fmt;

use crate::Labels;
use crate::digits::{tidy, tidy_count};
use crate::eval::seconds;

/// How long each stage lasts, in milliseconds from the world's beginning.
#[derive(Debug, Clone)]
pub(crate) struct Stages {
    /// The first stage begins here; before it is what the first stages look back on.
    lead: u64,
    /// Where each stage ends.
    ends: Vec<u64>,
    /// Between two samples.
    step: u64,
}

impl Stages {
    pub(crate) fn new(lead: u64, lengths: &[u64], step: u64) -> Self {
        let mut end = lead;
        let ends = lengths.iter().map(|length| {
            end += length;
            end
        });
        Self { lead, ends: ends.collect(), step }
    }

    pub(crate) fn count(&self) -> usize {
        self.ends.len()
    }

    /// Seconds between two samples.
    pub(crate) fn step(&self) -> f64 {
        seconds(self.step)
    }

    /// Where a stage begins.
    pub(crate) fn start(&self, stage: usize) -> u64 {
        stage.checked_sub(1).and_then(|before| self.ends.get(before)).copied().unwrap_or(self.lead)
    }

    /// Where a stage ends: the first moment after it.
    pub(crate) fn end(&self, stage: usize) -> u64 {
        self.ends.get(stage).copied().unwrap_or(self.lead)
    }

    pub(crate) fn last(&self) -> u64 {
        self.ends.last().copied().unwrap_or(self.lead)
    }

    /// The position of the first sample at or after a moment.
    fn index(&self, at: u64) -> usize {
        usize::try_from(at.div_ceil(self.step)).unwrap_or(usize::MAX)
    }
}

/// What a series does in one stage.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Level {
    /// It has no samples.
    Gone,
    /// A gauge has this value, a counter grows by this much per second.
    At(f64),
    /// A gauge has this value at the beginning of the stage and grows from there.
    Ramp { from: f64, per_second: f64 },
}

impl Level {
    /// The same with its numbers changed; a slope is changed as differences are.
    pub(crate) fn times(self, factor: f64) -> Self {
        match self {
            Self::Gone => Self::Gone,
            Self::At(value) => Self::At(value * factor),
            Self::Ramp { from, per_second } => {
                Self::Ramp { from: from * factor, per_second: per_second * factor }
            }
        }
    }

    pub(crate) fn plus(self, number: f64) -> Self {
        match self {
            Self::Gone => Self::Gone,
            Self::At(value) => Self::At(value + number),
            Self::Ramp { from, per_second } => Self::Ramp { from: from + number, per_second },
        }
    }
}

/// A series of a world.
#[derive(Debug, Clone)]
pub(crate) struct Series {
    pub(crate) name: String,
    pub(crate) labels: Labels,
    pub(crate) counter: bool,
    /// One for each stage.
    pub(crate) levels: Vec<Level>,
    /// What it did before the first stage, where that is not what it does in it.
    pub(crate) before: Option<f64>,
}

/// A stretch of samples.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Run {
    /// So many samples, each greater than the one before it by `add`.
    Values { start: f64, add: f64, count: usize },
    /// No samples, the first of them marked as the end.
    Ended(usize),
    /// None yet.
    Missing(usize),
}

impl Series {
    fn runs(&self, stages: &Stages) -> Vec<Run> {
        let mut runs = Vec::new();
        let mut total = 0.0;
        let mut there = false;
        let before = self.before.map_or_else(|| self.levels[0], Level::At);
        let lead = std::iter::once((before, 0, stages.lead));
        let rest = self.levels.iter().enumerate();
        let rest = rest.map(|(stage, level)| (*level, stages.start(stage), stages.end(stage)));
        for (level, from, until) in lead.chain(rest) {
            let last = until == stages.last();
            let (first, end) = (stages.index(from), stages.index(until) + usize::from(last));
            let Some(count) = end.checked_sub(first).filter(|count| *count > 0) else { continue };
            let run = match level {
                Level::Gone if there => Run::Ended(count),
                Level::Gone => Run::Missing(count),
                Level::At(rate) if self.counter => {
                    let add = tidy_count(rate * seconds(stages.step));
                    let start = if there || total > 0.0 { tidy_count(total + add) } else { 0.0 };
                    total = grown(start, add, count);
                    Run::Values { start, add, count }
                }
                Level::At(value) => Run::Values { start: tidy(value), add: 0.0, count },
                Level::Ramp { from: value, per_second } => {
                    let late = seconds(first as u64 * stages.step - from);
                    let start = tidy(per_second.mul_add(late, value));
                    Run::Values { start, add: tidy(per_second * seconds(stages.step)), count }
                }
            };
            there = matches!(run, Run::Values { .. });
            match (runs.last_mut(), run) {
                // A counter that stands still is as flat as a gauge.
                (
                    Some(Run::Values { start, add: 0.0, count }),
                    Run::Values { start: next, add: 0.0, count: more },
                ) if start.to_bits() == next.to_bits() => *count += more,
                (Some(Run::Ended(count) | Run::Missing(count)), Run::Ended(more) | Run::Missing(more)) => {
                    *count += more;
                }
                _ => runs.push(run),
            }
        }
        runs
    }

    /// The values in promtool's notation: `0+15x20 315+30x8 stale _x12`.
    pub(crate) fn notation(&self, stages: &Stages) -> String {
        let texts = self.runs(stages).into_iter().map(|run| run.to_string());
        texts.collect::<Vec<_>>().join(" ")
    }

    fn points(&self, stages: &Stages) -> Vec<Point> {
        let mut points = Vec::new();
        for run in self.runs(stages) {
            match run {
                Run::Values { start, add, count } => {
                    let mut value = start;
                    for _ in 0..count {
                        points.push(Point::At(value));
                        value += add;
                    }
                }
                Run::Ended(count) => {
                    points.push(Point::Stale);
                    points.extend(std::iter::repeat_n(Point::Missing, count - 1));
                }
                Run::Missing(count) => points.extend(std::iter::repeat_n(Point::Missing, count)),
            }
        }
        points
    }
}

impl fmt::Display for Run {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::Values { start, count: 1, .. } => write!(f, "{start}"),
            Self::Values { start, add: 0.0, count } => write!(f, "{start}x{}", count - 1),
            Self::Values { start, add, count } => write!(f, "{start}{add:+}x{}", count - 1),
            Self::Ended(1) => f.write_str("stale"),
            Self::Ended(count) => write!(f, "stale _x{}", count - 1),
            Self::Missing(count) => write!(f, "_x{count}"),
        }
    }
}

/// The value of the last of so many samples, added up as promtool does.
fn grown(start: f64, add: f64, count: usize) -> f64 {
    (1..count).fold(start, |value, _| value + add)
}

/// One sample, or none.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Point {
    /// Nothing was written.
    Missing,
    /// The series was marked as ended.
    Stale,
    /// A value.
    At(f64),
}

/// All samples of a world.
#[derive(Debug)]
pub(crate) struct Samples {
    step: u64,
    series: Vec<(String, Labels)>,
    points: Vec<Vec<Point>>,
}

impl Samples {
    pub(crate) fn of(series: &[Series], stages: &Stages) -> Self {
        Self {
            step: stages.step,
            series: series.iter().map(|series| (series.name.clone(), series.labels.clone())).collect(),
            points: series.iter().map(|series| series.points(stages)).collect(),
        }
    }

    pub(crate) fn step(&self) -> u64 {
        self.step
    }

    /// Name and labels of each.
    pub(crate) fn series(&self) -> impl Iterator<Item = (&str, &Labels)> {
        self.series.iter().map(|(name, labels)| (name.as_str(), labels))
    }

    pub(crate) fn labels(&self, series: usize) -> &Labels {
        &self.series[series].1
    }

    pub(crate) fn points(&self, series: usize) -> &[Point] {
        &self.points[series]
    }

    /// When a sample was written.
    pub(crate) fn time(&self, index: usize) -> u64 {
        index as u64 * self.step
    }

    /// The newest value that is not older than `lookback`, if the series has not ended since.
    pub(crate) fn latest(&self, series: usize, at: u64, lookback: u64) -> Option<f64> {
        let points = &self.points[series];
        let newest = usize::try_from(at / self.step).unwrap_or(usize::MAX).min(points.len().checked_sub(1)?);
        let newest = points[..=newest].iter().rposition(|point| *point != Point::Missing)?;
        match points[newest] {
            Point::At(value) if at - self.time(newest) < lookback => Some(value),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn series(counter: bool, levels: &[Level]) -> Series {
        let (name, labels) = ("x".to_owned(), Labels::default());
        Series { name, labels, counter, levels: levels.to_vec(), before: None }
    }

    #[test]
    fn a_gauge_steps_and_ends() {
        let stages = Stages::new(0, &[60_000, 30_000, 30_000], 10_000);
        let gauge = series(false, &[Level::At(0.5), Level::Ramp { from: 1.0, per_second: 0.1 }, Level::Gone]);
        assert_eq!(gauge.notation(&stages), "0.5x5 1+1x2 stale _x3");
        let samples = Samples::of(&[gauge], &stages);
        assert_eq!(samples.latest(0, 59_999, 300_000), Some(0.5));
        assert_eq!(samples.latest(0, 85_000, 300_000), Some(3.0));
        assert_eq!(samples.latest(0, 90_000, 300_000), None);
    }

    #[test]
    fn a_counter_grows_on_from_where_it_was() {
        let stages = Stages::new(0, &[30_000, 20_000, 20_000, 20_000], 10_000);
        let levels = [Level::At(1.0), Level::At(2.5), Level::Gone, Level::At(1.0)];
        assert_eq!(series(true, &levels).notation(&stages), "0+10x2 45+25x1 stale _x1 80+10x2");
    }

    #[test]
    fn what_is_looked_back_on_comes_first() {
        let stages = Stages::new(100_000, &[20_000, 20_000], 10_000);
        let mut gauge = series(false, &[Level::At(1.0), Level::At(2.0)]);
        assert_eq!(gauge.notation(&stages), "1x11 2x2");
        gauge.before = Some(4.0);
        assert_eq!(gauge.notation(&stages), "4x9 1x1 2x2");
    }
}
