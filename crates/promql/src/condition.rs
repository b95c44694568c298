//! What an alert asks: a signal past a line.

use plimsoll_units::{Count, Unit};

use crate::expr::owned;
use crate::{BinaryOp, Expr, Matching, Number, Select, Selector, Signal, Window};

/// An expression that has samples exactly where something is wrong.
#[derive(Debug, Clone, PartialEq)]
pub struct Condition {
    pub(crate) expr: Expr,
    crossing: Option<Crossing>,
    unit: Unit,
}

/// The signal and the line of a condition that compares one with the other.
#[derive(Debug, Clone, PartialEq)]
pub struct Crossing {
    /// The left operand.
    pub signal: Expr,
    /// `>`, `>=`, `<`, `<=` or `==`
    pub op: BinaryOp,
    /// The right operand.
    pub line: Number,
}

impl Condition {
    pub(crate) fn of(expr: Expr) -> Self {
        Self { expr, crossing: None, unit: Unit::COUNT }
    }

    pub(crate) fn crossing(signal: Expr, unit: Unit, op: BinaryOp, line: Number) -> Self {
        let expr = Expr::binary(op, signal.clone(), Expr::Number(line.clone()), None);
        Self { expr, crossing: Some(Crossing { signal, op, line }), unit }
    }

    pub(crate) fn in_unit(mut self, unit: Unit) -> Self {
        self.unit = unit;
        self
    }

    /// The tree below.
    pub fn expr(&self) -> &Expr {
        &self.expr
    }

    /// The unit of the samples that are left: that of the leftmost signal.
    pub fn unit(&self) -> Unit {
        self.unit
    }

    /// The signal and the line, where the condition is one comparison with a number.
    pub fn as_crossing(&self) -> Option<&Crossing> {
        self.crossing.as_ref()
    }

    /// `self and on (labels) other`: samples and labels are those of `self`.
    pub fn and_on(self, labels: &[&str], other: Self) -> Self {
        self.combined(BinaryOp::And, other, Some(Matching::on(labels)))
    }

    /// `self unless on (labels) other`
    pub fn unless_on(self, labels: &[&str], other: Self) -> Self {
        self.combined(BinaryOp::Unless, other, Some(Matching::on(labels)))
    }

    /// `self or other`
    pub fn or(self, other: Self) -> Self {
        self.combined(BinaryOp::Or, other, None)
    }

    fn combined(self, op: BinaryOp, other: Self, matching: Option<Matching>) -> Self {
        let crossing = if op == BinaryOp::Or { None } else { self.crossing };
        Self { expr: Expr::binary(op, self.expr, other.expr, matching), crossing, unit: self.unit }
    }

    /// `sum by (labels) (self)`: how many, summed.
    pub fn sum_by(self, labels: &[&str]) -> Self {
        Self { expr: self.expr.aggregate("sum", labels), crossing: None, unit: self.unit }
    }

    /// `count by (labels) (self)`: for how many series it holds; no series where it holds for none.
    pub fn count_by(self, labels: &[&str]) -> Signal<Count> {
        Signal::of(self.expr.aggregate("count", labels))
    }

    /// Sets a label from a part of another; see [`Signal::label_from`](crate::Signal::label_from).
    pub fn label_from(self, to: &str, template: &str, from: &str, regex: &str) -> Self {
        let texts = [to, template, from, regex].map(|text| Expr::Text(text.to_owned()));
        let arguments = std::iter::once(self.expr).chain(texts).collect();
        Self { expr: Expr::Call("label_replace", arguments), crossing: None, unit: self.unit }
    }

    /// `max by (labels) (self)`: the worst.
    pub fn max_by(self, labels: &[&str]) -> Self {
        Self { expr: self.expr.aggregate("max", labels), crossing: None, unit: self.unit }
    }
}

/// `absent_over_time(selector[window])`: one sample with the labels of the `=` matchers where no series was
/// selected in the whole window.
pub fn absent_series(series: impl Select, window: impl Into<Window>) -> Condition {
    let selector: Selector = series.series().selector;
    Condition::of(Expr::Call("absent_over_time", vec![Expr::Range(selector, window.into())]))
}

/// `vector(1)`: fires always, to show that the way to people works.
pub fn always() -> Condition {
    Condition::of(Expr::Vector(Number::Fixed("1".to_owned())))
}

impl Condition {
    /// A text that the builders do not cover, with the labels of its result and its unit; see
    /// [`Signal::raw`](crate::Signal::raw).
    pub fn raw(
        text: impl Into<String>,
        labels: &[&str],
        unit: Unit,
        window: plimsoll_units::Duration,
    ) -> Self {
        Self::of(Expr::Raw { text: text.into(), labels: owned(labels), window }).in_unit(unit)
    }
}
