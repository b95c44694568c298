//! The shape of `thresholds.yaml`. The comments are what an editor shows.
#![expect(
    dead_code,
    clippy::struct_field_names,
    clippy::zero_sized_map_values,
    reason = "shapes: their fields are read by the derive alone, and called like the keys"
)]

use std::collections::BTreeMap;

use schemars::JsonSchema;

use super::texts::{Amount, Date, Duration, Id, Label, Name, ObjectLabel, Url, Version};
use super::traffic::Traffic;

/// The numbers of one pack: thresholds, phases, environments.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, title = "Plimsoll thresholds")]
pub(super) struct ThresholdsFile {
    /// The pack's name, the value of the label `pack`.
    pack: Name,
    /// The team that owns it, the value of the label `team`.
    owner: Option<Name>,
    /// How often is scraped and evaluated.
    timing: Option<Timing>,
    /// How the workloads roll; needed where the machine may roll back.
    workload: Option<Workload>,
    /// How long the reference faults of rollback alerts may last.
    budgets: Option<Budgets>,
    /// How many series the rules and scrape jobs may cost; nothing is estimated without it.
    cardinality: Option<Cardinality>,
    /// What is watched.
    services: Option<BTreeMap<Name, Service>>,
    /// The load lines: `t::<id>` in Rust.
    thresholds: Option<BTreeMap<Id, Threshold>>,
    /// Service level objectives: `o::<id>` in Rust.
    objectives: Option<BTreeMap<Id, Objective>>,
    /// How the machine rolls back, and how often.
    rollback: Option<Rollback>,
    /// The enforcement phases, in order.
    rollout: Option<Vec<Phase>>,
    /// How a version on trial gets its traffic, phase by phase.
    traffic: Option<Traffic>,
    /// Thresholds that differ for a service, a tier or an environment.
    overrides: Option<Vec<Override>>,
    /// Where the pack runs, and which phase is live there.
    environments: Option<BTreeMap<Name, Environment>>,
}

/// How often is scraped and evaluated, and how long it takes to tell the actor.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct Timing {
    /// The scrape interval.
    scrape: Duration,
    /// The evaluation interval of every rule group.
    evaluation: Duration,
    /// How many Alertmanagers share the notifications; needed where the machine may roll back.
    #[schemars(range(min = 1))]
    peers: Option<u32>,
    /// How long the actor takes from its notification to its first order; needed where the machine may roll back.
    webhook: Option<Duration>,
}

/// How a workload rolls from one revision to another.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct Workload {
    /// How many pods it has; of workloads that differ, those of the slowest.
    #[schemars(range(min = 1))]
    replicas: u32,
    /// Pods above the replicas while it rolls: `maxSurge`. 1 if it is not said.
    max_surge: Option<u32>,
    /// Pods that may be missing while it rolls: `maxUnavailable`. 0 if it is not said.
    max_unavailable: Option<u32>,
    /// How long a pod must be ready before it is available: `minReadySeconds`.
    min_ready: Option<Duration>,
    /// How long a pod takes from its start until it is ready.
    start_to_ready: Duration,
}

/// How long the reference faults of rollback alerts may last.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, extend("minProperties" = 1))]
pub(super) struct Budgets {
    /// From the fault until the machine is told.
    detection: Option<Duration>,
    /// From the fault until the last pod is rolled back.
    recovery: Option<Duration>,
}

/// How many series the rules and scrape jobs may cost, and what the estimates reckon with.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct Cardinality {
    /// The most series of one rule: alerts that fire at once, or series that are recorded.
    #[schemars(range(min = 1))]
    per_rule: u32,
    /// The most series that are stored of one target of a scrape job.
    #[schemars(range(min = 1))]
    per_target: Option<u32>,
    /// How many values labels have, where the pack runs largest.
    labels: Option<BTreeMap<Label, u32>>,
}

/// One service.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct Service {
    /// Whether people depend on it directly. `true` if it is not said.
    critical: Option<bool>,
    /// A group of services, for overrides.
    tier: Option<Name>,
}

/// A load line: exactly one of `above` and `below`.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, extend("oneOf" = [{ "required": ["above"] }, { "required": ["below"] }]))]
pub(super) struct Threshold {
    /// Bad when higher than this.
    above: Option<Amount>,
    /// Bad when lower than this.
    below: Option<Amount>,
    /// The unit, where the suffix of the line does not say it (`5m` is minutes or millicores).
    unit: Option<ThresholdUnit>,
    /// Over which time is measured.
    window: Option<Duration>,
    /// How long it must be past the line.
    #[schemars(rename = "for")]
    hold: Option<Duration>,
    /// What is normal.
    baseline: Option<Amount>,
    /// What it jumps to in the fault against which the budgets are held; of a quantile, how long every request takes.
    fault: Option<Amount>,
}

/// The unit of a threshold.
#[derive(JsonSchema)]
#[schemars(rename_all = "lowercase")]
pub(super) enum ThresholdUnit {
    Ratio,
    Seconds,
    Bytes,
    Cores,
    Count,
    #[schemars(rename = "seconds/s")]
    SecondsPerSecond,
    #[schemars(rename = "bytes/s")]
    BytesPerSecond,
    #[schemars(rename = "count/s")]
    CountPerSecond,
}

/// A service level objective.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct Objective {
    /// The part that must be good: `99.9%`.
    objective: Amount,
    /// Over which time: `30d`.
    period: Duration,
}

/// How the machine rolls back, and how often.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct Rollback {
    /// The least time between two rollbacks of one deployment.
    cooldown: Duration,
    /// How often one rollback is tried.
    #[schemars(range(min = 1))]
    attempts: Option<u32>,
    /// How long one attempt may take.
    timeout: Option<Duration>,
    /// How long the result is watched.
    verify: Option<Duration>,
    /// The lines on whose good side the signals must be while it is watched, such as `error_rate: 1%`.
    verified: Option<BTreeMap<Id, Amount>>,
    /// How many deployments are rolled back at once.
    #[schemars(range(min = 1))]
    max_concurrent: Option<u32>,
}

/// One step of the rollout.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct Phase {
    /// Its name.
    phase: Name,
    /// What the machine may do.
    enforce: Enforcement,
    /// How long it lasts at least.
    dwell: Option<Duration>,
    /// What must hold besides before it is left for the next one.
    exit: Option<Exit>,
    /// The services on which the machine acts; all if it is not said.
    scope: Option<Scope>,
    /// Whether the next phase's values are rendered too, as a dry run.
    shadow_next: Option<bool>,
    /// Laid over the thresholds above, not over the phase before.
    set: Option<BTreeMap<Id, Setting>>,
    /// Why it is looser than the phase before, if it is.
    because: Option<String>,
    /// The day on which it must be tight again, if it is looser than the phase before.
    until: Option<Date>,
}

/// What must hold before a phase is left for the next one, besides its dwell.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, extend("minProperties" = 1))]
pub(super) struct Exit {
    /// For how long no rule of the machine that only records may have fired; asked of a Prometheus.
    quiet: Option<Duration>,
    /// For how long the machine may have rolled nothing back; asked of a Prometheus.
    no_rollback: Option<Duration>,
    /// Whether the environment needs `approved`.
    approval: Option<bool>,
}

/// What the machine may do.
#[derive(JsonSchema)]
#[schemars(rename_all = "kebab-case")]
pub(super) enum Enforcement {
    /// Record only.
    DryRun,
    /// Roll back.
    Rollback,
}

/// `all`, `critical`, `non-critical`, or a list of services.
#[derive(JsonSchema)]
#[schemars(untagged)]
pub(super) enum Scope {
    Word(ScopeWord),
    Services(#[schemars(length(min = 1))] Vec<Name>),
}

/// Services by whether they are critical.
#[derive(JsonSchema)]
#[schemars(rename_all = "kebab-case")]
pub(super) enum ScopeWord {
    All,
    Critical,
    NonCritical,
}

/// Another line, or a map of what changes.
#[derive(JsonSchema)]
#[schemars(untagged)]
pub(super) enum Setting {
    Line(Amount),
    Change(Change),
}

/// What changes of a threshold.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, extend("minProperties" = 1))]
pub(super) struct Change {
    /// Another line.
    above: Option<Amount>,
    /// Another line.
    below: Option<Amount>,
    /// Another window.
    window: Option<Duration>,
    /// Another hold.
    #[schemars(rename = "for")]
    hold: Option<Duration>,
    /// Another baseline.
    baseline: Option<Amount>,
}

/// Thresholds that differ: for exactly one of `service`, `tier` and `environment`.
#[derive(JsonSchema)]
#[schemars(
    deny_unknown_fields,
    extend("oneOf" = [{ "required": ["service"] }, { "required": ["tier"] }, { "required": ["environment"] }])
)]
pub(super) struct Override {
    /// For this service.
    service: Option<Name>,
    /// For the services of this tier.
    tier: Option<Name>,
    /// For this environment.
    environment: Option<Name>,
    /// What differs.
    set: BTreeMap<Id, Setting>,
    /// Why.
    because: String,
    /// The last day on which it is needed.
    until: Option<Date>,
}

/// One place where the pack runs.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct Environment {
    /// The Kubernetes namespace to which every selector is bound.
    namespace: Option<Name>,
    /// The phase that is live.
    phase: Option<Name>,
    /// The traffic phase that is live.
    traffic: Option<Name>,
    /// Since when it is live.
    since: Option<Date>,
    /// The phase that may become live, where the live one's exit asks for an approval.
    approved: Option<Approved>,
    /// Labels of the rule objects, such as what an operator's ruleSelector wants.
    rule_labels: Option<BTreeMap<ObjectLabel, String>>,
    /// Where people are sent.
    links: Option<Links>,
    /// The external labels of its Prometheus.
    external_labels: Option<BTreeMap<Label, String>>,
    /// The versions that read what is generated.
    targets: Option<Targets>,
}

/// That a phase may become live.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct Approved {
    /// The phase.
    phase: Name,
    /// The last day on which it holds.
    until: Date,
    /// Why, or where it was decided.
    because: String,
}

/// Where people are sent.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct Links {
    /// Where the runbooks are served.
    runbooks: Option<Url>,
    /// Where Grafana is served.
    grafana: Option<Url>,
}

/// The versions that read what is generated.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct Targets {
    /// The Prometheus that loads the rules.
    prometheus: Option<Version>,
    /// The Alertmanager that loads the routes.
    alertmanager: Option<Version>,
}
