//! The gates for Flagger: one `MetricTemplate` for each gate, and one `Canary` for each service.
//!
//! Flagger's ranges include their ends, so that `max` is the negation of `>` and `min` that of `<`; other comparisons
//! are refused by the check `gate/boundary`. Flagger knows no waiting: a check without data counts as failed, whatever
//! was decided, and the first failed check takes the traffic away.

use plimsoll_plan::{Gate, Plan, ServiceSplit, Traffic};
use plimsoll_promql::BinaryOp;
use plimsoll_units::Duration;
use serde::Serialize;
use serde_json::Number;

use crate::metadata::Metadata;
use crate::yaml::{self, Block};
use crate::{Artifact, paths};

const API_VERSION: &str = "flagger.app/v1beta1";

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Object<'a, S> {
    api_version: &'static str,
    kind: &'static str,
    metadata: Metadata<'a>,
    spec: S,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Spec<'a> {
    Template(Template<'a>),
    Canary(Box<Canary<'a>>),
}

#[derive(Serialize)]
struct Template<'a> {
    provider: Provider<'a>,
    query: Block,
}

#[derive(Serialize)]
struct Provider<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    address: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Canary<'a> {
    provider: &'static str,
    target_ref: Target<'a>,
    service: Service<'a>,
    analysis: Analysis<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Target<'a> {
    api_version: &'static str,
    kind: &'static str,
    name: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Service<'a> {
    port: u16,
    hosts: [&'a str; 1],
    gateway_refs: [Metadata<'a>; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Analysis<'a> {
    interval: String,
    threshold: u32,
    step_weights: &'a [u32],
    metrics: Vec<Metric<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Metric<'a> {
    name: &'a str,
    template_ref: Metadata<'a>,
    threshold_range: Range,
    interval: String,
}

#[derive(Serialize)]
struct Range {
    #[serde(skip_serializing_if = "Option::is_none")]
    min: Option<Number>,
    #[serde(skip_serializing_if = "Option::is_none")]
    max: Option<Number>,
}

/// `flagger.yaml`
pub(crate) fn render(plan: &Plan, traffic: &Traffic, address: &str) -> Artifact {
    let templates = traffic.gates.iter().map(|gate| template(plan, gate, address));
    let canaries = traffic.splits.iter().map(|split| canary(plan, traffic, split));
    let objects: Vec<Object<'_, Spec<'_>>> = templates.chain(canaries).collect();
    Artifact::new(paths::of(plan, paths::FLAGGER), yaml::file(&yaml::header(plan.pack), &objects))
}

fn template<'a>(plan: &'a Plan, gate: &'a Gate, address: &'a str) -> Object<'a, Spec<'a>> {
    let provider = Provider { kind: "prometheus", address };
    Object {
        api_version: API_VERSION,
        kind: "MetricTemplate",
        metadata: metadata(plan, gate),
        spec: Spec::Template(Template { provider, query: Block(gate.query.render()) }),
    }
}

/// A gate of one service among those of all.
fn metadata<'a>(plan: &'a Plan, gate: &Gate) -> Metadata<'a> {
    Metadata::of(plan, format!("{}-{}", gate.service, gate.name))
}

fn canary<'a>(plan: &'a Plan, traffic: &'a Traffic, split: &'a ServiceSplit) -> Object<'a, Spec<'a>> {
    let (gateway, of) = split.settings.gateway;
    // Flagger takes a step at each interval: no phase is shorter than it asks for.
    let dwell = traffic.steps.iter().map(|(_, dwell)| *dwell).max().unwrap_or_default();
    let longest_hold = traffic.gates.iter().map(|gate| gate.interval).max().unwrap_or_default();
    let metric = |gate: &'a Gate| Metric {
        name: &gate.name,
        template_ref: metadata(plan, gate),
        threshold_range: range(gate),
        interval: seconds(gate.interval),
    };
    let own = traffic.gates.iter().filter(|gate| gate.service == split.service);
    let canary = Canary {
        provider: "gatewayapi:v1",
        target_ref: Target { api_version: "apps/v1", kind: "Deployment", name: &split.canary.name },
        service: Service {
            port: split.settings.port,
            hosts: [&split.host],
            gateway_refs: [Metadata::named(gateway, of)],
        },
        analysis: Analysis {
            interval: seconds(dwell.max(longest_hold)),
            threshold: 1,
            step_weights: &traffic.flagger,
            metrics: own.map(metric).collect(),
        },
    };
    let metadata = Metadata::of(plan, split.service);
    Object { api_version: API_VERSION, kind: "Canary", metadata, spec: Spec::Canary(Box::new(canary)) }
}

/// The line as the end that Flagger includes.
fn range(gate: &Gate) -> Range {
    let line = gate.line.parse::<f64>().ok().and_then(Number::from_f64);
    match gate.passes {
        BinaryOp::AtLeast => Range { min: line, max: None },
        _ => Range { min: None, max: line },
    }
}

/// Flagger takes minutes and seconds alone.
fn seconds(time: Duration) -> String {
    format!("{}s", time.as_millis().div_ceil(1_000))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture;

    #[test]
    fn a_line_that_must_not_be_crossed_upwards_is_the_end_of_the_range() {
        let plan = fixture::canary(5.0);
        let traffic = plan.traffic.as_ref().unwrap();
        let text = render(&plan, traffic, traffic.prometheus.unwrap()).text;
        assert!(text.contains("      thresholdRange:\n        max: 0.02\n"), "{text}");
        assert!(text.contains("    threshold: 1\n    stepWeights:\n    - 5\n"), "{text}");
        assert!(text.contains("name: checkout-high-error-rate\n"), "{text}");
    }

    #[test]
    fn downwards_it_is_the_beginning() {
        let plan = fixture::canary(5.0);
        let mut gate = plan.traffic.as_ref().unwrap().gates[0].clone();
        gate.passes = BinaryOp::AtLeast;
        let range = range(&gate);
        assert_eq!((range.min, range.max), (Number::from_f64(0.02), None));
    }
}
