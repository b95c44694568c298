//! What Prometheus would answer: expressions over a world, at one moment.
//!
//! The semantics are those of Prometheus' engine (`promql/engine.go`, `promql/functions.go`, `promql/quantile.go`), for
//! the part of the language that the DSL builds: [`range`] holds the functions of range vectors, [`binary`] pairs
//! vectors, [`aggregate`] groups them, [`quantile`] reads histograms. Texts that the builders do not cover are not
//! evaluated: they are an error.

mod aggregate;
pub(crate) mod binary;
mod quantile;
mod range;

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fmt;
use std::rc::Rc;

use plimsoll_plan::Plan;
use plimsoll_promql::{Expr, MatchOp, Number, Selector, Source, Window};
use regex::Regex;

use crate::Labels;
use crate::world::{Point, Samples};

/// How long ago a sample may be and still be the value of now: 5 minutes, Prometheus' default.
pub(crate) const LOOKBACK: u64 = 300_000;

/// Where Prometheus 2 and 3 differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Semantics {
    /// A window takes the sample at its very start.
    Prometheus2,
    /// A window leaves it out.
    Prometheus3,
}

/// One series of a result.
#[derive(Debug, Clone, PartialEq)]
pub struct Sample {
    /// Without the metric's name.
    pub labels: Labels,
    /// In the base unit.
    pub value: f64,
}

/// A result.
#[derive(Debug, Clone)]
pub(crate) enum Value {
    Scalar(f64),
    Vector(Rc<Vec<Sample>>),
}

/// Why an expression has no result.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EvalError(pub(crate) String);

impl fmt::Display for EvalError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for EvalError {}

pub(crate) type Evaluated<T> = Result<T, EvalError>;

fn refuse<T>(why: impl Into<String>) -> Evaluated<T> {
    Err(EvalError(why.into()))
}

/// Results of recordings.
type Kept<'a> = BTreeMap<&'a str, Rc<Vec<Sample>>>;

/// What a replacement makes of values of a label.
type Made = BTreeMap<String, Option<String>>;

/// A series in a window: its samples, each with its time.
type Stretch = (Labels, Vec<(u64, f64)>);

/// Evaluates the expressions of a plan over the samples of a world.
#[derive(Debug)]
pub(crate) struct Evaluator<'a> {
    records: &'a Records<'a>,
    samples: &'a Samples,
    semantics: Semantics,
    /// The moment of the recordings that are kept, and their results.
    kept: RefCell<(u64, Kept<'a>)>,
    /// The series that a selector takes, by its place in memory: expressions do not move while they are evaluated.
    selected: RefCell<BTreeMap<usize, Rc<Vec<usize>>>>,
    /// What `label_replace` makes of the values of a label, by the place of its arguments.
    made: RefCell<BTreeMap<usize, Made>>,
}

/// The recordings of a plan by their names.
pub(crate) type Records<'a> = BTreeMap<&'a str, &'a Expr>;

/// The recordings of a plan by their names.
pub(crate) fn records(plan: &Plan) -> Records<'_> {
    plan.rules().filter_map(|rule| rule.as_record()).map(|rule| (rule.record.as_str(), &*rule.expr)).collect()
}

impl<'a> Evaluator<'a> {
    pub(crate) fn new(records: &'a Records<'a>, samples: &'a Samples, semantics: Semantics) -> Self {
        Self {
            records,
            samples,
            semantics,
            kept: RefCell::default(),
            selected: RefCell::default(),
            made: RefCell::default(),
        }
    }

    /// The samples of an expression, at milliseconds from the world's beginning.
    pub(crate) fn vector(&self, expr: &'a Expr, at: u64) -> Evaluated<Rc<Vec<Sample>>> {
        match self.value(expr, at)? {
            Value::Vector(samples) => Ok(samples),
            Value::Scalar(_) => refuse(format!("`{}` is a number and no series", expr.render())),
        }
    }

    fn value(&self, expr: &'a Expr, at: u64) -> Evaluated<Value> {
        let vector = |samples| Ok(Value::Vector(Rc::new(samples)));
        match expr {
            Expr::Number(number) => Ok(Value::Scalar(fixed(number)?)),
            Expr::Time => Ok(Value::Scalar(seconds(at))),
            Expr::Vector(number) => vector(vec![Sample { labels: Labels::default(), value: fixed(number)? }]),
            Expr::Selector(selector) => self.select(selector, at).map(Value::Vector),
            Expr::Call(function, arguments) => vector(self.call(function, arguments, at)?),
            Expr::Aggregate { op, by, of } => {
                vector(aggregate::aggregate(op, by, &self.vector(of, at)?, self.semantics)?)
            }
            Expr::Binary { op, left, right, matching } => {
                binary::binary(*op, &self.value(left, at)?, &self.value(right, at)?, matching.as_ref())
            }
            Expr::Recorded(_, of) => self.value(of, at),
            Expr::Range(..) | Expr::Text(_) => refuse("a range or a text stands alone"),
            Expr::Raw { text, .. } => refuse(format!("`{text}` is a text that the builders do not cover")),
        }
    }

    fn call(&self, function: &str, arguments: &'a [Expr], at: u64) -> Evaluated<Vec<Sample>> {
        match (function, arguments) {
            ("abs", [of]) => Ok(mapped(&self.vector(of, at)?, f64::abs)),
            ("histogram_quantile", [Expr::Number(share), of]) => {
                Ok(quantile::histogram(fixed(share)?, &self.vector(of, at)?))
            }
            (
                "label_replace",
                [of, Expr::Text(to), Expr::Text(template), Expr::Text(from), Expr::Text(regex)],
            ) => {
                let samples = self.vector(of, at)?;
                let mut made = self.made.borrow_mut();
                let made = made.entry(arguments.as_ptr().addr()).or_default();
                let mut replaced = Vec::with_capacity(samples.len());
                for Sample { labels, value } in samples.iter() {
                    let labels = match made_of(labels.get(from), regex, template, made)? {
                        Some(new) => labels.clone().with(to, new),
                        None => labels.clone(),
                    };
                    replaced.push(Sample { labels, value: *value });
                }
                Ok(replaced)
            }
            ("absent_over_time", [Expr::Range(selector, window)]) => {
                let there = self.windows(selector, *window, at)?.iter().any(|(_, points)| !points.is_empty());
                Ok(if there { Vec::new() } else { vec![Sample { labels: equalities(selector), value: 1.0 }] })
            }
            (_, [Expr::Range(selector, window), rest @ ..]) => {
                let number = match rest {
                    [] => None,
                    [Expr::Number(number)] => Some(fixed(number)?),
                    _ => return refuse(format!("`{function}` of so many arguments")),
                };
                let frame = range::Frame::new(at, offset(selector)?, window_of(*window)?, self.semantics);
                let mut samples = Vec::new();
                for (labels, points) in self.windows(selector, *window, at)? {
                    if let Some(value) = range::apply(function, &points, &frame, number)? {
                        samples.push(Sample { labels, value });
                    }
                }
                Ok(samples)
            }
            _ => refuse(format!("`{function}` is not a function that the DSL builds")),
        }
    }

    /// The values of now of what a selector takes.
    fn select(&self, selector: &'a Selector, at: u64) -> Evaluated<Rc<Vec<Sample>>> {
        if let Source::Recording(_) = selector.source {
            return self.recorded(selector, at);
        }
        let Some(at) = at.checked_sub(offset(selector)?) else { return Ok(Rc::default()) };
        let mut samples = Vec::new();
        for &series in self.series(selector)?.iter() {
            if let Some(value) = self.samples.latest(series, at, LOOKBACK) {
                samples.push(Sample { labels: self.samples.labels(series).clone(), value });
            }
        }
        Ok(Rc::new(samples))
    }

    /// A recording is evaluated where it is read: its group writes it at the same moment, before what reads it.
    fn recorded(&self, selector: &'a Selector, at: u64) -> Evaluated<Rc<Vec<Sample>>> {
        if selector.offset.is_some() {
            return refuse(format!("the recording `{}` is read as it was before", selector.name));
        }
        let Some((&name, &expr)) = self.records.get_key_value(selector.name.as_str()) else {
            return refuse(format!("no recording is called `{}`", selector.name));
        };
        let known = {
            let kept = self.kept.borrow();
            (kept.0 == at).then(|| kept.1.get(name).cloned()).flatten()
        };
        let samples = if let Some(samples) = known {
            samples
        } else {
            let samples = self.vector(expr, at)?;
            let mut kept = self.kept.borrow_mut();
            if kept.0 != at {
                *kept = (at, BTreeMap::new());
            }
            kept.1.insert(name, Rc::clone(&samples));
            samples
        };
        let mut taken = Vec::new();
        for sample in samples.iter() {
            if selects(selector, &sample.labels)? {
                taken.push(sample.clone());
            }
        }
        Ok(if taken.len() == samples.len() { samples } else { Rc::new(taken) })
    }

    /// The samples of a selector's series in a window, each with its time.
    fn windows(&self, selector: &'a Selector, window: Window, at: u64) -> Evaluated<Vec<Stretch>> {
        if let Source::Recording(_) = selector.source {
            return refuse(format!("a range of the recording `{}`", selector.name));
        }
        let frame = range::Frame::new(at, offset(selector)?, window_of(window)?, self.semantics);
        let mut found = Vec::new();
        for &series in self.series(selector)?.iter() {
            let points = self.samples.points(series);
            let taken = frame.indices(self.samples.step()).filter_map(|index| match points.get(index) {
                Some(Point::At(value)) => Some((self.samples.time(index), *value)),
                _ => None,
            });
            found.push((self.samples.labels(series).clone(), taken.collect()));
        }
        Ok(found)
    }

    fn series(&self, selector: &'a Selector) -> Evaluated<Rc<Vec<usize>>> {
        let place = std::ptr::from_ref(selector).addr();
        if let Some(known) = self.selected.borrow().get(&place) {
            return Ok(Rc::clone(known));
        }
        let mut taken = Vec::new();
        for (series, (name, labels)) in self.samples.series().enumerate() {
            if name == selector.name && selects(selector, labels)? {
                taken.push(series);
            }
        }
        let taken = Rc::new(taken);
        self.selected.borrow_mut().insert(place, Rc::clone(&taken));
        Ok(taken)
    }
}

/// The selectors of metrics in an expression, through its recordings.
pub(crate) fn metrics<'a>(expr: &'a Expr, records: &Records<'a>, selectors: &mut Vec<&'a Selector>) {
    for selector in expr.selectors() {
        match &selector.source {
            Source::Metric(_) => selectors.push(selector),
            Source::Recording(_) => {
                if let Some(expr) = records.get(selector.name.as_str()) {
                    metrics(expr, records, selectors);
                }
            }
        }
    }
}

/// Whether a selector takes a series with these labels.
pub(crate) fn selects(selector: &Selector, labels: &Labels) -> Evaluated<bool> {
    for matcher in &selector.matchers {
        match matcher.op.selects(&matcher.value, labels.get(&matcher.label)) {
            Some(true) => {}
            Some(false) => return Ok(false),
            None => return refuse(format!("`{}` is no regular expression", matcher.value)),
        }
    }
    Ok(true)
}

/// The number, once resolved.
pub(crate) fn fixed(number: &Number) -> Evaluated<f64> {
    match number {
        Number::Fixed(text) => text.parse().map_err(|_| EvalError(format!("`{text}` is no number"))),
        Number::Line(id) | Number::EnoughFor(id) => refuse(format!("the threshold `{id}` is not resolved")),
    }
}

/// The milliseconds of a window, once resolved.
pub(crate) fn window_of(window: Window) -> Evaluated<u64> {
    match window {
        Window::Fixed(window) => Ok(window.as_millis()),
        Window::Of(id) => refuse(format!("the window of `{id}` is not resolved")),
        Window::Panel => refuse("the window of a panel stands in a rule"),
    }
}

pub(crate) fn offset(selector: &Selector) -> Evaluated<u64> {
    selector.offset.map_or(Ok(0), window_of)
}

/// The labels of `absent_over_time`: those of the `=` matchers.
fn equalities(selector: &Selector) -> Labels {
    let equal = selector.matchers.iter().filter(|matcher| matcher.op == MatchOp::Equal);
    equal.map(|matcher| (&matcher.label, &matcher.value)).collect()
}

fn mapped(samples: &[Sample], change: impl Fn(f64) -> f64) -> Vec<Sample> {
    let change = |sample: &Sample| Sample { labels: sample.labels.clone(), value: change(sample.value) };
    samples.iter().map(change).collect()
}

/// What `label_replace` makes of a value; `None` where the anchored expression does not match: there a series keeps its
/// labels.
fn made_of<'m>(value: &str, regex: &str, template: &str, made: &'m mut Made) -> Evaluated<Option<&'m str>> {
    if !made.contains_key(value) {
        let Some(engine) = anchored(regex) else {
            return refuse(format!("`{regex}` is no regular expression"));
        };
        let new = engine.captures(value).map(|captures| {
            let mut new = String::new();
            captures.expand(template, &mut new);
            new
        });
        made.insert(value.to_owned(), new);
    }
    Ok(made.get(value).and_then(Option::as_deref))
}

thread_local! {
    /// The engines of `label_replace`: a plan has a few, and worlds are evaluated by the thousand.
    static ENGINES: RefCell<BTreeMap<String, Option<Rc<Regex>>>> = const { RefCell::new(BTreeMap::new()) };
}

/// A regular expression as Prometheus anchors it; `None` for what is none.
pub(crate) fn anchored(regex: &str) -> Option<Rc<Regex>> {
    ENGINES.with_borrow_mut(|engines| {
        if let Some(known) = engines.get(regex) {
            return known.clone();
        }
        let engine = Regex::new(&format!("^(?s:{regex})$")).ok().map(Rc::new);
        engines.insert(regex.to_owned(), engine.clone());
        engine
    })
}

/// Seconds from the world's beginning, which is the beginning of Unix time as well.
#[expect(clippy::cast_precision_loss, reason = "exact below 2^53 ms, 285,000 years")]
pub(crate) fn seconds(at: u64) -> f64 {
    at as f64 / 1_000.0
}
