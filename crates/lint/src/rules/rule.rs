//! One rule.

use std::collections::BTreeMap;
use std::ops::Range;
use std::rc::Rc;

use plimsoll_model::Severity;
use plimsoll_plan::{AlertRule, RecordRule, Role, Rule};
use plimsoll_promql::Expr;
use plimsoll_units::{Duration, Unit};

use super::fields::Reader;
use super::group::{Shape, first_line, texts};
use super::{Written, names, versions};
use crate::intern::intern;
use crate::template;
use crate::yaml::{Map, Node};

const KEYS: [&str; 7] = ["record", "alert", "expr", "for", "keep_firing_for", "labels", "annotations"];

/// What a rule has from its group.
pub(super) struct InGroup<'a> {
    pub(super) name: &'a str,
    pub(super) labels: &'a BTreeMap<String, String>,
    pub(super) shape: Shape,
}

/// What a rule is, by its first keys.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Alert,
    Record,
}

/// Reads a rule. One without a name or an expression is told and left out.
pub(super) fn read(reader: &mut Reader<'_>, node: &Node, group: &InGroup<'_>) -> Option<(Rule, Written)> {
    let map = reader.fields(node, "a rule", &KEYS)?;
    versions::check(reader, map, "keep_firing_for", "keep_firing_for", group.shape.prometheus);
    let named = name(reader, node, map);
    let expr = expression(reader, node, map);
    let hold = map.get("for").and_then(|node| reader.duration(node, "the hold (`for`)"));
    let kept = map.get("keep_firing_for").and_then(|node| reader.duration(node, "`keep_firing_for`"));
    let own = texts(reader, map.get("labels"), "label", group.shape);
    let annotations = texts(reader, map.get("annotations"), "annotation", group.shape);
    let (kind, name_node) = named?;
    let name = name_node.text().unwrap_or_default();
    match kind {
        Kind::Record => {
            of_record(reader, map, name_node, [("for", hold), ("keep_firing_for", kept)], group.shape);
        }
        Kind::Alert => templates(reader, map),
    }
    let (expr, indent, text) = expr?;
    let labels: BTreeMap<String, String> =
        group.labels.iter().chain(&own).map(|(k, v)| (k.clone(), v.clone())).collect();
    let origin = reader.lines.origin(name_node.range.start);
    let asked = Expr::Raw { text, labels: Vec::new(), window: Duration::ZERO }.into();
    let (rule, kind) = match kind {
        Kind::Record => {
            let record = name.to_owned();
            (Rule::Record(RecordRule { record, expr: asked, labels, unit: Unit::COUNT, origin }), "recording")
        }
        Kind::Alert => {
            let rule = AlertRule {
                alert: name.to_owned(),
                of: intern(name),
                expr: asked,
                hold: hold.unwrap_or_default(),
                labels,
                annotations,
                role: Role::People(Severity::None),
                services: Vec::new(),
                unit: Unit::COUNT,
                runbook: None,
                threshold: None,
                origin,
            };
            (Rule::Alert(rule), "alert")
        }
    };
    let written = Written {
        origin,
        name: name_node.range.clone(),
        range: node.range.clone(),
        expr,
        indent,
        is_loaded: group.shape.is_loaded,
        about: format!("{kind} {name} of group {}", group.name),
    };
    Some((rule, written))
}

/// The kind of a rule and its name.
fn name<'n>(reader: &mut Reader<'_>, node: &'n Node, map: &'n Map) -> Option<(Kind, &'n Node)> {
    let mut named = |key: &str, what: &str| {
        let (key, value) = map.entry(key)?;
        let text = reader.text(value, what)?;
        (!text.is_empty()).then_some((key, &**value))
    };
    let alert = named("alert", "the name of an alert");
    let record = named("record", "the name of a recording");
    match (alert, record) {
        (Some((first, _)), Some((second, _))) => {
            let later = if first.range.start > second.range.start { first } else { second };
            let message = "a rule is an alert or a recording, and this one is both";
            reader.error(
                "rule/alert-and-record",
                &later.range,
                message,
                "make two rules of it, or remove one of the keys",
            );
            None
        }
        (Some((_, name)), None) => Some((Kind::Alert, name)),
        (None, Some((_, name))) => Some((Kind::Record, name)),
        (None, None) => {
            let message = "a rule has neither `alert` nor `record`";
            reader.error(
                "yaml/missing-key",
                &first_line(node),
                message,
                "name it: `alert: ...` or `record: ...`",
            );
            None
        }
    }
}

/// The value of `expr`, how much blank stands before the expression, and the expression.
fn expression(reader: &mut Reader<'_>, node: &Node, map: &Map) -> Option<(Rc<Node>, usize, String)> {
    let Some((key, expr)) = map.entry("expr") else {
        reader.error("yaml/missing-key", &first_line(node), "a rule has no `expr`", "add `expr: ...`");
        return None;
    };
    let text = reader.text(expr, "an expression as a text")?;
    let trimmed = text.trim();
    if trimmed.is_empty() {
        reader.error("yaml/missing-key", &key.range, "the `expr` of a rule is empty", "write an expression");
        return None;
    }
    Some((Rc::clone(expr), text.len() - text.trim_start().len(), trimmed.to_owned()))
}

/// What a recording may not have.
fn of_record(
    reader: &mut Reader<'_>,
    map: &Map,
    name: &Node,
    holds: [(&str, Option<Duration>); 2],
    shape: Shape,
) {
    for (key, hold) in holds {
        if let (Some((place, _)), Some(hold)) = (map.entry(key), hold)
            && !hold.is_zero()
        {
            let message = format!("a recording has no `{key}`: it does not fire");
            reader.error("rule/for-on-record", &place.range, message, "remove it");
        }
    }
    if let Some((place, value)) = map.entry("annotations")
        && value.as_map().is_some_and(|map| !map.entries.is_empty())
    {
        let help = "remove them; what a recording is for can be said in a comment";
        reader.error("rule/for-on-record", &place.range, "a recording has no annotations", help);
    }
    let text = name.text().unwrap_or_default();
    if text.contains(['{', '}']) || !names::is_record(text, shape.prometheus) {
        let message = format!("`{text}` cannot be the name of a recording");
        let help = "a name is letters, digits, `_` and `:`; an expression belongs into `expr`";
        reader.error("rule/bad-name", &name.range, message, help);
    }
}

/// The texts of an alert, as templates.
fn templates(reader: &mut Reader<'_>, map: &Map) {
    let maps = ["labels", "annotations"].into_iter().filter_map(|key| map.get(key)?.as_map());
    for (_, value) in maps.flat_map(|map| &map.entries) {
        let Some(text) = value.text() else { continue };
        if let Err(fault) = template::check(text) {
            let range = located(reader, value, &fault.span);
            reader.error("rule/bad-template", &range, fault.message, fault.help);
        }
    }
}

fn located(reader: &Reader<'_>, value: &Node, span: &Range<usize>) -> Range<usize> {
    value.locate(reader.lines.text, span)
}
