//! From what an expression is to give, back to the series that make it give that.
//!
//! Building a world is PromQL read backwards: [`condition`] decides on which side of its line each signal is, [`value`]
//! carries a wanted value down to the selectors, [`histogram`] makes the buckets of a wanted quantile, [`leaf`] writes
//! the series. What is built is never trusted: [`derive`](crate::derive) evaluates it and refuses a world that does
//! not do what it was built for.

mod aggregate;
mod condition;
mod histogram;
mod leaf;
mod line;
mod names;
mod value;

use std::collections::BTreeSet;
use std::fmt;

use plimsoll_promql::{BinaryOp, Expr, Group, Matcher, Source, flow};

pub(crate) use condition::{Truth, alternatives, atoms, is_exact, on_line};
pub(crate) use value::{is_none_else, is_zero};

use crate::Labels;
use crate::eval::{EvalError, Evaluator, Records, Semantics};
use crate::world::{Level, Samples, Series, Stages};

/// The stage in which the alert is to hold.
pub(crate) const PAST: usize = 1;

/// The stage in which it is not to hold any more.
pub(crate) const RECOVERED: usize = 2;

/// Why no series could be found for an expression.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Undrivable(pub(crate) String);

impl fmt::Display for Undrivable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<EvalError> for Undrivable {
    fn from(error: EvalError) -> Self {
        Self(error.to_string())
    }
}

type Driven<T = ()> = Result<T, Undrivable>;

fn undrivable<T>(why: impl Into<String>) -> Driven<T> {
    Err(Undrivable(why.into()))
}

/// One way to build a world; some conditions leave room for one way alone.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Way<'a> {
    /// The comparison that is driven over its line; all others are far from theirs.
    pub(crate) focus: Option<&'a Expr>,
    /// The `or` of which the second alternative gives the value.
    pub(crate) second: Option<&'a Expr>,
    /// Whether the focus is built first and all others around it, or as they stand.
    pub(crate) focus_first: bool,
    /// Whether all others are where they must be before and after the focus is past its line too, and not only meanwhile.
    pub(crate) steady: bool,
    /// Whether a signal is tried on the line itself.
    pub(crate) exact: bool,
    /// Between two evaluations, in milliseconds.
    pub(crate) evaluation: u64,
    /// How near to their lines all others are: each further try is nearer.
    pub(crate) tries: usize,
}

impl<'a> Way<'a> {
    /// Every way, those first of which a test says most: on the line itself wherever that can be, and all others steady.
    pub(crate) fn all(
        focus: Option<&'a Expr>,
        second: Option<&'a Expr>,
        evaluation: u64,
    ) -> impl Iterator<Item = Self> {
        let far = [true, false].into_iter().flat_map(|exact| (0..4).map(move |tries| (exact, tries)));
        far.flat_map(move |(exact, tries)| {
            let orders = [(false, true), (false, false), (true, true), (true, false)];
            orders.map(|(focus_first, steady)| Self {
                focus,
                second,
                focus_first,
                steady,
                exact,
                evaluation,
                tries,
            })
        })
    }
}

/// What a part of an expression is to carry.
#[derive(Debug, Clone, Default)]
struct Want {
    /// Labels with these values.
    labels: Labels,
    /// Labels that must be there, with any value.
    keep: BTreeSet<String>,
    /// Whether aggregations get a second series, which tells them apart.
    vary: bool,
}

/// Builds a world.
#[derive(Debug)]
pub(crate) struct Builder<'a> {
    records: &'a Records<'a>,
    stages: &'a Stages,
    way: Way<'a>,
    series: Vec<Series>,
    /// Whether the focus is driven close to its line.
    near: bool,
    /// Whose series are built: names begin with it.
    owner: String,
    /// The stage in which what is driven can stand on its line.
    on_line: usize,
    /// Sums whose value was decided: a later one is met by scaling all of its series.
    settled: BTreeSet<String>,
}

impl<'a> Builder<'a> {
    pub(crate) fn new(records: &'a Records<'a>, stages: &'a Stages, way: Way<'a>) -> Self {
        Self {
            records,
            stages,
            way,
            series: Vec::new(),
            near: true,
            owner: String::new(),
            on_line: RECOVERED,
            settled: BTreeSet::new(),
        }
    }

    /// Adds what makes a condition hold and fail for series with these labels. `vary`: with second series below its
    /// aggregations.
    pub(crate) fn add(&mut self, expr: &'a Expr, labels: Labels, truths: &[Truth], vary: bool) -> Driven {
        labels.get(plimsoll_plan::names::SERVICE).clone_into(&mut self.owner);
        let want = Want { labels, keep: BTreeSet::new(), vary };
        self.condition(expr, &want, truths)
    }

    /// Adds a series set for which the condition clearly fails, if there is room for one: by what decides, or by what
    /// comes first.
    pub(crate) fn add_bystander(&mut self, expr: &'a Expr, labels: Labels, by_focus: bool) {
        self.near = false;
        let focus = self.way.focus;
        self.way.focus = focus.filter(|_| by_focus);
        let (series, settled) = (self.series.clone(), self.settled.clone());
        if self.add(expr, labels, &vec![Truth::Fails; self.stages.count()], false).is_err() {
            (self.series, self.settled) = (series, settled);
        }
        self.near = true;
        self.way.focus = focus;
    }

    /// How many series there are so far.
    pub(crate) fn len(&self) -> usize {
        self.series.len()
    }

    pub(crate) fn series(self) -> Vec<Series> {
        self.series
    }

    /// What an expression gives at the end of each stage for series with the wanted labels; `None` if nothing at all.
    fn current(&self, expr: &'a Expr, want: &Want) -> Driven<Option<Vec<Option<f64>>>> {
        if self.series.is_empty() {
            return Ok(None);
        }
        let samples = Samples::of(&self.series, self.stages);
        let evaluator = Evaluator::new(self.records, &samples, Semantics::Prometheus3);
        let carried = carried(expr).into_iter().collect::<Vec<_>>();
        let labels = want.labels.keep(&carried);
        let mut values = Vec::new();
        for stage in 0..self.stages.count() {
            let found = evaluator.vector(expr, self.stages.end(stage).saturating_sub(1))?;
            let mine = found.iter().find(|sample| sample.labels.include(&labels));
            values.push(mine.map(|sample| sample.value));
        }
        Ok(values.iter().any(Option::is_some).then_some(values))
    }

    /// Whether a condition is true in all of these stages.
    fn holds(&self, expr: &'a Expr, want: &Want, stages: &[usize]) -> Driven<bool> {
        let now = self.current(expr, want)?.unwrap_or_default();
        Ok(stages.iter().all(|stage| now.get(*stage).is_some_and(Option::is_some)))
    }

    /// What the two sides of a pairing are to carry: the labels on which they are paired, with the same values.
    fn sides(&self, want: &Want, expr: &Expr) -> (Want, Want) {
        let Expr::Binary { op, left, right, matching } = expr else { return (want.clone(), want.clone()) };
        let [carried_left, carried_right] = [left, right].map(|side| carried(side));
        let narrowed = |carried: &BTreeSet<String>, without: &[String]| {
            let able = |label: &&String| carried.contains(*label) && !without.contains(label);
            let labels = want.labels.iter().filter(|(label, _)| able(&&(*label).to_owned()));
            let keep = want.keep.iter().filter(able).cloned().collect();
            Want { labels: labels.collect(), keep, vary: want.vary }
        };
        let Some(matching) = matching else {
            return (narrowed(&carried_left, &[]), narrowed(&carried_right, &[]));
        };
        let (bring_left, bring_right) = match &matching.group {
            Some(Group::Left(bring)) => (bring.as_slice(), &[][..]),
            Some(Group::Right(bring)) => (&[][..], bring.as_slice()),
            None => (&[][..], &[][..]),
        };
        let [mut left_want, mut right_want] =
            [narrowed(&carried_left, bring_left), narrowed(&carried_right, bring_right)];
        let one_side = |side: &mut Want, bring: &[String]| {
            let allowed = [matching.on.as_slice(), bring].concat();
            side.labels = side.labels.keep(&allowed);
            side.keep.retain(|label| allowed.contains(label));
        };
        match &matching.group {
            Some(Group::Left(bring)) => one_side(&mut right_want, bring),
            Some(Group::Right(bring)) => one_side(&mut left_want, bring),
            None if op.is_set() => one_side(&mut right_want, &[]),
            None => {
                one_side(&mut left_want, &[]);
                one_side(&mut right_want, &[]);
            }
        }
        for label in
            matching.on.iter().filter(|label| carried_left.contains(*label) && carried_right.contains(*label))
        {
            if want.labels.get(label).is_empty() {
                let matchers = self.matchers(expr, label);
                let matchers: Vec<&Matcher> = matchers.iter().collect();
                if let Some(value) = names::value(label, None, &matchers, None, &[], &self.owner) {
                    left_want.labels = left_want.labels.with(label, &value);
                    right_want.labels = right_want.labels.with(label, &value);
                }
            }
        }
        (left_want, right_want)
    }

    /// What the selectors of an expression say of a label, through its recordings.
    fn matchers(&self, expr: &Expr, label: &str) -> Vec<Matcher> {
        let mut found = Vec::new();
        for selector in expr.selectors() {
            found.extend(selector.matchers.iter().filter(|matcher| matcher.label == label).cloned());
            if let (Source::Recording(_), Some(expr)) =
                (&selector.source, self.records.get(selector.name.as_str()))
            {
                found.extend(self.matchers(expr, label));
            }
        }
        found
    }
}

/// The labels that the result of an expression can carry.
fn carried(expr: &Expr) -> BTreeSet<String> {
    flow::possible(expr).into_iter().map(str::to_owned).collect()
}

/// Whether an expression compares: it has samples where something is true.
pub(crate) fn is_condition(expr: &Expr) -> bool {
    match expr {
        Expr::Binary { op, left, .. } => op.is_comparison() || (op.is_set() && is_condition(left)),
        Expr::Call("absent_over_time", _) => true,
        Expr::Call("label_replace", arguments) => arguments.first().is_some_and(is_condition),
        Expr::Aggregate { op, of, .. } => *op != "count" && is_condition(of),
        _ => false,
    }
}

/// `x` of `x > 0`, the guard of a divisor.
fn unguarded(expr: &Expr) -> &Expr {
    match expr {
        Expr::Binary { op: BinaryOp::Above, left, right, matching: None } if matches!(&**right, Expr::Number(number) if crate::eval::fixed(number) == Ok(0.0)) => {
            left
        }
        other => other,
    }
}

fn same(now: &[Option<f64>], levels: &[Level]) -> bool {
    now.iter().zip(levels).all(|(now, level)| match (now, level) {
        (None, Level::Gone) => true,
        (Some(now), Level::At(value)) => (now - value).abs() <= 1e-9 * value.abs(),
        _ => false,
    })
}
