//! What a Prometheus is asked about the past of an alert: as if its rules had been loaded all the time.

use std::collections::BTreeMap;

use plimsoll_model::Direction;
use plimsoll_promql::{BinaryOp, Expr, Matcher, Number, Selector, Source, flow};
use plimsoll_units::{Amount, Duration, Origin};

use crate::{AlertRule, Plan, Rule};

/// One alerting rule, as queries over what was scraped.
#[derive(Debug, Clone, PartialEq)]
pub struct Replay {
    /// The `alertname`.
    pub alert: String,
    /// For whom its rules are: `people`, `machine` or `dry run`, of rules that ask the same.
    pub roles: Vec<&'static str>,
    /// What fires, with the recordings that it reads written out: the past knows no recording of today.
    pub query: String,
    /// Which of the series count: what the rule asks of its recordings, such as the services of its scope.
    pub only: Vec<Matcher>,
    /// How long it must hold.
    pub hold: Duration,
    /// The line that it crosses, and the signal before it; `None` where it crosses none.
    pub crossing: Option<CrossedLine>,
    /// Recordings that could not be written out: the answer knows only since when they are recorded.
    pub as_recorded: Vec<String>,
    /// Where the alert is written.
    pub origin: Origin,
}

/// The signal of an alert, and the line that it crosses.
#[derive(Debug, Clone, PartialEq)]
pub struct CrossedLine {
    /// The threshold.
    pub threshold: &'static str,
    /// The signal where the guards of the alert let it through.
    pub signal: String,
    /// The line as it is.
    pub line: Amount,
    /// How the signal is compared with it.
    pub op: BinaryOp,
    /// On which side it is bad.
    pub worse: Direction,
}

/// Every alert of a plan; rules that ask the same and hold as long are one.
pub fn replays(plan: &Plan) -> Vec<Replay> {
    let recordings = recordings(plan);
    let mut all: Vec<Replay> = Vec::new();
    for rule in plan.rules().filter_map(Rule::as_alert) {
        let next = replay(plan, rule, &recordings);
        let same = |known: &&mut Replay| {
            known.alert == next.alert
                && known.query == next.query
                && known.only == next.only
                && known.hold == next.hold
        };
        match all.iter_mut().find(same) {
            Some(known) => known.roles.extend(next.roles),
            None => all.push(next),
        }
    }
    all
}

/// Recordings that have one rule; what several rules record cannot be written out.
fn recordings(plan: &Plan) -> BTreeMap<&str, &Expr> {
    let mut found: BTreeMap<&str, Option<&Expr>> = BTreeMap::new();
    for rule in plan.rules().filter_map(Rule::as_record) {
        let twice = found.contains_key(rule.record.as_str()) || !rule.labels.is_empty();
        found.insert(&rule.record, (!twice).then_some(&rule.expr));
    }
    found.into_iter().filter_map(|(name, expr)| Some((name, expr?))).collect()
}

fn replay(plan: &Plan, rule: &AlertRule, recordings: &BTreeMap<&str, &Expr>) -> Replay {
    let mut writer = Writer { recordings, only: Vec::new(), as_recorded: Vec::new() };
    let written = writer.written(&rule.expr);
    let labels = flow::possible(&written);
    let Writer { mut only, as_recorded, .. } = writer;
    only.retain(|matcher| labels.contains(&matcher.label));
    let crossing = rule.threshold.and_then(|threshold| {
        let slice = rule.labels.get(crate::names::SLICE).map(String::as_str);
        let of_id = || plan.thresholds.iter().filter(|known| known.id == threshold);
        let known = of_id().find(|known| known.slice == slice).or_else(|| of_id().next())?;
        let (signal, op) = without_line(&written)?;
        let (line, worse) = (known.value, known.direction);
        Some(CrossedLine { threshold, signal: signal.render(), line, op, worse })
    });
    let whose = match rule.role.auto_rollback() {
        None => "people",
        Some("true") => "machine",
        Some(_) => "dry run",
    };
    Replay {
        alert: rule.alert.clone(),
        roles: vec![whose],
        query: written.render(),
        only,
        hold: rule.hold,
        crossing,
        as_recorded,
        origin: rule.origin,
    }
}

/// Puts the definitions of recordings where they are read.
struct Writer<'a> {
    recordings: &'a BTreeMap<&'a str, &'a Expr>,
    /// The matchers on recordings: an expression takes none, its series are told apart afterwards.
    only: Vec<Matcher>,
    as_recorded: Vec<String>,
}

impl Writer<'_> {
    fn written(&mut self, expr: &Expr) -> Expr {
        match expr {
            Expr::Selector(selector) => self.selector(selector).unwrap_or_else(|| expr.clone()),
            // A range over a recording has no other form.
            Expr::Range(selector, _) => {
                self.note(selector);
                expr.clone()
            }
            Expr::Call(function, arguments) => {
                Expr::Call(function, arguments.iter().map(|argument| self.written(argument)).collect())
            }
            Expr::Aggregate { op, by, of } => {
                Expr::Aggregate { op, by: by.clone(), of: Box::new(self.written(of)) }
            }
            Expr::Binary { op, left, right, matching } => {
                let left = Box::new(self.written(left));
                let right = Box::new(if op.is_set() { self.beside(right) } else { self.written(right) });
                Expr::Binary { op: *op, left, right, matching: matching.clone() }
            }
            Expr::Recorded(_, of) => self.written(of),
            Expr::Number(_) | Expr::Time | Expr::Vector(_) | Expr::Text(_) | Expr::Raw { .. } => expr.clone(),
        }
    }

    /// The right side of a set operator: its series are not those of the result, so that it may ask its recordings for
    /// nothing that the left side does not ask for too.
    fn beside(&mut self, expr: &Expr) -> Expr {
        let mut own = Writer { recordings: self.recordings, only: Vec::new(), as_recorded: Vec::new() };
        let written = own.written(expr);
        if own.only.iter().all(|matcher| self.only.contains(matcher)) {
            self.as_recorded.extend(own.as_recorded);
            return written;
        }
        expr.selectors().into_iter().for_each(|selector| self.note(selector));
        expr.clone()
    }

    fn selector(&mut self, selector: &Selector) -> Option<Expr> {
        let Source::Recording(_) = selector.source else { return None };
        let Some(of) = self.recordings.get(selector.name.as_str()).filter(|_| selector.offset.is_none())
        else {
            self.note(selector);
            return None;
        };
        for matcher in &selector.matchers {
            if !self.only.contains(matcher) {
                self.only.push(matcher.clone());
            }
        }
        let of = (*of).clone();
        Some(self.written(&of))
    }

    fn note(&mut self, selector: &Selector) {
        if matches!(selector.source, Source::Recording(_)) && !self.as_recorded.contains(&selector.name) {
            self.as_recorded.push(selector.name.clone());
        }
    }
}

/// The expression with the signal in the place of its comparison with a number, and the comparison.
fn without_line(expr: &Expr) -> Option<(Expr, BinaryOp)> {
    match expr {
        Expr::Binary { op, left, right, .. }
            if op.is_comparison() && matches!(**right, Expr::Number(Number::Fixed(_))) =>
        {
            Some(((**left).clone(), *op))
        }
        Expr::Binary { op: op @ (BinaryOp::And | BinaryOp::Unless), left, right, matching } => {
            let (left, compared) = without_line(left)?;
            let (left, right) = (Box::new(left), right.clone());
            Some((Expr::Binary { op: *op, left, right, matching: matching.clone() }, compared))
        }
        _ => None,
    }
}
