//! What a file holds: rule files, PrometheusRule objects, lists of them, and other things.

use std::collections::BTreeMap;
use std::rc::Rc;

use plimsoll_check::{Diagnostic, Severity};

use super::fields::Reader;
use super::group::{self, Shape};
use super::{Rules, at};
use crate::yaml::{Lines, Map, Node, Value};

/// What a document is.
enum Kind<'n> {
    /// `groups:` at the top.
    Plain(&'n Node),
    /// A `PrometheusRule`, with its `spec`.
    Object(Option<&'n Rc<Node>>),
    /// A `List`, with its items.
    List(&'n [Rc<Node>]),
    /// An object of Kubernetes that has no rules.
    OtherObject,
    /// Nothing at all.
    Empty,
    /// Anything else.
    Unknown,
}

fn kind(node: &Node) -> Kind<'_> {
    let Some(map) = node.as_map() else {
        return if matches!(node.value, Value::Null) { Kind::Empty } else { Kind::Unknown };
    };
    let word = |key: &str| map.get(key).and_then(|node| node.text());
    match (word("kind"), word("apiVersion")) {
        (Some("PrometheusRule"), Some(_)) => Kind::Object(map.get("spec")),
        (Some("List" | "PrometheusRuleList"), Some(_)) => match map.get("items").map(|items| &items.value) {
            Some(Value::List(items)) => Kind::List(items),
            _ => Kind::OtherObject,
        },
        (Some(_), Some(_)) => Kind::OtherObject,
        _ if map.get("groups").is_some() => Kind::Plain(node),
        _ if map.entries.is_empty() => Kind::Empty,
        _ => Kind::Unknown,
    }
}

/// Whether a document is a rule file, and no object.
pub(crate) fn is_plain(node: &Node) -> bool {
    matches!(kind(node), Kind::Plain(_))
}

/// Reads every document of a file. One that was only come across (`searched`) may be anything; one that was named must
/// hold rules.
pub(crate) fn read(
    lines: &Lines<'_>,
    documents: &[Rc<Node>],
    prometheus: (u16, u16),
    searched: bool,
) -> Rules {
    let mut reader = Reader { lines, found: Vec::new() };
    let mut rules = Rules::default();
    let mut has_plain = false;
    let mut is_other = false;
    let mut nodes: Vec<&Node> = documents.iter().rev().map(AsRef::as_ref).collect();
    while let Some(node) = nodes.pop() {
        match kind(node) {
            Kind::List(items) => nodes.extend(items.iter().rev().map(AsRef::as_ref)),
            Kind::Empty => {}
            Kind::OtherObject => is_other = true,
            Kind::Plain(node) => {
                rules.is_rule_file = true;
                let is_loaded = !std::mem::replace(&mut has_plain, true);
                if !is_loaded {
                    second_document(&mut reader, node);
                }
                let before = reader.found.len();
                let shape = Shape { object: false, is_loaded, prometheus };
                if let Some(map) = reader.fields(node, "a rule file", &["groups"]) {
                    groups(&mut reader, map, shape, &mut rules);
                }
                milder(&mut reader, if is_loaded { usize::MAX } else { before });
            }
            Kind::Object(spec) => {
                rules.is_rule_file = true;
                let Some(spec) = spec else { continue };
                let shape = Shape { object: true, is_loaded: true, prometheus };
                if let Some(map) = reader.fields(spec, "the `spec` of a PrometheusRule", &["groups"]) {
                    groups(&mut reader, map, shape, &mut rules);
                }
            }
            Kind::Unknown if searched => is_other = true,
            Kind::Unknown => {
                is_other = true;
                let before = reader.found.len();
                unknown(&mut reader, node);
                milder(&mut reader, if has_plain { before } else { usize::MAX });
            }
        }
    }
    if !rules.is_rule_file && !searched && is_other && reader.found.is_empty() {
        let finding = Diagnostic::warning("yaml/no-rules", "there are no rules in this file")
            .help("rules stand below `groups:`, or in an object of the kind `PrometheusRule`");
        reader.found.push(at(lines, finding, &(0..0)));
    }
    rules.found = reader.found;
    rules
}

/// What Prometheus does not read does not keep it from loading the file.
fn milder(reader: &mut Reader<'_>, from: usize) {
    for finding in reader.found.iter_mut().skip(from) {
        finding.severity = finding.severity.max(Severity::Warning);
    }
}

fn groups(reader: &mut Reader<'_>, map: &Map, shape: Shape, rules: &mut Rules) {
    let Some(list) = map.get("groups") else { return };
    let mut names = BTreeMap::new();
    for node in reader.list(list, "groups") {
        let Some((group, written, place)) = group::read(reader, node, shape) else { continue };
        let origin = reader.lines.origin(place.start);
        if let Some(first) = names.insert(group.name.clone(), origin)
            && !group.name.is_empty()
        {
            let message =
                format!("two groups of one file are called `{}`; the other one at {first}", group.name);
            reader.error("rule/duplicate-group", &place, message, "give one of them another name");
        }
        rules.add(group, written);
    }
}

fn second_document(reader: &mut Reader<'_>, node: &Node) {
    let message = "Prometheus reads the first document of a rule file alone: these rules are never evaluated";
    let finding = Diagnostic::warning("yaml/second-document", message)
        .help("move them into a file of their own, or below the `groups` of the first document");
    let finding = at(reader.lines, finding, &group::first_line(node));
    reader.found.push(finding);
}

fn unknown(reader: &mut Reader<'_>, node: &Node) {
    let help = "rules stand below `groups:`, or in an object of the kind `PrometheusRule`";
    let (message, place) = match node.as_map().and_then(|map| map.entries.first()) {
        Some((key, _)) => {
            let name = key.text().unwrap_or_default();
            (format!("a rule file has no key `{name}`: expected `groups`"), key.range.clone())
        }
        None => (format!("expected a rule file, found {}", node.describe()), node.range.clone()),
    };
    reader.error("yaml/unknown-key", &place, message, help);
}
