//! The fully resolved result for one pack, environment and phase.

use plimsoll_model::{Environment, Targets};
use plimsoll_promql::Matcher;
use plimsoll_units::{Origin, TimeScale};

use crate::{
    Alertmanager, Contract, Dashboard, EffectiveThreshold, Group, Grouping, Reckoning, Rule, RunbookPage,
    ScrapeJob, Traffic, names,
};

/// What is checked and rendered.
#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    /// The pack's name.
    pub pack: &'static str,
    /// The team that owns it.
    pub team: &'static str,
    /// The environment, with its phase set to the one that was lowered.
    pub environment: Environment,
    /// Every threshold with its value here.
    pub thresholds: Vec<EffectiveThreshold>,
    /// The groups of rules, in the order in which they are rendered.
    pub groups: Vec<Group>,
    /// Who is told; `None` for a pack without routing.
    pub alertmanager: Option<Alertmanager>,
    /// What a person looks at.
    pub dashboards: Vec<Dashboard>,
    /// What Prometheus asks besides what it asks anyway.
    pub scrape: Vec<ScrapeJob>,
    /// Who is sent to a version on trial; `None` for a pack without traffic phases.
    pub traffic: Option<Traffic>,
    /// What a person reads.
    pub runbooks: Vec<RunbookPage>,
    /// How long the reference faults of its rollback alerts last, for each slice of the services.
    pub reckonings: Vec<Reckoning>,
    /// What the machine is told; `None` for a pack that rolls nothing back.
    pub contract: Option<Contract>,
    /// On which scale of time it runs: that of whatever is shipped, but in a test.
    pub time_scale: TimeScale,
    /// Where the pack is written.
    pub origin: Origin,
}

impl Plan {
    /// The environment's name.
    pub fn environment(&self) -> &'static str {
        self.environment.name
    }

    /// The phase that was lowered.
    pub fn phase(&self) -> Option<&'static str> {
        self.environment.phase
    }

    /// The versions that read what is generated.
    pub fn targets(&self) -> Targets {
        self.environment.targets
    }

    /// The folder of its artifacts below `generated/`: `edgelink/production`.
    pub fn folder(&self) -> String {
        [self.pack, "/", self.environment.name].concat()
    }

    /// How the actor's route groups and waits; at once where the pack routes nothing to it.
    pub fn actor(&self) -> Grouping {
        let Some(alertmanager) = &self.alertmanager else { return Grouping::default() };
        let armed = Matcher::equal(names::AUTO_ROLLBACK, "true");
        let route = alertmanager.route.routes.iter().find(|route| route.matchers.contains(&armed));
        route.and_then(|route| route.grouping.clone()).unwrap_or_else(|| alertmanager.grouping.clone())
    }

    /// Every rule, in order.
    pub fn rules(&self) -> impl Iterator<Item = &Rule> {
        self.groups.iter().flat_map(|group| &group.rules)
    }
}
