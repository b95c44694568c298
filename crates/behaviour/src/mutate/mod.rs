//! Mutants: rules with one small mistake each, to see whether the behaviour tests notice.
//!
//! One place of one rule is changed at a time, as a tired person would change it: [`expr`] changes expressions,
//! [`step`] numbers and spans by one in their last digit. What no alert reads is left alone: recordings for dashboards
//! alone, and the thresholds as series.

mod context;
mod expr;
mod step;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use plimsoll_plan::{AlertRule, Plan, RecordRule, Rule, names};
use plimsoll_promql::Expr;
use plimsoll_units::{Duration, Origin};

use context::{Context, Rules};
use expr::Change;

use crate::eval::records;

/// What is changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// A comparison, an arithmetic or a set operator.
    Operator,
    /// A number.
    Number,
    /// A window or an offset.
    Window,
    /// How long it must hold.
    Hold,
    /// A label matcher.
    Matcher,
    /// An aggregation or a function.
    Function,
    /// A label by which is grouped or paired.
    Grouping,
    /// A label that makes somebody act.
    Role,
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Operator => "operator",
            Self::Number => "number",
            Self::Window => "window",
            Self::Hold => "hold",
            Self::Matcher => "matcher",
            Self::Function => "function",
            Self::Grouping => "grouping",
            Self::Role => "role",
        })
    }
}

/// A rule with one mistake.
#[derive(Debug, Clone, PartialEq)]
pub struct Mutant {
    /// What is changed.
    pub kind: Kind,
    /// The name of the rule.
    pub rule: String,
    /// In words: `> becomes >=`.
    pub change: String,
    /// Why no test can tell it from the rule as it is, if none can.
    pub equivalent: Option<&'static str>,
    /// Where the rule is written.
    pub origin: Origin,
    /// The alerts whose rules it is or is read by.
    pub alerts: BTreeSet<&'static str>,
    group: usize,
    position: usize,
    mutated: Rule,
}

impl Mutant {
    /// The plan with the mistake.
    pub fn apply(&self, plan: &Plan) -> Plan {
        let mut plan = plan.clone();
        if let Some(rule) =
            plan.groups.get_mut(self.group).and_then(|group| group.rules.get_mut(self.position))
        {
            *rule = self.mutated.clone();
        }
        plan
    }

    /// Why tests may well not notice it, where that is known: it is a mistake all the same.
    pub fn survives_because(&self) -> Option<&'static str> {
        let on_the_line = ["> becomes >=", ">= becomes >", "< becomes <=", "<= becomes <"];
        on_the_line
            .contains(&self.change.as_str())
            .then_some("they differ on the line alone, which no test stands on")
    }
}

/// Every mutant of a plan, in the order of its rules.
pub fn mutants(plan: &Plan) -> Vec<Mutant> {
    let readers = readers(plan);
    let all = Rules::of(plan);
    let mut mutants = Vec::new();
    for (group, rules) in plan.groups.iter().enumerate() {
        for (position, rule) in rules.rules.iter().enumerate() {
            let alerts = match rule {
                Rule::Alert(alert) => [alert.of].into(),
                Rule::Record(record) => readers.get(record.record.as_str()).cloned().unwrap_or_default(),
            };
            let mut add = |kind, change, equivalent, mutated| {
                let (rule, origin, alerts) = (rule.name().to_owned(), rule.origin(), alerts.clone());
                mutants.push(Mutant {
                    kind,
                    rule,
                    change,
                    equivalent,
                    origin,
                    alerts,
                    group,
                    position,
                    mutated,
                });
            };
            match rule {
                Rule::Record(record) if readers.contains_key(record.record.as_str()) => {
                    for Change { kind, words, expr, equivalent } in
                        expr::changes(&record.expr, &all, &all.of_record(&record.record))
                    {
                        add(
                            kind,
                            words,
                            equivalent,
                            Rule::Record(RecordRule { expr: expr.into(), ..record.clone() }),
                        );
                    }
                }
                Rule::Record(_) => {}
                Rule::Alert(alert) => {
                    for Change { kind, words, expr, equivalent } in
                        expr::changes(&alert.expr, &all, &Context::of_alert(alert))
                    {
                        add(
                            kind,
                            words,
                            equivalent,
                            Rule::Alert(AlertRule { expr: expr.into(), ..alert.clone() }),
                        );
                    }
                    for (kind, words, alert) in of_alert(alert, rules.interval) {
                        add(kind, words, None, Rule::Alert(alert));
                    }
                }
            }
        }
    }
    mutants
}

/// The hold by one evaluation, and each label that makes somebody act.
fn of_alert(alert: &AlertRule, interval: Duration) -> Vec<(Kind, String, AlertRule)> {
    let mut changes = Vec::new();
    let hold = alert.hold.as_millis();
    let holds = [Some(hold + interval.as_millis()), hold.checked_sub(interval.as_millis())];
    for hold in holds.into_iter().flatten().map(Duration::from_millis) {
        let change = format!("for {} becomes {hold}", alert.hold);
        changes.push((Kind::Hold, change, AlertRule { hold, ..alert.clone() }));
    }
    let mut relabel = |name: &str, value: Option<&str>| {
        let mut mutated = alert.clone();
        let before = match value {
            Some(value) => mutated.labels.insert(name.to_owned(), value.to_owned()),
            None => mutated.labels.remove(name),
        };
        if mutated.labels != alert.labels {
            let shown = |value: Option<&str>| value.map_or("none".to_owned(), |value| format!("`{value}`"));
            let change = format!("{name} {} becomes {}", shown(before.as_deref()), shown(value));
            changes.push((Kind::Role, change, mutated));
        }
    };
    for severity in ["critical", "warning", "none"] {
        relabel(names::SEVERITY, Some(severity));
    }
    relabel(names::SEVERITY, None);
    for mode in [Some("true"), Some("dry_run"), None] {
        relabel(names::AUTO_ROLLBACK, mode);
    }
    relabel(names::ROLLOUT_PHASE, None);
    changes
}

/// The recordings that alerts read, through other recordings, each with those alerts.
fn readers(plan: &Plan) -> BTreeMap<&str, BTreeSet<&'static str>> {
    let records = records(plan);
    let mut readers: BTreeMap<&str, BTreeSet<&'static str>> = BTreeMap::new();
    for alert in plan.rules().filter_map(|rule| rule.as_alert()) {
        let mut open: Vec<&Expr> = vec![&alert.expr];
        while let Some(expr) = open.pop() {
            for selector in expr.selectors() {
                if let Some((&name, &expr)) = records.get_key_value(selector.name.as_str())
                    && readers.entry(name).or_default().insert(alert.of)
                {
                    open.push(expr);
                }
            }
        }
    }
    readers
}
