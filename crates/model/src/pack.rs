//! A pack: everything for one product.

use plimsoll_promql::MetricDef;
use plimsoll_units::{Dimension, Origin};

use crate::{
    Alert, Budgets, Cardinality, Dashboard, Environment, Objective, Override, Phase, Routing, ScrapeJob,
    Service, Split, Threshold, ThresholdDef, Timing, Traffic, Workload, WorkloadNames,
};

/// Everything for one product.
#[derive(Debug, Clone, PartialEq)]
pub struct Pack {
    /// The value of the `pack` label: lower kebab case.
    pub name: &'static str,
    /// The value of the `team` label.
    pub owner: &'static str,
    /// How often things are measured and asked.
    pub timing: Timing,
    /// What the workloads are called; `None` where alerts on a service name no deployment.
    pub workloads: Option<WorkloadNames>,
    /// How its workloads roll; needed where an alert may roll back.
    pub workload: Option<Workload>,
    /// How long the reference fault of a rollback alert may last.
    pub budgets: Option<Budgets>,
    /// How many series it may cost; nothing is estimated without it.
    pub cardinality: Option<Cardinality>,
    /// How a version on trial gets its traffic; `None` for a pack without canaries.
    pub traffic: Option<Traffic>,
    /// The metrics that it may use.
    pub metrics: Vec<MetricDef>,
    /// Its services.
    pub services: Vec<Service>,
    /// Its load lines.
    pub thresholds: Vec<ThresholdDef>,
    /// Its service level objectives.
    pub objectives: Vec<Objective>,
    /// Its enforcement phases, in order; empty for a pack that stages nothing.
    pub phases: Vec<Phase>,
    /// Thresholds that differ.
    pub overrides: Vec<Override>,
    /// Where it runs.
    pub environments: Vec<Environment>,
    /// Its alerts.
    pub alerts: Vec<Alert>,
    /// Who is told.
    pub routing: Option<Routing>,
    /// What a person looks at.
    pub dashboards: Vec<Dashboard>,
    /// What Prometheus asks besides what it asks anyway.
    pub scrape: Vec<ScrapeJob>,
    /// Where it is written.
    pub origin: Origin,
}

impl Pack {
    /// A pack with nothing in it. Scraped and evaluated every 30 s until told otherwise.
    #[track_caller]
    pub fn new(name: &'static str) -> Self {
        let interval = plimsoll_units::seconds(30);
        Self {
            name,
            owner: "",
            timing: Timing::new(interval, interval),
            workloads: None,
            workload: None,
            budgets: None,
            cardinality: None,
            traffic: None,
            metrics: Vec::new(),
            services: Vec::new(),
            thresholds: Vec::new(),
            objectives: Vec::new(),
            phases: Vec::new(),
            overrides: Vec::new(),
            environments: Vec::new(),
            alerts: Vec::new(),
            routing: None,
            dashboards: Vec::new(),
            scrape: Vec::new(),
            origin: Origin::caller(),
        }
    }

    /// The team that owns it.
    pub fn owner(mut self, team: &'static str) -> Self {
        self.owner = team;
        self
    }

    /// How often things are measured and asked.
    pub fn timing(mut self, timing: Timing) -> Self {
        self.timing = timing;
        self
    }

    /// What the workloads are called.
    pub fn workloads(mut self, names: WorkloadNames) -> Self {
        self.workloads = Some(names);
        self
    }

    /// How its workloads roll.
    pub fn workload(mut self, workload: Workload) -> Self {
        self.workload = Some(workload);
        self
    }

    /// How long the reference fault of a rollback alert may last.
    pub fn budgets(mut self, budgets: Budgets) -> Self {
        self.budgets = Some(budgets);
        self
    }

    /// How many series it may cost.
    pub fn cardinality(mut self, cardinality: Cardinality) -> Self {
        self.cardinality = Some(cardinality);
        self
    }

    /// How a version on trial gets its traffic.
    pub fn traffic(mut self, traffic: Traffic) -> Self {
        self.traffic = Some(traffic);
        self
    }

    /// How the traffic of its traffic phases is split.
    pub fn split(mut self, split: Split) -> Self {
        self.traffic = self.traffic.map(|traffic| traffic.split(split));
        self
    }

    /// The Prometheus that the gates of its traffic phases ask.
    pub fn gated_by(mut self, prometheus: &'static str) -> Self {
        self.traffic = self.traffic.map(|traffic| traffic.prometheus(prometheus));
        self
    }

    /// More metrics that it may use.
    pub fn metrics(mut self, metrics: &[MetricDef]) -> Self {
        self.metrics.extend_from_slice(metrics);
        self
    }

    /// One more service.
    pub fn service(mut self, service: Service) -> Self {
        self.services.push(service);
        self
    }

    /// One more load line.
    pub fn threshold<U: Dimension>(mut self, threshold: Threshold<U>) -> Self {
        self.thresholds.push(threshold.def());
        self
    }

    /// One more service level objective.
    pub fn objective(mut self, objective: Objective) -> Self {
        self.objectives.push(objective);
        self
    }

    /// The next enforcement phase.
    pub fn phase(mut self, phase: Phase) -> Self {
        self.phases.push(phase);
        self
    }

    /// One more override.
    pub fn overridden(mut self, over: Override) -> Self {
        self.overrides.push(over);
        self
    }

    /// One more environment.
    pub fn environment(mut self, environment: Environment) -> Self {
        self.environments.push(environment);
        self
    }

    /// More alerts.
    pub fn alerts(mut self, alerts: impl IntoIterator<Item = Alert>) -> Self {
        self.alerts.extend(alerts);
        self
    }

    /// Who is told.
    pub fn routing(mut self, routing: Routing) -> Self {
        self.routing = Some(routing);
        self
    }

    /// One more dashboard.
    pub fn dashboard(mut self, dashboard: Dashboard) -> Self {
        self.dashboards.push(dashboard);
        self
    }

    /// One more scrape job.
    pub fn scrape(mut self, job: ScrapeJob) -> Self {
        self.scrape.push(job);
        self
    }

    /// One phase, by its name.
    pub fn find_phase(&self, name: &str) -> Option<&Phase> {
        self.phases.iter().find(|phase| phase.name == name)
    }

    /// The phase after another.
    pub fn phase_after(&self, name: &str) -> Option<&Phase> {
        self.phases.iter().skip_while(|phase| phase.name != name).nth(1)
    }

    /// Whether any phase sets this threshold.
    pub fn stages(&self, threshold: &str) -> bool {
        self.phases.iter().flat_map(|phase| &phase.changes).any(|change| change.threshold == threshold)
    }

    /// One threshold, by its id.
    pub fn find_threshold(&self, id: &str) -> Option<&ThresholdDef> {
        self.thresholds.iter().find(|threshold| threshold.id == id)
    }

    /// Where it is written.
    pub fn at(mut self, origin: Origin) -> Self {
        self.origin = origin;
        self
    }
}

/// All packs of a repository.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Catalog {
    /// The packs, sorted by name when they are rendered.
    pub packs: Vec<Pack>,
}

impl Catalog {
    /// A catalog of packs.
    pub fn new(packs: impl IntoIterator<Item = Pack>) -> Self {
        Self { packs: packs.into_iter().collect() }
    }
}
