//! The file's `route`, `receivers` and `inhibit_rules`.

use std::collections::BTreeMap;
use std::ops::Range;
use std::rc::Rc;

use plimsoll_plan::{Alertmanager, Grouping, InhibitRule, Receiver, ReceiverKind, Route};
use plimsoll_promql::{MatchOp, Matcher};
use plimsoll_units::{Duration, Origin, hours, minutes, seconds};

use super::{Parts, Routing, matcher};
use crate::rules::Reader;
use crate::yaml::{Lines, Map, Node, Value};

const ROUTE: [&str; 12] = [
    "receiver",
    "group_by",
    "group_wait",
    "group_interval",
    "repeat_interval",
    "matchers",
    "match",
    "match_re",
    "continue",
    "routes",
    "mute_time_intervals",
    "active_time_intervals",
];
const INHIBITION: [&str; 8] = [
    "name",
    "source_matchers",
    "source_match",
    "source_match_re",
    "target_matchers",
    "target_match",
    "target_match_re",
    "equal",
];

/// What Alertmanager does where the root says nothing.
const DEFAULT: Grouping =
    Grouping { by: Vec::new(), wait: seconds(30), interval: minutes(5), repeat: hours(4) };

struct Reading<'a> {
    reader: Reader<'a>,
    places: BTreeMap<Origin, Parts>,
}

pub(super) fn file(lines: &Lines<'_>, documents: &[Rc<Node>]) -> Routing {
    let mut reading = Reading { reader: Reader { lines, found: Vec::new() }, places: BTreeMap::new() };
    let alertmanager = documents.first().and_then(|node| reading.file(node));
    Routing { alertmanager, found: reading.reader.found, places: reading.places }
}

impl Reading<'_> {
    fn file(&mut self, node: &Node) -> Option<Alertmanager> {
        let map = self.reader.map(node, "the configuration of Alertmanager")?;
        let Some(root) = map.get("route") else {
            let first = map.entries.first().map_or(node.range.clone(), |(key, _)| key.range.clone());
            let message = "the configuration has no `route`: nobody is told of anything";
            self.reader.error("yaml/missing-key", &first, message, "add `route: {receiver: ...}`");
            return None;
        };
        let receivers: Vec<Receiver> = self.named(map.get("receivers"));
        let route = self.route(root, None, &DEFAULT)?;
        let list =
            map.get("inhibit_rules").map(|list| self.reader.list(list, "inhibitions")).unwrap_or_default();
        let inhibitions = list.iter().filter_map(|node| self.inhibition(node)).collect();
        Some(Alertmanager {
            root: route.receiver.clone(),
            grouping: route.grouping.clone().unwrap_or(DEFAULT),
            route,
            receivers,
            inhibitions,
        })
    }

    fn named(&mut self, node: Option<&Rc<Node>>) -> Vec<Receiver> {
        let list = node.map(|node| self.reader.list(node, "receivers")).unwrap_or_default();
        let mut receivers = Vec::new();
        for node in list {
            let Some(name) = node.as_map().and_then(|map| map.get("name")) else { continue };
            let Some(text) = self.reader.text(name, "the name of a receiver") else { continue };
            let origin = self.reader.lines.origin(name.range.start);
            let parts =
                Parts { whole: name.range.clone(), receiver: Some(name.range.clone()), ..Parts::default() };
            self.places.insert(origin, parts);
            // How it is told is not asked.
            let kind = ReceiverKind::Webhook { url: String::new(), credentials_file: None };
            receivers.push(Receiver { name: text.to_owned(), kind, send_resolved: true, origin });
        }
        receivers
    }

    /// A route; what it does not state it has from its parent.
    fn route(&mut self, node: &Node, parent: Option<&str>, inherited: &Grouping) -> Option<Route> {
        let map = self.reader.fields(node, "a route", &ROUTE)?;
        let receiver_node = map.get("receiver");
        let own = receiver_node.and_then(|node| self.reader.text(node, "the name of a receiver"));
        let receiver = own.filter(|own| !own.is_empty()).or(parent).unwrap_or_default().to_owned();
        let matchers = self.matchers(map, "");
        let grouping = self.grouping(map, inherited);
        let whole = place(map, &["matchers", "match", "match_re", "receiver"]).unwrap_or(node.range.clone());
        let origin = self.reader.lines.origin(whole.start);
        let parts = Parts {
            whole,
            receiver: receiver_node.map(|node| node.range.clone()),
            grouping: map.get("group_by").map(|node| node.range.clone()),
            times: place(map, &["group_wait", "group_interval", "repeat_interval"]),
            ..Parts::default()
        };
        self.places.insert(origin, parts);
        let continues = map.get("continue").and_then(|node| node.text()) == Some("true");
        let below = grouping.as_ref().unwrap_or(inherited);
        let list = map.get("routes").map(|list| self.reader.list(list, "routes")).unwrap_or_default();
        let routes = list.iter().filter_map(|node| self.route(node, Some(&receiver), below)).collect();
        Some(Route { receiver, matchers, grouping, continues, routes, origin })
    }

    fn grouping(&mut self, map: &Map, inherited: &Grouping) -> Option<Grouping> {
        let keys = ["group_by", "group_wait", "group_interval", "repeat_interval"];
        if keys.iter().all(|key| map.get(key).is_none()) {
            return None;
        }
        let mut grouping = inherited.clone();
        if let Some(by) = map.get("group_by") {
            let labels = self.reader.list(by, "the labels of `group_by`");
            grouping.by = labels.iter().filter_map(|node| node.text().map(ToOwned::to_owned)).collect();
        }
        let mut time = |key: &str, own: &mut Duration| {
            if let Some(time) = map.get(key).and_then(|node| self.reader.duration(node, &format!("`{key}`")))
            {
                *own = time;
            }
        };
        time("group_wait", &mut grouping.wait);
        time("group_interval", &mut grouping.interval);
        time("repeat_interval", &mut grouping.repeat);
        Some(grouping)
    }

    fn inhibition(&mut self, node: &Node) -> Option<InhibitRule> {
        let map = self.reader.fields(node, "an inhibition", &INHIBITION)?;
        let source = self.matchers(map, "source_");
        let target = self.matchers(map, "target_");
        let equal =
            map.get("equal").map(|node| self.reader.list(node, "the labels of `equal`")).unwrap_or_default();
        let equal = equal.iter().filter_map(|node| node.text().map(ToOwned::to_owned)).collect();
        let of = |side: &str| {
            let keys = ["matchers", "match", "match_re"].map(|key| format!("{side}_{key}"));
            place(map, &keys.each_ref().map(String::as_str))
        };
        let whole = of("source").or_else(|| of("target")).unwrap_or(node.range.clone());
        let origin = self.reader.lines.origin(whole.start);
        let equal_place = map.get("equal").map(|node| node.range.clone());
        let parts = Parts { whole, equal: equal_place, target: of("target"), ..Parts::default() };
        self.places.insert(origin, parts);
        Some(InhibitRule { source, target, equal, origin })
    }

    /// The matchers of a route (`side` is empty) or of a side of an inhibition.
    fn matchers(&mut self, map: &Map, side: &str) -> Vec<Matcher> {
        let mut matchers = Vec::new();
        if let Some(list) = map.get(&format!("{side}matchers")) {
            for node in self.reader.list(list, "matchers") {
                let Some(text) = self.reader.text(node, "a matcher as a text") else { continue };
                if let Some(read) = matcher::parse(text) {
                    matchers.extend(read);
                    continue;
                }
                let message = format!("`{text}` is no matcher that Alertmanager reads");
                let help = "write `label=\"value\"`, with `=`, `!=`, `=~` or `!~`";
                self.reader.error("route/bad-matcher", &node.range, message, help);
            }
        }
        for (key, op) in [("match", MatchOp::Equal), ("match_re", MatchOp::Matches)] {
            let Some(node) = map.get(&format!("{side}{key}")) else { continue };
            if matches!(node.value, Value::Null) {
                continue;
            }
            let Some(pairs) = self.reader.map(node, "matchers") else { continue };
            for (label, value) in &pairs.entries {
                let (label, value) = (label.text().unwrap_or_default(), value.text().unwrap_or_default());
                matchers.push(Matcher::new(label, op, value));
            }
        }
        matchers
    }
}

/// The value of the first of these keys that is there.
fn place(map: &Map, keys: &[&str]) -> Option<Range<usize>> {
    keys.iter().find_map(|key| map.get(key)).map(|node| node.range.clone())
}
