//! A route whose matchers no alert of the pack can have, in any phase.
//!
//! Every alert is known, with its labels in every phase. A route that selects none of them is a typo, or is left over from an
//! alert that is gone.
//!
//! # Fix
//!
//! Remove the route, or correct the matcher.

use plimsoll_plan::simulate::selects;

use super::{contradicts_parent, unknown_label};
use crate::registry::Check;
use crate::routed::{Routed, routes, said};
use crate::{Diagnostic, Subject};

const ID: &str = "route/unreachable";

pub(crate) const CHECK: Check = Check::error(ID, "a route that no alert of any phase can reach", run);

fn run(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    let Some(alertmanager) = subject.alertmanager() else { return };
    let alerts = subject.routed();
    // Of other rules nothing is known.
    if alerts.is_empty() && subject.is_open() {
        return;
    }
    for (path, route) in routes(alertmanager) {
        // Labels that nobody has, and what contradicts the parent, have findings of their own.
        if unknown_label::of(route, &alerts).is_some() || contradicts_parent::of(&path, route).is_some() {
            continue;
        }
        let can_be = |routed: &Routed<'_>| {
            path.iter().chain([&route]).all(|step| selects(&step.matchers, routed.labels).is_possible())
        };
        if alerts.iter().any(can_be) {
            continue;
        }
        let message = format!("{} is one that {} can reach", said(route), subject.said_alerts());
        let finding = Diagnostic::error(ID, message).at(route.origin);
        found.push(subject.about_routing(finding).help("remove the route, or correct its matchers"));
    }
}

#[cfg(test)]
pub(crate) mod examples {
    use crate::examples::prelude::*;

    /// `ShopFailing` pages.
    pub(crate) fn bad() -> Planted {
        people([
            route(r#"alertname="ShopFailing", severity="info""#, "chat"),
            route(r#"severity="critical""#, "pager"),
            route(r#"severity="warning""#, "chat"),
        ])
    }

    pub(crate) fn good() -> Planted {
        people([
            route(r#"alertname="ShopFailing", severity="critical""#, "chat").and_continues(),
            route(r#"severity="critical""#, "pager"),
            route(r#"severity="warning""#, "chat"),
        ])
    }
}

#[cfg(test)]
mod tests {
    use plimsoll_promql::Matcher;

    use crate::fixture;

    #[test]
    fn a_route_that_selects_no_alert_is_found() {
        let found = fixture::tree(|alertmanager| {
            let mut route = alertmanager.route.routes[0].clone();
            route.matchers =
                vec![Matcher::equal("alertname", "ShopFailing"), Matcher::equal("severity", "info")];
            alertmanager.route.routes.insert(0, route);
        });
        assert_eq!(fixture::ids(&found), ["route/unreachable"]);
        assert_eq!(
            found[0].message,
            "the route `alertname=\"ShopFailing\", severity=\"info\"` to `actor` is one that no alert of any phase can reach"
        );
    }

    #[test]
    fn a_route_for_another_phase_passes() {
        // Nothing is recorded in the live phase, and the recorder's route is for the one before.
        assert_eq!(fixture::tree(|_| ()), []);
    }
}
