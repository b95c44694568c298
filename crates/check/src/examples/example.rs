//! What an example can be: anything that a pack or a plan holds.

#![allow(clippy::unwrap_used, reason = "tests alone use it")]

use plimsoll_model::{
    Alert, Budgets, Crosses as _, Dashboard, Inhibition, Override, Pack, Panel, Phase, Routing, Threshold,
    Traffic,
};
use plimsoll_plan::{Alertmanager, Grouping, Plan, Route, ServiceSplit, lower};
use plimsoll_promql::{Condition, Expr, MatchOp, Matcher};
use plimsoll_units::{Duration, Origin, Ratio, hours, minutes, seconds};

use crate::fixture;

/// A pack and its plan in production, in which an example was put.
pub(crate) struct Planted {
    pub(crate) pack: Pack,
    pub(crate) plan: Plan,
}

/// Something that can be put into the pack `shop`.
pub(crate) trait Example {
    /// The pack with it.
    fn planted(self) -> Planted;
}

/// Nothing is to be done any more.
impl Example for Planted {
    fn planted(self) -> Planted {
        self
    }
}

/// A whole pack, in its first environment.
impl Example for Pack {
    fn planted(self) -> Planted {
        let plan = lower(&self, "production", None).unwrap();
        Planted { pack: self, plan }
    }
}

/// One more alert.
impl Example for Alert {
    fn planted(self) -> Planted {
        [self].planted()
    }
}

/// Some more alerts.
impl<const N: usize> Example for [Alert; N] {
    fn planted(self) -> Planted {
        changed(|pack| pack.alerts.extend(self))
    }
}

/// One more dashboard.
impl Example for Dashboard {
    fn planted(self) -> Planted {
        changed(|pack| pack.dashboards.push(self))
    }
}

/// One more panel on the dashboard.
impl Example for Panel {
    fn planted(self) -> Planted {
        [self].planted()
    }
}

/// Some more panels in the first row of the dashboard.
impl<const N: usize> Example for [Panel; N] {
    fn planted(self) -> Planted {
        changed(|pack| pack.dashboards[0].rows[0].1.extend(self))
    }
}

/// The phases of the rollout, of which the last is live.
impl<const N: usize> Example for [Phase; N] {
    fn planted(self) -> Planted {
        changed(|pack| {
            pack.environments[0].phase = self.last().map(|phase| phase.name);
            pack.phases = self.into();
        })
    }
}

/// Overrides of the rollout.
impl<const N: usize> Example for [Override; N] {
    fn planted(self) -> Planted {
        changed(|pack| pack.overrides.extend(self))
    }
}

/// The traffic phases, of which the first is live.
impl Example for Traffic {
    fn planted(self) -> Planted {
        changed(|pack| {
            pack.environments[0].traffic = self.phases.first().map(|phase| phase.name);
            pack.traffic = Some(self);
        })
    }
}

/// Who is told of what, besides the machine.
impl Example for Routing {
    fn planted(self) -> Planted {
        changed(|pack| fixture::with_routing(pack, |_| self))
    }
}

/// One inhibition, beside the usual routing.
impl Example for Inhibition {
    fn planted(self) -> Planted {
        [self].planted()
    }
}

/// Several inhibitions, beside the usual routing.
impl<const N: usize> Example for [Inhibition; N] {
    fn planted(self) -> Planted {
        changed(|pack| {
            fixture::with_routing(pack, |routing| self.into_iter().fold(routing, Routing::with_inhibition));
        })
    }
}

/// The pack with budgets, and with this threshold for its alert.
pub(crate) fn budgeted(budgets: Budgets, threshold: Threshold<Ratio>) -> Planted {
    changed(|pack| {
        pack.budgets = Some(budgets);
        pack.thresholds = vec![threshold.def()];
    })
}

/// The pack after any other change.
pub(crate) fn changed(change: impl FnOnce(&mut Pack)) -> Planted {
    let mut pack = fixture::shop();
    change(&mut pack);
    pack.planted()
}

/// The plan after a change: for what lowering never makes.
pub(crate) fn lowered(change: impl FnOnce(&mut Plan)) -> Planted {
    let mut planted = fixture::shop().planted();
    change(&mut planted.plan);
    planted
}

/// What Alertmanager is told after a change of it: for what lowering never makes.
pub(crate) fn tree(change: impl FnOnce(&mut Alertmanager)) -> Planted {
    let mut planted = fixture::critical_mutes_warning().planted();
    change(planted.plan.alertmanager.as_mut().unwrap());
    planted
}

/// The routes to people as somebody might write them by hand, below that of the pack and behind those of the machine.
pub(crate) fn people<const N: usize>(routes: [Route; N]) -> Planted {
    tree(|alertmanager| {
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
pub(crate) fn asked_by_gate(query: &str, labels: &[&str]) -> Planted {
    let mut planted = gated(fixture::error_ratio().crosses(fixture::ERROR_RATE)).planted();
    let labels = labels.iter().map(ToString::to_string).collect();
    planted.plan.traffic.as_mut().unwrap().gates[0].query =
        Expr::Raw { text: query.to_owned(), labels, window: Duration::ZERO };
    planted
}

/// The split of the shop's one service after a change.
pub(crate) fn split(change: impl FnOnce(&mut ServiceSplit)) -> Planted {
    let mut planted = fixture::split_canary().planted();
    change(&mut planted.plan.traffic.as_mut().unwrap().splits[0]);
    planted
}
