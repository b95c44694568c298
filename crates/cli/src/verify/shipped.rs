//! One artifact, read by a parser that did not write it.

use std::rc::Rc;

use plimsoll_check::Diagnostic;
use plimsoll_render::Artifact;
use serde::de::DeserializeOwned;
use serde_yaml::Value;

use super::grafana::Dashboard;
use super::wire::{ConfigMap, Group, Metadata, PrometheusRule, Routing, RuleFile, ScrapeConfig, ScrapeFile};
use super::{fault, receiver_list, twice};

/// What an artifact is to the program that reads it.
pub(super) enum Shipped<'a> {
    /// Prometheus' own rule file.
    Rules(Rc<[Group]>),
    /// Objects for the operator.
    Objects(Vec<Object>),
    /// Dashboards for Grafana's sidecar.
    ConfigMaps(Vec<ConfigMap>),
    /// Alertmanager's configuration.
    Routing(Box<Routing>),
    /// Scrape jobs of Prometheus.
    Scrape(Vec<ScrapeConfig>),
    /// Objects that deliver a version step by step: routes, gates.
    Delivery(Vec<Value>),
    /// A part of nginx' configuration.
    Nginx(&'a str),
    /// A Grafana dashboard.
    Dashboard(Box<Dashboard<'a>>),
    /// Something that is well formed and carries no expression; prose.
    Other,
}

/// What the operator makes groups of, and those.
pub(super) type Object = (Metadata, Rc<[Group]>);

/// The files of a folder, which say some things twice.
pub(super) struct Beside<'a> {
    artifacts: Vec<&'a Artifact>,
    /// The text of the rule file, and what was read of it.
    rule_file: Option<(&'a str, Rc<[Group]>)>,
}

impl<'a> Beside<'a> {
    pub(super) fn new(artifacts: &[&'a Artifact]) -> Self {
        Self { artifacts: artifacts.to_vec(), rule_file: None }
    }

    /// The rule file before the objects that hold the same groups.
    pub(super) fn in_order(&self) -> Vec<&'a Artifact> {
        let mut artifacts = self.artifacts.clone();
        artifacts.sort_by_key(|artifact| !artifact.path.ends_with("/rules.yaml"));
        artifacts
    }

    /// The dashboards by the names of their files.
    fn dashboards(&self) -> impl Iterator<Item = (&'a str, &'a str)> {
        let artifacts = self.artifacts.iter().copied();
        artifacts.filter_map(|file| Some((file.path.rsplit_once("/dashboards/")?.1, &*file.text)))
    }
}

impl<'a> Shipped<'a> {
    /// Reads an artifact as what it is.
    pub(super) fn read(artifact: &'a Artifact, beside: &mut Beside<'a>) -> Result<Self, Diagnostic> {
        match artifact.path.rsplit_once('.').map(|(_, extension)| extension) {
            Some("yaml" | "yml") => {
                yaml(&artifact.text, beside).map_err(|error| fault::unreadable(&artifact.path, "YAML", error))
            }
            Some("json") => {
                json(&artifact.text).map_err(|error| fault::unreadable(&artifact.path, "JSON", error))
            }
            Some("conf") => Ok(Self::Nginx(&artifact.text)),
            _ => Ok(Self::Other),
        }
    }
}

/// How a document begins that somebody reads.
#[derive(Clone, Copy)]
enum Kind {
    Objects,
    ConfigMaps,
    Rules,
    Routing,
    Scrape,
    Delivery,
}

/// The lines by which a document is told.
const KINDS: [(&str, Kind); 9] = [
    ("kind: PrometheusRule", Kind::Objects),
    ("kind: ConfigMap", Kind::ConfigMaps),
    ("groups:", Kind::Rules),
    ("receivers:", Kind::Routing),
    ("scrape_configs:", Kind::Scrape),
    ("kind: HTTPRoute", Kind::Delivery),
    ("kind: AnalysisTemplate", Kind::Delivery),
    ("kind: MetricTemplate", Kind::Delivery),
    ("kind: Canary", Kind::Delivery),
];

/// What a document is stands in its outermost lines, and mostly in the first of them. Reading it twice to find out would
/// take twice as long, and there may be thousands of rules.
fn yaml<'a>(text: &'a str, beside: &mut Beside<'a>) -> Result<Shipped<'a>, serde_yaml::Error> {
    let told_by = |line: &str| KINDS.into_iter().find(|(start, _)| line.starts_with(start));
    let Some((_, kind)) = twice::lines(text).find_map(told_by) else {
        return documents::<Value>(text).map(|_| Shipped::Other);
    };
    match kind {
        Kind::Objects => prometheus_rules(text, beside).map(Shipped::Objects),
        Kind::ConfigMaps => config_maps(text, beside).map(Shipped::ConfigMaps),
        Kind::Rules => {
            let files: Vec<RuleFile> = documents(text)?;
            let groups: Rc<[Group]> = files.into_iter().flat_map(|file| file.groups).collect();
            beside.rule_file.get_or_insert_with(|| (text, Rc::clone(&groups)));
            Ok(Shipped::Rules(groups))
        }
        Kind::Routing => routing(text).map(|routing| Shipped::Routing(Box::new(routing))),
        Kind::Scrape => {
            let files: Vec<ScrapeFile> = documents(text)?;
            Ok(Shipped::Scrape(files.into_iter().flat_map(|file| file.scrape_configs).collect()))
        }
        Kind::Delivery => documents(text).map(Shipped::Delivery),
    }
}

/// Objects with groups; where those of one object are the groups of the rule file, they are not read again.
fn prometheus_rules(text: &str, beside: &Beside<'_>) -> Result<Vec<Object>, serde_yaml::Error> {
    let read = |text: &str| {
        let objects: Vec<PrometheusRule> = documents(text)?;
        for object in &objects {
            kind((&object.api_version, &object.kind), ("monitoring.coreos.com/v1", "PrometheusRule"))?;
        }
        let parts = objects.into_iter().map(|object| (object.metadata, object.spec.groups.into()));
        Ok(parts.collect::<Vec<Object>>())
    };
    let same = beside.rule_file.as_ref().and_then(|(rule_file, groups)| {
        let mut objects = read(&twice::object_around(text, rule_file)?).ok()?;
        let [(_, own)] = objects.as_mut_slice() else { return None };
        own.is_empty().then(|| *own = Rc::clone(groups))?;
        Some(objects)
    });
    same.map_or_else(|| read(text), Ok)
}

/// A configuration of Alertmanager; receivers that were read before are not read again.
fn routing(text: &str) -> Result<Routing, serde_yaml::Error> {
    if let Some((around, list)) = twice::receivers_of(text)
        && let Some(receivers) = receiver_list::read(list)
        && let Ok(mut routing) = serde_yaml::from_str::<Routing>(&around)
        && routing.receivers.is_empty()
    {
        routing.receivers = receivers;
        return Ok(routing);
    }
    serde_yaml::from_str(text)
}

/// Objects with dashboards; those that are files too are not read again.
fn config_maps(text: &str, beside: &Beside<'_>) -> Result<Vec<ConfigMap>, serde_yaml::Error> {
    let read = |text: &str| {
        let objects: Vec<ConfigMap> = documents(text)?;
        for object in &objects {
            kind((&object.api_version, &object.kind), ("v1", "ConfigMap"))?;
        }
        Ok(objects)
    };
    let (around, found) = twice::map_around(text, beside.dashboards());
    let Ok(mut objects) = read(&around) else { return read(text) };
    for (key, text) in beside.dashboards().filter(|(key, _)| found.contains(key)) {
        let data = objects.iter_mut().filter_map(|object| object.data.0.get_mut(key));
        data.filter(|read| twice::is_stand_in(read)).for_each(|read| text.clone_into(read));
    }
    Ok(objects)
}

/// An error if an object is not what the others of its file are.
fn kind(found: (&str, &str), expected: (&str, &str)) -> Result<(), serde_yaml::Error> {
    if found == expected {
        return Ok(());
    }
    Err(serde::de::Error::custom(format!("an object of another kind: {found:?}")))
}

fn documents<T: DeserializeOwned>(text: &str) -> Result<Vec<T>, serde_yaml::Error> {
    serde_yaml::Deserializer::from_str(text).map(T::deserialize).collect()
}

fn json(text: &str) -> Result<Shipped<'_>, serde_json::Error> {
    let read: Dashboard<'_> = serde_json::from_str(text)?;
    let is_dashboard = read.panels.is_some() && read.uid.is_some();
    Ok(if is_dashboard { Shipped::Dashboard(Box::new(read)) } else { Shipped::Other })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault(path: &str, text: &str) -> String {
        match Shipped::read(&Artifact::new(path, text), &mut Beside::new(&[])) {
            Ok(_) => panic!("{text} is read"),
            Err(fault) => {
                assert_eq!(fault.id, "verify/unreadable");
                fault.message
            }
        }
    }

    #[test]
    fn what_another_parser_cannot_read_is_a_fault_with_its_place() {
        let message = fault("a/list.yaml", "items:\n  - name: x\n name: y\n");
        assert!(message.contains("a/list.yaml") && message.contains("line 3"), "{message}");
        assert!(fault("a/plan.json", "{\"a\": }").contains("column 7"));
    }

    #[test]
    fn a_name_that_stands_twice_is_a_fault() {
        assert!(fault("a.yaml", "labels:\n  team: a\n  team: b\n").contains("duplicate"));
        let rule = "groups:\n- name: a\n  interval: 15s\n  rules:\n  - alert: A\n    expr: up\n";
        assert!(fault("a.yaml", &format!("{rule}    expr: up\n")).contains("duplicate"));
        let labels = format!("{rule}    labels:\n      team: a\n      team: b\n");
        assert!(fault("a.yaml", &labels).contains("`team` stands there twice"));
    }

    #[test]
    fn a_field_that_prometheus_does_not_know_is_a_fault() {
        let rule =
            "groups:\n- name: a\n  interval: 15s\n  rules:\n  - alert: A\n    expr: up\n    form: 5m\n";
        assert!(fault("a.yaml", rule).contains("form"));
    }

    #[test]
    fn a_text_that_is_read_as_something_else_is_a_fault() {
        let rule = "groups:\n- name: a\n  interval: 15s\n  rules:\n  - alert: A\n    expr: 1\n";
        assert!(fault("a.yaml", rule).contains("expected a string"));
    }

    /// Small changes of a text, at each of its places.
    fn changed(text: &str) -> impl Iterator<Item = String> {
        let places = text.char_indices().map(|(at, c)| (at, at + c.len_utf8()));
        let new = [
            "", " ", "  ", "\n", "\n\n", "-", "#", "x", ":", "\"", "'", "|", "\t", "---\n", "%", "\u{85}",
            "\u{feff}", "\u{e000}",
        ];
        let put = move |range: std::ops::Range<usize>| {
            new.map(|new| [&text[..range.start], new, &text[range.end..]].concat())
        };
        places.flat_map(move |(at, end)| put(at..end).into_iter().chain(put(at..at)))
    }

    fn further_in(text: &str, by: &str) -> String {
        text.split_inclusive('\n')
            .map(|line| if line == "\n" { line.to_owned() } else { format!("{by}{line}") })
            .collect()
    }

    /// What two readers say, and how many of the texts the first of them did not have to read whole.
    fn same<T: std::fmt::Debug>(
        texts: impl Iterator<Item = (String, String)>,
        mut read: impl FnMut(&str, &Beside<'_>) -> Result<T, serde_yaml::Error>,
        is_short: impl Fn(&str, &str) -> bool,
        path: &str,
    ) {
        let (mut short, mut all) = (0, 0);
        for (file, inside) in texts {
            let artifact = Artifact::new(path, file);
            let mut beside = Beside::new(&[]);
            let long = read(&inside, &beside).map_err(drop);
            let artifacts = [&artifact];
            beside = Beside::new(&artifacts);
            // A rule file that cannot be read is a fault, whatever stands in the object.
            if Shipped::read(&artifact, &mut beside).is_err() {
                continue;
            }
            let twice = read(&inside, &beside).map_err(drop);
            assert_eq!(format!("{twice:?}"), format!("{long:?}"), "{:?}\n{inside:?}", artifact.text);
            short += usize::from(is_short(&inside, &artifact.text));
            all += 1;
        }
        assert!(short * 10 > all && short < all, "{short} of {all}");
    }

    #[test]
    fn groups_that_are_not_read_again_are_those_that_would_be_read() {
        const RULES: &str = "groups:\n- name: 'a\n\n    b'\n  rules: # x\n\n  - alert: A\n    expr: |2-\n        up\n\n      > 1\n    labels:\n      a: \"b\n        c\"\n  interval: 1m\n- {name: b, interval: 1m, rules: []}\n";
        let object = |rules: &str| {
            let groups = rules.strip_prefix("groups:\n").unwrap_or(rules);
            let head = "apiVersion: monitoring.coreos.com/v1\nkind: PrometheusRule\nmetadata:\n  name: a\nspec:\n  groups:\n";
            format!("{head}{}", further_in(groups, "  "))
        };
        let both = changed(RULES).map(|rules| {
            let object = object(&rules);
            (rules, object)
        });
        let one = changed(&object(RULES)).map(|object| (RULES.to_owned(), object)).collect::<Vec<_>>();
        let is_short = |object: &str, rules: &str| twice::object_around(object, rules).is_some();
        same(both.chain(one), prometheus_rules, is_short, "a/b/rules.yaml");
    }

    #[test]
    fn dashboards_that_are_not_read_again_are_those_that_would_be_read() {
        const BOARD: &str = "{\n  \"a\": \"b: #\",\n\n  \"c\": 1\n}\n";
        let map = |board: &str| {
            let head = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\ndata:\n  x.json: |\n";
            format!("{head}{}", further_in(board, "    "))
        };
        let both = changed(BOARD).map(|board| {
            let map = map(&board);
            (board, map)
        });
        let one = changed(&map(BOARD)).map(|map| (BOARD.to_owned(), map)).collect::<Vec<_>>();
        let is_short =
            |map: &str, board: &str| !twice::map_around(map, [("x.json", board)].into_iter()).1.is_empty();
        same(both.chain(one), config_maps, is_short, "a/b/dashboards/x.json");
    }

    #[test]
    fn receivers_that_are_read_one_by_one_are_those_that_would_be_read() {
        const WHOLE: &str = "route: {}\nreceivers:\n- name: a\n\n- name: |-\n\n    b\n  x: \"c\n    d\"\n";
        let (mut short, mut all) = (0, 0);
        for text in changed(WHOLE) {
            let whole = serde_yaml::from_str::<Routing>(&text).map_err(drop);
            for _ in 0..2 {
                let one_by_one = routing(&text).map_err(drop);
                assert_eq!(format!("{one_by_one:?}"), format!("{whole:?}"), "{text:?}");
            }
            all += 1;
            let list = twice::receivers_of(&text);
            short += usize::from(list.is_some_and(|(_, list)| receiver_list::read(list).is_some()));
        }
        assert!(short * 10 > all && short < all, "{short} of {all}");
    }

    #[test]
    fn prose_is_not_read() {
        assert!(matches!(
            Shipped::read(&Artifact::new("a.md", "{{ not yaml"), &mut Beside::new(&[])),
            Ok(Shipped::Other)
        ));
    }
}
