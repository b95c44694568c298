//! Label flow: which labels the result of an expression can carry, and which operation took one away.

use crate::expr::{Group, Source};
use crate::{BinaryOp, Expr, LabelNames, MatchOp, Matcher, Selector};

/// The labels that every scraped series carries besides those of its exporter.
const TARGET_LABELS: [&str; 2] = ["instance", "job"];

/// The labels that the result of an expression can carry. Scalars carry none.
pub fn possible(expr: &Expr) -> LabelNames<'_> {
    labels(expr, Alternatives::Any)
}

/// The labels that every series of the result carries, given that metrics carry what is declared of them: of
/// alternatives (`or`) those that all of them have.
pub fn guaranteed(expr: &Expr) -> LabelNames<'_> {
    labels(expr, Alternatives::All)
}

/// Which labels alternatives have together: those of any of them, or those that all of them have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Alternatives {
    Any,
    All,
}

fn labels(expr: &Expr, alternatives: Alternatives) -> LabelNames<'_> {
    let mut flow = Flow { alternatives, found: Vec::new() };
    flow.add(expr, &|_| true);
    flow.found.into()
}

/// What flows out of an expression. Operations are filters on the way: no set of labels is made for each of them.
struct Flow<'e> {
    alternatives: Alternatives,
    /// Some more than once.
    found: Vec<&'e str>,
}

impl<'e> Flow<'e> {
    /// Adds the labels of a part that the operations around it keep.
    fn add(&mut self, expr: &'e Expr, kept: &dyn Fn(&str) -> bool) {
        match expr {
            Expr::Number(_) | Expr::Time | Expr::Vector(_) | Expr::Text(_) => {}
            Expr::Selector(selector) | Expr::Range(selector, _) => self.add_selector(selector, kept),
            Expr::Raw { labels, .. } => self.add_names(labels, kept),
            Expr::Recorded(_, of) => self.add(of, kept),
            Expr::Aggregate { by, of, .. } => self.add(of, &|label| has(by, label) && kept(label)),
            Expr::Call(function, arguments) => self.add_call(function, arguments, kept),
            Expr::Binary { op, left, right, matching } => {
                match (op, matching.as_ref().and_then(|matching| matching.group.as_ref())) {
                    // The scalar has none, and no series are paired.
                    _ if is_scalar(left) || is_scalar(right) => {
                        self.add(left, kept);
                        self.add(right, kept);
                    }
                    (BinaryOp::Or, _) if self.alternatives == Alternatives::All => {
                        let right = guaranteed(right);
                        self.add(left, &|label| right.contains(label) && kept(label));
                    }
                    (BinaryOp::Or, _) => {
                        self.add(left, kept);
                        self.add(right, kept);
                    }
                    (BinaryOp::And | BinaryOp::Unless, _) => self.add(left, kept),
                    (_, Some(Group::Left(bring))) => {
                        self.add(left, kept);
                        self.add_names(bring, kept);
                    }
                    (_, Some(Group::Right(bring))) => {
                        self.add(right, kept);
                        self.add_names(bring, kept);
                    }
                    (_, None) => match matching {
                        Some(matching) => self.add(left, &|label| has(&matching.on, label) && kept(label)),
                        None => self.add(left, kept),
                    },
                }
            }
        }
    }

    fn add_names(&mut self, names: &'e [String], kept: &dyn Fn(&str) -> bool) {
        self.found.extend(names.iter().map(String::as_str).filter(|label| kept(label)));
    }

    fn add_selector(&mut self, selector: &'e Selector, kept: &dyn Fn(&str) -> bool) {
        // `label=""` selects the series without it.
        let lacks = |label: &str| {
            let empty =
                |own: &Matcher| own.op == MatchOp::Equal && own.value.is_empty() && own.label == label;
            selector.matchers.iter().any(empty)
        };
        let kept = |label: &str| kept(label) && !lacks(label);
        match &selector.source {
            Source::Recording(labels) => self.add_names(labels, &kept),
            Source::Metric(def) => {
                let own = def.labels.iter().chain(&TARGET_LABELS).copied();
                let own = own.chain(selector.has_label("le").then_some("le"));
                self.found.extend(own.filter(|label| kept(label)));
            }
        }
    }

    fn add_call(&mut self, function: &str, arguments: &'e [Expr], kept: &dyn Fn(&str) -> bool) {
        let vector = arguments.iter().find(|argument| !matches!(argument, Expr::Number(_) | Expr::Text(_)));
        match (function, vector) {
            // One sample with the labels of the `=` matchers.
            ("absent" | "absent_over_time", Some(Expr::Selector(selector) | Expr::Range(selector, _))) => {
                let equal = selector.matchers.iter().filter(|matcher| matcher.op == MatchOp::Equal);
                self.found.extend(equal.map(|matcher| &*matcher.label).filter(|label| kept(label)));
            }
            ("absent" | "absent_over_time" | "vector" | "scalar" | "time", _) | (_, None) => {}
            ("histogram_quantile", Some(buckets)) => self.add(buckets, &|label| label != "le" && kept(label)),
            (_, Some(vector)) => self.add(vector, kept),
        }
        if let ("label_replace" | "label_join", [_, Expr::Text(to), ..]) = (function, arguments) {
            self.found.extend(kept(to).then_some(to.as_str()));
        }
    }
}

/// A number of which no series are paired.
fn is_scalar(expr: &Expr) -> bool {
    matches!(expr, Expr::Number(_) | Expr::Time)
}

fn has(labels: &[String], label: &str) -> bool {
    labels.iter().any(|own| own == label)
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Matcher, Matching, Number};

    fn series(labels: &[&str], matchers: &[Matcher]) -> Expr {
        let mut selector =
            Selector::recording("recorded", labels.iter().map(|label| (*label).to_owned()).collect());
        selector.matchers = matchers.to_vec();
        Expr::Selector(selector)
    }

    fn names(labels: LabelNames<'_>) -> Vec<&str> {
        labels.into_iter().collect()
    }

    #[test]
    fn of_alternatives_only_what_all_have_is_guaranteed() {
        let either =
            Expr::binary(BinaryOp::Or, series(&["pod", "job"], &[]), series(&["job", "node"], &[]), None);
        assert_eq!(names(possible(&either)), ["job", "node", "pod"]);
        assert_eq!(names(guaranteed(&either)), ["job"]);
        let aggregated = either.aggregate("sum", &["pod", "job", "zone"]);
        assert_eq!(names(possible(&aggregated)), ["job", "pod"]);
        assert_eq!(names(guaranteed(&aggregated)), ["job"]);
    }

    #[test]
    fn a_series_without_a_label_is_selected_by_the_empty_value() {
        let bare = series(&["pod", "job"], &[Matcher::equal("pod", ""), Matcher::equal("job", "a")]);
        assert_eq!(names(possible(&bare)), ["job"]);
    }

    #[test]
    fn what_is_paired_keeps_the_labels_of_the_many_and_what_is_brought_over() {
        let pair = |matching| {
            let (left, right) = (series(&["pod", "job"], &[]), series(&["job", "version"], &[]));
            Expr::binary(BinaryOp::Multiply, left, right, Some(matching))
        };
        assert_eq!(names(possible(&pair(Matching::on(&["job"])))), ["job"]);
        assert_eq!(
            names(possible(&pair(Matching::many_to_one(&["job"], &["version"])))),
            ["job", "pod", "version"]
        );
        let right =
            Matching { on: vec!["job".to_owned()], group: Some(Group::Right(vec!["pod".to_owned()])) };
        assert_eq!(names(possible(&pair(right))), ["job", "pod", "version"]);
    }

    #[test]
    fn functions_take_labels_away_and_add_them() {
        let text = |text: &str| Expr::Text(text.to_owned());
        let labelled =
            Expr::Call("label_replace", vec![series(&["le", "job"], &[]), text("zone"), text("$1")]);
        assert_eq!(names(possible(&labelled)), ["job", "le", "zone"]);
        let half = Expr::Number(Number::Fixed("0.5".to_owned()));
        let quantile = Expr::Call("histogram_quantile", vec![half, labelled]);
        assert_eq!(names(possible(&quantile)), ["job", "zone"]);
        assert_eq!(names(possible(&quantile.aggregate("max", &["le", "zone"]))), ["zone"]);
        let absent = Expr::Call("absent", vec![series(&["job"], &[Matcher::equal("pod", "a")])]);
        assert_eq!(names(possible(&absent)), ["pod"]);
    }
}
