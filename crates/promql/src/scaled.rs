//! An expression on another scale of time: for tests that cannot wait as long as what is shipped.

use std::fmt;

use plimsoll_units::{Duration, TimeScale};

use crate::{BinaryOp, Expr, Number, Selector, Window};

/// Why an expression cannot be put on another scale of time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unscalable {
    /// A text that the builders did not make: which of its numbers are spans of time is not known.
    Raw(String),
    /// A span of which the scale leaves no whole number of milliseconds.
    Rounded(Duration, TimeScale),
    /// A span of time that is not compared with a number: what would have to be divided is not known.
    Span(String),
    /// A window that no threshold has decided yet.
    Open,
}

impl fmt::Display for Unscalable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Raw(text) => write!(f, "the spans of time in the text `{text}` are not known"),
            Self::Rounded(span, scale) => write!(f, "{scale} of {span} is no whole number of milliseconds"),
            Self::Span(text) => write!(f, "`{text}` is a span of time and is not compared with a number"),
            Self::Open => f.write_str("its window is not resolved"),
        }
    }
}

impl std::error::Error for Unscalable {}

impl Expr {
    /// A resolved expression that means the same where all goes faster: its windows, its offsets, how far it looks
    /// ahead, and the numbers with which spans of time are compared. `is_span` says which recordings are such spans.
    ///
    /// Counts within a window stay, since as much happens in it; so do times that were measured, such as a latency.
    ///
    /// # Errors
    ///
    /// [`Unscalable`], the first reason.
    pub fn scaled(self, scale: TimeScale, is_span: &impl Fn(&str) -> bool) -> Result<Self, Unscalable> {
        let mut scaling = Scaling { scale, is_span, failed: None };
        let scaled = scaling.expr(self);
        scaling.failed.map_or(Ok(scaled), Err)
    }

    /// Whether its value is a span of time by the clock: `time() - x`, and what is still one after it was aggregated,
    /// filtered or joined. `is_span` says which recordings are such spans.
    pub fn is_span_of_time(&self, is_span: &impl Fn(&str) -> bool) -> bool {
        match self {
            Self::Selector(selector) => is_span(&selector.name),
            Self::Call(_, arguments) => arguments.iter().any(|part| part.is_span_of_time(is_span)),
            Self::Aggregate { op, of, .. } => *op != "count" && of.is_span_of_time(is_span),
            Self::Recorded(_, of) => of.is_span_of_time(is_span),
            Self::Binary { op: BinaryOp::Subtract, left, right, .. }
                if matches!(**left, Self::Time) || matches!(**right, Self::Time) =>
            {
                true
            }
            Self::Binary { op: BinaryOp::And | BinaryOp::Unless, left, .. } => left.is_span_of_time(is_span),
            Self::Binary { op, left, .. } if op.is_comparison() => left.is_span_of_time(is_span),
            Self::Binary { left, right, .. } => {
                left.is_span_of_time(is_span) || right.is_span_of_time(is_span)
            }
            Self::Number(_)
            | Self::Time
            | Self::Vector(_)
            | Self::Range(..)
            | Self::Text(_)
            | Self::Raw { .. } => false,
        }
    }
}

struct Scaling<'a, F> {
    scale: TimeScale,
    is_span: &'a F,
    failed: Option<Unscalable>,
}

impl<F: Fn(&str) -> bool> Scaling<'_, F> {
    fn expr(&mut self, expr: Expr) -> Expr {
        match expr {
            Expr::Selector(selector) => Expr::Selector(self.selector(selector)),
            Expr::Range(selector, window) => Expr::Range(self.selector(selector), self.window(window)),
            Expr::Call("predict_linear", arguments) => {
                let argument = |argument| match argument {
                    Expr::Number(ahead) => Expr::Number(self.number(ahead)),
                    other => self.expr(other),
                };
                Expr::Call("predict_linear", arguments.into_iter().map(argument).collect())
            }
            Expr::Raw { ref text, .. } => {
                self.fail(Unscalable::Raw(text.clone()));
                expr
            }
            Expr::Binary { .. } => self.binary(expr),
            Expr::Call(function, _) if expr.is_span_of_time(self.is_span) && !keeps_values(function) => {
                self.fail(Unscalable::Span(expr.render()));
                expr
            }
            other => other.map_children(&mut |child| self.expr(child)),
        }
    }

    fn binary(&mut self, expr: Expr) -> Expr {
        let Expr::Binary { op, ref left, ref right, ref matching } = expr else { return expr };
        let [left_is, right_is] = [left, right].map(|side| side.is_span_of_time(self.is_span));
        let is_join =
            op == BinaryOp::Multiply && matching.as_ref().is_some_and(|matching| matching.group.is_some());
        if op.is_set() || left_is == right_is || is_join {
            return expr.map_children(&mut |child| self.expr(child));
        }
        // A span against something else: only with a number is it clear what goes with it.
        let beside = if left_is { right } else { left };
        let is_clear = op.is_comparison() || matches!(op, BinaryOp::Add | BinaryOp::Subtract);
        if !matches!(**beside, Expr::Number(_)) || !is_clear {
            self.fail(Unscalable::Span(expr.render()));
            return expr;
        }
        expr.map_children(&mut |child| match child {
            Expr::Number(number) => Expr::Number(self.number(number)),
            other => self.expr(other),
        })
    }

    fn selector(&mut self, mut selector: Selector) -> Selector {
        selector.offset = selector.offset.map(|offset| self.window(offset));
        selector
    }

    fn window(&mut self, window: Window) -> Window {
        let Window::Fixed(span) = window else {
            self.fail(Unscalable::Open);
            return window;
        };
        self.scale.of(span).map_or_else(
            || {
                self.fail(Unscalable::Rounded(span, self.scale));
                window
            },
            Window::Fixed,
        )
    }

    fn number(&mut self, number: Number) -> Number {
        if let Number::Fixed(text) = &number
            && let Ok(seconds) = text.parse()
        {
            return Number::Fixed(self.scale.seconds(seconds).to_string());
        }
        self.fail(Unscalable::Open);
        number
    }

    fn fail(&mut self, reason: Unscalable) {
        self.failed.get_or_insert(reason);
    }
}

/// Functions whose result is a span of time where their argument is one.
fn keeps_values(function: &str) -> bool {
    matches!(function, "abs" | "label_join" | "label_replace" | "sort" | "sort_desc")
}
