//! The expression tree.

use plimsoll_units::{Duration, Origin, Unit};

use crate::{Matcher, MetricDef, Number, Window};

/// A PromQL expression.
///
/// Units are checked by the typed layer above ([`Signal`](crate::Signal)); the tree keeps what rendering, label
/// flow and resolution need.
#[derive(Debug, Clone, PartialEq)]
pub enum Expr {
    /// A number.
    Number(Number),
    /// `time()`
    Time,
    /// `vector(number)`
    Vector(Number),
    /// An instant selector.
    Selector(Selector),
    /// A range selector; stands only as the argument of a range function.
    Range(Selector, Window),
    /// A function call. Strings among the arguments are [`Expr::Text`].
    Call(&'static str, Vec<Expr>),
    /// A string argument.
    Text(String),
    /// `op by (labels) (expression)`
    Aggregate {
        /// `sum`, `max`, ...
        op: &'static str,
        /// The labels that are kept.
        by: Vec<String>,
        /// What is aggregated.
        of: Box<Expr>,
    },
    /// A binary operation.
    Binary {
        /// The operator.
        op: BinaryOp,
        /// The left operand.
        left: Box<Expr>,
        /// The right operand.
        right: Box<Expr>,
        /// How series are paired; `None` for a scalar operand or equal label sets.
        matching: Option<Matching>,
    },
    /// An expression that is recorded under a name of its own. Rendered as a selector of that recording once
    /// the plan has named it.
    Recorded(Recording, Box<Expr>),
    /// A text that the builders do not cover, with what the checks must know of it.
    Raw {
        /// PromQL.
        text: String,
        /// The labels of the result.
        labels: Vec<String>,
        /// The longest range in it.
        window: Duration,
    },
}

/// What is recorded, and under which name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Recording {
    /// The name.
    pub name: RecordName,
    /// The unit of the result.
    pub unit: Unit,
    /// Where it was asked for.
    pub origin: Origin,
}

/// The name of a recording.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RecordName {
    /// `level:metric:operation`, with the window appended.
    Parts {
        /// The labels that are left, as a word: `service`, `deployment`.
        level: &'static str,
        /// What was aggregated: `http_requests_failed`.
        metric: &'static str,
        /// What was done to it: `ratio_rate`. The window is appended: `ratio_rate5m`.
        operation: &'static str,
    },
    /// This name as it is, whatever the window: others rely on it.
    Fixed(&'static str),
}

/// A selector of series.
#[derive(Debug, Clone, PartialEq)]
pub struct Selector {
    /// The series name, `_bucket` and the like included.
    pub name: String,
    /// The matchers, in the order in which they are rendered.
    pub matchers: Vec<Matcher>,
    /// `offset`
    pub offset: Option<Window>,
    /// What the series carry, where they come from.
    pub source: Source,
}

/// Where the series of a selector come from.
#[derive(Debug, Clone, PartialEq)]
pub enum Source {
    /// A metric of the catalogue.
    Metric(&'static MetricDef),
    /// A recording rule of the same plan, with the labels of its result.
    Recording(Vec<String>),
}

impl Selector {
    /// All series of a metric of the catalogue, under one of its series names.
    pub fn metric(name: impl Into<String>, def: &'static MetricDef) -> Self {
        Self { name: name.into(), matchers: Vec::new(), offset: None, source: Source::Metric(def) }
    }

    /// All series of a recording.
    pub fn recording(name: impl Into<String>, labels: Vec<String>) -> Self {
        Self { name: name.into(), matchers: Vec::new(), offset: None, source: Source::Recording(labels) }
    }

    /// Whether its series can carry this label, as far as their source says.
    pub fn has_label(&self, label: &str) -> bool {
        match &self.source {
            Source::Metric(def) => {
                def.has_label(label) || (label == "le" && self.name.strip_prefix(def.name) == Some("_bucket"))
            }
            Source::Recording(labels) => labels.iter().any(|own| own == label),
        }
    }
}

/// A binary operator.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is its PromQL operator, see as_str")]
pub enum BinaryOp {
    Add,
    Subtract,
    Multiply,
    Divide,
    Above,
    AtLeast,
    Below,
    AtMost,
    Equal,
    NotEqual,
    And,
    Or,
    Unless,
}

impl BinaryOp {
    /// As written.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Add => "+",
            Self::Subtract => "-",
            Self::Multiply => "*",
            Self::Divide => "/",
            Self::Above => ">",
            Self::AtLeast => ">=",
            Self::Below => "<",
            Self::AtMost => "<=",
            Self::Equal => "==",
            Self::NotEqual => "!=",
            Self::And => "and",
            Self::Or => "or",
            Self::Unless => "unless",
        }
    }

    /// How tightly it binds; higher binds tighter (Prometheus, "Binary operator precedence").
    pub(crate) const fn precedence(self) -> u8 {
        match self {
            Self::Or => 1,
            Self::And | Self::Unless => 2,
            Self::Above | Self::AtLeast | Self::Below | Self::AtMost | Self::Equal | Self::NotEqual => 3,
            Self::Add | Self::Subtract => 4,
            Self::Multiply | Self::Divide => 5,
        }
    }

    /// The comparison that holds exactly where this one does not; `None` for what is no comparison.
    pub const fn negated(self) -> Option<Self> {
        match self {
            Self::Above => Some(Self::AtMost),
            Self::AtLeast => Some(Self::Below),
            Self::Below => Some(Self::AtLeast),
            Self::AtMost => Some(Self::Above),
            Self::Equal => Some(Self::NotEqual),
            Self::NotEqual => Some(Self::Equal),
            _ => None,
        }
    }

    /// `and`, `or`, `unless`: whole series are kept or dropped.
    pub const fn is_set(self) -> bool {
        matches!(self, Self::And | Self::Or | Self::Unless)
    }

    /// `>`, `==`, ...: without `bool` they keep or drop samples.
    pub const fn is_comparison(self) -> bool {
        self.precedence() == 3
    }
}

/// `on (labels) group_left (labels)`
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Matching {
    /// The labels on which two series are a pair.
    pub on: Vec<String>,
    /// Many-to-one, with the labels that are brought over.
    pub group: Option<Group>,
}

/// The side of a many-to-one pairing that has the many, with the labels that the one side gives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Group {
    /// `group_left (labels)`
    Left(Vec<String>),
    /// `group_right (labels)`
    Right(Vec<String>),
}

impl Matching {
    /// `on (labels)`
    pub fn on(labels: &[&str]) -> Self {
        Self { on: owned(labels), group: None }
    }

    /// `on (labels) group_left (bring)`
    pub fn many_to_one(labels: &[&str], bring: &[&str]) -> Self {
        Self { on: owned(labels), group: Some(Group::Left(owned(bring))) }
    }
}

pub(crate) fn owned(labels: &[&str]) -> Vec<String> {
    labels.iter().map(|&label| label.to_owned()).collect()
}

impl Expr {
    /// `left op right`
    pub(crate) fn binary(op: BinaryOp, left: Self, right: Self, matching: Option<Matching>) -> Self {
        Self::Binary { op, left: Box::new(left), right: Box::new(right), matching }
    }

    /// `op by (labels) (self)`
    pub(crate) fn aggregate(self, op: &'static str, by: &[&str]) -> Self {
        Self::Aggregate { op, by: owned(by), of: Box::new(self) }
    }

    /// The direct parts, left to right.
    pub fn children(&self) -> impl Iterator<Item = &Self> + Clone {
        let (many, first, second): (&[Self], _, _) = match self {
            Self::Call(_, arguments) => (arguments, None, None),
            Self::Aggregate { of, .. } | Self::Recorded(_, of) => (&[], Some(of), None),
            Self::Binary { left, right, .. } => (&[], Some(left), Some(right)),
            Self::Number(_)
            | Self::Time
            | Self::Vector(_)
            | Self::Selector(_)
            | Self::Range(..)
            | Self::Text(_)
            | Self::Raw { .. } => (&[], None, None),
        };
        many.iter().chain(first.into_iter().chain(second).map(AsRef::as_ref))
    }

    /// The same with every direct part replaced.
    pub fn map_children(self, change: &mut impl FnMut(Self) -> Self) -> Self {
        match self {
            Self::Call(function, arguments) => {
                Self::Call(function, arguments.into_iter().map(change).collect())
            }
            Self::Aggregate { op, by, mut of } => {
                *of = change(*of);
                Self::Aggregate { op, by, of }
            }
            Self::Recorded(recording, mut of) => {
                *of = change(*of);
                Self::Recorded(recording, of)
            }
            Self::Binary { op, mut left, mut right, matching } => {
                *left = change(*left);
                *right = change(*right);
                Self::Binary { op, left, right, matching }
            }
            leaf => leaf,
        }
    }

    /// Calls `visit` for this expression and every part of it, outside in.
    pub fn walk<'a>(&'a self, visit: &mut impl FnMut(&'a Self)) {
        visit(self);
        self.children().for_each(|child| child.walk(visit));
    }

    /// Calls `change` for this expression and every part of it, outside in.
    pub(crate) fn walk_mut(&mut self, change: &mut impl FnMut(&mut Self)) {
        change(self);
        match self {
            Self::Call(_, arguments) => arguments.iter_mut().for_each(|argument| argument.walk_mut(change)),
            Self::Aggregate { of, .. } | Self::Recorded(_, of) => of.walk_mut(change),
            Self::Binary { left, right, .. } => {
                left.walk_mut(change);
                right.walk_mut(change);
            }
            Self::Number(_)
            | Self::Time
            | Self::Vector(_)
            | Self::Selector(_)
            | Self::Range(..)
            | Self::Text(_)
            | Self::Raw { .. } => {}
        }
    }

    /// The selectors in it, left to right.
    pub fn selectors(&self) -> Vec<&Selector> {
        let mut found = Vec::new();
        self.walk(&mut |part| {
            if let Self::Selector(selector) | Self::Range(selector, _) = part {
                found.push(selector);
            }
        });
        found
    }
}
