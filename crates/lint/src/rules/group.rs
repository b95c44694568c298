//! One group.

use std::collections::BTreeMap;
use std::ops::Range;
use std::rc::Rc;

use plimsoll_plan::{Group, Rule};
use plimsoll_units::Duration;

use super::fields::Reader;
use super::rule::{self, InGroup};
use super::{Written, names, versions};
use crate::yaml::{Node, Value};

const KEYS: [&str; 6] = ["name", "interval", "query_offset", "limit", "rules", "labels"];

/// What a rule file's groups are read with.
#[derive(Debug, Clone, Copy)]
pub(super) struct Shape {
    /// Whether they stand in a PrometheusRule, which has keys of its own for Thanos.
    pub(super) object: bool,
    /// Whether Prometheus reads them at all.
    pub(super) is_loaded: bool,
    /// The Prometheus that reads them.
    pub(super) prometheus: (u16, u16),
}

/// Reads a group; what cannot be read is left out.
pub(super) fn read(
    reader: &mut Reader<'_>,
    node: &Node,
    shape: Shape,
) -> Option<(Group, Vec<Written>, Range<usize>)> {
    let mut keys = KEYS.to_vec();
    if shape.object {
        keys.push("partial_response_strategy");
    }
    let map = reader.fields(node, "a group", &keys)?;
    versions::check(reader, map, "query_offset", "query_offset", shape.prometheus);
    versions::check(reader, map, "labels", "labels of a group", shape.prometheus);
    let name = map.get("name").and_then(|name| reader.text(name, "the name of a group")).unwrap_or_default();
    let place = map.entry("name").map_or(node.range.start..node.range.start, |(_, name)| name.range.clone());
    if name.is_empty() {
        reader.error("yaml/missing-key", &first_line(node), "a group has no `name`", "add `name: ...`");
    }
    let mut durations = ["interval", "query_offset"].map(|key| {
        let node = map.get(key)?;
        reader.duration(node, &format!("the {key} of a group"))
    });
    let interval = durations[0].take().unwrap_or(Duration::ZERO);
    if let Some(limit) = map.get("limit").filter(|limit| !matches!(limit.value, Value::Null))
        && limit.text().is_none_or(|text| text.parse::<i64>().is_err())
    {
        reader.wrong_type(
            limit,
            "the limit of a group as a whole number",
            "write a number, such as `limit: 100`",
        );
    }
    let labels = texts(reader, map.get("labels"), "label", shape);
    let in_group = InGroup { name, labels: &labels, shape };
    let mut group = Group { name: name.to_owned(), interval, rules: Vec::new() };
    let mut written = Vec::new();
    let rules: &[Rc<Node>] =
        map.get("rules").map(|rules| reader.list(rules, "the rules of a group")).unwrap_or_default();
    for node in rules {
        if let Some((rule, place)) = rule::read(reader, node, &in_group) {
            group.rules.push(rule);
            written.push(place);
        }
    }
    Some((group, written, place))
}

/// A map of names and texts: labels or annotations.
pub(super) fn texts(
    reader: &mut Reader<'_>,
    node: Option<&Rc<Node>>,
    what: &str,
    shape: Shape,
) -> BTreeMap<String, String> {
    let Some(node) = node.filter(|node| !matches!(node.value, Value::Null)) else { return BTreeMap::new() };
    let Some(map) = reader.map(node, &format!("{what}s")) else { return BTreeMap::new() };
    let mut texts = BTreeMap::new();
    for (key, value) in &map.entries {
        let name = key.text().unwrap_or_default();
        if !names::is_label(name, shape.prometheus) || (name == "__name__" && what == "label") {
            let message =
                format!("`{name}` cannot be the name of a{} {what}", if what == "label" { "" } else { "n" });
            reader.error(
                "rule/bad-name",
                &key.range,
                message,
                "a name is letters, digits and `_`, and no digit first",
            );
        }
        if let Some(text) = reader.text(value, &format!("the {what} `{name}` as a text")) {
            texts.insert(name.to_owned(), text.to_owned());
        }
    }
    texts
}

/// The first key of a map: where something is told that is not there.
pub(super) fn first_line(node: &Node) -> Range<usize> {
    let first = node.as_map().and_then(|map| map.entries.first());
    first.map_or(node.range.clone(), |(key, _)| key.range.clone())
}

impl super::Rules {
    /// Adds a group with the places of its rules.
    pub(super) fn add(&mut self, group: Group, written: Vec<Written>) {
        debug_assert_eq!(group.rules.iter().map(Rule::name).count(), written.len());
        self.groups.push(group);
        self.written.extend(written);
    }
}
