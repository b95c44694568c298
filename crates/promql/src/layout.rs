//! One layout for every expression.
//!
//! What fits on a line stays on it. Otherwise a binary operation puts each operand on a line of its own with
//! the operator leading, and calls and aggregations put their arguments on indented lines, as `promtool promql
//! format` does.

use std::cmp::Ordering;
use std::fmt::{self, Write};

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
        if let Some(flat) = self.flat_within(WIDTH.saturating_sub(indent + taken)) {
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
            _ => self.flat(),
        }
    }

    /// On one line, however long.
    fn flat(&self) -> String {
        self.flat_within(usize::MAX).unwrap_or_default()
    }

    /// On one line, if it has no more characters than this. What is too long is not written to its end: it will be
    /// written in parts, and those again.
    fn flat_within(&self, most: usize) -> Option<String> {
        let mut line = Line { text: String::new(), left: most };
        self.write_flat(&mut line).ok()?;
        Some(line.text)
    }

    fn write_flat(&self, line: &mut Line) -> fmt::Result {
        match self {
            Self::Number(number) => line.write_str(&number.render()),
            Self::Time => line.write_str("time()"),
            Self::Vector(number) => write!(line, "vector({})", number.render()),
            Self::Selector(selector) => selector.write(line, None),
            Self::Range(selector, window) => selector.write(line, Some(*window)),
            Self::Call(function, arguments) => {
                write!(line, "{function}(")?;
                for (at, argument) in arguments.iter().enumerate() {
                    line.write_str(if at > 0 { ", " } else { "" })?;
                    argument.write_flat(line)?;
                }
                line.write_str(")")
            }
            Self::Text(text) => quote(line, text),
            Self::Aggregate { op, by, of } => {
                match by.as_slice() {
                    [] => write!(line, "{op}(")?,
                    by => write!(line, "{op} by ({}) (", by.join(", "))?,
                }
                of.write_flat(line)?;
                line.write_str(")")
            }
            Self::Binary { op, left, right, matching } => {
                write_side(line, left, *op, false)?;
                write!(line, " {}", operator(*op, matching.as_ref()))?;
                write_side(line, right, *op, true)
            }
            Self::Recorded(_, of) => of.write_flat(line),
            Self::Raw { text, .. } => line.write_str(text),
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
    if let Some(flat) = side.flat_within(WIDTH.saturating_sub(indent + taken + 2)) {
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
    fn write(&self, line: &mut Line, window: Option<Window>) -> fmt::Result {
        line.write_str(&self.name)?;
        for (at, matcher) in self.matchers.iter().enumerate() {
            write!(line, "{}{matcher}", if at > 0 { ", " } else { "{" })?;
        }
        line.write_str(if self.matchers.is_empty() { "" } else { "}" })?;
        if let Some(window) = window {
            write!(line, "[{}]", window.render())?;
        }
        match self.offset {
            Some(offset) => write!(line, " offset {}", offset.render()),
            None => Ok(()),
        }
    }
}

/// A line that takes so many characters more, and refuses what is longer.
struct Line {
    text: String,
    left: usize,
}

impl Write for Line {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.left = self.left.checked_sub(text.chars().count()).ok_or(fmt::Error)?;
        self.text.push_str(text);
        Ok(())
    }
}

fn write_side(line: &mut Line, side: &Expr, op: BinaryOp, is_right: bool) -> fmt::Result {
    if !needs_parentheses(side, op, is_right) {
        return side.write_flat(line);
    }
    line.write_str("(")?;
    side.write_flat(line)?;
    line.write_str(")")
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
