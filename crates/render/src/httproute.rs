//! The traffic split for the Gateway API.
//!
//! Who asks for the canary by header is sent there by a rule of its own. Cookies and addresses are nginx's: the Gateway
//! API has no match for an address, and one for a cookie by regular expression that not every implementation takes.

use plimsoll_plan::{Plan, ServiceSplit, Traffic, Weight};
use serde::Serialize;

use crate::metadata::Metadata;
use crate::{Artifact, paths, yaml};

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct HttpRoute<'a> {
    api_version: &'static str,
    kind: &'static str,
    metadata: Metadata<'a>,
    spec: Spec<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Spec<'a> {
    parent_refs: [Metadata<'a>; 1],
    hostnames: [&'a str; 1],
    rules: Vec<Rule<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Rule<'a> {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    matches: Vec<Match<'a>>,
    backend_refs: Vec<Backend<'a>>,
}

#[derive(Serialize)]
struct Match<'a> {
    headers: [Header<'a>; 1],
}

#[derive(Serialize)]
struct Header<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    name: &'a str,
    value: &'a str,
}

#[derive(Serialize)]
struct Backend<'a> {
    name: &'a str,
    port: u16,
    weight: u32,
}

/// `httproute.yaml`
pub(crate) fn render(plan: &Plan, traffic: &Traffic) -> Artifact {
    Artifact::new(paths::of(plan, paths::ROUTE), text(plan, &traffic.splits))
}

/// `breach/httproute.yaml`: the same with a weight of 0.
pub(crate) fn breach(plan: &Plan, traffic: &Traffic) -> Artifact {
    let breached: Vec<ServiceSplit> = traffic.splits.iter().map(ServiceSplit::breached).collect();
    Artifact::new(paths::of(plan, &paths::breach(paths::ROUTE)), text(plan, &breached))
}

fn text(plan: &Plan, splits: &[ServiceSplit]) -> String {
    let routes: Vec<HttpRoute<'_>> = splits.iter().map(|split| route(plan, split)).collect();
    yaml::file(&yaml::header(plan.pack), &routes)
}

fn route<'a>(plan: &'a Plan, split: &'a ServiceSplit) -> HttpRoute<'a> {
    let settings = &split.settings;
    let backend = |name: &'a str, weight| Backend { name, port: settings.port, weight };
    let (canary, stable) = split.route;
    // Who asks for a canary that broke is sent to stable like everybody else.
    let asked = settings.header.filter(|_| canary > 0).map(|(name, value)| Rule {
        matches: vec![Match { headers: [Header { kind: "Exact", name, value }] }],
        backend_refs: vec![backend(&split.canary.name, Weight::ALL.parts().0)],
    });
    let split_rule = Rule {
        matches: Vec::new(),
        backend_refs: vec![backend(&split.stable.name, stable), backend(&split.canary.name, canary)],
    };
    HttpRoute {
        api_version: "gateway.networking.k8s.io/v1",
        kind: "HTTPRoute",
        metadata: Metadata::of(plan, split.service),
        spec: Spec {
            parent_refs: [Metadata::named(settings.gateway.0, settings.gateway.1)],
            hostnames: [&split.host],
            rules: asked.into_iter().chain([split_rule]).collect(),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture;

    #[test]
    fn weights_are_whole_and_add_up() {
        let plan = fixture::canary(12.5);
        let text = render(&plan, plan.traffic.as_ref().unwrap()).text;
        let rules = "\
  - matches:
    - headers:
      - type: Exact
        name: X-Canary-User
        value: \"true\"
    backendRefs:
    - name: checkout-canary
      port: 8080
      weight: 100
  - backendRefs:
    - name: checkout-stable
      port: 8080
      weight: 8750
    - name: checkout-canary
      port: 8080
      weight: 1250
";
        assert!(text.ends_with(rules), "{text}");
    }

    #[test]
    fn a_breach_leaves_the_canary_nobody() {
        let plan = fixture::canary(50.0);
        let text = breach(&plan, plan.traffic.as_ref().unwrap()).text;
        assert!(!text.contains("X-Canary-User") && text.ends_with("weight: 0\n"), "{text}");
    }
}
