//! What an example can be: anything that a pack or a plan holds.

#![allow(clippy::unwrap_used, reason = "tests alone use it")]

use plimsoll_model::{
    Alert, Crosses as _, Dashboard, Inhibition, Override, Pack, Panel, Phase, Routing, Traffic,
};
use plimsoll_plan::{Alertmanager, Grouping, Plan, Route, ServiceSplit, lower};
use plimsoll_promql::{Condition, Expr, MatchOp, Matcher};
use plimsoll_units::{Duration, Origin, hours, minutes, seconds};

use crate::{Diagnostic, fixture, run};

/// Something that the checks can be asked about, once it is in the pack `shop`.
pub(crate) trait Example {
    /// What they find.
    fn findings(self) -> Vec<Diagnostic>;
}

/// A whole pack, in its first environment.
impl Example for Pack {
    fn findings(self) -> Vec<Diagnostic> {
        fixture::told(&self, &lower(&self, self.environments[0].name, None).unwrap())
    }
}

/// One more alert.
impl Example for Alert {
    fn findings(self) -> Vec<Diagnostic> {
        [self].findings()
    }
}

/// Some more alerts.
impl<const N: usize> Example for [Alert; N] {
    fn findings(self) -> Vec<Diagnostic> {
        fixture::findings(|pack| pack.alerts.extend(self))
    }
}

/// One more dashboard.
impl Example for Dashboard {
    fn findings(self) -> Vec<Diagnostic> {
        fixture::findings(|pack| pack.dashboards.push(self))
    }
}

/// One more panel on the dashboard.
impl Example for Panel {
    fn findings(self) -> Vec<Diagnostic> {
        [self].findings()
    }
}

/// Some more panels in the first row of the dashboard.
impl<const N: usize> Example for [Panel; N] {
    fn findings(self) -> Vec<Diagnostic> {
        fixture::findings(|pack| pack.dashboards[0].rows[0].1.extend(self))
    }
}

/// The phases of the rollout, of which the last is live.
impl<const N: usize> Example for [Phase; N] {
    fn findings(self) -> Vec<Diagnostic> {
        fixture::findings(|pack| {
            pack.environments[0].phase = self.last().map(|phase| phase.name);
            pack.phases = self.into();
        })
    }
}

/// Overrides of the rollout.
impl<const N: usize> Example for [Override; N] {
    fn findings(self) -> Vec<Diagnostic> {
        fixture::findings(|pack| pack.overrides.extend(self))
    }
}

/// The traffic phases, of which the first is live.
impl Example for Traffic {
    fn findings(self) -> Vec<Diagnostic> {
        fixture::findings(|pack| {
            pack.environments[0].traffic = self.phases.first().map(|phase| phase.name);
            pack.traffic = Some(self);
        })
    }
}

/// Who is told of what, besides the machine.
impl Example for Routing {
    fn findings(self) -> Vec<Diagnostic> {
        fixture::routing(|_| self)
    }
}

/// One inhibition, beside the usual routing.
impl Example for Inhibition {
    fn findings(self) -> Vec<Diagnostic> {
        fixture::inhibited(self)
    }
}

/// Several inhibitions, beside the usual routing.
impl<const N: usize> Example for [Inhibition; N] {
    fn findings(self) -> Vec<Diagnostic> {
        fixture::routing(|routing| self.into_iter().fold(routing, Routing::with_inhibition))
    }
}

/// What was found already.
impl Example for Vec<Diagnostic> {
    fn findings(self) -> Vec<Diagnostic> {
        self
    }
}

/// A whole pack, of which nothing is left unsaid: see [`fixture::told`].
pub(crate) struct Strictly(pub(crate) Pack);

impl Example for Strictly {
    fn findings(self) -> Vec<Diagnostic> {
        let Self(pack) = self;
        run(&pack, &lower(&pack, pack.environments[0].name, None).unwrap())
    }
}

/// The pack after any other change.
pub(crate) fn changed(change: impl FnOnce(&mut Pack)) -> impl Example {
    fixture::findings(change)
}

/// The plan after a change: for what lowering never makes.
pub(crate) fn lowered(change: impl FnOnce(&mut Plan)) -> impl Example {
    fixture::findings_in_plan(change)
}

/// The routes to people as somebody might write them by hand, below that of the pack and behind those of the machine.
pub(crate) fn people<const N: usize>(routes: [Route; N]) -> impl Example {
    fixture::tree(|alertmanager| {
        let is_of_the_machine = |route: &Route| route.matchers[0].label == "auto_rollback";
        alertmanager.route.routes.retain(is_of_the_machine);
        alertmanager.route.routes.extend(routes);
        alertmanager.inhibitions.clear();
        let Alertmanager { receivers, route, .. } = alertmanager;
        receivers.retain(|receiver| names(route, &receiver.name));
    })
}

/// Whether a route or one below it goes to this receiver.
fn names(route: &Route, receiver: &str) -> bool {
    route.receiver == receiver || route.routes.iter().any(|route| names(route, receiver))
}

/// What a route can have besides matchers and a receiver.
pub(crate) trait Routes {
    /// With these routes below it.
    fn with_routes<const N: usize>(self, routes: [Route; N]) -> Self;
    /// Grouped by these labels.
    fn grouped_by(self, labels: &[&str]) -> Self;
    /// The routes behind it are asked too.
    fn and_continues(self) -> Self;
}

impl Routes for Route {
    fn with_routes<const N: usize>(mut self, routes: [Route; N]) -> Self {
        self.routes.extend(routes);
        self
    }

    fn grouped_by(mut self, labels: &[&str]) -> Self {
        let by = labels.iter().map(ToString::to_string).collect();
        self.grouping = Some(Grouping { by, wait: seconds(30), interval: minutes(5), repeat: hours(4) });
        self
    }

    fn and_continues(mut self) -> Self {
        self.continues = true;
        self
    }
}

/// A route with these matchers, as Alertmanager writes them, to this receiver.
#[track_caller]
pub(crate) fn route(matchers: &str, receiver: &str) -> Route {
    let matcher = |text: &str| {
        let (label, rest) = text.split_at(text.find(['=', '!']).unwrap());
        let (op, value) = rest.split_at(rest.find('"').unwrap());
        let op = match op {
            "=" => MatchOp::Equal,
            "!=" => MatchOp::NotEqual,
            "=~" => MatchOp::Matches,
            _ => MatchOp::NotMatches,
        };
        Matcher::new(label, op, value.trim_matches('"'))
    };
    Route {
        receiver: receiver.to_owned(),
        matchers: matchers.split(", ").map(matcher).collect(),
        grouping: None,
        continues: false,
        routes: Vec::new(),
        origin: Origin::caller(),
    }
}

/// The shop with this condition in its alert, and a gate that is made from it.
pub(crate) fn gated(condition: Condition) -> Pack {
    let mut pack = fixture::canary();
    let old = pack.alerts[0].clone();
    let alert = fixture::with_texts(Alert::new(old.name, old.response, condition));
    pack.alerts = vec![alert.guarded_by(old.guards)];
    pack
}

/// The gate of the shop, asking this.
pub(crate) fn asked_by_gate(query: &str, labels: &[&str]) -> impl Example {
    let pack = gated(fixture::error_ratio().crosses(fixture::ERROR_RATE));
    let labels = labels.iter().map(ToString::to_string).collect();
    let mut plan = lower(&pack, "production", None).unwrap();
    plan.traffic.as_mut().unwrap().gates[0].query =
        Expr::Raw { text: query.to_owned(), labels, window: Duration::ZERO };
    fixture::told(&pack, &plan)
}

/// The split of the shop's one service after a change.
pub(crate) fn split(change: impl FnOnce(&mut ServiceSplit)) -> impl Example {
    let pack = fixture::split_canary();
    let mut plan = lower(&pack, "production", None).unwrap();
    change(&mut plan.traffic.as_mut().unwrap().splits[0]);
    fixture::told(&pack, &plan)
}
