//! A route that asks for a value of a label which a route above it excludes: nothing that gets there can pass.
//!
//! # Fix
//!
//! Move the route out of its parent, or remove it.

use plimsoll_plan::Route;
use plimsoll_promql::{MatchOp, Matcher};

use crate::registry::Check;
use crate::routed::{routes, said};
use crate::{Diagnostic, Subject};

const ID: &str = "route/contradicts-parent";

pub(crate) const CHECK: Check =
    Check::error(ID, "a route that asks for what the route above it excludes", run);

fn run(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    let Some(alertmanager) = subject.alertmanager() else { return };
    for (path, route) in routes(alertmanager) {
        let Some((own, above)) = of(&path, route) else { continue };
        let message = format!("{} asks for `{own}` below a route that asks for `{above}`", said(route));
        let finding = Diagnostic::error(ID, message).at(route.origin);
        found.push(subject.about_routing(finding).help("move it out of that route, or remove it"));
    }
}

/// A matcher of the route and one above it that no value can both fulfil.
pub(super) fn of<'a>(path: &[&'a Route], route: &'a Route) -> Option<(&'a Matcher, &'a Matcher)> {
    let above = || path.iter().flat_map(|parent| &parent.matchers);
    route.matchers.iter().find_map(|own| Some((own, above().find(|above| contradict(own, above))?)))
}

fn contradict(one: &Matcher, other: &Matcher) -> bool {
    let excludes = |exact: &Matcher, by: &Matcher| {
        exact.op == MatchOp::Equal && by.op.selects(&by.value, &exact.value) == Some(false)
    };
    one.label == other.label && (excludes(one, other) || excludes(other, one))
}

#[cfg(test)]
pub(crate) mod examples {
    use crate::examples::prelude::*;

    pub(crate) fn bad() -> Planted {
        people([
            route(r#"severity="critical""#, "pager").with_routes([route(r#"severity="warning""#, "chat")]),
            route(r#"severity="warning""#, "chat"),
        ])
    }

    pub(crate) fn good() -> Planted {
        people([
            route(r#"severity="critical""#, "pager")
                .with_routes([route(r#"alertname="ShopFailing""#, "pager")]),
            route(r#"severity="warning""#, "chat"),
        ])
    }
}

#[cfg(test)]
mod tests {
    use plimsoll_promql::Matcher;

    use crate::fixture;

    #[test]
    fn a_child_that_excludes_its_parent_is_found() {
        let found = fixture::tree(|alertmanager| {
            let mut child = alertmanager.route.routes[2].clone();
            child.matchers = vec![Matcher::equal("severity", "warning")];
            alertmanager.route.routes[2].routes.push(child);
        });
        assert_eq!(fixture::ids(&found), ["route/contradicts-parent"]);
        assert!(
            found[0].message.ends_with(
                "asks for `severity=\"warning\"` below a route that asks for `severity=\"critical\"`"
            ),
            "{}",
            found[0].message
        );
    }

    #[test]
    fn a_child_that_narrows_its_parent_passes() {
        let found = fixture::tree(|alertmanager| {
            let mut child = alertmanager.route.routes[2].clone();
            child.matchers = vec![Matcher::equal("alertname", "ShopFailing")];
            alertmanager.route.routes[2].routes.push(child);
        });
        assert_eq!(found, []);
    }
}
