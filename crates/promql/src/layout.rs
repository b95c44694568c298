//! One layout for every expression.
//!
//! What fits on a line stays on it. Otherwise a binary operation puts each operand on a line of its own with
//! the operator leading, and calls and aggregations put their arguments on indented lines, as `promtool promql
//! format` does.

use std::cmp::Ordering;
use std::fmt::Write as _;

use crate::expr::{Expr, Group, Matching, Selector};
use crate::matcher::quote;
use crate::{BinaryOp, Number, Window};

/// The longest line that is not broken.
const WIDTH: usize = 116;

impl Expr {
    /// The expression as PromQL, without a final newline.
    ///
    /// Parameters that are not resolved are printed as `$threshold`, which is no PromQL: the gate refuses it.
    pub fn render(&self) -> String {
        self.laid_out(0, 0)
    }

    /// `taken` columns of the first line are in use already, by an operator.
    fn laid_out(&self, indent: usize, taken: usize) -> String {
        let flat = self.flat();
        if indent + taken + flat.chars().count() <= WIDTH {
            return flat;
        }
        let pad = " ".repeat(indent);
        let inner = " ".repeat(indent + 2);
        match self {
            Self::Binary { op, left, right, matching } => {
                let left = operand(left, *op, false, indent, taken);
                let operator = operator(*op, matching.as_ref());
                if matches!(**right, Self::Number(_)) {
                    // A line stays with what it is compared with.
                    return format!("{left} {operator}{}", right.flat());
                }
                let right = operand(right, *op, true, indent + 2, operator.chars().count());
                format!("{left}\n{inner}{operator}{right}")
            }
            Self::Aggregate { op, by, of } if by.is_empty() => {
                format!("{op}(\n{inner}{}\n{pad})", of.laid_out(indent + 2, 0))
            }
            Self::Aggregate { op, by, of } => {
                format!("{op} by ({}) (\n{inner}{}\n{pad})", by.join(", "), of.laid_out(indent + 2, 0))
            }
            Self::Call(function, arguments) => {
                let lines = argument_lines(arguments, indent + 2).join(&format!(",\n{inner}"));
                format!("{function}(\n{inner}{lines}\n{pad})")
            }
            Self::Recorded(_, of) => of.laid_out(indent, taken),
            _ => flat,
        }
    }

    fn flat(&self) -> String {
        match self {
            Self::Number(number) => number.render(),
            Self::Time => "time()".to_owned(),
            Self::Vector(number) => format!("vector({})", number.render()),
            Self::Selector(selector) => selector.render(None),
            Self::Range(selector, window) => selector.render(Some(*window)),
            Self::Call(function, arguments) => {
                let arguments: Vec<String> = arguments.iter().map(Self::flat).collect();
                format!("{function}({})", arguments.join(", "))
            }
            Self::Text(text) => {
                let mut quoted = String::new();
                // Writing to a string does not fail.
                let _ = quote(&mut quoted, text);
                quoted
            }
            Self::Aggregate { op, by, of } if by.is_empty() => format!("{op}({})", of.flat()),
            Self::Aggregate { op, by, of } => format!("{op} by ({}) ({})", by.join(", "), of.flat()),
            Self::Binary { op, left, right, matching } => {
                let parts = [(left, false), (right, true)].map(|(side, is_right)| {
                    if needs_parentheses(side, *op, is_right) {
                        format!("({})", side.flat())
                    } else {
                        side.flat()
                    }
                });
                format!("{} {}{}", parts[0], operator(*op, matching.as_ref()), parts[1])
            }
            Self::Recorded(_, of) => of.flat(),
            Self::Raw { text, .. } => text.clone(),
        }
    }

    fn precedence(&self) -> u8 {
        match self {
            Self::Binary { op, .. } => op.precedence(),
            Self::Recorded(_, of) => of.precedence(),
            // What a raw text holds is not known.
            Self::Raw { .. } => 0,
            _ => u8::MAX,
        }
    }
}

/// Operators of one precedence group to the left. Two different set operators, and a comparison of a comparison,
/// read better with their parentheses although the grammar does not need them.
fn needs_parentheses(side: &Expr, op: BinaryOp, is_right: bool) -> bool {
    if let Expr::Binary { op: inner, .. } = side
        && inner.is_set()
        && op.is_set()
    {
        return is_right || *inner != op;
    }
    match side.precedence().cmp(&op.precedence()) {
        Ordering::Less => true,
        Ordering::Equal => is_right || op.is_comparison(),
        Ordering::Greater => false,
    }
}

/// Each argument on a line of its own, but strings that follow one another together: those of `label_replace` are
/// read as one.
fn argument_lines(arguments: &[Expr], indent: usize) -> Vec<String> {
    let is_text = |argument: &Expr| matches!(argument, Expr::Text(_));
    arguments
        .chunk_by(|before, after| is_text(before) && is_text(after))
        .map(|line| line.iter().map(|argument| argument.laid_out(indent, 0)).collect::<Vec<_>>().join(", "))
        .collect()
}

fn operand(side: &Expr, op: BinaryOp, is_right: bool, indent: usize, taken: usize) -> String {
    if !needs_parentheses(side, op, is_right) {
        return side.laid_out(indent, taken);
    }
    let flat = side.flat();
    if indent + taken + flat.chars().count() + 2 <= WIDTH {
        return format!("({flat})");
    }
    let pad = " ".repeat(indent);
    format!("(\n{pad}  {}\n{pad})", side.laid_out(indent + 2, 0))
}

/// The operator with its matching and a space after it.
fn operator(op: BinaryOp, matching: Option<&Matching>) -> String {
    let mut text = format!("{} ", op.as_str());
    if let Some(Matching { on, group }) = matching {
        // Writing to a string does not fail.
        let _ = write!(text, "on ({}) ", on.join(", "));
        if let Some(group) = group {
            let (side, labels) = match group {
                Group::Left(labels) => ("group_left", labels),
                Group::Right(labels) => ("group_right", labels),
            };
            let _ = write!(text, "{side} ({}) ", labels.join(", "));
        }
    }
    text
}

impl Selector {
    /// `name{matchers}[window] offset 1d`
    fn render(&self, window: Option<Window>) -> String {
        let mut text = self.name.clone();
        if !self.matchers.is_empty() {
            let matchers: Vec<String> = self.matchers.iter().map(ToString::to_string).collect();
            text = format!("{text}{{{}}}", matchers.join(", "));
        }
        if let Some(window) = window {
            text = format!("{text}[{}]", window.render());
        }
        if let Some(offset) = self.offset {
            text = format!("{text} offset {}", offset.render());
        }
        text
    }
}

impl Number {
    fn render(&self) -> String {
        match self {
            Self::Fixed(text) => text.clone(),
            Self::Line(threshold) => format!("${threshold}"),
            Self::EnoughFor(threshold) => format!("$enough_for_{threshold}"),
        }
    }
}

impl Window {
    fn render(self) -> String {
        match self {
            Self::Fixed(window) => window.to_string(),
            Self::Of(threshold) => format!("${threshold}"),
            Self::Panel => "$__rate_interval".to_owned(),
        }
    }
}
