//! `rollout` and `overrides`.

use std::collections::BTreeMap;

use super::fields::{Fields, keys};
use super::known::Known;
use super::reader::Reader;
use crate::data::{Enforcement, Override, Phase, Scope, Target};
use crate::document::{Node, Value};
use crate::suggest::instead;
use crate::{Located, Place, Problem};

impl Reader<'_> {
    /// The phases in order.
    pub(super) fn rollout(&mut self, node: &Node, known: &Known) -> Vec<Phase> {
        let Some(list) = self.list(node, "phases") else { return Vec::new() };
        if list.is_empty() {
            self.report(
                "yaml/empty-list",
                node.place,
                "`rollout` has no phases",
                "add a phase, or remove `rollout`",
            );
        }
        let mut phases: Vec<Phase> = Vec::new();
        for node in list {
            let Some(phase) = self.phase(node, known) else { continue };
            if let Some(before) = phases.iter().find(|before| before.name == phase.name) {
                let message = format!("phase `{}` is given twice", phase.name.value);
                let problem = Problem::new("yaml/duplicate-name", self.file, phase.name.place, message);
                self.note(problem.related(before.name.place, "first here").help("rename one of the two"));
            }
            phases.push(phase);
        }
        if let Some(shadow) = phases.last().and_then(|last| last.shadow_next).filter(|shadow| shadow.value) {
            let help = "remove `shadow_next` from the last phase";
            self.report("yaml/no-next-phase", shadow.place, "there is no next phase to shadow", help);
        }
        self.exits(&phases);
        phases
    }

    fn phase(&mut self, node: &Node, known: &Known) -> Option<Phase> {
        let fields = self.fields(node, node.place, "this phase", keys::PHASE)?;
        let name =
            fields.require(self, "phase", "dry-run").and_then(|node| self.name(node, "a phase's name"));
        let enforce = fields
            .require(self, "enforce", "dry-run")
            .and_then(|node| self.one_of(node, "an enforcement", &Enforcement::NAMES));
        let dwell = fields.get("dwell").and_then(|node| self.duration(node, true));
        let exit = fields.get("exit").and_then(|node| self.exit(node, fields.key_place("exit")));
        let scope = fields.get("scope").and_then(|node| self.scope(node, known));
        let shadow_next = fields.get("shadow_next").and_then(|node| self.boolean(node));
        let set = fields.get("set").map(|node| self.settings(node, known)).unwrap_or_default();
        let because = fields.get("because").and_then(|node| self.text(node, "a reason"));
        let until = fields.get("until").and_then(|node| self.date(node));
        let (name, enforce) = (name?, enforce?);
        let place = node.place;
        Some(Phase { place, name, enforce, dwell, exit, scope, shadow_next, set, because, until })
    }

    /// `all`, `critical`, `non-critical`, or a list of services.
    fn scope(&mut self, node: &Node, known: &Known) -> Option<Located<Scope>> {
        let Value::List(list) = &node.value else {
            let word = self.word(node, "`all`, `critical`, `non-critical` or a list of services")?;
            let found = Scope::NAMES.iter().find(|(name, _)| *name == word.value);
            if found.is_none() {
                let names = Scope::NAMES.iter().map(|(name, _)| *name);
                let help = format!(
                    "{}; services stand in a list: `[{}]`",
                    instead(word.value, "scopes", names),
                    word.value
                );
                self.report(
                    "yaml/unknown-value",
                    word.place,
                    format!("`{}` is not a scope", word.value),
                    help,
                );
            }
            return found.map(|(_, scope)| Located::new(scope.clone(), word.place));
        };
        if list.is_empty() {
            self.report(
                "yaml/empty-list",
                node.place,
                "the scope has no services",
                "name a service, or write `all`",
            );
        }
        let services = list
            .iter()
            .filter_map(|node| self.name(node, "a service's name").filter(|name| known.service(self, name)));
        let services: Vec<Located<String>> = services.collect();
        self.once(&services, "service");
        Some(Located::new(Scope::Services(services), node.place))
    }

    /// Refuses a name that stands twice in a list.
    pub(super) fn once(&mut self, names: &[Located<String>], what: &str) {
        let mut known: BTreeMap<&str, Place> = BTreeMap::new();
        for name in names {
            let first = *known.entry(&name.value).or_insert(name.place);
            if first != name.place {
                let message = format!("{what} `{}` is listed twice", name.value);
                let problem = Problem::new("yaml/duplicate-name", self.file, name.place, message);
                self.note(problem.related(first, "first here").help("remove one of the two"));
            }
        }
    }

    /// The exceptions.
    pub(super) fn overrides(&mut self, node: &Node, known: &Known) -> Vec<Override> {
        let Some(list) = self.list(node, "overrides") else { return Vec::new() };
        list.iter().filter_map(|node| self.exception(node, known)).collect()
    }

    fn exception(&mut self, node: &Node, known: &Known) -> Option<Override> {
        let fields = self.fields(node, node.place, "this override", keys::OVERRIDE)?;
        let target = self.target(&fields, node, known);
        let set = fields
            .require(self, "set", "{ error_rate: 8% }")
            .map(|node| self.settings(node, known))
            .unwrap_or_default();
        let because = fields
            .require(self, "because", "why the default does not fit")
            .and_then(|node| self.line(node, "a reason"));
        let until = fields.get("until").and_then(|node| self.date(node));
        Some(Override { place: node.place, target: target?, set, because: because?, until })
    }

    fn target(&mut self, fields: &Fields<'_>, node: &Node, known: &Known) -> Option<Target> {
        let help = "name exactly one of `service`, `tier` and `environment`";
        match (fields.get("service"), fields.get("tier"), fields.get("environment")) {
            (Some(node), None, None) => {
                let name = self.name(node, "a service's name")?;
                known.service(self, &name).then_some(Target::Service(name))
            }
            (None, Some(node), None) => {
                let name = self.name(node, "a tier's name")?;
                known.tier(self, &name).then_some(Target::Tier(name))
            }
            (None, None, Some(node)) => {
                let name = self.name(node, "an environment's name")?;
                known.environment(self, &name).then_some(Target::Environment(name))
            }
            (None, None, None) => {
                self.report("yaml/missing-key", node.place, "this override is for nothing", help);
                None
            }
            _ => {
                self.report(
                    "yaml/several-targets",
                    node.place,
                    "this override is for more than one thing",
                    help,
                );
                None
            }
        }
    }
}
