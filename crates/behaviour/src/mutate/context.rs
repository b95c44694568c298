//! Which changes are none: where in an expression a part stands decides what can be seen of it.

use std::collections::BTreeMap;

use plimsoll_plan::{AlertRule, Plan, Rule};
use plimsoll_promql::{BinaryOp, Expr, Group, MatchOp, Matcher, Selector, Source};

use super::Kind;
use super::expr::Change;
use crate::drive::{is_condition, is_none_else, is_zero};
use crate::eval::{Records, fixed, records};

/// What is known of all rules.
pub(super) struct Rules<'a> {
    records: Records<'a>,
    /// How each recording is read, by all of its readers alike.
    read: BTreeMap<&'a str, Context>,
}

/// Where a part stands.
#[derive(Debug, Clone, Default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is one thing that is so or not, independent of the others"
)]
pub(super) struct Context {
    /// It is multiplied by 0.
    zeroed: bool,
    /// A quantile is taken of it.
    quantile: bool,
    /// It brings labels, and its value is 1.
    information: bool,
    /// It is what is divided by.
    divisor: bool,
    /// Only whether it is there counts, not its value.
    presence: bool,
    /// Only whether it is above 0 counts.
    positive: bool,
    /// Where it is 0 there might as well be nothing: it is compared with a line that 0 is not above.
    zero_is_nothing: bool,
    /// It is multiplied by 0 where 0 might as well be nothing.
    void: bool,
    /// Matchers that whatever comes of it meets anyway.
    bound: Vec<Matcher>,
}

impl<'a> Rules<'a> {
    pub(super) fn of(plan: &'a Plan) -> Self {
        let mut rules = Self { records: records(plan), read: BTreeMap::new() };
        // Readers come after what they read.
        let all: Vec<&Rule> = plan.rules().collect();
        for alert in all.iter().filter_map(|rule| rule.as_alert()) {
            rules.visit(&alert.expr, &Context::of_alert(alert));
        }
        for record in all.iter().rev().filter_map(|rule| rule.as_record()) {
            let context = rules.of_record(&record.record);
            rules.visit(&record.expr, &context);
        }
        rules
    }

    /// Keeps how the recordings in an expression are read.
    fn visit(&mut self, expr: &'a Expr, context: &Context) {
        let read = match expr {
            Expr::Selector(selector) => Some((selector, context.clone())),
            // Of the values of a span nothing is known.
            Expr::Range(selector, _) => Some((selector, Context::default())),
            _ => None,
        };
        if let Some((Selector { name, matchers, source: Source::Recording(_), .. }, mut now)) = read {
            now.bound.extend(matchers.iter().cloned());
            self.read.entry(name).and_modify(|known| known.meet(&now)).or_insert(now);
        }
        for (at, child) in expr.children().enumerate() {
            let below = context.below(self, expr, at);
            self.visit(child, &below);
        }
    }

    /// The context of what is recorded under a name.
    pub(super) fn of_record(&self, name: &str) -> Context {
        self.read.get(name).cloned().unwrap_or_default()
    }

    /// Whether an expression has no value below 0: it counts, or is made of what does.
    fn is_never_negative(&self, expr: &Expr) -> bool {
        match expr {
            Expr::Number(number) => fixed(number).is_ok_and(|number| number >= 0.0),
            Expr::Selector(Selector { name, source: Source::Recording(_), .. }) => {
                self.records.get(name.as_str()).is_some_and(|expr| self.is_never_negative(expr))
            }
            Expr::Call(function, _) => matches!(*function, "rate" | "increase"),
            Expr::Aggregate { of, .. } => self.is_never_negative(of),
            Expr::Binary { op, left, right, .. } if *op != BinaryOp::Subtract => {
                self.is_never_negative(left)
                    && (op.is_comparison() || *op == BinaryOp::And || self.is_never_negative(right))
            }
            _ => false,
        }
    }

    /// The matchers that every series meets which an expression reads.
    fn binds(&self, expr: &Expr) -> Vec<Matcher> {
        let mut common: Option<Vec<Matcher>> = None;
        for selector in expr.selectors() {
            let mut own = selector.matchers.clone();
            if let (Source::Recording(_), Some(expr)) =
                (&selector.source, self.records.get(selector.name.as_str()))
            {
                own.extend(self.binds(expr));
            }
            common = Some(match common {
                None => own,
                Some(common) => common.into_iter().filter(|matcher| own.contains(matcher)).collect(),
            });
        }
        common.unwrap_or_default()
    }
}

impl Context {
    /// The context of an alert's expression. Its value counts where a text shows it.
    pub(super) fn of_alert(alert: &AlertRule) -> Self {
        Self { presence: !alert.annotations.values().any(|text| text.contains("$value")), ..Self::default() }
    }

    /// What holds of both.
    fn meet(&mut self, other: &Self) {
        self.zeroed &= other.zeroed;
        self.quantile &= other.quantile;
        self.information &= other.information;
        self.divisor &= other.divisor;
        self.presence &= other.presence;
        self.positive &= other.positive;
        self.zero_is_nothing &= other.zero_is_nothing;
        self.void &= other.void;
        self.bound.retain(|matcher| other.bound.contains(matcher));
    }

    /// The context of a part of an expression that stands in this one.
    pub(super) fn below(&self, rules: &Rules<'_>, expr: &Expr, at: usize) -> Self {
        let mut below = Self { divisor: false, ..self.clone() };
        match expr {
            Expr::Aggregate { op, by, .. } => {
                below.bound.retain(|matcher| by.contains(&matcher.label));
                below.zero_is_nothing &= matches!(*op, "sum" | "max");
            }
            Expr::Call(function, arguments) => {
                below.zero_is_nothing &= *function == "label_replace";
                below.quantile |= *function == "histogram_quantile";
                if let ("label_replace", [_, Expr::Text(to), ..]) = (*function, arguments.as_slice()) {
                    below.bound.retain(|matcher| matcher.label != *to);
                }
            }
            Expr::Binary { op, left, right, matching } => {
                let (this, other) = if at == 0 { (left, right) } else { (right, left) };
                let pairs = |matcher: &Matcher| {
                    matching.as_ref().is_none_or(|matching| matching.on.contains(&matcher.label))
                };
                if !(at == 0 && (op.is_set() || op.is_comparison())) {
                    below.bound.retain(pairs);
                }
                // Of alternatives, and of what must not be there, the other side says nothing.
                let tells = *op != BinaryOp::Or && !(*op == BinaryOp::Unless && at == 0);
                if tells && !is_number(this) && !is_number(other) {
                    below.bound.extend(rules.binds(other).into_iter().filter(pairs));
                }
                let zeroed = *op == BinaryOp::Multiply && at == 0 && is_zero(right);
                below.zeroed |= zeroed;
                below.void |= zeroed && self.zero_is_nothing;
                below.divisor = *op == BinaryOp::Divide && at == 1;
                below.positive = match op {
                    BinaryOp::Above if is_zero(right) => at == 0 && (self.presence || self.positive),
                    BinaryOp::Multiply => at == 0 && self.positive && brings_labels(expr),
                    BinaryOp::And | BinaryOp::Unless => at == 0 && self.positive,
                    BinaryOp::Or => self.positive,
                    _ => false,
                };
                below.zero_is_nothing = match op {
                    BinaryOp::Above => at == 0 && rules.is_never_negative(right),
                    BinaryOp::Multiply | BinaryOp::Divide | BinaryOp::And | BinaryOp::Unless => {
                        at == 0 && self.zero_is_nothing
                    }
                    BinaryOp::Or => at == 1 && self.zero_is_nothing,
                    _ => false,
                };
                below.presence = match op {
                    BinaryOp::And | BinaryOp::Unless => at == 1 || self.presence,
                    BinaryOp::Or => self.presence,
                    _ => false,
                };
                below.quantile = false;
                let product = brings_labels(expr);
                below.information = product && (at == 1 || self.information);
            }
            _ => {}
        }
        below
    }

    /// Why a change of the outermost operation cannot be seen.
    pub(super) fn equivalent(&self, rules: &Rules<'_>, expr: &Expr, change: &Change) -> Option<&'static str> {
        let is_fallback = self.zero_is_nothing && change.kind == Kind::Operator && is_none_else(expr);
        if self.void || is_fallback {
            return Some("0 is above no line that reads it, and neither is nothing");
        }
        // Its labels are still seen, and whether it is there.
        if self.zeroed && matches!(change.kind, Kind::Function | Kind::Number | Kind::Window) {
            return Some("what is multiplied by 0 is 0");
        }
        match (expr, &change.expr, change.kind) {
            (
                Expr::Selector(before) | Expr::Range(before, _),
                Expr::Selector(after) | Expr::Range(after, _),
                Kind::Matcher,
            ) if after.matchers.len() < before.matchers.len() => {
                let dropped = before.matchers.iter().find(|matcher| !after.matchers.contains(matcher))?;
                let recorded = rules.records.get(before.name.as_str());
                if recorded.is_some_and(|expr| rules.binds(expr).contains(dropped)) {
                    return Some("what is recorded is bound by the same matcher");
                }
                self.bound
                    .contains(dropped)
                    .then_some("what it is paired with, or what reads it, is bound by the same matcher")
            }
            (_, _, Kind::Function) if self.quantile && change.words != "sum becomes max" => {
                Some("a quantile does not see a factor that all buckets share")
            }
            (Expr::Aggregate { op: "max", .. }, Expr::Aggregate { op: "min", .. }, _) if self.information => {
                Some("information is 1 on every series")
            }
            (_, _, Kind::Function) if self.positive && !change.words.contains("becomes min") => {
                Some("sum, mean, maximum and rate of what is never negative are above 0 together")
            }
            (Expr::Aggregate { of, .. }, _, Kind::Function) if self.presence && is_condition(of) => {
                Some("there is a sample however they are put together, and no text shows its value")
            }
            (Expr::Binary { op: BinaryOp::Above, .. }, Expr::Binary { op: BinaryOp::AtLeast, .. }, _)
                if self.divisor =>
            {
                Some("0 / 0 is not a number, which no comparison takes")
            }
            (
                Expr::Binary { op: BinaryOp::Above, left, right, .. },
                Expr::Binary { op: BinaryOp::AtLeast, .. },
                _,
            ) if is_zero(right) && matches!(&**left, Expr::Aggregate { op: "count", .. }) => {
                Some("a count is never 0: there would be nothing to count")
            }
            (Expr::Binary { op: BinaryOp::Multiply, .. }, Expr::Binary { op: BinaryOp::Divide, .. }, _)
                if brings_labels(expr) =>
            {
                Some("information is 1 on every series")
            }
            // Elsewhere a label on which is paired is one of the result.
            (
                Expr::Binary { op, left, right, matching: Some(before) },
                Expr::Binary { matching: Some(after), .. },
                Kind::Grouping,
            ) if after.on.len() < before.on.len() && (op.is_set() || before.group.is_some()) => {
                let dropped = before.on.iter().find(|label| !after.on.contains(label))?;
                let bound = |side: &Expr| {
                    let equal = |matcher: &Matcher| matcher.op == MatchOp::Equal && matcher.label == *dropped;
                    rules.binds(side).into_iter().find(equal)
                };
                (bound(left).is_some() && bound(left) == bound(right))
                    .then_some("both sides are bound to one value of the label")
            }
            _ => None,
        }
    }
}

/// Whether the right side of an operation is information: what brings labels to many series.
fn brings_labels(expr: &Expr) -> bool {
    matches!(
        expr,
        Expr::Binary { op: BinaryOp::Multiply, matching: Some(matching), .. }
            if matches!(&matching.group, Some(Group::Left(bring)) if !bring.is_empty())
    )
}

fn is_number(expr: &Expr) -> bool {
    matches!(expr, Expr::Number(_) | Expr::Time)
}
