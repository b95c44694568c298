//! Which values an expression can have.

use plimsoll_promql::gate::{Node, NodeKind};

use crate::catalogue::Catalogue;
use crate::nature::{Nature, RATES};

/// Whether this is a comparison.
pub(super) fn is_comparison(op: &str) -> bool {
    matches!(op, "==" | "!=" | ">" | "<" | ">=" | "<=")
}

/// The values between two bounds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Values {
    low: f64,
    has_low: bool,
    high: f64,
    has_high: bool,
}

impl Values {
    const ANY: Self = Self { low: f64::NEG_INFINITY, has_low: true, high: f64::INFINITY, has_high: true };

    const fn between(low: f64, high: f64) -> Self {
        Self { low, has_low: true, high, has_high: true }
    }

    /// The values that pass `value op line`; `None` for `!=`, which leaves two runs of values.
    fn passing(op: &str, line: f64) -> Option<Self> {
        Some(match op {
            ">" => Self { low: line, has_low: false, ..Self::ANY },
            ">=" => Self { low: line, ..Self::ANY },
            "<" => Self { high: line, has_high: false, ..Self::ANY },
            "<=" => Self { high: line, ..Self::ANY },
            "==" => Self::between(line, line),
            _ => return None,
        })
    }

    fn and(self, other: Self) -> Self {
        let (low, has_low) = match self.low.total_cmp(&other.low) {
            std::cmp::Ordering::Less => (other.low, other.has_low),
            std::cmp::Ordering::Equal => (self.low, self.has_low && other.has_low),
            std::cmp::Ordering::Greater => (self.low, self.has_low),
        };
        let (high, has_high) = match self.high.total_cmp(&other.high) {
            std::cmp::Ordering::Less => (self.high, self.has_high),
            std::cmp::Ordering::Equal => (self.high, self.has_high && other.has_high),
            std::cmp::Ordering::Greater => (other.high, other.has_high),
        };
        Self { low, has_low, high, has_high }
    }

    /// Whether there are none.
    pub(super) fn is_empty(self) -> bool {
        self.low > self.high || (self.low >= self.high && !(self.has_low && self.has_high))
    }

    /// Whether each of these is one of the others.
    pub(super) fn is_within(self, other: Self) -> bool {
        self.and(other) == self
    }

    fn or(self, other: Self) -> Self {
        Self::between(self.low.min(other.low), self.high.max(other.high))
    }
}

/// A comparison of an expression with a number that keeps or drops samples.
pub(super) struct Filter<'n> {
    /// What is compared.
    pub(super) of: &'n Node,
    /// The values that pass.
    pub(super) passing: Values,
}

/// The filter that an expression is; `None` for anything else and for `!=`.
pub(super) fn filter(node: &Node) -> Option<Filter<'_>> {
    let NodeKind::Binary { op, returns_bool: false, left, right, .. } = &node.kind else { return None };
    let (of, op, line) = match (&left.kind, &right.kind) {
        (_, NodeKind::Number(line)) => (left, op.as_str(), *line),
        (NodeKind::Number(line), _) => (right, turned(op), *line),
        _ => return None,
    };
    Some(Filter { of, passing: Values::passing(op, line)? })
}

/// The operator that says the same with its operands exchanged.
fn turned(op: &str) -> &str {
    match op {
        ">" => "<",
        ">=" => "<=",
        "<" => ">",
        "<=" => ">=",
        other => other,
    }
}

/// The values that an expression can have, as far as is certain.
pub(super) fn of(catalogue: &Catalogue<'_>, node: &Node) -> Values {
    match &node.kind {
        NodeKind::Number(number) => Values::between(*number, *number),
        NodeKind::Selector(selector) => match selector.metric_name() {
            Some("up") => Values::between(0.0, 1.0),
            Some("ALERTS") => Values::between(1.0, 1.0),
            _ => Values::ANY,
        },
        NodeKind::Call { function, arguments } => match (function.as_str(), arguments.as_slice()) {
            ("vector", [number]) => of(catalogue, number),
            ("absent" | "absent_over_time", _) => Values::between(1.0, 1.0),
            (function, [counter])
                if RATES.contains(&function)
                    && matches!(catalogue.nature(counter), Nature::Counter | Nature::CounterSum) =>
            {
                Values::between(0.0, f64::INFINITY)
            }
            _ => Values::ANY,
        },
        NodeKind::Aggregate { op, of: inner, .. } => match op.as_str() {
            "min" | "max" | "avg" | "topk" | "bottomk" => of(catalogue, inner),
            "sum" if of(catalogue, inner).low >= 0.0 => Values::between(0.0, f64::INFINITY),
            "count" => Values::between(1.0, f64::INFINITY),
            "group" => Values::between(1.0, 1.0),
            _ => Values::ANY,
        },
        NodeKind::Binary { returns_bool: true, .. } => Values::between(0.0, 1.0),
        NodeKind::Binary { op, left, right, .. } => match op.as_str() {
            "and" | "unless" => of(catalogue, left),
            "or" => of(catalogue, left).or(of(catalogue, right)),
            op if is_comparison(op) => match filter(node) {
                Some(filter) => of(catalogue, filter.of).and(filter.passing),
                None => of(catalogue, if left.is_scalar() { right } else { left }),
            },
            _ => Values::ANY,
        },
        _ => Values::ANY,
    }
}
