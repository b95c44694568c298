//! Everything that changes for one pack in one environment.

use serde::Serialize;

use super::alerts::{self, AlertChange};
use super::machine::{self, Acts, Machine, MachineChange, PolicyChange};
use super::panels::{self, PanelChange};
use super::routing::{self, ListChange};
use super::scrape;
use super::snapshot::Snapshot;
use super::thresholds::{self, ThresholdChange};
use super::traffic::{self, TrafficChange};
use super::words;

/// What changes from one side to the other. Serialized as one JSON object; the keys are a promise.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Changes {
    /// The pack.
    pub pack: String,
    /// The environment.
    pub environment: String,
    /// What the sides are called: `phase strict`, `HEAD`, `working tree`.
    pub from: String,
    /// The other side.
    pub to: String,
    /// The phase of each side, if it has one.
    pub phases: (Option<String>, Option<String>),
    /// The blast radius in one line.
    pub headline: String,
    /// How much of the traffic a version on trial gets, where that changed.
    pub traffic: Option<TrafficChange>,
    /// Thresholds that moved.
    pub thresholds: Vec<ThresholdChange>,
    /// What the machine may do now and could not, and the other way round.
    pub machine: Vec<MachineChange>,
    /// Where it acts as before, at another line.
    pub acts: Vec<Acts>,
    /// How it rolls back, where that changed.
    pub policies: Vec<PolicyChange>,
    /// Phase and alert that are recorded now with the values of that coming phase.
    pub shadows_added: Vec<(String, String)>,
    /// Those that are recorded no more.
    pub shadows_removed: Vec<(String, String)>,
    /// Alerts of people that changed.
    pub alerts: Vec<AlertChange>,
    /// Routes, receivers, inhibitions, settings.
    pub routing: Vec<ListChange>,
    /// Scrape jobs.
    pub scrape: Vec<ListChange>,
    /// Dashboards and their panels.
    pub panels: Vec<PanelChange>,
    /// Every service that the machine knows.
    #[serde(skip)]
    pub(super) services: Vec<String>,
    /// On how many of them it may act afterwards.
    #[serde(skip)]
    pub(super) armed: usize,
    /// Whether one of the sides does not exist, and which: `new` or `gone`.
    #[serde(skip)]
    pub(super) alone: Option<&'static str>,
}

impl Changes {
    /// Compares two sides, each with what it is called.
    pub fn between((from_name, from): (&str, &Snapshot), (to_name, to): (&str, &Snapshot)) -> Self {
        let machine = Machine::new(from, to);
        let mut thresholds = thresholds::compare(from, to);
        let traffic = traffic::take(from, to, &mut thresholds);
        let (shadows_added, shadows_removed) = machine::shadows(from, to);
        let (alone, pack, environment) = match (from.is_empty(), to.is_empty()) {
            (true, false) => (Some("new"), &to.pack, &to.environment),
            (false, true) => (Some("gone"), &from.pack, &from.environment),
            _ => (None, &to.pack, &to.environment),
        };
        let mut changes = Self {
            pack: pack.clone(),
            environment: environment.clone(),
            from: from_name.to_owned(),
            to: to_name.to_owned(),
            phases: (from.phase.clone(), to.phase.clone()),
            headline: String::new(),
            traffic,
            machine: machine.changes(),
            acts: machine.acts(&thresholds),
            policies: machine::policies(from, to),
            shadows_added,
            shadows_removed,
            alerts: alerts::compare(from, to, &thresholds),
            routing: routing::compare(from, to),
            scrape: scrape::compare(from, to),
            panels: panels::compare(from, to),
            thresholds,
            armed: machine.armed().len(),
            services: machine.services,
            alone,
        };
        changes.headline = words::headline(&changes);
        changes
    }

    /// Whether nothing is different that a reviewer would have to know.
    pub fn is_empty(&self) -> bool {
        self.phases.0 == self.phases.1
            && self.traffic.is_none()
            && self.thresholds.is_empty()
            && self.machine.is_empty()
            && self.policies.is_empty()
            && self.shadows_added.is_empty()
            && self.shadows_removed.is_empty()
            && self.alerts.is_empty()
            && self.routing.is_empty()
            && self.scrape.is_empty()
            && self.panels.is_empty()
    }
}
