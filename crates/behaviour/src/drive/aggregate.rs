//! Aggregations: several series whose sum, maximum or number is what is wanted.

use plimsoll_promql::{Expr, MatchOp, Matcher, Selector, Source};

use super::condition::Truth;
use super::{Builder, Driven, Want, carried, is_condition, names, undrivable};
use crate::Labels;
use crate::world::Level;

/// How many series are made of one aggregation at most.
const MOST_SERIES: f64 = 200.0;

/// A label that tells two series apart, and its values.
pub(super) struct Other {
    pub(super) label: String,
    pub(super) names: [String; 2],
    /// One more, if there is one.
    third: Option<String>,
}

impl<'a> Builder<'a> {
    pub(super) fn aggregated(
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
        // By two labels where there are two, otherwise twice by one.
        let second = others.iter().map(|other| (&other.label, Some(&other.names[1])));
        let third = others.iter().map(|other| (&other.label, other.third.as_ref()));
        let rest = second.chain(third).filter_map(|(label, name)| Some(first.clone().with(label, name?)));
        for (labels, part) in rest.take(if matches!(op, "max" | "min") { 2 } else { 1 }).zip(&shares[1..]) {
            self.value(of, &inner(labels, false), &share(*part))?;
        }
        Ok(())
    }

    /// `count by (..) (of)`: so many series for which it holds.
    pub(super) fn counted(&mut self, by: &[String], of: &'a Expr, want: &Want, levels: &[Level]) -> Driven {
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
    pub(super) fn zeros(&mut self, by: &[String], of: &'a Expr, want: &Want, levels: &[Level]) -> Driven {
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

    /// Labels for `most` series below an aggregation, each with its number. A line that needs thousands of series is one for
    /// its author to test: nobody would read that world.
    fn several(&self, by: &[String], of: &Expr, want: &Want, most: f64) -> Driven<Vec<(f64, Labels)>> {
        if most > MOST_SERIES {
            return undrivable(format!(
                "{most} series of `{}` would be needed, more than {MOST_SERIES}",
                of.render()
            ));
        }
        let labels = want.labels.keep(by);
        let second = self.others(of, by, &labels).into_iter().next();
        let mut all = Vec::new();
        let mut number = 0.0;
        while number < most {
            let labels = match &second {
                None if number == 0.0 => labels.clone(),
                None => return undrivable(format!("no label tells the series of `{}` apart", of.render())),
                Some(Other { label, names: [first, second], .. }) => {
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
        let mut able: Vec<String> = carried(of)
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
            let third = names::value(&label, None, &matchers, closed, &[&first, &second], &self.owner);
            Some(Other { label, names: [first, second], third })
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

/// The series that an expression reads, whatever their windows.
fn selectors(expr: &Expr) -> String {
    let shown = |selector: &Selector| Expr::Selector(selector.clone()).render();
    expr.selectors().into_iter().map(shown).collect::<Vec<_>>().join(", ")
}
