//! A plan rendered as PrometheusRule, Alertmanager, Grafana and Markdown artifacts.
//!
//! [`all`] gives every file of one plan, [`plan_json`] that one alone, [`index`] the page over all plans from the [`IndexPart`] of each. All are pure: no file, no clock, no
//! failure; the same plan gives the same bytes. One target is one module:
//!
//! | Module | Files |
//! |---|---|
//! | `prometheusrule`, `rules` | `prometheusrule.yaml`, `rules.yaml` |
//! | `alertmanager`, `receivers`, `messages` | `alertmanager.yaml`, `alertmanager.fragment.yaml` |
//! | `routing` | `routing.md` |
//! | `dashboard`, `configmap` | `dashboards/<uid>.json`, `dashboards.configmap.yaml` |
//! | `behaviour` | `<alert>.test.yaml` with `<alert>.rules.yaml`, where tests are asked for |
//! | `runbook` | `runbooks/<slug>.md` |
//! | `contract`, `example` | `rollback-contract.md` |
//! | `scrape` | `scrape.yaml` |
//! | `nginx`, `httproute` | `nginx-canary.conf`, `httproute.yaml`, and both below `breach/` |
//! | `argo`, `flagger` | `analysistemplate.yaml`, `flagger.yaml` |
//! | `plan_json` | `plan.json` |
//! | `index` | `INDEX.md` |
//!
//! The wire types are private to their target, but for the `metadata` of Kubernetes objects. YAML is written by `yaml` alone, JSON by `json` alone, prose by
//! `prose` from the templates of this crate.

mod alertmanager;
mod argo;
mod artifact;
mod behaviour;
mod configmap;
#[cfg(test)]
mod conformance;
mod contract;
mod dashboard;
mod example;
#[cfg(test)]
mod fixture;
mod flagger;
mod httproute;
mod index;
mod json;
mod messages;
mod metadata;
mod nginx;
mod paths;
mod plan_json;
mod prometheusrule;
mod prose;
mod receivers;
mod routing;
mod rules;
mod runbook;
mod scrape;
mod targets;
mod yaml;

pub use artifact::Artifact;
pub use behaviour::{BEHAVIOUR_HEADER, behaviour};
pub use index::{IndexPart, index};
pub use plan_json::render as plan_json;
pub use targets::all;
