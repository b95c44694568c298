//! One artifact, read by a parser that did not write it.

use plimsoll_check::Diagnostic;
use plimsoll_render::Artifact;
use serde::de::DeserializeOwned;
use serde_yaml::Value;

use super::fault;
use super::wire::{ConfigMap, Group, Metadata, PrometheusRule, Routing, RuleFile, ScrapeConfig, ScrapeFile};

/// What an artifact is to the program that reads it.
pub(super) enum Shipped {
    /// Prometheus' own rule file.
    Rules(Vec<Group>),
    /// Objects for the operator.
    Objects(Vec<(Metadata, Vec<Group>)>),
    /// Dashboards for Grafana's sidecar.
    ConfigMaps(Vec<ConfigMap>),
    /// Alertmanager's configuration.
    Routing(Box<Routing>),
    /// Scrape jobs of Prometheus.
    Scrape(Vec<ScrapeConfig>),
    /// Objects that deliver a version step by step: routes, gates.
    Delivery(Vec<Value>),
    /// A part of nginx' configuration.
    Nginx(String),
    /// A Grafana dashboard.
    Dashboard(serde_json::Value),
    /// Something that is well formed and carries no expression; prose.
    Other,
}

impl Shipped {
    /// Reads an artifact as what it is.
    pub(super) fn read(artifact: &Artifact) -> Result<Self, Diagnostic> {
        match artifact.path.rsplit_once('.').map(|(_, extension)| extension) {
            Some("yaml" | "yml") => {
                yaml(&artifact.text).map_err(|error| fault::unreadable(&artifact.path, "YAML", error))
            }
            Some("json") => {
                json(&artifact.text).map_err(|error| fault::unreadable(&artifact.path, "JSON", error))
            }
            Some("conf") => Ok(Self::Nginx(artifact.text.clone())),
            _ => Ok(Self::Other),
        }
    }
}

/// How the objects begin that deliver a version step by step.
const DELIVERY: [&str; 4] =
    ["kind: HTTPRoute", "kind: AnalysisTemplate", "kind: MetricTemplate", "kind: Canary"];

/// What a document is stands in its outermost lines. Reading it twice to find out would take twice as long, and
/// there may be thousands of rules.
fn yaml(text: &str) -> Result<Shipped, serde_yaml::Error> {
    let has = |start: &str| text.lines().any(|line| line.starts_with(start));
    if has("kind: PrometheusRule") {
        let objects: Vec<PrometheusRule> = documents(text)?;
        for object in &objects {
            kind((&object.api_version, &object.kind), ("monitoring.coreos.com/v1", "PrometheusRule"))?;
        }
        Ok(Shipped::Objects(
            objects.into_iter().map(|object| (object.metadata, object.spec.groups)).collect(),
        ))
    } else if has("kind: ConfigMap") {
        let objects: Vec<ConfigMap> = documents(text)?;
        for object in &objects {
            kind((&object.api_version, &object.kind), ("v1", "ConfigMap"))?;
        }
        Ok(Shipped::ConfigMaps(objects))
    } else if has("groups:") {
        let files: Vec<RuleFile> = documents(text)?;
        Ok(Shipped::Rules(files.into_iter().flat_map(|file| file.groups).collect()))
    } else if has("receivers:") {
        serde_yaml::from_str(text).map(|routing| Shipped::Routing(Box::new(routing)))
    } else if has("scrape_configs:") {
        let files: Vec<ScrapeFile> = documents(text)?;
        Ok(Shipped::Scrape(files.into_iter().flat_map(|file| file.scrape_configs).collect()))
    } else if DELIVERY.iter().any(|kind| has(kind)) {
        documents(text).map(Shipped::Delivery)
    } else {
        documents::<Value>(text).map(|_| Shipped::Other)
    }
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

fn json(text: &str) -> Result<Shipped, serde_json::Error> {
    let value: serde_json::Value = serde_json::from_str(text)?;
    let dashboard = value.get("panels").is_some() && value.get("uid").is_some();
    Ok(if dashboard { Shipped::Dashboard(value) } else { Shipped::Other })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault(path: &str, text: &str) -> String {
        match Shipped::read(&Artifact::new(path, text)) {
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

    #[test]
    fn prose_is_not_read() {
        assert!(matches!(Shipped::read(&Artifact::new("a.md", "{{ not yaml")), Ok(Shipped::Other)));
    }
}
