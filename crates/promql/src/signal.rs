//! Instant vectors with a unit.

use std::marker::PhantomData;
use std::ops::{Add, Div, Mul, Sub};

use plimsoll_units::{Count, Dimension, Divide, Duration, Multiply, Origin, Quantity, Seconds, Timestamp};

use crate::expr::owned;
use crate::{BinaryOp, Condition, Expr, Matching, Number, RecordName, Recording};

/// What is measured: an instant vector in the unit `U`.
#[derive(Debug, Clone)]
pub struct Signal<U: Dimension> {
    pub(crate) expr: Expr,
    unit: PhantomData<U>,
}

impl<U: Dimension> Signal<U> {
    pub(crate) fn of(expr: Expr) -> Self {
        Self { expr, unit: PhantomData }
    }

    /// A text that the builders do not cover, with what the checks must know: the labels of its result and the
    /// longest range in it. Its unit is the type's, on the author's word. The text passes the gate like any other.
    pub fn raw(text: impl Into<String>, labels: &[&str], window: Duration) -> Self {
        Self::of(Expr::Raw { text: text.into(), labels: owned(labels), window })
    }

    /// The tree below.
    pub fn expr(&self) -> &Expr {
        &self.expr
    }

    /// `sum by (labels) (...)`
    pub fn sum_by(self, labels: &[&str]) -> Self {
        Self::of(self.expr.aggregate("sum", labels))
    }

    /// `max by (labels) (...)`
    pub fn max_by(self, labels: &[&str]) -> Self {
        Self::of(self.expr.aggregate("max", labels))
    }

    /// `min by (labels) (...)`
    pub fn min_by(self, labels: &[&str]) -> Self {
        Self::of(self.expr.aggregate("min", labels))
    }

    /// `avg by (labels) (...)`
    pub fn avg_by(self, labels: &[&str]) -> Self {
        Self::of(self.expr.aggregate("avg", labels))
    }

    /// `count by (labels) (...)`: how many series there are.
    pub fn count_by(self, labels: &[&str]) -> Signal<Count> {
        Signal::of(self.expr.aggregate("count", labels))
    }

    /// Brings labels over from an information series whose value is 1, many of these to one of those:
    /// `self * on (on) group_left (bring) information`.
    pub fn join<V: Dimension>(
        self,
        information: Signal<V>,
        on: &[&str],
        bring: &[&str],
    ) -> Signal<<U as Multiply<V>>::Output>
    where
        U: Multiply<V>,
    {
        let matching = Some(Matching::many_to_one(on, bring));
        Signal::of(Expr::binary(BinaryOp::Multiply, self.expr, information.expr, matching))
    }

    /// `self / on (on) other`, with a guard against division by zero.
    pub fn over<V: Dimension>(self, other: Signal<V>, on: &[&str]) -> Signal<<U as Divide<V>>::Output>
    where
        U: Divide<V>,
    {
        Signal::of(Expr::binary(BinaryOp::Divide, self.expr, not_zero(other.expr), Some(Matching::on(on))))
    }

    /// Sets a label from a part of another: `label_replace(self, to, template, from, regex)`. The series keeps
    /// its labels where the anchored regex does not match.
    pub fn label_from(self, to: &str, template: &str, from: &str, regex: &str) -> Self {
        let texts = [to, template, from, regex].map(|text| Expr::Text(text.to_owned()));
        let arguments = std::iter::once(self.expr).chain(texts).collect();
        Self::of(Expr::Call("label_replace", arguments))
    }

    /// Only the series for which the condition holds, paired on these labels.
    pub fn only_where(self, condition: Condition, on: &[&str]) -> Self {
        Self::of(Expr::binary(BinaryOp::And, self.expr, condition.expr, Some(Matching::on(on))))
    }

    /// Only the series above this; the others are dropped.
    pub fn only_above(self, line: Quantity<U>) -> Self {
        Self::of(Expr::binary(BinaryOp::Above, self.expr, Expr::Number(line.into()), None))
    }

    /// These series, and those of the other whose label sets are new.
    pub fn or(self, other: Self) -> Self {
        Self::of(Expr::binary(BinaryOp::Or, self.expr, other.expr, None))
    }

    /// Records this under `level:metric:operation` with its window appended; whatever uses it reads the
    /// recording. Record what more than one rule or panel reads.
    #[track_caller]
    pub fn recorded(self, level: &'static str, metric: &'static str, operation: &'static str) -> Self {
        let name = RecordName::Parts { level, metric, operation };
        let recording = Recording { name, unit: U::UNIT, origin: Origin::caller() };
        Self::of(Expr::Recorded(recording, Box::new(self.expr)))
    }

    /// Records this under exactly this name, on which others rely. A window is not appended: there can be one such
    /// recording alone.
    #[track_caller]
    pub fn recorded_as(self, name: &'static str) -> Self {
        let name = RecordName::Fixed(name);
        let recording = Recording { name, unit: U::UNIT, origin: Origin::caller() };
        Self::of(Expr::Recorded(recording, Box::new(self.expr)))
    }

    /// `self > quantity`
    pub fn above(self, line: Quantity<U>) -> Condition {
        self.compared(BinaryOp::Above, line.into())
    }

    /// `self >= quantity`
    pub fn at_least(self, line: Quantity<U>) -> Condition {
        self.compared(BinaryOp::AtLeast, line.into())
    }

    /// `self < quantity`
    pub fn below(self, line: Quantity<U>) -> Condition {
        self.compared(BinaryOp::Below, line.into())
    }

    /// `self <= quantity`
    pub fn at_most(self, line: Quantity<U>) -> Condition {
        self.compared(BinaryOp::AtMost, line.into())
    }

    /// `self == quantity`
    pub fn equals(self, value: Quantity<U>) -> Condition {
        self.compared(BinaryOp::Equal, value.into())
    }

    /// `self != other`, paired by equal label sets.
    pub fn differs_from(self, other: Self) -> Condition {
        Condition::of(Expr::binary(BinaryOp::NotEqual, self.expr, other.expr, None)).in_unit(U::UNIT)
    }

    /// `self > times * on (on) other`: more than so many times another signal of the same unit.
    pub fn exceeds(self, times: Number, other: Self, on: &[&str]) -> Condition {
        let other = Expr::binary(BinaryOp::Multiply, other.expr, Expr::Number(times), None);
        let expr = Expr::binary(BinaryOp::Above, self.expr, other, Some(Matching::on(on)));
        Condition::of(expr).in_unit(U::UNIT)
    }

    /// `abs(self - line)`: how far it is from a line, on either side.
    pub fn distance_from(self, line: Number) -> Self {
        let difference = Expr::binary(BinaryOp::Subtract, self.expr, Expr::Number(line), None);
        Self::of(Expr::Call("abs", vec![difference]))
    }

    /// The comparison with a number that may be a threshold's.
    pub fn compared(self, op: BinaryOp, line: Number) -> Condition {
        Condition::crossing(self.expr, U::UNIT, op, line)
    }
}

/// `sum by (...) (part) / (sum by (...) (whole) > 0)`, once [`Ratioed::by`] says over which labels.
#[derive(Debug, Clone)]
pub struct Ratioed<U: Dimension> {
    part: Expr,
    whole: Expr,
    none_is_zero: bool,
    unit: PhantomData<U>,
}

/// A part over a whole. The quotient of the sums, never the mean of quotients; where the whole is 0 there is no
/// sample instead of a NaN that no comparison sees.
pub fn ratio<U, V>(part: Signal<U>, whole: Signal<V>) -> Ratioed<<U as Divide<V>>::Output>
where
    U: Divide<V>,
    V: Dimension,
{
    Ratioed { part: part.expr, whole: whole.expr, none_is_zero: false, unit: PhantomData }
}

impl<U: Dimension> Ratioed<U> {
    /// Where there is a whole and no part yet, the ratio is 0: a version that never failed has no series of failures,
    /// and what compares it, or asks it before the next step, would find nothing.
    pub fn none_is_zero(mut self) -> Self {
        self.none_is_zero = true;
        self
    }

    /// One ratio for each combination of these labels.
    pub fn by(self, labels: &[&str]) -> Signal<U> {
        let (part, whole) = (self.part.aggregate("sum", labels), self.whole.aggregate("sum", labels));
        let part = if self.none_is_zero {
            let zero = Expr::Number(Number::Fixed("0".to_owned()));
            let none = Expr::binary(BinaryOp::Multiply, whole.clone(), zero, None);
            Expr::binary(BinaryOp::Or, part, none, None)
        } else {
            part
        };
        Signal::of(Expr::binary(BinaryOp::Divide, part, not_zero(whole), None))
    }
}

fn not_zero(expr: Expr) -> Expr {
    Expr::binary(BinaryOp::Above, expr, Expr::Number(Number::Fixed("0".to_owned())), None)
}

/// How long ago a point in time was: `time() - at`.
pub fn age_of(at: Signal<Timestamp>) -> Signal<Seconds> {
    Signal::of(Expr::binary(BinaryOp::Subtract, Expr::Time, at.expr, None))
}

impl<U: Dimension> Add for Signal<U> {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self::of(Expr::binary(BinaryOp::Add, self.expr, other.expr, None))
    }
}

impl<U: Dimension> Sub for Signal<U> {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        Self::of(Expr::binary(BinaryOp::Subtract, self.expr, other.expr, None))
    }
}

/// Pairs by equal label sets and divides as it is: prefer [`ratio`] or [`Signal::over`], which cannot divide by
/// zero.
impl<U: Divide<V>, V: Dimension> Div<Signal<V>> for Signal<U> {
    type Output = Signal<U::Output>;

    fn div(self, other: Signal<V>) -> Signal<U::Output> {
        Signal::of(Expr::binary(BinaryOp::Divide, self.expr, other.expr, None))
    }
}

impl<U: Multiply<V>, V: Dimension> Mul<Signal<V>> for Signal<U> {
    type Output = Signal<U::Output>;

    fn mul(self, other: Signal<V>) -> Signal<U::Output> {
        Signal::of(Expr::binary(BinaryOp::Multiply, self.expr, other.expr, None))
    }
}

impl<U: Multiply<V>, V: Dimension> Mul<Quantity<V>> for Signal<U> {
    type Output = Signal<U::Output>;

    fn mul(self, factor: Quantity<V>) -> Signal<U::Output> {
        Signal::of(Expr::binary(BinaryOp::Multiply, self.expr, Expr::Number(factor.into()), None))
    }
}

impl<U: Divide<V>, V: Dimension> Div<Quantity<V>> for Signal<U> {
    type Output = Signal<U::Output>;

    fn div(self, divisor: Quantity<V>) -> Signal<U::Output> {
        Signal::of(Expr::binary(BinaryOp::Divide, self.expr, Expr::Number(divisor.into()), None))
    }
}
