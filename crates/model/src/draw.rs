//! How panels draw: the kind of the panel, its size, the lines in it and what single values mean.

use plimsoll_promql::{Expr, Signal};
use plimsoll_units::{Amount, Dimension, Quantity, Unit};

use crate::{Direction, Threshold};

/// How a panel draws.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Draw {
    /// Lines over time.
    Lines,
    /// Areas over time, stacked.
    Stacked,
    /// The last value, large.
    Stat,
    /// The last value on a dial; give it an axis.
    Gauge,
    /// The last values as bars beside each other.
    Bars,
    /// One band for each series, coloured by its [`State`]s over time.
    States,
    /// The last values with their labels, the highest first.
    Table,
}

impl Draw {
    /// `lines`, `stacked`, `stat`, `gauge`, `bars`, `states` or `table`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Lines => "lines",
            Self::Stacked => "stacked",
            Self::Stat => "stat",
            Self::Gauge => "gauge",
            Self::Bars => "bars",
            Self::States => "states",
            Self::Table => "table",
        }
    }

    /// Whether it has an axis on which a line can be drawn.
    pub const fn is_graph(self) -> bool {
        matches!(self, Self::Lines | Self::Stacked)
    }
}

/// A part of a line of panels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Width {
    /// Four in a line.
    Quarter,
    /// Three in a line.
    Third,
    /// Two in a line.
    Half,
    /// Alone in its line.
    Full,
}

/// The height of a panel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Height {
    /// For single values.
    Low,
    /// For lines over time.
    Normal,
    /// For tables, and for bands of many series.
    Tall,
}

/// What the signals of a panel are measured against.
///
/// A graph draws it dashed: red where beyond it is bad, blue otherwise. Values take the colour of the side on which
/// they are.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// Where it is.
    pub at: LineAt,
    /// On which side of it it is bad; `None` for a target to be met from either side.
    pub worse: Option<Direction>,
    /// What people read; that of a threshold is its own.
    pub legend: String,
}

/// Where a line is.
#[derive(Debug, Clone, PartialEq)]
pub enum LineAt {
    /// At an amount that never changes.
    Amount(Amount),
    /// Where a signal is.
    Signal(Unit, Expr),
    /// Where a threshold is.
    Threshold(&'static str),
}

impl Line {
    /// A target to be met from either side.
    pub fn at<U: Dimension>(amount: Quantity<U>, legend: impl Into<String>) -> Self {
        Self { at: LineAt::Amount(amount.amount()), worse: None, legend: legend.into() }
    }

    /// It is bad above this.
    pub fn above<U: Dimension>(amount: Quantity<U>, legend: impl Into<String>) -> Self {
        Self { worse: Some(Direction::Above), ..Self::at(amount, legend) }
    }

    /// It is bad below this.
    pub fn below<U: Dimension>(amount: Quantity<U>, legend: impl Into<String>) -> Self {
        Self { worse: Some(Direction::Below), ..Self::at(amount, legend) }
    }

    /// A target that moves: where this signal is.
    pub fn of_signal<U: Dimension>(signal: &Signal<U>, legend: impl Into<String>) -> Self {
        Self { at: LineAt::Signal(U::UNIT, signal.expr().clone()), worse: None, legend: legend.into() }
    }

    /// The line of a threshold as it is live.
    pub fn of_threshold<U: Dimension>(threshold: Threshold<U>) -> Self {
        let worse = Some(threshold.def().direction);
        Self { at: LineAt::Threshold(threshold.id()), worse, legend: String::new() }
    }
}

/// What a single value means: `1` is `healthy`, and that is good.
#[derive(Debug, Clone, PartialEq)]
pub struct State {
    /// The value.
    pub value: Amount,
    /// What people read instead of it.
    pub text: String,
    /// What it means.
    pub verdict: Verdict,
}

/// What a value means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Green.
    Good,
    /// Blue.
    Neutral,
    /// Red.
    Bad,
}

impl State {
    fn new<U: Dimension>(value: Quantity<U>, text: impl Into<String>, verdict: Verdict) -> Self {
        Self { value: value.amount(), text: text.into(), verdict }
    }

    /// All is well.
    pub fn good<U: Dimension>(value: Quantity<U>, text: impl Into<String>) -> Self {
        Self::new(value, text, Verdict::Good)
    }

    /// Neither well nor ill.
    pub fn neutral<U: Dimension>(value: Quantity<U>, text: impl Into<String>) -> Self {
        Self::new(value, text, Verdict::Neutral)
    }

    /// Somebody should look.
    pub fn bad<U: Dimension>(value: Quantity<U>, text: impl Into<String>) -> Self {
        Self::new(value, text, Verdict::Bad)
    }
}
