//! Maps with known keys.

use super::reader::Reader;
use crate::document::{Node, Value};
use crate::suggest::instead;
use crate::{Entries, Located, Place, Problem};

/// The keys of every map whose keys are known, in the order in which messages list them.
pub(crate) mod keys {
    pub(crate) const THRESHOLDS_FILE: &[&str] = &[
        "pack",
        "owner",
        "timing",
        "workload",
        "budgets",
        "cardinality",
        "services",
        "thresholds",
        "objectives",
        "rollback",
        "rollout",
        "traffic",
        "overrides",
        "environments",
    ];
    pub(crate) const TIMING: &[&str] = &["scrape", "evaluation", "peers", "webhook"];
    pub(crate) const WORKLOAD: &[&str] =
        &["replicas", "max_surge", "max_unavailable", "min_ready", "start_to_ready"];
    pub(crate) const BUDGETS: &[&str] = &["detection", "recovery"];
    pub(crate) const CARDINALITY: &[&str] = &["per_rule", "per_target", "labels"];
    pub(crate) const SERVICE: &[&str] = &["critical", "tier"];
    pub(crate) const THRESHOLD: &[&str] = &["above", "below", "unit", "window", "for", "baseline", "fault"];
    pub(crate) const OBJECTIVE: &[&str] = &["objective", "period"];
    pub(crate) const ROLLBACK: &[&str] =
        &["cooldown", "attempts", "timeout", "verify", "verified", "max_concurrent"];
    pub(crate) const PHASE: &[&str] =
        &["phase", "enforce", "dwell", "exit", "scope", "shadow_next", "set", "because", "until"];
    pub(crate) const EXIT: &[&str] = &["quiet", "no_rollback", "approval"];
    pub(crate) const TRAFFIC: &[&str] = &["stable_replicas", "no_data", "phases"];
    pub(crate) const TRAFFIC_PHASE: &[&str] = &["phase", "weight", "replicas", "dwell", "started"];
    pub(crate) const SETTING: &[&str] = &["above", "below", "window", "for", "baseline"];
    pub(crate) const OVERRIDE: &[&str] = &["service", "tier", "environment", "set", "because", "until"];
    pub(crate) const ENVIRONMENT: &[&str] = &[
        "namespace",
        "phase",
        "traffic",
        "since",
        "approved",
        "rule_labels",
        "links",
        "external_labels",
        "targets",
    ];
    pub(crate) const APPROVED: &[&str] = &["phase", "until", "because"];
    pub(crate) const LINKS: &[&str] = &["runbooks", "grafana"];
    pub(crate) const TARGETS: &[&str] = &["prometheus", "alertmanager"];
    pub(crate) const METRICS_FILE: &[&str] = &["metrics"];
    pub(crate) const METRIC: &[&str] = &["type", "unit", "labels", "values", "buckets", "identity", "help"];
}

/// A map whose keys are known.
pub(super) struct Fields<'a> {
    map: &'a Entries<Node>,
    place: Place,
    what: &'a str,
}

impl<'a> Fields<'a> {
    /// The value of a key that may be absent.
    pub(super) fn get(&self, key: &str) -> Option<&'a Node> {
        self.map.get(key)
    }

    /// Whether nothing is said at all.
    pub(super) fn is_empty(&self) -> bool {
        self.map.is_empty()
    }

    /// Where a key stands; the map itself if the key is absent.
    pub(super) fn key_place(&self, key: &str) -> Place {
        self.map.entry(key).map_or(self.place, |(key, _)| key.place)
    }

    /// The value of a key that must be there.
    pub(super) fn require(&self, reader: &mut Reader<'_>, key: &str, example: &str) -> Option<&'a Node> {
        let node = self.map.get(key);
        if node.is_none() {
            let message = format!("{} has no `{key}`", self.what);
            reader.report("yaml/missing-key", self.place, message, format!("add `{key}: {example}`"));
        }
        node
    }
}

impl Reader<'_> {
    /// A map whose keys are known. `place` is where a missing key is told: the name of what the map describes.
    pub(super) fn fields<'n>(
        &mut self,
        node: &'n Node,
        place: Place,
        what: &'n str,
        keys: &[&'static str],
    ) -> Option<Fields<'n>> {
        let map = self.entries(node, what)?;
        for (key, _) in map.iter().filter(|(key, _)| !keys.contains(&key.value.as_str())) {
            let message = format!("{what} has no key `{}`", key.value);
            self.report(
                "yaml/unknown-key",
                key.place,
                message,
                instead(&key.value, "keys", keys.iter().copied()),
            );
        }
        Some(Fields { map, place, what })
    }

    /// A map whose keys are names.
    pub(super) fn entries<'n>(&mut self, node: &'n Node, what: &str) -> Option<&'n Entries<Node>> {
        let Value::Map(map) = &node.value else {
            self.wrong_type(
                node,
                &format!("a map of {what}"),
                "a map is `{ key: value }`, or lines of `key: value`",
            );
            return None;
        };
        for twice in map.duplicates() {
            let problem = Problem::new(
                "yaml/duplicate-key",
                self.file,
                twice.again.place,
                format!("`{}` is given twice", twice.again.value),
            );
            self.note(problem.related(twice.first, "first here").help("remove one of the two"));
        }
        Some(map)
    }

    /// A map whose keys are names, each value read by `each`. What cannot be read is left out.
    pub(super) fn named<T>(
        &mut self,
        node: &Node,
        what: &str,
        mut each: impl FnMut(&mut Self, &Located<String>, &Node) -> Option<T>,
    ) -> Entries<T> {
        let Some(entries) = self.entries(node, what) else { return Entries::default() };
        entries.iter().filter_map(|(name, node)| Some((name.clone(), each(self, name, node)?))).collect()
    }

    /// A list.
    pub(super) fn list<'n>(&mut self, node: &'n Node, what: &str) -> Option<&'n [Node]> {
        if let Value::List(list) = &node.value {
            return Some(list);
        }
        self.wrong_type(
            node,
            &format!("a list of {what}"),
            "a list is `[a, b]`, or lines that begin with `-`",
        );
        None
    }

    pub(super) fn wrong_type(&mut self, node: &Node, expected: &str, help: &str) {
        let message = format!("expected {expected}, found {}", node.describe());
        self.report("yaml/wrong-type", node.place, message, help);
    }
}
