//! Conditions: which side of its line every comparison is on, so that one of them decides.
//!
//! The scheme is that of MC/DC in testing: each comparison in turn decides alone, all others stand such that it can
//! (Hayhurst et al., "A Practical Tutorial on Modified Condition/Decision Coverage", NASA/TM-2001-210876).

use plimsoll_promql::{BinaryOp, Expr, MetricType, Number, Selector, Source};

use super::line::{Distance, Line};
use super::value::is_none_else;
use super::{Builder, Driven, PAST, RECOVERED, Want, is_condition, undrivable};
use crate::eval::Records;
use crate::world::Level;

/// What a condition is in one stage.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Truth {
    /// It has a sample.
    Holds,
    /// It has data and no sample.
    Fails,
    /// It has no data.
    Gone,
}

impl Truth {
    fn negated(self) -> Self {
        match self {
            Self::Holds => Self::Fails,
            Self::Fails => Self::Holds,
            Self::Gone => Self::Gone,
        }
    }
}

/// The comparisons that decide whether an expression has a sample, from left to right.
pub(crate) fn atoms(expr: &Expr) -> Vec<&Expr> {
    match expr {
        Expr::Binary { op, left, right, .. } if op.is_set() => [atoms(left), atoms(right)].concat(),
        Expr::Call("label_replace", arguments) => arguments.first().map_or_else(Vec::new, atoms),
        Expr::Aggregate { of, .. } if is_condition(of) => atoms(of),
        _ if is_condition(expr) => vec![expr],
        _ => Vec::new(),
    }
}

/// The `or`s that give the values of an expression, through its recordings.
pub(crate) fn alternatives<'a>(expr: &'a Expr, records: &Records<'a>) -> Vec<&'a Expr> {
    let mut found = Vec::new();
    expr.walk(&mut |part| match part {
        Expr::Binary { op: BinaryOp::Or, .. } => found.push(part),
        Expr::Selector(Selector { name, source: Source::Recording(_), .. }) => {
            if let Some(expr) = records.get(name.as_str()) {
                found.extend(alternatives(expr, records));
            }
        }
        _ => {}
    });
    found
}

/// Whether a signal can be given exactly a wanted value: no rate on the way. Sums and quotients may still round; what comes
/// of that is seen when the world is evaluated.
pub(crate) fn is_exact(expr: &Expr, records: &Records<'_>) -> bool {
    let is_exact = |expr: &Expr| is_exact(expr, records);
    match expr {
        Expr::Selector(Selector { name, source: Source::Recording(_), .. }) => {
            records.get(name.as_str()).is_some_and(|expr| is_exact(expr))
        }
        Expr::Call("label_replace", arguments) => arguments.first().is_some_and(is_exact),
        Expr::Aggregate { op: "max" | "min" | "sum" | "avg", of, .. } => is_exact(of),
        Expr::Binary { op, left, .. } if op.is_set() || op.is_comparison() => is_exact(left),
        Expr::Binary { left, right, .. } => is_exact(left) && is_exact(right),
        Expr::Call(function, _) => {
            matches!(*function, "max_over_time" | "min_over_time" | "avg_over_time")
        }
        Expr::Selector(_) | Expr::Number(_) | Expr::Time | Expr::Aggregate { op: "count", .. } => true,
        _ => false,
    }
}

/// Whether a signal is made of quantiles: a factor that all buckets share changes how they are rounded, and is no mistake
/// that a test may notice.
fn is_quantile(expr: &Expr, records: &Records<'_>) -> bool {
    let mut found = false;
    expr.walk(&mut |part| {
        found |= match part {
            Expr::Call("histogram_quantile", _) => true,
            Expr::Selector(Selector { name, source: Source::Recording(_), .. }) => {
                records.get(name.as_str()).is_some_and(|expr| is_quantile(expr, records))
            }
            _ => false,
        }
    });
    found
}

/// The stage in which a signal can stand on its line although rates are on the way: the one that comes onto it from the other
/// side, so that windows are seen by when they leave that.
pub(crate) fn on_line(op: BinaryOp) -> usize {
    match op {
        BinaryOp::AtLeast | BinaryOp::AtMost => PAST,
        _ => RECOVERED,
    }
}

impl<'a> Builder<'a> {
    /// Makes a condition be this in each stage, for series with the wanted labels.
    pub(super) fn condition(&mut self, expr: &'a Expr, want: &Want, truths: &[Truth]) -> Driven {
        match expr {
            Expr::Binary { op, left, right, .. } if op.is_set() => {
                self.set(expr, *op, left, right, want, truths)
            }
            Expr::Call("label_replace", arguments) => {
                let (inner, want) = self.before_replacement(arguments, want)?;
                self.condition(inner, &want, truths)
            }
            Expr::Aggregate { by, of, .. } if is_condition(of) => self.condition(
                of,
                &Want { labels: want.labels.keep(by), keep: by.iter().cloned().collect(), ..*want },
                truths,
            ),
            Expr::Call("absent_over_time", arguments) => match arguments.as_slice() {
                [Expr::Range(selector, _)] => {
                    let level = |truth: &Truth| match truth {
                        Truth::Fails => Level::At(1.0),
                        Truth::Holds | Truth::Gone => Level::Gone,
                    };
                    self.leaf(selector, want, false, &truths.iter().map(level).collect::<Vec<_>>())
                }
                _ => undrivable("`absent_over_time` of something else than series"),
            },
            Expr::Binary { op, left, right, .. } if op.is_comparison() => {
                self.comparison(expr, *op, left, right, want, truths)
            }
            Expr::Vector(_) if truths.iter().all(|truth| *truth == Truth::Holds) => Ok(()),
            _ => undrivable(format!("`{}` is no condition", expr.render())),
        }
    }

    fn set(
        &mut self,
        expr: &'a Expr,
        op: BinaryOp,
        left: &'a Expr,
        right: &'a Expr,
        want: &Want,
        truths: &[Truth],
    ) -> Driven {
        let (left_want, right_want) = self.sides(want, expr);
        let right_truths: Vec<Truth> = match op {
            BinaryOp::Unless => truths.iter().map(|truth| truth.negated()).collect(),
            _ => truths.to_vec(),
        };
        // What the right side is where it must not decide.
        let neutral = if op == BinaryOp::And { Truth::Holds } else { Truth::Fails };
        if self.has_focus(right) {
            let left_neutral = if op == BinaryOp::Or { Truth::Fails } else { Truth::Holds };
            // The other alternative may read the same series.
            if self.way.focus_first || op == BinaryOp::Or {
                self.condition(right, &right_want, &right_truths)?;
                return self.beside(left, &left_want, left_neutral);
            }
            self.beside(left, &left_want, left_neutral)?;
            return self.condition(right, &right_want, &right_truths);
        }
        self.condition(left, &left_want, truths)?;
        // `unless` the series was there before: it is told from the left side when that was.
        if atoms(right).is_empty() { Ok(()) } else { self.beside(right, &right_want, neutral) }
    }

    fn has_focus(&self, expr: &Expr) -> bool {
        self.way.focus.is_some_and(|focus| atoms(expr).iter().any(|atom| std::ptr::eq(*atom, focus)))
    }

    /// Makes a condition be this in every stage, unless it is already where it matters.
    fn beside(&mut self, expr: &'a Expr, want: &Want, truth: Truth) -> Driven {
        let (is_to_hold, is_there) = (truth == Truth::Holds, self.has_series(expr));
        let matters: &[usize] = if is_to_hold && self.way.steady { &[0, PAST, RECOVERED] } else { &[PAST] };
        if (is_to_hold || is_there) && self.holds(expr, want, matters)? == is_to_hold {
            return Ok(());
        }
        let mut truths = vec![truth; self.stages.count()];
        // Of what decides there is nothing in the end, and so there may be nothing of the series that both read.
        if self.way.steady
            && is_there
            && let Some(last) = truths.last_mut()
        {
            *last = Truth::Gone;
        }
        self.condition(expr, want, &truths)
    }

    fn comparison(
        &mut self,
        expr: &'a Expr,
        op: BinaryOp,
        left: &'a Expr,
        right: &'a Expr,
        want: &Want,
        truths: &[Truth],
    ) -> Driven {
        if let Expr::Selector(Selector { source: Source::Metric(def), .. }) = left
            && def.kind == MetricType::Counter
        {
            return self.born(left, want, truths);
        }
        let near = self.near && self.way.focus.is_some_and(|focus| std::ptr::eq(focus, expr));
        let (is_exact, way) = (is_exact(left, self.records), self.way);
        // Two signals would meet by what is rounded alone.
        let can_meet = matches!(right, Expr::Number(_));
        if near && way.exact && !is_exact && is_quantile(left, self.records) {
            return undrivable("a quantile meets its line by what is rounded alone");
        }
        let distance = |stage: usize| {
            if near {
                Distance::Near { exact: way.exact && (is_exact || can_meet && stage == on_line(op)) }
            } else {
                Distance::Far(way.tries)
            }
        };
        if near {
            self.on_line = on_line(op);
        }
        let (left_want, right_want) = self.sides(want, expr);
        let lines: Vec<Line> = if let Expr::Number(Number::Fixed(text)) = right {
            let line = Line::read(text).map_or_else(|| undrivable(format!("`{text}` is no number")), Ok)?;
            vec![line; truths.len()]
        } else {
            if self.beside_left(op, left, right, (&left_want, &right_want), truths)? {
                return Ok(());
            }
            let values = self.other_side(right, &right_want, truths.len())?;
            values.into_iter().map(Line::at).collect()
        };
        let mut levels = Vec::new();
        for (stage, (truth, line)) in truths.iter().zip(lines).enumerate() {
            let value = match truth {
                Truth::Holds => line.holding(op, distance(stage)),
                Truth::Fails => line.failing(op, distance(stage)),
                Truth::Gone => {
                    levels.push(Level::Gone);
                    continue;
                }
            };
            let value =
                value.map_or_else(|| undrivable(format!("`{}` is no comparison", op.as_str())), Ok)?;
            levels.push(Level::At(value));
        }
        self.value(left, &left_want, &levels)
    }

    /// A counter that is compared as it is tells of its birth: before that it has no samples.
    fn born(&mut self, counter: &'a Expr, want: &Want, truths: &[Truth]) -> Driven {
        let mut level = Level::Gone;
        let mut levels = Vec::new();
        for truth in truths {
            level = match truth {
                Truth::Holds => Level::At(1.0),
                Truth::Fails => level,
                Truth::Gone => Level::Gone,
            };
            levels.push(level);
        }
        self.value(counter, want, &levels)
    }

    /// Where the left side of a comparison of two signals is there already, the right one is put beside it: whether that
    /// was done.
    fn beside_left(
        &mut self,
        op: BinaryOp,
        left: &'a Expr,
        right: &'a Expr,
        (left_want, right_want): (&Want, &Want),
        truths: &[Truth],
    ) -> Driven<bool> {
        let Some(now) = self.current(left, left_want)? else { return Ok(false) };
        let Some(there) = now.get(PAST).copied().flatten() else { return Ok(false) };
        if self.has_series(right) || truths.iter().any(|truth| *truth != Truth::Holds) {
            return Ok(false);
        }
        let flipped = match op {
            BinaryOp::Above => BinaryOp::Below,
            BinaryOp::AtLeast => BinaryOp::AtMost,
            BinaryOp::Below => BinaryOp::Above,
            BinaryOp::AtMost => BinaryOp::AtLeast,
            other => other,
        };
        let Some(value) = Line::at(there).holding(flipped, Distance::Far(self.way.tries)) else {
            return Ok(false);
        };
        self.value(right, right_want, &vec![Level::At(value); truths.len()])?;
        Ok(true)
    }

    /// The values of the right side of a comparison of two signals: those that it has, or any. They are higher where the
    /// condition is to hold, so that the windows of the right side are seen too.
    fn other_side(&mut self, right: &'a Expr, want: &Want, stages: usize) -> Driven<Vec<f64>> {
        if let Some(now) = self.current(right, want)? {
            return Ok(now.iter().map(|now| now.unwrap_or_default()).collect());
        }
        let mut others = alternatives(right, self.records).into_iter();
        let value = match others.find(|or| self.is_second(or)) {
            Some(or) if is_none_else(or) => 0.0,
            _ => [0.1, 0.5, 1.0, 10.0].get(self.way.tries).copied().unwrap_or(100.0),
        };
        let values: Vec<f64> =
            (0..stages).map(|stage| if stage == PAST { value * 1.25 } else { value }).collect();
        self.value(right, want, &values.iter().map(|value| Level::At(*value)).collect::<Vec<_>>())?;
        Ok(values)
    }

    /// Whether any series that the expression reads is there.
    fn has_series(&self, expr: &Expr) -> bool {
        let reads = |selector: &Selector| match &selector.source {
            Source::Recording(_) => {
                self.records.get(selector.name.as_str()).is_some_and(|expr| self.has_series(expr))
            }
            Source::Metric(_) => self.series.iter().any(|series| {
                series.name == selector.name && crate::eval::selects(selector, &series.labels) == Ok(true)
            }),
        };
        expr.selectors().into_iter().any(reads)
    }
}
