//! Every small change of an expression.

use plimsoll_promql::{BinaryOp, Expr, Group, MatchOp, Matcher, Matching, Number, Selector, Window};

use super::context::{Context, Rules};
use super::{Kind, step};

/// A change of an expression.
pub(super) struct Change {
    pub(super) kind: Kind,
    /// In words.
    pub(super) words: String,
    pub(super) expr: Expr,
    /// Why no rule can tell it from the original, if none can.
    pub(super) equivalent: Option<&'static str>,
}

impl Change {
    fn new(kind: Kind, words: impl Into<String>, expr: Expr) -> Self {
        Self { kind, words: words.into(), expr, equivalent: None }
    }
}

/// Each change of an expression and of its parts.
pub(super) fn changes(expr: &Expr, rules: &Rules<'_>, context: &Context) -> Vec<Change> {
    let mut changed = here(expr);
    for change in &mut changed {
        change.equivalent = context.equivalent(rules, expr, change);
    }
    for (at, child) in expr.children().enumerate() {
        for change in changes(child, rules, &context.below(rules, expr, at)) {
            changed.push(Change { expr: with_child(expr, at, change.expr), ..change });
        }
    }
    changed
}

/// The expression with one of its direct parts replaced.
fn with_child(expr: &Expr, at: usize, child: Expr) -> Expr {
    let mut child = Some(child);
    let mut position = 0;
    expr.clone().map_children(&mut |part| {
        position += 1;
        if position == at + 1 { child.take().unwrap_or(part) } else { part }
    })
}

/// The changes of the outermost operation alone.
fn here(expr: &Expr) -> Vec<Change> {
    match expr {
        Expr::Number(Number::Fixed(text)) => numbers(text, |text| Expr::Number(Number::Fixed(text))),
        Expr::Selector(selector) => {
            let changed = selectors(selector).into_iter();
            changed.map(|(kind, words, new)| Change::new(kind, words, Expr::Selector(new))).collect()
        }
        Expr::Range(selector, window) => {
            let mut changed: Vec<_> = selectors(selector)
                .into_iter()
                .map(|(kind, words, new)| Change::new(kind, words, Expr::Range(new, *window)))
                .collect();
            changed.extend(windows(*window).map(|(change, new)| {
                Change::new(Kind::Window, format!("[{change}"), Expr::Range(selector.clone(), new))
            }));
            changed
        }
        Expr::Call(function, arguments) => {
            let other = match *function {
                "rate" => "increase",
                "increase" => "rate",
                "max_over_time" => "min_over_time",
                "min_over_time" | "avg_over_time" => "max_over_time",
                _ => return Vec::new(),
            };
            let words = format!("{function} becomes {other}");
            vec![Change::new(Kind::Function, words, Expr::Call(other, arguments.clone()))]
        }
        Expr::Aggregate { op, by, of } => aggregates(op, by, of),
        Expr::Binary { op, left, right, matching } => binaries(*op, left, right, matching.as_ref()),
        _ => Vec::new(),
    }
}

fn numbers(text: &str, made: impl Fn(String) -> Expr) -> Vec<Change> {
    let changed = step::number(text).into_iter();
    changed.map(|new| Change::new(Kind::Number, format!("{text} becomes {new}"), made(new))).collect()
}

fn windows(window: Window) -> impl Iterator<Item = (String, Window)> {
    let spans = match window {
        Window::Fixed(span) => step::span(span).into_iter().map(|new| (span, new)).collect(),
        Window::Of(_) | Window::Panel => Vec::new(),
    };
    spans.into_iter().map(|(span, new)| (format!("{span}] becomes [{new}]"), Window::Fixed(new)))
}

fn selectors(selector: &Selector) -> Vec<(Kind, String, Selector)> {
    let mut changed = Vec::new();
    for (at, matcher) in selector.matchers.iter().enumerate() {
        let mut without = selector.clone();
        without.matchers.remove(at);
        changed.push((Kind::Matcher, format!("{} without {matcher}", selector.name), without));
        let op = match matcher.op {
            MatchOp::Equal => MatchOp::NotEqual,
            MatchOp::NotEqual => MatchOp::Equal,
            MatchOp::Matches => MatchOp::NotMatches,
            MatchOp::NotMatches => MatchOp::Matches,
        };
        let flipped = Matcher { op, ..matcher.clone() };
        let change = format!("{}: {matcher} becomes {flipped}", selector.name);
        let mut other = selector.clone();
        other.matchers[at] = flipped;
        changed.push((Kind::Matcher, change, other));
    }
    if let Some(offset) = selector.offset {
        changed.extend(windows(offset).map(|(change, new)| {
            let new = Selector { offset: Some(new), ..selector.clone() };
            (Kind::Window, format!("offset [{change}"), new)
        }));
    }
    changed
}

fn aggregates(op: &'static str, by: &[String], of: &Expr) -> Vec<Change> {
    let made = |op: &'static str, by: Vec<String>| Expr::Aggregate { op, by, of: Box::new(of.clone()) };
    let others: &[&'static str] = match op {
        "sum" => &["max", "avg"],
        "max" => &["min", "sum"],
        "min" | "avg" => &["max", "sum"],
        "count" => &["sum", "max"],
        _ => &[],
    };
    let mut changed: Vec<_> = others
        .iter()
        .map(|other| Change::new(Kind::Function, format!("{op} becomes {other}"), made(other, by.to_vec())))
        .collect();
    for label in by {
        let kept = by.iter().filter(|kept| *kept != label).cloned().collect();
        changed.push(Change::new(Kind::Grouping, format!("{op} without {label}"), made(op, kept)));
    }
    changed
}

fn binaries(op: BinaryOp, left: &Expr, right: &Expr, matching: Option<&Matching>) -> Vec<Change> {
    let made = |op, matching: Option<&Matching>| Expr::Binary {
        op,
        left: Box::new(left.clone()),
        right: Box::new(right.clone()),
        matching: matching.cloned(),
    };
    let others: &[BinaryOp] = match op {
        BinaryOp::Above => &[BinaryOp::AtLeast, BinaryOp::Below],
        BinaryOp::AtLeast => &[BinaryOp::Above, BinaryOp::Below],
        BinaryOp::Below => &[BinaryOp::AtMost, BinaryOp::Above],
        BinaryOp::AtMost => &[BinaryOp::Below, BinaryOp::Above],
        BinaryOp::Equal => &[BinaryOp::NotEqual],
        BinaryOp::NotEqual => &[BinaryOp::Equal],
        BinaryOp::Add => &[BinaryOp::Subtract],
        BinaryOp::Subtract => &[BinaryOp::Add],
        BinaryOp::Multiply => &[BinaryOp::Divide],
        BinaryOp::Divide => &[BinaryOp::Multiply],
        BinaryOp::And => &[BinaryOp::Unless],
        BinaryOp::Unless | BinaryOp::Or => &[BinaryOp::And],
    };
    let mut changed: Vec<_> = others
        .iter()
        .map(|other| {
            let change = format!("{} becomes {}", op.as_str(), other.as_str());
            Change::new(Kind::Operator, change, made(*other, matching))
        })
        .collect();
    if let Some(matching) = matching {
        for label in &matching.on {
            let on = matching.on.iter().filter(|kept| *kept != label).cloned().collect();
            let without = Matching { on, group: matching.group.clone() };
            let words = format!("{} on without {label}", op.as_str());
            changed.push(Change::new(Kind::Grouping, words, made(op, Some(&without))));
        }
        if let Some(Group::Left(bring) | Group::Right(bring)) = &matching.group {
            for label in bring {
                let kept: Vec<String> = bring.iter().filter(|kept| *kept != label).cloned().collect();
                let group = match &matching.group {
                    Some(Group::Right(_)) => Group::Right(kept),
                    _ => Group::Left(kept),
                };
                let without = Matching { on: matching.on.clone(), group: Some(group) };
                let change = format!("{} does not bring {label}", op.as_str());
                changed.push(Change::new(Kind::Grouping, change, made(op, Some(&without))));
            }
        }
    }
    changed
}
