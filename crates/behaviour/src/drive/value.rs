//! Values: from the result of an operation to its operands.

use plimsoll_promql::{BinaryOp, Expr, Matcher, Selector, Source};
use plimsoll_units::Base;

use super::condition::Truth;
use super::{Builder, Driven, PAST, Want, names, same, undrivable, unguarded};
use crate::digits::whole_of;
use crate::eval::{anchored, fixed, seconds, window_of};
use crate::world::Level;

impl<'a> Builder<'a> {
    /// Makes an expression give these values, for series with the wanted labels.
    pub(super) fn value(&mut self, expr: &'a Expr, want: &Want, levels: &[Level]) -> Driven {
        if matches!(expr, Expr::Selector(_) | Expr::Aggregate { .. } | Expr::Binary { .. })
            && self.current(expr, want)?.is_some_and(|now| same(&now, levels))
        {
            return Ok(());
        }
        match expr {
            Expr::Selector(selector) => match selector.source {
                Source::Recording(_) => self.recording(selector, want, levels),
                Source::Metric(_) => self.leaf(selector, want, false, levels),
            },
            Expr::Aggregate { op: "count", by, of } => self.counted(by, of, want, levels),
            Expr::Aggregate { op, by, of } => self.aggregated(expr, op, by, of, want, levels),
            Expr::Call(function, arguments) => self.called(function, arguments, want, levels),
            Expr::Binary { op, left, right, .. } => self.combined(expr, *op, left, right, want, levels),
            Expr::Recorded(_, of) => self.value(of, want, levels),
            Expr::Raw { text, .. } => {
                undrivable(format!("`{text}` is a text that the builders do not cover"))
            }
            Expr::Number(_) | Expr::Time | Expr::Vector(_) | Expr::Range(..) | Expr::Text(_) => {
                undrivable(format!("nothing decides the value of `{}`", expr.render()))
            }
        }
    }

    /// A recording is what is recorded; its matchers choose labels.
    fn recording(&mut self, selector: &Selector, want: &Want, levels: &[Level]) -> Driven {
        let Some(&expr) = self.records.get(selector.name.as_str()) else {
            return undrivable(format!("no recording is called `{}`", selector.name));
        };
        let mut want = want.clone();
        for label in selector.matchers.iter().map(|matcher| &matcher.label) {
            let matchers: Vec<&Matcher> =
                selector.matchers.iter().filter(|matcher| matcher.label == *label).collect();
            let wanted = Some(want.labels.get(label)).filter(|value| !value.is_empty());
            let Some(value) = names::value(label, wanted, &matchers, None, &[], &self.owner) else {
                return undrivable(format!("no value of `{label}` is one that `{}` takes", selector.name));
            };
            want.labels = want.labels.with(label, &value);
        }
        self.value(expr, &want, levels)
    }

    fn called(&mut self, function: &str, arguments: &'a [Expr], want: &Want, levels: &[Level]) -> Driven {
        match (function, arguments) {
            ("abs", [of]) => self.value(of, want, levels),
            ("label_replace", _) => {
                let (inner, want) = self.before_replacement(arguments, want)?;
                self.value(inner, &want, levels)
            }
            ("histogram_quantile", [Expr::Number(share), of]) => {
                self.histogram(fixed(share)?, of, want, levels)
            }
            ("rate", [Expr::Range(selector, _)]) => self.leaf(selector, want, true, levels),
            ("increase", [Expr::Range(selector, window)]) => {
                let window = seconds(window_of(*window)?);
                let levels: Vec<Level> = levels.iter().map(|level| level.times(1.0 / window)).collect();
                self.leaf(selector, want, true, &levels)
            }
            ("max_over_time" | "min_over_time" | "avg_over_time", [Expr::Range(selector, _)]) => {
                self.leaf(selector, want, false, levels)
            }
            ("deriv", [Expr::Range(selector, _)]) => self.leaf(selector, want, false, &slopes(levels, 1.0)),
            ("delta", [Expr::Range(selector, window)]) => {
                let window = seconds(window_of(*window)?);
                self.leaf(selector, want, false, &slopes(levels, window))
            }
            ("predict_linear", [Expr::Range(selector, _), Expr::Number(ahead)]) => {
                let levels = self.growing(levels, fixed(ahead)?);
                self.leaf(selector, want, false, &levels)
            }
            _ => undrivable(format!("`{function}` is not a function that can be driven")),
        }
    }

    /// A gauge that will be where it is wanted: it grows in the stage that wants most, and falls from just below in the
    /// others.
    fn growing(&self, levels: &[Level], ahead: f64) -> Vec<Level> {
        let values = levels.iter().filter_map(|level| match level {
            Level::At(value) => Some(*value),
            _ => None,
        });
        let (least, most) = values.fold((f64::INFINITY, f64::NEG_INFINITY), |(least, most), value| {
            (least.min(value), most.max(value))
        });
        let level = |(stage, level): (usize, &Level)| match level {
            Level::At(value) if least < most && *value >= most => {
                Level::Ramp { from: value / 2.0, per_second: value / 2.0 / ahead }
            }
            Level::At(value) if least < most => {
                let lasts = seconds(self.stages.end(stage) - self.stages.start(stage)).max(1.0);
                Level::Ramp { from: value * 0.98, per_second: -value * 0.02 / lasts }
            }
            other => *other,
        };
        levels.iter().enumerate().map(level).collect()
    }

    /// The moments of which the ages are wanted. One stays where it is and comes to its age as time goes on: at the last
    /// evaluation of a stage in which it may be younger, at the first of one in which it may be older.
    fn moments(&self, levels: &[Level]) -> Vec<Level> {
        let age = |stage: usize| match levels.get(stage) {
            Some(Level::At(age)) => Some(*age),
            _ => None,
        };
        let older = age(PAST).partial_cmp(&age(0)).filter(|order| order.is_ne());
        let moment = |(stage, level): (usize, &Level)| {
            let Level::At(age) = level else { return *level };
            let Some(older) = older else {
                // As time goes on the moment must move with it for its age to stay.
                return Level::Ramp { from: seconds(self.stages.start(stage)) - age, per_second: 1.0 };
            };
            let reached = if older.is_gt() == (stage == PAST) {
                self.stages.start(stage) + if stage == 0 { 0 } else { self.way.evaluation }
            } else {
                self.stages.end(stage).saturating_sub(self.way.evaluation)
            };
            Level::At(seconds(reached) - age)
        };
        levels.iter().enumerate().map(moment).collect()
    }

    /// So much of what is counted per second that the wanted part of it is counted exactly.
    fn countable(&self, levels: &[Level]) -> Option<f64> {
        let part = match levels.get(self.on_line) {
            Some(Level::At(part)) if self.way.exact && self.near => *part,
            _ => return None,
        };
        let step = self.stages.step();
        // Less than one per second, or where that is too little for what stands beside it, more.
        let least = if self.way.tries == 0 { 0.25 } else { 4.0 };
        Some(whole_of(part, least * step) / step)
    }

    fn combined(
        &mut self,
        expr: &'a Expr,
        op: BinaryOp,
        left: &'a Expr,
        right: &'a Expr,
        want: &Want,
        levels: &[Level],
    ) -> Driven {
        let (left_want, right_want) = self.sides(want, expr);
        let all = |number: f64| vec![Level::At(number); levels.len()];
        let changed =
            |change: &dyn Fn(Level) -> Level| levels.iter().copied().map(change).collect::<Vec<_>>();
        match (op, left, right) {
            // Who has no part yet has none of it, whatever the whole is.
            (BinaryOp::Or, ..)
                if is_none_else(expr) && (!self.near || self.is_second(expr) && are_none(levels)) =>
            {
                Ok(())
            }
            (BinaryOp::Or, ..) => {
                if self.is_second(expr) {
                    self.value(right, &right_want, levels)
                } else {
                    self.value(left, &left_want, levels)
                }
            }
            (BinaryOp::And, ..) => {
                self.value(left, &left_want, levels)?;
                self.condition(right, &right_want, &vec![Truth::Holds; levels.len()])
            }
            (BinaryOp::Unless, ..) => self.value(left, &left_want, levels),
            (_, _, Expr::Number(number)) => {
                let number = fixed(number)?;
                let levels = match op {
                    BinaryOp::Add => changed(&|level| level.plus(-number)),
                    BinaryOp::Subtract => changed(&|level| level.plus(number)),
                    BinaryOp::Multiply => changed(&|level| level.times(1.0 / number)),
                    BinaryOp::Divide => changed(&|level| level.times(number)),
                    _ => levels.to_vec(),
                };
                self.value(left, &left_want, &levels)
            }
            (BinaryOp::Subtract, Expr::Time, _) => self.value(right, &right_want, &self.moments(levels)),
            (
                BinaryOp::Subtract,
                Expr::Aggregate { op: "count", by, of },
                Expr::Aggregate { op: "sum", of: same, .. },
            ) if of == same => self.zeros(by, of, want, levels),
            (BinaryOp::Divide, ..) => {
                let divisor = unguarded(right);
                let now = self.current(divisor, &right_want)?;
                // There is more of it where the alert is to hold: a window of the divisor is seen by that.
                let grows = is_rate(divisor);
                let usual = self.countable(levels).filter(|_| grows).unwrap_or_else(|| self.usual(divisor));
                let usual = |stage| usual * if stage == PAST && grows { 2.0 } else { 1.0 };
                let by =
                    |stage: usize| now.as_ref().and_then(|now| now[stage]).unwrap_or_else(|| usual(stage));
                let by: Vec<f64> = (0..levels.len()).map(by).collect();
                let parts: Vec<Level> = levels.iter().zip(&by).map(|(level, by)| level.times(*by)).collect();
                let wholes = levels.iter().zip(&by).map(|(level, by)| match level {
                    Level::Gone => Level::Gone,
                    _ => Level::At(*by),
                });
                let wholes: Vec<Level> = wholes.collect();
                self.value(left, &left_want, &parts)?;
                self.value(divisor, &right_want, &wholes)
            }
            (BinaryOp::Multiply, ..) => {
                // The right side is information, whose value is 1.
                self.value(left, &left_want, levels)?;
                self.value(right, &right_want, &all(1.0))
            }
            (BinaryOp::Add, ..) => {
                self.value(left, &left_want, &changed(&|level| level.times(0.75)))?;
                self.value(right, &right_want, &changed(&|level| level.times(0.25)))
            }
            (BinaryOp::Subtract, ..) => {
                let usual = self.usual(right);
                self.value(right, &right_want, &all(usual))?;
                self.value(left, &left_want, &changed(&|level| level.plus(usual)))
            }
            _ => {
                // A comparison that lets its left side through.
                self.value(left, &left_want, levels)?;
                match right {
                    Expr::Number(_) => Ok(()),
                    _ => undrivable(format!("`{}` compares two signals inside a value", expr.render())),
                }
            }
        }
    }

    /// Whether the second alternative of this `or` gives the value.
    pub(super) fn is_second(&self, expr: &Expr) -> bool {
        self.way.second.is_some_and(|second| std::ptr::eq(second, expr))
    }

    /// Before `label_replace`: the label that it makes is wanted of the one that it reads.
    pub(super) fn before_replacement<'e>(
        &self,
        arguments: &'e [Expr],
        want: &Want,
    ) -> Driven<(&'e Expr, Want)> {
        let [inner, Expr::Text(to), Expr::Text(template), Expr::Text(from), Expr::Text(regex)] = arguments
        else {
            return undrivable("`label_replace` of other arguments");
        };
        let mut want = want.clone();
        let value = want.labels.get(to).to_owned();
        let kept = want.keep.remove(to);
        if (value.is_empty() && !kept) || to == from {
            return Ok((inner, want));
        }
        want.labels = want.labels.with(to, "");
        let known = want.labels.get(from).to_owned();
        if !known.is_empty() {
            // The label that is read was decided further out.
            let mut made = String::new();
            if let Some(captures) = anchored(regex).as_deref().and_then(|engine| engine.captures(&known)) {
                captures.expand(template, &mut made);
            }
            return if value.is_empty() || made == value {
                Ok((inner, want))
            } else {
                undrivable(format!("`{to}` is `{made}` where `{value}` is wanted"))
            };
        }
        let value = if value.is_empty() { names::examples(to, &self.owner)[0].clone() } else { value };
        match names::sample(regex, Some(&value)).filter(|_| template == "$1") {
            Some(source) => {
                want.labels = want.labels.with(from, &source);
                Ok((inner, want))
            }
            None => undrivable(format!("no `{from}` makes `{to}` be `{value}`")),
        }
    }

    /// A value that is natural for what a divisor measures; powers of 2, by which products are exact.
    fn usual(&self, expr: &Expr) -> f64 {
        let first = expr.selectors().into_iter().next();
        match first.map(|selector| (&selector.source, selector)) {
            Some((Source::Recording(_), selector)) => {
                self.records.get(selector.name.as_str()).map_or(1.0, |expr| self.usual(expr))
            }
            Some((Source::Metric(def), _)) => match def.unit.base() {
                // Less than one per second: a guard against 0 is not one against less than 1.
                _ if is_rate(expr) => 0.5,
                Base::Bytes => 1_073_741_824.0,
                Base::Cores => 0.5,
                _ => 1_024.0,
            },
            None => 1.0,
        }
    }
}

/// Whether an expression is `... or x * 0`: nothing of `x`, where there is no other.
pub(crate) fn is_none_else(expr: &Expr) -> bool {
    let Expr::Binary { op: BinaryOp::Or, right, .. } = expr else { return false };
    let Expr::Binary { op: BinaryOp::Multiply, right: times, .. } = &**right else { return false };
    is_zero(times)
}

/// Whether an expression is the number 0.
pub(crate) fn is_zero(expr: &Expr) -> bool {
    matches!(expr, Expr::Number(number) if fixed(number) == Ok(0.0))
}

/// Whether no value but 0 is wanted.
fn are_none(levels: &[Level]) -> bool {
    levels.iter().all(|level| matches!(level, Level::Gone | Level::At(0.0)))
}

/// Whether an expression is of what happens per second.
fn is_rate(expr: &Expr) -> bool {
    let mut rate = false;
    expr.walk(&mut |part| rate |= matches!(part, Expr::Call("rate" | "increase", _)));
    rate
}

/// Gauges that grow by so much within `per` seconds.
fn slopes(levels: &[Level], per: f64) -> Vec<Level> {
    let slope = |level: &Level| match level {
        Level::At(value) => Level::Ramp { from: 0.0, per_second: value / per },
        other => *other,
    };
    levels.iter().map(slope).collect()
}
