//! The plan and its thresholds.

use std::collections::BTreeMap;

use plimsoll_model::{Direction, Subject};
use plimsoll_plan::{EffectiveThreshold, Layer, Plan};
use plimsoll_units::Amount;
use serde::Serialize;

use super::board::WireDashboard;
use super::rules::WireGroup;
use super::scrape::WireScrapeJob;
use super::tree::WireAlertmanager;
use crate::{Artifact, json, paths};

/// The version of the format; it grows when a reader of the one before would be wrong.
const FORMAT: u32 = 1;

#[derive(Serialize)]
struct WirePlan<'a> {
    format: u32,
    pack: &'a str,
    team: &'a str,
    environment: &'a str,
    phase: Option<&'a str>,
    /// The live traffic phase, where versions on trial have one.
    #[serde(skip_serializing_if = "Option::is_none")]
    traffic: Option<&'a str>,
    namespace: Option<&'a str>,
    rule_labels: BTreeMap<&'a str, &'a str>,
    external_labels: BTreeMap<&'a str, &'a str>,
    targets: Targets,
    thresholds: Vec<WireThreshold<'a>>,
    groups: Vec<WireGroup<'a>>,
    alertmanager: Option<WireAlertmanager<'a>>,
    dashboards: Vec<WireDashboard<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    scrape: Vec<WireScrapeJob<'a>>,
    runbooks: Vec<&'a str>,
}

#[derive(Serialize)]
struct Targets {
    prometheus: String,
    alertmanager: String,
}

#[derive(Serialize)]
struct WireThreshold<'a> {
    id: &'a str,
    slice: Option<&'a str>,
    services: &'a [&'a str],
    direction: &'static str,
    value: String,
    unit: String,
    window: Option<String>,
    hold: Option<String>,
    baseline: Option<String>,
    /// The layers that led to it, the default first; the last one decided.
    layers: Vec<String>,
}

/// `plan.json`: what `diff` reads from another revision.
pub fn render(plan: &Plan) -> Artifact {
    let version = |(major, minor): (u16, u16)| format!("{major}.{minor}");
    let targets = plan.targets();
    let document = WirePlan {
        format: FORMAT,
        pack: plan.pack,
        team: plan.team,
        environment: plan.environment(),
        phase: plan.phase(),
        traffic: plan.environment.traffic,
        namespace: plan.environment.namespace,
        rule_labels: plan.environment.rule_labels.iter().copied().collect(),
        external_labels: plan.environment.external_labels.iter().copied().collect(),
        targets: Targets {
            prometheus: version(targets.prometheus),
            alertmanager: version(targets.alertmanager),
        },
        thresholds: plan.thresholds.iter().map(WireThreshold::from).collect(),
        groups: plan.groups.iter().map(WireGroup::from).collect(),
        alertmanager: plan.alertmanager.as_ref().map(WireAlertmanager::from),
        dashboards: plan.dashboards.iter().map(WireDashboard::from).collect(),
        scrape: plan.scrape.iter().map(WireScrapeJob::from).collect(),
        runbooks: plan.runbooks.iter().map(|page| page.slug).collect(),
    };
    Artifact::new(paths::of(plan, paths::PLAN), json::document(&document))
}

impl<'a> From<&'a EffectiveThreshold> for WireThreshold<'a> {
    fn from(threshold: &'a EffectiveThreshold) -> Self {
        Self {
            id: threshold.id,
            slice: threshold.slice,
            services: &threshold.services,
            direction: direction(threshold.direction),
            value: threshold.value.source(),
            unit: threshold.value.unit().to_string(),
            window: threshold.window.map(|window| window.to_string()),
            hold: threshold.hold.map(|hold| hold.to_string()),
            baseline: threshold.baseline.map(Amount::source),
            layers: threshold.steps.iter().map(|(step, _)| layer(*step)).collect(),
        }
    }
}

/// As the YAML says it.
pub(crate) const fn direction(direction: Direction) -> &'static str {
    match direction {
        Direction::Above => "above",
        Direction::Below => "below",
    }
}

/// `default`, `phase strict`, `override service device-service`.
pub(crate) fn layer(layer: Layer) -> String {
    match layer {
        Layer::Default => "default".to_owned(),
        Layer::Phase(name) => format!("phase {name}"),
        Layer::Traffic(name) => format!("traffic {name}"),
        Layer::Override(Subject::Environment(name)) => format!("override environment {name}"),
        Layer::Override(Subject::Tier(name)) => format!("override tier {name}"),
        Layer::Override(Subject::Service(name)) => format!("override service {name}"),
    }
}

#[cfg(test)]
mod tests {
    use plimsoll_units::{Date, Origin};
    use serde_json::{Value, json};

    use super::*;
    use crate::fixture;

    #[test]
    fn the_head_names_the_format_first() {
        let text = render(&fixture::plan("strict")).text;
        assert!(
            text.starts_with(
                "{
  \"format\": 1,
  \"pack\": \"shop\",
  \"team\": \"sales\",
  \"environment\": \"production\",
  \"phase\": \"strict\",
  \"namespace\": \"shop\",
"
            ),
            "{text}"
        );
    }

    #[test]
    fn a_threshold_is_typed_text_with_the_layers_that_led_to_it() {
        let value: Value = serde_json::from_str(&render(&fixture::plan("strict")).text).unwrap();
        assert_eq!(
            value["thresholds"][1],
            json!({
                "id": "error_rate",
                "slice": "checkout",
                "services": ["checkout"],
                "direction": "above",
                "value": "2%",
                "unit": "ratio",
                "window": "5m",
                "hold": "2m",
                "baseline": "0.1%",
                "layers": ["default", "phase strict", "override service checkout"],
            })
        );
    }

    #[test]
    fn a_definition_that_moves_changes_nothing() {
        let plan = fixture::plan("strict");
        let mut moved = plan.clone();
        moved.origin = Origin::new("elsewhere.rs", 99, 1);
        moved.environment.since = Date::new(2025, 10, 24);
        for threshold in &mut moved.thresholds {
            for (_, origin) in &mut threshold.steps {
                *origin = Origin::new("elsewhere.yaml", 99, 1);
            }
        }
        assert_eq!(render(&plan), render(&moved));
    }
}
