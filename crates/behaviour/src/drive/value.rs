//! Values: from the result of an operation to its operands.

use plimsoll_promql::{BinaryOp, Expr, MatchOp, Matcher, Selector, Source, flow};
use plimsoll_units::Base;

use super::condition::Truth;
use super::{Builder, Driven, PAST, Want, is_condition, names, same, undrivable, unguarded};
use crate::Labels;
use crate::eval::{anchored, fixed, seconds, window_of};
use crate::world::Level;

/// A label that tells two series apart, and its values.
pub(super) struct Other {
    pub(super) label: String,
    pub(super) names: [String; 2],
}

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
            (BinaryOp::Or, _, Expr::Binary { op: BinaryOp::Multiply, right: times, .. })
                if !self.near && matches!(&**times, Expr::Number(times) if fixed(times) == Ok(0.0)) =>
            {
                Ok(())
            }
            (BinaryOp::Or, ..) => {
                let second = self.way.second.is_some_and(|second| std::ptr::eq(second, expr));
                if second {
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
            (BinaryOp::Subtract, Expr::Time, _) => {
                // As time goes on the moment must move with it for its age to stay.
                let at = |(stage, level): (usize, &Level)| match level {
                    Level::At(age) => {
                        Level::Ramp { from: seconds(self.stages.start(stage)) - age, per_second: 1.0 }
                    }
                    other => *other,
                };
                let levels: Vec<Level> = levels.iter().enumerate().map(at).collect();
                self.value(right, &right_want, &levels)
            }
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
                let usual = |stage| self.usual(divisor) * if stage == PAST && grows { 2.0 } else { 1.0 };
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
            if let Some(captures) = anchored(regex).as_ref().and_then(|engine| engine.captures(&known)) {
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

    fn aggregated(
        &mut self,
        expr: &'a Expr,
        op: &str,
        by: &[String],
        of: &'a Expr,
        want: &Want,
        levels: &[Level],
    ) -> Driven {
        let labels = want.labels.keep(by);
        let inner = |labels: Labels, vary: bool| Want { labels, keep: by.iter().cloned().collect(), vary };
        if op == "sum" {
            let earlier = of.selectors().iter().any(|selector| selector.offset.is_some());
            let decided = !self.settled.insert(format!("{} of {labels}", selectors(of)));
            if let Some(now) = self.current(expr, want)?.filter(|_| !earlier) {
                if decided {
                    return self.scale(of, &labels, &now, levels);
                }
                let rest = rest(&now, levels)?;
                return self.value(of, &inner(labels, false), &rest);
            }
        }
        let mut others = if want.vary { self.others(of, by, &labels) } else { Vec::new() };
        if !matches!(op, "max" | "min") {
            others.truncate(1);
        }
        if others.is_empty() {
            return self.value(of, &inner(labels, want.vary), levels);
        }
        let information = levels.iter().all(|level| *level == Level::At(1.0));
        let same = |value| value;
        let shares: [fn(f64) -> f64; 3] = match op {
            "sum" => [|value| value * 0.75, |value| value * 0.25, same],
            "max" if !information => [same, |value| value - value.abs() / 2.0, |value| value - value.abs()],
            "min" => [same, |value| value + value.abs().max(0.5), |value| value + value.abs().max(0.5) * 2.0],
            "avg" => [|value| value * 1.25, |value| value * 0.75, same],
            _ => [same; 3],
        };
        let first = others.iter().fold(labels, |labels, other| labels.with(&other.label, &other.names[0]));
        let share =
            |share: fn(f64) -> f64| levels.iter().map(|level| shared(*level, share)).collect::<Vec<_>>();
        self.value(of, &inner(first.clone(), true), &share(shares[0]))?;
        for (other, part) in others.iter().zip(&shares[1..]) {
            let labels = first.clone().with(&other.label, &other.names[1]);
            self.value(of, &inner(labels, false), &share(*part))?;
        }
        Ok(())
    }

    /// `count by (..) (of)`: so many series for which it holds.
    fn counted(&mut self, by: &[String], of: &'a Expr, want: &Want, levels: &[Level]) -> Driven {
        let most = levels.iter().fold(1.0_f64, |most, level| match level {
            Level::At(value) => most.max(*value),
            _ => most,
        });
        for (number, labels) in self.several(by, of, want, most)? {
            let inner = Want { labels, keep: by.iter().cloned().collect(), vary: false };
            let counts = |level: &Level| match level {
                Level::At(value) if number < *value => Truth::Holds,
                Level::At(_) | Level::Ramp { .. } => Truth::Fails,
                Level::Gone => Truth::Gone,
            };
            let truths: Vec<Truth> = levels.iter().map(counts).collect();
            if is_condition(of) {
                self.condition(of, &inner, &truths)?;
            } else {
                let level = |truth: &Truth| if *truth == Truth::Holds { Level::At(1.0) } else { Level::Gone };
                self.value(of, &inner, &truths.iter().map(level).collect::<Vec<_>>())?;
            }
        }
        Ok(())
    }

    /// `count by (..) (of) - sum by (..) (of)`: so many of the series are 0 and the others 1.
    fn zeros(&mut self, by: &[String], of: &'a Expr, want: &Want, levels: &[Level]) -> Driven {
        let most = levels.iter().fold(0.0_f64, |most, level| match level {
            Level::At(value) => most.max(*value),
            _ => most,
        });
        for (number, labels) in self.several(by, of, want, most + 1.0)? {
            let inner = Want { labels, keep: by.iter().cloned().collect(), vary: false };
            let up = |level: &Level| match level {
                Level::At(value) => Level::At(1.0 - (value - number).clamp(0.0, 1.0)),
                _ => Level::Gone,
            };
            self.value(of, &inner, &levels.iter().map(up).collect::<Vec<_>>())?;
        }
        Ok(())
    }

    /// Labels for `most` series below an aggregation, each with its number.
    fn several(&self, by: &[String], of: &Expr, want: &Want, most: f64) -> Driven<Vec<(f64, Labels)>> {
        let labels = want.labels.keep(by);
        let second = self.others(of, by, &labels).into_iter().next();
        let mut all = Vec::new();
        let mut number = 0.0;
        while number < most {
            let labels = match &second {
                None if number == 0.0 => labels.clone(),
                None => return undrivable(format!("no label tells the series of `{}` apart", of.render())),
                Some(Other { label, names: [first, second] }) => {
                    let name = match number {
                        0.0 => first.clone(),
                        1.0 => second.clone(),
                        _ => format!("{second}-{number}"),
                    };
                    labels.clone().with(label, &name)
                }
            };
            all.push((number, labels));
            number += 1.0;
        }
        Ok(all)
    }

    /// At most two labels by which series differ that an aggregation puts together.
    pub(super) fn others(&self, of: &Expr, by: &[String], labels: &Labels) -> Vec<Other> {
        let mut made = Vec::new();
        of.walk(&mut |part| {
            if let Expr::Call("label_replace", arguments) = part
                && let [_, Expr::Text(to), ..] = arguments.as_slice()
            {
                made.push(to.clone());
            }
        });
        let mut able: Vec<String> = flow::possible(of)
            .into_iter()
            .filter(|label| !by.contains(label) && label != "le" && !made.contains(label))
            .filter(|label| labels.get(label).is_empty())
            .collect();
        let preferred = |label: &String| {
            ["pod", "instance", "node", "container"].iter().position(|name| name == label).unwrap_or(9)
        };
        able.sort_by_key(preferred);
        let selectors = of.selectors();
        let others = able.into_iter().filter_map(|label| {
            let matchers: Vec<&Matcher> = selectors
                .iter()
                .flat_map(|selector| &selector.matchers)
                .filter(|matcher| matcher.label == label)
                .collect();
            if matchers.iter().any(|matcher| matcher.op == MatchOp::Equal) {
                return None;
            }
            let closed = selectors.iter().find_map(|selector| match &selector.source {
                Source::Metric(def) => def.values_of(&label),
                Source::Recording(_) => None,
            });
            let first = names::value(&label, None, &matchers, closed, &[], &self.owner)?;
            let second = names::value(&label, None, &matchers, closed, &[&first], &self.owner)?;
            Some(Other { label, names: [first, second] })
        });
        others.take(2).collect()
    }

    /// Makes a sum that was decided before be another one: all of its series shrink or grow alike.
    fn scale(&mut self, of: &Expr, labels: &Labels, now: &[Option<f64>], levels: &[Level]) -> Driven {
        let mut factors = Vec::new();
        for (now, level) in now.iter().zip(levels) {
            factors.push(match (now, level) {
                (_, Level::Gone) => None,
                (Some(now), Level::At(value)) if *now != 0.0 => Some(value / now),
                _ => return undrivable(format!("the sum of `{}` cannot be changed", of.render())),
            });
        }
        for selector in of.selectors() {
            for series in &mut self.series {
                let taken = series.name == selector.name
                    && series.labels.include(labels)
                    && crate::eval::selects(selector, &series.labels)?;
                for (level, factor) in series.levels.iter_mut().zip(&factors).filter(|_| taken) {
                    *level = factor.map_or(Level::Gone, |factor| level.times(factor));
                }
            }
        }
        Ok(())
    }
}

/// Whether an expression is of what happens per second.
fn is_rate(expr: &Expr) -> bool {
    let mut rate = false;
    expr.walk(&mut |part| rate |= matches!(part, Expr::Call("rate" | "increase", _)));
    rate
}

/// What is missing to these sums.
fn rest(now: &[Option<f64>], levels: &[Level]) -> Driven<Vec<Level>> {
    let mut rest = Vec::new();
    for (now, level) in now.iter().zip(levels) {
        rest.push(match (now.unwrap_or_default(), level) {
            (now, Level::At(value)) if value - now >= 0.0 => Level::At(value - now),
            (0.0, Level::Gone) => Level::Gone,
            _ => return undrivable("a part would be more than its whole"),
        });
    }
    Ok(rest)
}

fn shared(level: Level, share: fn(f64) -> f64) -> Level {
    match level {
        Level::Gone => Level::Gone,
        Level::At(value) => Level::At(share(value)),
        Level::Ramp { from, per_second } => Level::Ramp { from: share(from), per_second },
    }
}

/// Gauges that grow by so much within `per` seconds.
fn slopes(levels: &[Level], per: f64) -> Vec<Level> {
    let slope = |level: &Level| match level {
        Level::At(value) => Level::Ramp { from: 0.0, per_second: value / per },
        other => *other,
    };
    levels.iter().map(slope).collect()
}

/// The series that an expression reads, whatever their windows.
fn selectors(expr: &Expr) -> String {
    let shown = |selector: &Selector| Expr::Selector(selector.clone()).render();
    expr.selectors().into_iter().map(shown).collect::<Vec<_>>().join(", ")
}
