//! How long everything takes: the stages of a test, how often rules are evaluated in it and series written.

use plimsoll_model::Pack;
use plimsoll_plan::AlertRule;
use plimsoll_promql::{Expr, Selector, Source, Window};
use plimsoll_units::Duration;

use crate::eval::{LOOKBACK, Records};
use crate::world::Stages;

/// A test may have so many evaluations; one with long windows is evaluated less often instead. Where the alert has a
/// hold it may have more: a hold is seen to an evaluation.
const MOST_EVALUATIONS: [u64; 2] = [400, 6_000];

/// How often rules are evaluated where the pack's own interval is too often, in milliseconds.
const SLOWER: [u64; 4] = [60_000, 120_000, 300_000, 900_000];

/// How often series are written, in milliseconds, before a little is taken off.
const WRITTEN: [u64; 11] =
    [1_000, 2_000, 5_000, 10_000, 15_000, 30_000, 60_000, 120_000, 240_000, 300_000, 900_000];

/// The stages of a test.
#[derive(Debug, Clone)]
pub(crate) struct Timeline {
    pub(crate) stages: Stages,
    /// Between two evaluations, in milliseconds.
    pub(crate) evaluation: u64,
    /// Between two samples of a series, in milliseconds.
    pub(crate) interval: u64,
}

/// What an expression looks back on, in milliseconds.
#[derive(Debug, Default)]
struct Reach {
    longest: u64,
    shortest: Option<u64>,
    offset: u64,
    /// Whether a series is read as it is now, which must not be too long ago.
    now: bool,
}

impl Timeline {
    /// Four stages: not past the line, past it, not past it any more, and no data. Each lasts until every window sees
    /// nothing else, and until every hold is over.
    pub(crate) fn of(pack: &Pack, rule: &AlertRule, records: &Records<'_>) -> Self {
        let mut reach = Reach::default();
        reach.take(&rule.expr, records);
        let own = pack.timing.evaluation.as_millis().max(1);
        let (window, hold) = (reach.longest, rule.hold.as_millis());
        let lengths = |step: u64| {
            let steps = |time: u64, more: u64| (time.div_ceil(step) + more) * step;
            [steps(window + hold, 4), steps(window + hold, 4), steps(window, 4), steps(window + LOOKBACK, 3)]
        };
        let most = MOST_EVALUATIONS[usize::from(hold > 0)];
        let total = |step: u64| reach.offset.next_multiple_of(step) + lengths(step).iter().sum::<u64>();
        let slower = SLOWER.into_iter().filter(|slower| *slower > own);
        let steps = std::iter::once(own).chain(slower).collect::<Vec<_>>();
        let affordable = steps.iter().copied().find(|step| total(*step) / step <= most);
        let evaluation = affordable.or(steps.last().copied()).unwrap_or(own);
        let often = reach.shortest.map_or(evaluation, |shortest| evaluation.min(shortest / 4));
        let often = if reach.now { often.min(LOOKBACK - 1) } else { often };
        let written = WRITTEN.into_iter().rev().find(|written| *written <= often).unwrap_or(WRITTEN[0]);
        // A tenth of a second less, so that no sample falls on the edge of a window: there Prometheus 2 and 3 differ.
        let interval = written - 100;
        let lead = reach.offset.next_multiple_of(evaluation);
        Self { stages: Stages::new(lead, &lengths(evaluation), interval), evaluation, interval }
    }

    /// The last evaluation of a stage.
    pub(crate) fn last_of(&self, stage: usize) -> u64 {
        self.stages.end(stage).saturating_sub(self.evaluation)
    }

    /// The evaluations of a stage.
    pub(crate) fn evaluations(&self, stage: usize) -> impl Iterator<Item = u64> {
        let first = self.stages.start(stage).next_multiple_of(self.evaluation);
        (first..self.stages.end(stage)).step_by(usize::try_from(self.evaluation).unwrap_or(usize::MAX))
    }

    /// In words: where each stage begins.
    pub(crate) fn words(&self) -> String {
        let at = |stage| Duration::from_millis(self.stages.start(stage));
        format!("past it from {} to {}, no data from {}", at(1), at(2), at(3))
    }
}

impl Reach {
    fn take(&mut self, expr: &Expr, records: &Records<'_>) {
        expr.walk(&mut |part| match part {
            Expr::Range(selector, Window::Fixed(window)) => {
                let window = window.as_millis();
                self.longest = self.longest.max(window);
                self.shortest = Some(self.shortest.map_or(window, |shortest| shortest.min(window)));
                self.before(selector);
            }
            Expr::Selector(selector) => {
                self.before(selector);
                match &selector.source {
                    Source::Metric(_) => self.now = true,
                    Source::Recording(_) => {
                        if let Some(expr) = records.get(selector.name.as_str()) {
                            self.take(expr, records);
                        }
                    }
                }
            }
            _ => {}
        });
    }

    fn before(&mut self, selector: &Selector) {
        if let Some(Window::Fixed(offset)) = selector.offset {
            self.offset = self.offset.max(offset.as_millis());
        }
    }
}
