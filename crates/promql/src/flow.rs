//! Label flow: which labels the result of an expression can carry, and which operation took one away.

use crate::expr::{Group, Source};
use crate::{BinaryOp, Expr, LabelNames, MatchOp, Selector};

/// The labels that every scraped series carries besides those of its exporter.
const TARGET_LABELS: [&str; 2] = ["instance", "job"];

/// The labels that the result of an expression can carry. Scalars carry none.
pub fn possible(expr: &Expr) -> LabelNames<'_> {
    labels(expr, &|mut left, right| {
        left.extend(right);
        left
    })
}

/// The labels that every series of the result carries, given that metrics carry what is declared of them: of
/// alternatives (`or`) those that all of them have.
pub fn guaranteed(expr: &Expr) -> LabelNames<'_> {
    labels(expr, &|mut left, right| {
        left.retain(|label| right.contains(label));
        left
    })
}

type Names<'e> = LabelNames<'e>;

/// `either` says which labels alternatives have together.
fn labels<'e>(expr: &'e Expr, either: &dyn Fn(Names<'e>, Names<'e>) -> Names<'e>) -> Names<'e> {
    let possible = |of: &'e Expr| labels(of, either);
    match expr {
        Expr::Number(_) | Expr::Time | Expr::Vector(_) | Expr::Text(_) => Names::default(),
        Expr::Selector(selector) | Expr::Range(selector, _) => of_selector(selector),
        Expr::Raw { labels, .. } => labels.iter().map(String::as_str).collect(),
        Expr::Recorded(_, of) => possible(of),
        Expr::Aggregate { by, of, .. } => {
            let below = possible(of);
            by.iter().map(String::as_str).filter(|label| below.contains(label)).collect()
        }
        Expr::Call(function, arguments) => of_call(function, arguments, &possible),
        Expr::Binary { op, left, right, matching } => {
            let (left, right) = (possible(left), possible(right));
            if is_scalar_side(expr) {
                return if left.is_empty() { right } else { left };
            }
            match (op, matching.as_ref().and_then(|matching| matching.group.as_ref())) {
                (BinaryOp::Or, _) => either(left, right),
                (BinaryOp::And | BinaryOp::Unless, _) => left,
                (_, Some(Group::Left(bring))) => {
                    left.into_iter().chain(bring.iter().map(String::as_str)).collect()
                }
                (_, Some(Group::Right(bring))) => {
                    right.into_iter().chain(bring.iter().map(String::as_str)).collect()
                }
                (_, None) => match matching {
                    Some(matching) => {
                        left.into_iter().filter(|label| matching.on.iter().any(|on| on == label)).collect()
                    }
                    None => left,
                },
            }
        }
    }
}

/// Whether one side of a binary operation is a scalar, so that no series are paired.
fn is_scalar_side(expr: &Expr) -> bool {
    let scalar = |side: &Expr| matches!(side, Expr::Number(_) | Expr::Time);
    matches!(expr, Expr::Binary { left, right, .. } if scalar(left) || scalar(right))
}

fn of_selector(selector: &Selector) -> Names<'_> {
    let mut labels: Names<'_> = match &selector.source {
        Source::Recording(labels) => labels.iter().map(String::as_str).collect(),
        Source::Metric(def) => {
            let own = def.labels.iter().chain(&TARGET_LABELS).copied();
            own.chain(selector.has_label("le").then_some("le")).collect()
        }
    };
    // `label=""` selects the series without it.
    for matcher in &selector.matchers {
        if matcher.op == MatchOp::Equal && matcher.value.is_empty() {
            labels.remove(&matcher.label);
        }
    }
    labels
}

fn of_call<'e>(function: &str, arguments: &'e [Expr], below: &dyn Fn(&'e Expr) -> Names<'e>) -> Names<'e> {
    let vector = arguments.iter().find(|argument| !matches!(argument, Expr::Number(_) | Expr::Text(_)));
    let mut labels = match (function, vector) {
        // One sample with the labels of the `=` matchers.
        ("absent" | "absent_over_time", Some(Expr::Selector(selector) | Expr::Range(selector, _))) => {
            let equal = selector.matchers.iter().filter(|matcher| matcher.op == MatchOp::Equal);
            equal.map(|matcher| &*matcher.label).collect()
        }
        ("absent" | "absent_over_time" | "vector" | "scalar" | "time", _) | (_, None) => Names::default(),
        (_, Some(vector)) => below(vector),
    };
    match (function, arguments) {
        ("histogram_quantile", _) => {
            labels.remove("le");
        }
        ("label_replace" | "label_join", [_, Expr::Text(to), ..]) => {
            labels.insert(to);
        }
        _ => {}
    }
    labels
}

/// Why a label is not in the result, outermost cause first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dropped {
    /// The operation, as rendered in short: `sum by (namespace, service)`.
    pub operation: String,
    /// What remains after it.
    pub remains: Vec<String>,
}

/// The operation that took `label` away, or `None` if the result can carry it, or nothing below ever had it.
pub fn dropped_by(expr: &Expr, label: &str) -> Option<Dropped> {
    if possible(expr).contains(label) {
        return None;
    }
    // The right side of `and` gives no labels; that it has some is no news.
    let is_filter = matches!(expr, Expr::Binary { op: BinaryOp::And | BinaryOp::Unless, .. });
    let mut children = expr.children().take(if is_filter { 1 } else { usize::MAX });
    if !children.clone().any(|child| possible(child).contains(label)) {
        return children.find_map(|child| dropped_by(child, label));
    }
    let operation = match expr {
        Expr::Aggregate { op, by, .. } => format!("{op} by ({})", by.join(", ")),
        Expr::Call(function, _) => format!("{function}()"),
        Expr::Binary { op, matching: Some(matching), .. } => {
            format!("{} on ({})", op.as_str(), matching.on.join(", "))
        }
        Expr::Binary { op, .. } => op.as_str().to_owned(),
        _ => return None,
    };
    Some(Dropped { operation, remains: possible(expr).into_iter().map(str::to_owned).collect() })
}
