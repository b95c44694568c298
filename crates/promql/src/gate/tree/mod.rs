//! An accepted expression as a tree in which everything has its place in the text.
//!
//! What checks walk: one tree for whatever was written, by our own builders, as a raw text or by somebody else. The
//! bundled parser's own tree knows no places and is not ours to hand out.

mod reader;

use std::collections::VecDeque;
use std::ops::Range;
use std::sync::Arc;
use std::time::Duration;

use super::accepted::Selector;

pub(super) use reader::read;

/// A part of an expression and its place.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    /// What it is.
    pub kind: NodeKind,
    /// Its place in bytes of the text, with the parentheses that belong to it.
    pub span: Range<usize>,
}

/// What a part of an expression is. Parentheses are seen in the nesting alone.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum NodeKind {
    /// A number, its sign included.
    Number(f64),
    /// A string.
    Text(String),
    /// An instant or range selector.
    Selector(Arc<Selector>),
    /// `(expression)[range:step]`
    Subquery {
        /// What is evaluated again and again.
        of: Box<Node>,
        /// Over how long.
        range: Duration,
        /// Every how often, where it says so.
        step: Option<Duration>,
    },
    /// `-expression`
    Negated(Box<Node>),
    /// A function call.
    Call {
        /// The function.
        function: String,
        /// Its arguments, in order.
        arguments: Vec<Node>,
    },
    /// An aggregation.
    Aggregate {
        /// `sum`, `topk`, ... in lower case.
        op: String,
        /// The labels that decide what is aggregated together.
        grouping: Grouping,
        /// The number or text before the expression: of `topk`, `quantile` and their like.
        parameter: Option<Box<Node>>,
        /// What is aggregated.
        of: Box<Node>,
    },
    /// A binary operation.
    Binary {
        /// The operator as written, words in lower case.
        op: String,
        /// Whether a comparison gives 0 or 1 instead of keeping or dropping samples.
        returns_bool: bool,
        /// How series are paired.
        pairing: Pairing,
        /// The left operand.
        left: Box<Node>,
        /// The right operand.
        right: Box<Node>,
    },
}

/// The labels after an aggregation's name or behind it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Grouping {
    /// `by (labels)`; nothing at all is `by ()`.
    By(Vec<String>),
    /// `without (labels)`
    Without(Vec<String>),
}

/// How the series of two operands are paired.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Pairing {
    /// The labels that must be equal.
    pub labels: PairingLabels,
    /// The labels of `group_left` or `group_right`, and which of the two it is.
    pub group: Option<(GroupSide, Vec<String>)>,
}

/// The labels in which a pair is equal.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum PairingLabels {
    /// All of them.
    #[default]
    All,
    /// `on (labels)`
    On(Vec<String>),
    /// `ignoring (labels)`
    Ignoring(Vec<String>),
}

/// The operand of which many series are paired with one of the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GroupSide {
    /// `group_left`
    Left,
    /// `group_right`
    Right,
}

impl Pairing {
    /// Whether series are a pair only where they have the same value of this label.
    pub fn compares(&self, label: &str) -> bool {
        match &self.labels {
            PairingLabels::All => true,
            PairingLabels::On(labels) => labels.iter().any(|own| own == label),
            PairingLabels::Ignoring(labels) => !labels.iter().any(|own| own == label),
        }
    }
}

impl Node {
    /// The direct parts in the order of the text, parameters of aggregations included.
    pub fn children(&self) -> impl Iterator<Item = &Self> + Clone {
        let (many, first, second): (&[Self], _, _) = match &self.kind {
            NodeKind::Number(_) | NodeKind::Text(_) | NodeKind::Selector(_) => (&[], None, None),
            NodeKind::Subquery { of, .. } | NodeKind::Negated(of) => (&[], Some(of), None),
            NodeKind::Call { arguments, .. } => (arguments, None, None),
            NodeKind::Aggregate { parameter, of, .. } => (&[], parameter.as_ref(), Some(of)),
            NodeKind::Binary { left, right, .. } => (&[], Some(left), Some(right)),
        };
        many.iter().chain(first.into_iter().chain(second).map(AsRef::as_ref))
    }

    /// Calls `visit` for this part and every part of it, outside in and in the order of the text.
    pub fn walk<'a>(&'a self, visit: &mut impl FnMut(&'a Self)) {
        visit(self);
        self.children().for_each(|child| child.walk(visit));
    }

    /// Whether it evaluates to a number without labels.
    ///
    /// Asked of every part of long chains of operations: level by level, so that the first operand that is none ends it.
    pub fn is_scalar(&self) -> bool {
        let mut open = VecDeque::new();
        let mut next = Some(self);
        while let Some(node) = next {
            match &node.kind {
                NodeKind::Number(_) => {}
                NodeKind::Negated(of) => open.push_back(of.as_ref()),
                NodeKind::Call { function, .. } if matches!(function.as_str(), "scalar" | "time" | "pi") => {}
                NodeKind::Binary { left, right, .. } => open.extend([left.as_ref(), right.as_ref()]),
                _ => return false,
            }
            next = open.pop_front();
        }
        true
    }
}
