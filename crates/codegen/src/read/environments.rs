//! `environments`.

use super::fields::{Fields, keys};
use super::known::Known;
use super::reader::Reader;
use crate::data::{Environment, Version};
use crate::document::Node;
use crate::{Entries, Located};

impl Reader<'_> {
    /// Where the pack runs.
    pub(super) fn environments(&mut self, node: &Node, known: &Known) -> Entries<Environment> {
        self.named(node, "environments", |reader, name, node| reader.environment(name, node, known))
    }

    fn environment(&mut self, name: &Located<String>, node: &Node, known: &Known) -> Option<Environment> {
        self.valid_name(name, "an environment's name");
        let what = format!("environment `{}`", name.value);
        let fields = self.fields(node, name.place, &what, keys::ENVIRONMENT)?;
        let (runbooks, grafana) = self.links(&fields);
        let (prometheus, alertmanager) = self.targets(&fields);
        Some(Environment {
            namespace: fields.get("namespace").and_then(|node| self.name(node, "a namespace")),
            phase: self.live_phase(&fields, known),
            traffic: self.live_traffic(&fields, known),
            since: fields.get("since").and_then(|node| self.date(node)),
            approved: fields
                .get("approved")
                .and_then(|node| self.approved(node, fields.key_place("approved"), known)),
            rule_labels: fields.get("rule_labels").map(|node| self.object_labels(node)).unwrap_or_default(),
            runbooks,
            grafana,
            external_labels: fields.get("external_labels").map(|node| self.labels(node)).unwrap_or_default(),
            prometheus,
            alertmanager,
        })
    }

    /// The phase that is live: one that exists, and one at all if the pack has phases.
    fn live_phase(&mut self, fields: &Fields<'_>, known: &Known) -> Option<Located<String>> {
        if known.has_phases() {
            let node = fields.require(self, "phase", "<the phase that is live there>")?;
            let phase = self.name(node, "a phase's name")?;
            return known.phase(self, &phase).then_some(phase);
        }
        if let Some(node) = fields.get("phase") {
            let help = "add a `rollout` with phases, or remove `phase`";
            self.report("yaml/unknown-phase", node.place, "the pack has no phases", help);
        }
        None
    }

    /// The traffic phase that is live: one that exists, and one at all if the pack has traffic phases.
    fn live_traffic(&mut self, fields: &Fields<'_>, known: &Known) -> Option<Located<String>> {
        if known.has_traffic() {
            let node = fields.require(self, "traffic", "<the traffic phase that is live there>")?;
            let phase = self.name(node, "a traffic phase's name")?;
            return known.traffic_phase(self, &phase).then_some(phase);
        }
        if let Some(node) = fields.get("traffic") {
            let help = "add `traffic` with phases to the file, or remove `traffic` here";
            self.report("yaml/unknown-traffic-phase", node.place, "the pack has no traffic phases", help);
        }
        None
    }

    fn links(&mut self, fields: &Fields<'_>) -> (Option<Located<String>>, Option<Located<String>>) {
        let links = fields
            .get("links")
            .and_then(|node| self.fields(node, fields.key_place("links"), "`links`", keys::LINKS));
        let Some(links) = links else { return (None, None) };
        let runbooks = links.get("runbooks").and_then(|node| self.url(node));
        (runbooks, links.get("grafana").and_then(|node| self.url(node)))
    }

    fn targets(&mut self, fields: &Fields<'_>) -> (Option<Located<Version>>, Option<Located<Version>>) {
        let targets = fields
            .get("targets")
            .and_then(|node| self.fields(node, fields.key_place("targets"), "`targets`", keys::TARGETS));
        let Some(targets) = targets else { return (None, None) };
        let prometheus = targets.get("prometheus").and_then(|node| self.version(node));
        (prometheus, targets.get("alertmanager").and_then(|node| self.version(node)))
    }

    /// Prometheus labels with their values.
    fn labels(&mut self, node: &Node) -> Entries<Located<String>> {
        self.named(node, "labels", |reader, name, node| {
            reader.valid_label(name);
            reader.line(node, "a label's value")
        })
    }

    /// Kubernetes labels with their values: a key may have a prefix (`team.example.com/name`).
    fn object_labels(&mut self, node: &Node) -> Entries<Located<String>> {
        self.named(node, "labels", |reader, name, node| {
            reader.valid_object_label(name);
            let value = reader.line(node, "a label's value")?;
            reader.valid_object_value(&value).then_some(value)
        })
    }
}
