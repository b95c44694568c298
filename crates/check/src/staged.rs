//! What the checks of a rollout look at: what may roll back, and what every phase makes of it.

use std::collections::BTreeSet;

use plimsoll_model::{Alert, Phase, RollbackPolicy, Service, Timing};
use plimsoll_plan::timing::{Clock, PEER_TIMEOUT};
use plimsoll_plan::{Plan, Values, lower_alerting, names};
use plimsoll_promql::{Matcher, Selector};

use crate::Subject;
use crate::subject::thresholds_of;

impl<'a> Subject<'a> {
    /// Every alert that may roll back, with its policy.
    pub(crate) fn rollback_alerts(&self) -> impl Iterator<Item = (&'a Alert, &'a RollbackPolicy)> {
        self.pack.alerts.iter().filter_map(|alert| Some((alert, alert.response.rollback()?)))
    }

    /// The thresholds as they are in a phase: for services that no override names, then for every service.
    pub(crate) fn values(&self, phase: Option<&Phase>) -> Vec<(Option<&'a Service>, Values)> {
        let services = std::iter::once(None).chain(self.pack.services.iter().map(Some));
        let of = |service| (service, Values::of(self.pack, self.plan.environment.name, phase, service));
        services.map(of).collect()
    }

    /// The phase of the plan.
    pub(crate) fn live_phase(&self) -> Option<&'a Phase> {
        self.pack.find_phase(self.plan.phase()?)
    }

    /// Each phase with the one before it.
    pub(crate) fn steps(&self) -> impl Iterator<Item = (&'a Phase, &'a Phase)> {
        self.pack.phases.windows(2).filter_map(|pair| Some((pair.first()?, pair.last()?)))
    }

    /// The plan of every phase in this environment, the live one first, the others without what people look at. A phase that cannot be lowered is left out:
    /// whoever makes it live is told.
    pub(crate) fn plans_of_phases(&self) -> impl Iterator<Item = &Plan> {
        let others = self.other_phases.get_or_init(|| {
            let names = self.pack.phases.iter().map(|phase| phase.name);
            let others = names.filter(|name| Some(*name) != self.plan.phase());
            others
                .filter_map(|name| lower_alerting(self.pack, self.plan.environment.name, name).ok())
                .collect()
        });
        std::iter::once(self.plan).chain(others)
    }

    /// What the formulas of timing need to know of the pack and of the actor's route.
    pub(crate) fn clock(&self) -> Clock {
        let group_wait = self.plan.actor().wait;
        let Timing { scrape, evaluation, peers, .. } = self.pack.timing;
        Clock { scrape, evaluation, group_wait, peers, peer_timeout: PEER_TIMEOUT }
    }
}

/// The thresholds that decide when an alert fires: its lines, its windows and its hold. Those of its guards are left
/// out: a tighter line needs fewer events, and is no looser for it.
pub(crate) fn thresholds_deciding(alert: &Alert) -> BTreeSet<&'static str> {
    let mut ids = thresholds_of(alert.condition.expr());
    ids.extend(alert.timed_by);
    ids
}

/// Whether a selector may read series whose label has this value; an unreadable pattern may.
pub(crate) fn may_read<'m>(
    matchers: impl IntoIterator<Item = &'m Matcher>,
    label: &str,
    value: &str,
) -> bool {
    let own = |matcher: &&Matcher| matcher.label == label;
    matchers.into_iter().filter(own).all(|matcher| matcher.op.selects(&matcher.value, value).unwrap_or(true))
}

/// Whether a rule is about a service: what its leftmost selector reads decides.
pub(crate) fn concerns(selectors: &[&Selector], service: &str) -> bool {
    selectors.first().is_none_or(|selector| may_read(&selector.matchers, names::SERVICE, service))
}
