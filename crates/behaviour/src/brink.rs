//! Worlds in which a signal is exactly the number with which it is compared.
//!
//! `>` and `>=` differ there alone. What is made of rates meets a line only if no rounding on the way is seen: rates are
//! stretched to the ends of their windows by factors that few numbers survive. So counters count what floating point can
//! tell exactly, and are scaled until the signal stays on its line, under both semantics, bit by bit.

use plimsoll_promql::{BinaryOp, Expr};

use crate::Labels;
use crate::drive::{RECOVERED, Undrivable, is_exact, on_line};
use crate::eval::binary::holds;
use crate::eval::{self, Evaluated, Evaluator, Records, Semantics, fixed};
use crate::subject::Derived;
use crate::timeline::Timeline;
use crate::world::{Samples, Series};

/// How many scales are tried: odd ones, since a factor of 2 rounds alike.
const SCALES: u32 = 400;

/// How many evaluations after the end of data are looked at while one is searched for. With more of them, as windows of days
/// have, hardly any would be found.
const MOST_ENDS: usize = 30;

/// What is farther from its line than this part of it is there whatever was rounded.
const CLEARLY: f64 = 1e-9;

/// Where a signal is.
enum Stand {
    On,
    /// Beside its line by what was rounded.
    Rounded,
    Off,
}

/// A line that a signal is to meet.
pub(crate) struct Brink<'a> {
    op: BinaryOp,
    signal: &'a Expr,
    line: f64,
    target: &'a Labels,
}

impl<'a> Brink<'a> {
    /// `None` for a signal that is where it is wanted without a search, and for a comparison of two signals.
    pub(crate) fn of(focus: &'a Expr, records: &Records<'_>, target: &'a Labels) -> Option<Self> {
        let Expr::Binary { op, left, right, .. } = focus else {
            return None;
        };
        let Expr::Number(number) = &**right else { return None };
        let line = fixed(number).ok().filter(|line| *line != 0.0)?;
        let can_be = op.is_comparison() && !is_exact(left, records);
        can_be.then_some(Self { op: *op, signal: left, line, target })
    }

    /// The world with its counters scaled such that the signal comes back onto its line, and until then is clearly past it.
    /// `at_once`: the alert has no hold, so that it must not be past it when data end either.
    pub(crate) fn stand(
        &self,
        world: &[Series],
        records: &Records<'_>,
        timeline: &Timeline,
        at_once: bool,
    ) -> Derived<Vec<Series>> {
        let mut read = Vec::new();
        eval::metrics(self.signal, records, &mut read);
        let taken = |series: &Series| {
            read.iter().any(|selector| {
                selector.name == series.name && eval::selects(selector, &series.labels) == Ok(true)
            })
        };
        for scale in (0..SCALES).map(|scale| f64::from(2 * scale + 1)) {
            let mut scaled = world.to_owned();
            for series in scaled.iter_mut().filter(|series| series.counter && taken(series)) {
                series.levels = series.levels.iter().map(|level| level.times(scale)).collect();
            }
            let own: Vec<Series> = scaled.iter().filter(|series| taken(series)).cloned().collect();
            match self.stands(&own, records, timeline, at_once)? {
                Stand::On => return Ok(scaled),
                Stand::Rounded => {}
                Stand::Off => break,
            }
        }
        Err(Undrivable(format!("no world was found in which it comes back onto {}", self.line)))
    }

    /// Whether it is so however sums are added up: promtool loads series in no order.
    fn stands(
        &self,
        own: &[Series],
        records: &Records<'_>,
        timeline: &Timeline,
        at_once: bool,
    ) -> Derived<Stand> {
        let mut own = own.to_vec();
        let evaluations: Vec<u64> = timeline.evaluations(on_line(self.op)).collect();
        for _ in 0..own.len() {
            let samples = Samples::of(&own, &timeline.stages);
            for semantics in [Semantics::Prometheus3, Semantics::Prometheus2] {
                let evaluator = Evaluator::new(records, &samples, semantics);
                for (before_end, at) in evaluations.iter().rev().enumerate() {
                    match self.off(&evaluator, *at)?.map(f64::abs) {
                        Some(0.0) => {}
                        Some(off) if off <= CLEARLY => return Ok(Stand::Rounded),
                        Some(_) if before_end > 0 => {}
                        _ => return Ok(Stand::Off),
                    }
                }
            }
            own.rotate_left(1);
        }
        // When data end, windows empty themselves over the line.
        let ends: Vec<u64> = timeline.evaluations(RECOVERED + 1).collect();
        let ends = if at_once && ends.len() <= MOST_ENDS { ends } else { Vec::new() };
        let samples = Samples::of(&own, &timeline.stages);
        for semantics in [Semantics::Prometheus3, Semantics::Prometheus2] {
            let evaluator = Evaluator::new(records, &samples, semantics);
            for at in &ends {
                let off = self.off(&evaluator, *at)?;
                if off.is_some_and(|off| off.abs() <= CLEARLY && holds(self.op, off, 0.0)) {
                    return Ok(Stand::Rounded);
                }
            }
        }
        Ok(Stand::On)
    }

    /// How far the signal is from its line, as a part of it.
    fn off<'e>(&self, evaluator: &Evaluator<'e>, at: u64) -> Evaluated<Option<f64>>
    where
        'a: 'e,
    {
        let found = evaluator.vector(self.signal, at)?;
        let mine = found.iter().find(|sample| sample.labels.include(self.target));
        Ok(mine.map(|sample| (sample.value - self.line) / self.line.abs()))
    }
}
