//! One layout for every expression.
//!
//! What fits on a line stays on it. Otherwise a binary operation puts each operand on a line of its own with
//! the operator leading, and calls and aggregations put their arguments on indented lines, as `promtool promql
//! format` does.

use std::cmp::Ordering;
use std::fmt::{self, Write};
use std::iter;

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
        let mut text = String::with_capacity(WIDTH);
        // Writing to a string does not fail.
        let _ = self.lay_out(&mut text, 0, 0);
        text
    }

    /// Appends it. `taken` columns of the first line are in use already, by an operator.
    fn lay_out(&self, text: &mut String, indent: usize, taken: usize) -> fmt::Result {
        if self.fits(text, WIDTH.saturating_sub(indent + taken)) {
            return Ok(());
        }
        let inner = indent + 2;
        match self {
            Self::Binary { op, left, right, matching } => {
                operand(text, left, *op, false, indent, taken)?;
                if matches!(**right, Self::Number(_)) {
                    // A line stays with what it is compared with.
                    text.push(' ');
                    write_operator(text, *op, matching.as_ref())?;
                    return right.write_flat(text);
                }
                new_line(text, inner);
                let start = text.len();
                write_operator(text, *op, matching.as_ref())?;
                let taken = text[start..].chars().count();
                operand(text, right, *op, true, inner, taken)
            }
            Self::Aggregate { op, by, of } => {
                write_aggregation(text, op, by)?;
                new_line(text, inner);
                of.lay_out(text, inner, 0)?;
                new_line(text, indent);
                text.write_str(")")
            }
            Self::Call(function, arguments) => {
                write!(text, "{function}(")?;
                new_line(text, inner);
                write_arguments(text, arguments, inner)?;
                new_line(text, indent);
                text.write_str(")")
            }
            Self::Recorded(_, of) => of.lay_out(text, indent, taken),
            _ => self.write_flat(text),
        }
    }

    /// Appends it on one line, if it has no more characters than this; otherwise nothing. What is too long is not written
    /// to its end: it will be written in parts, and those again.
    fn fits(&self, text: &mut String, most: usize) -> bool {
        let start = text.len();
        let fits = self.write_flat(&mut Line { text, start, most }).is_ok();
        if !fits {
            text.truncate(start);
        }
        fits
    }

    /// On one line, however long.
    fn write_flat(&self, line: &mut impl Write) -> fmt::Result {
        match self {
            Self::Number(number) => number.write(line),
            Self::Time => line.write_str("time()"),
            Self::Vector(number) => {
                line.write_str("vector(")?;
                number.write(line)?;
                line.write_str(")")
            }
            Self::Selector(selector) => selector.write(line, None),
            Self::Range(selector, window) => selector.write(line, Some(*window)),
            Self::Call(function, arguments) => {
                line.write_str(function)?;
                line.write_str("(")?;
                for (at, argument) in arguments.iter().enumerate() {
                    line.write_str(if at > 0 { ", " } else { "" })?;
                    argument.write_flat(line)?;
                }
                line.write_str(")")
            }
            Self::Text(text) => quote(line, text),
            Self::Aggregate { op, by, of } => {
                write_aggregation(line, op, by)?;
                of.write_flat(line)?;
                line.write_str(")")
            }
            Self::Binary { op, left, right, matching } => {
                write_side(line, left, *op, false)?;
                line.write_str(" ")?;
                write_operator(line, *op, matching.as_ref())?;
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
fn write_arguments(text: &mut String, arguments: &[Expr], indent: usize) -> fmt::Result {
    let is_text = |argument: &Expr| matches!(argument, Expr::Text(_));
    for (at, argument) in arguments.iter().enumerate() {
        if let Some(before) = at.checked_sub(1).map(|before| &arguments[before]) {
            text.push(',');
            if is_text(before) && is_text(argument) {
                text.push(' ');
            } else {
                new_line(text, indent);
            }
        }
        argument.lay_out(text, indent, 0)?;
    }
    Ok(())
}

fn operand(
    text: &mut String,
    side: &Expr,
    op: BinaryOp,
    is_right: bool,
    indent: usize,
    taken: usize,
) -> fmt::Result {
    if !needs_parentheses(side, op, is_right) {
        return side.lay_out(text, indent, taken);
    }
    text.push('(');
    if !side.fits(text, WIDTH.saturating_sub(indent + taken + 2)) {
        new_line(text, indent + 2);
        side.lay_out(text, indent + 2, 0)?;
        new_line(text, indent);
    }
    text.write_str(")")
}

fn new_line(text: &mut String, indent: usize) {
    text.push('\n');
    text.extend(iter::repeat_n(' ', indent));
}

/// `sum by (labels) (`
fn write_aggregation(line: &mut impl Write, op: &str, by: &[String]) -> fmt::Result {
    line.write_str(op)?;
    if !by.is_empty() {
        line.write_str(" by ")?;
        write_labels(line, by)?;
        line.write_str(" ")?;
    }
    line.write_str("(")
}

/// The operator with its matching and a space after it.
fn write_operator(line: &mut impl Write, op: BinaryOp, matching: Option<&Matching>) -> fmt::Result {
    line.write_str(op.as_str())?;
    line.write_str(" ")?;
    let Some(Matching { on, group }) = matching else { return Ok(()) };
    line.write_str("on ")?;
    write_labels(line, on)?;
    line.write_str(" ")?;
    let (side, labels) = match group {
        None => return Ok(()),
        Some(Group::Left(labels)) => ("group_left ", labels),
        Some(Group::Right(labels)) => ("group_right ", labels),
    };
    line.write_str(side)?;
    write_labels(line, labels)?;
    line.write_str(" ")
}

/// `(a, b)`
fn write_labels(line: &mut impl Write, labels: &[String]) -> fmt::Result {
    line.write_str("(")?;
    for (at, label) in labels.iter().enumerate() {
        line.write_str(if at > 0 { ", " } else { "" })?;
        line.write_str(label)?;
    }
    line.write_str(")")
}

impl Selector {
    /// `name{matchers}[window] offset 1d`
    fn write(&self, line: &mut impl Write, window: Option<Window>) -> fmt::Result {
        line.write_str(&self.name)?;
        for (at, matcher) in self.matchers.iter().enumerate() {
            line.write_str(if at > 0 { ", " } else { "{" })?;
            matcher.write(line)?;
        }
        line.write_str(if self.matchers.is_empty() { "" } else { "}" })?;
        if let Some(window) = window {
            line.write_str("[")?;
            window.write(line)?;
            line.write_str("]")?;
        }
        if let Some(offset) = self.offset {
            line.write_str(" offset ")?;
            offset.write(line)?;
        }
        Ok(())
    }
}

/// The end of a text as a line that takes so many characters, and refuses what is longer.
struct Line<'t> {
    text: &'t mut String,
    start: usize,
    most: usize,
}

impl Write for Line<'_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.text.push_str(text);
        let line = &self.text[self.start..];
        // No line has more characters than bytes: they are seldom counted.
        if line.len() > self.most && line.chars().count() > self.most { Err(fmt::Error) } else { Ok(()) }
    }
}

fn write_side(line: &mut impl Write, side: &Expr, op: BinaryOp, is_right: bool) -> fmt::Result {
    if !needs_parentheses(side, op, is_right) {
        return side.write_flat(line);
    }
    line.write_str("(")?;
    side.write_flat(line)?;
    line.write_str(")")
}

impl Number {
    fn write(&self, line: &mut impl Write) -> fmt::Result {
        match self {
            Self::Fixed(text) => line.write_str(text),
            Self::Line(threshold) => write!(line, "${threshold}"),
            Self::EnoughFor(threshold) => write!(line, "$enough_for_{threshold}"),
        }
    }
}

impl Window {
    fn write(self, line: &mut impl Write) -> fmt::Result {
        match self {
            Self::Fixed(window) => write!(line, "{window}"),
            Self::Of(threshold) => write!(line, "${threshold}"),
            Self::Panel => line.write_str("$__rate_interval"),
        }
    }
}
