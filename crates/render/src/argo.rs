//! The gates for Argo Rollouts: one `AnalysisTemplate` for each service.
//!
//! A measurement that neither succeeds nor fails is inconclusive, and the rollout waits: that is how `hold` is said. An
//! empty answer has no first value, so that its length is asked before.

use plimsoll_model::NoData;
use plimsoll_plan::{Gate, Plan, Traffic};
use serde::Serialize;

use crate::metadata::Metadata;
use crate::yaml::{self, Block};
use crate::{Artifact, paths};

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct AnalysisTemplate<'a> {
    api_version: &'static str,
    kind: &'static str,
    metadata: Metadata<'a>,
    spec: Spec<'a>,
}

#[derive(Serialize)]
struct Spec<'a> {
    metrics: Vec<Metric<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Metric<'a> {
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    initial_delay: Option<String>,
    interval: String,
    success_condition: String,
    failure_condition: String,
    failure_limit: u32,
    inconclusive_limit: u32,
    provider: Provider<'a>,
}

#[derive(Serialize)]
struct Provider<'a> {
    prometheus: Prometheus<'a>,
}

#[derive(Serialize)]
struct Prometheus<'a> {
    address: &'a str,
    query: Block,
}

/// `analysistemplate.yaml`
pub(crate) fn render(plan: &Plan, traffic: &Traffic, address: &str) -> Artifact {
    let mut services: Vec<&str> = traffic.gates.iter().map(|gate| gate.service).collect();
    services.dedup();
    let templates: Vec<AnalysisTemplate<'_>> = services
        .into_iter()
        .map(|service| AnalysisTemplate {
            api_version: "argoproj.io/v1alpha1",
            kind: "AnalysisTemplate",
            metadata: Metadata::of(plan, service),
            spec: Spec {
                metrics: traffic
                    .gates
                    .iter()
                    .filter(|gate| gate.service == service)
                    .map(|gate| metric(gate, address))
                    .collect(),
            },
        })
        .collect();
    Artifact::new(paths::of(plan, paths::ANALYSIS), yaml::file(&yaml::header(plan.pack), &templates))
}

fn metric<'a>(gate: &'a Gate, address: &'a str) -> Metric<'a> {
    let (passes, fails, line) = (gate.passes.as_str(), gate.fails().as_str(), &gate.line);
    // Nothing passes without a number; what fails is decided. Who decided nothing is told by the checks, and holds.
    let failure = match gate.no_data {
        Some(NoData::Fail) => format!("len(result) == 0 || isNaN(result[0]) || result[0] {fails} {line}"),
        Some(NoData::Hold) | None => {
            format!("len(result) > 0 && !isNaN(result[0]) && result[0] {fails} {line}")
        }
    };
    Metric {
        name: &gate.name,
        initial_delay: (!gate.delay.is_zero()).then(|| gate.delay.to_string()),
        interval: gate.interval.to_string(),
        success_condition: format!("len(result) > 0 && !isNaN(result[0]) && result[0] {passes} {line}"),
        failure_condition: failure,
        failure_limit: 0,
        inconclusive_limit: 0,
        provider: Provider { prometheus: Prometheus { address, query: Block(gate.query.render()) } },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture;

    fn text(no_data: NoData) -> String {
        let mut plan = fixture::canary(5.0);
        let traffic = plan.traffic.as_mut().unwrap();
        traffic.gates.iter_mut().for_each(|gate| gate.no_data = Some(no_data));
        let traffic = plan.traffic.as_ref().unwrap();
        render(&plan, traffic, traffic.prometheus.unwrap()).text
    }

    #[test]
    fn a_gate_passes_exactly_where_its_alert_does_not_fire() {
        let text = text(NoData::Hold);
        // The service has a line of its own.
        let pass = "successCondition: len(result) > 0 && !isNaN(result[0]) && result[0] <= 0.02\n";
        let fail = "failureCondition: len(result) > 0 && !isNaN(result[0]) && result[0] > 0.02\n";
        assert!(text.contains(pass) && text.contains(fail), "{text}");
        assert!(text.contains("initialDelay: 5m\n    interval: 2m\n"), "{text}");
    }

    #[test]
    fn no_data_holds_or_fails_and_never_passes() {
        assert!(text(NoData::Fail).contains("len(result) == 0 || isNaN(result[0]) || result[0] > 0.02"));
    }
}
