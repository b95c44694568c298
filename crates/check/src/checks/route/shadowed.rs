//! A route whose alerts are all taken before it is asked: by one sibling, or by several together.
//!
//! Alertmanager asks routes in order and stops at the first that matches and does not continue.
//!
//! # Fix
//!
//! Put the narrower route first, or let the wider one continue.

use plimsoll_plan::Alertmanager;
use plimsoll_plan::simulate::{asked, selects};
use plimsoll_promql::{MatchOp, Matcher};

use crate::registry::Check;
use crate::routed::{routes, said};
use crate::{Diagnostic, Subject};

const ID: &str = "route/shadowed";

pub(crate) const CHECK: Check =
    Check::error(ID, "a route whose alerts are all taken by routes before it", run);

fn run(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    let Some(alertmanager) = subject.alertmanager() else { return };
    let alerts = subject.routed();
    if subject.is_open() {
        return by_a_sibling(subject, alertmanager, found);
    }
    let asked: Vec<_> = alerts.iter().map(|routed| asked(alertmanager, routed.labels)).collect();
    for (path, route) in routes(alertmanager) {
        let is_asked = asked.iter().flatten().any(|other| std::ptr::eq(*other, route));
        let is_asked_above =
            path.iter().skip(1).all(|above| asked.iter().flatten().any(|other| std::ptr::eq(*other, *above)));
        // What is below a shadowed route is told with it.
        if is_asked || !is_asked_above {
            continue;
        }
        let wanted = alerts.iter().find(|routed| {
            path.iter().chain([&route]).all(|step| selects(&step.matchers, routed.labels).is_possible())
        });
        let Some(first) = wanted else { continue };
        let message = format!(
            "{} is never asked: routes before it take every alert that it selects, such as `{}`",
            said(route),
            first.rule.alert
        );
        let finding = Diagnostic::error(ID, message).at(route.origin);
        found.push(
            subject
                .about_routing(finding)
                .help("put the narrower route first, or let the wider one continue"),
        );
    }
}

/// Of anybody's alerts nobody knows all: a route is shadowed for certain where an earlier sibling, which does not
/// continue, asks for nothing that the route does not ask for too.
fn by_a_sibling(subject: &Subject<'_>, alertmanager: &Alertmanager, found: &mut Vec<Diagnostic>) {
    let all = routes(alertmanager);
    for (path, route) in &all {
        let Some(parent) = path.last() else { continue };
        let before = parent.routes.iter().take_while(|sibling| !std::ptr::eq(*sibling, *route));
        let wider = before.into_iter().find(|sibling| {
            !sibling.continues && sibling.matchers.iter().all(|asked| implied(asked, &route.matchers))
        });
        let Some(wider) = wider else { continue };
        let message = format!(
            "{} is never asked: {} before it, at {}, takes every alert that it selects",
            said(route),
            said(wider),
            wider.origin
        );
        let finding = Diagnostic::error(ID, message).at(route.origin);
        let help = "put the narrower route first, or let the wider one continue";
        found.push(subject.about_routing(finding).help(help));
    }
}

/// Whether what these matchers select is selected by this one too.
fn implied(asked: &Matcher, by: &[Matcher]) -> bool {
    let exact = |own: &Matcher| own.label == asked.label && own.op == MatchOp::Equal;
    by.contains(asked)
        || by
            .iter()
            .filter(|own| exact(own))
            .any(|own| asked.op.selects(&asked.value, &own.value) == Some(true))
}

#[cfg(test)]
pub(crate) mod examples {
    use crate::examples::prelude::*;

    /// `ShopSlow` is a warning.
    pub(crate) fn bad() -> Planted {
        people([
            route(r#"severity="critical""#, "pager"),
            route(r#"severity=~"critical|warning""#, "chat"),
            route(r#"alertname="ShopSlow""#, "chat"),
        ])
    }

    /// The first two together take all that the third could.
    pub(crate) fn bad_by_several_together() -> Planted {
        people([
            route(r#"severity="critical""#, "pager"),
            route(r#"severity="warning""#, "chat"),
            route(r#"severity=~"critical|warning|none""#, "chat"),
        ])
    }

    pub(crate) fn good() -> Planted {
        people([
            route(r#"severity="critical""#, "pager"),
            route(r#"alertname="ShopSlow""#, "chat"),
            route(r#"severity=~"critical|warning""#, "chat"),
        ])
    }
}

#[cfg(test)]
mod tests {
    use plimsoll_promql::{MatchOp, Matcher};

    use crate::fixture;

    #[test]
    fn a_route_behind_a_wider_one_is_found() {
        let found = fixture::tree(|alertmanager| {
            let mut wide = alertmanager.route.routes[2].clone();
            wide.matchers = vec![Matcher::new("severity", MatchOp::Matches, "critical|warning")];
            wide.continues = false;
            alertmanager.route.routes.insert(2, wide);
        });
        assert_eq!(fixture::ids(&found), ["route/shadowed"; 3]);
        assert!(found[0].message.contains("such as `ShopFailing`"), "{}", found[0].message);
    }

    #[test]
    fn a_route_behind_several_that_take_all_together_is_found() {
        let found = fixture::tree(|alertmanager| {
            let last = alertmanager.route.routes.last().unwrap().clone();
            let mut all = last.clone();
            all.matchers = vec![Matcher::new("severity", MatchOp::Matches, "critical|warning|none")];
            alertmanager.route.routes.push(all);
        });
        assert_eq!(fixture::ids(&found), ["route/shadowed"]);
    }

    #[test]
    fn routes_that_continue_shadow_nothing() {
        assert_eq!(fixture::tree(|_| ()), []);
    }
}
