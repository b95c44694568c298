//! A route whose alerts are all taken before it is asked: by one sibling, or by several together.
//!
//! Alertmanager asks routes in order and stops at the first that matches and does not continue.
//!
//! # Fix
//!
//! Put the narrower route first, or let the wider one continue.

use std::collections::BTreeMap;

use plimsoll_plan::simulate::selects;
use plimsoll_plan::{Alertmanager, Route};
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
    let is_asked = |route: &Route| {
        alerts.iter().flat_map(|routed| routed.asked).any(|asked| std::ptr::eq(*asked, route))
    };
    for (path, route) in routes(alertmanager) {
        // What is below a shadowed route is told with it.
        if is_asked(route) || !path.iter().skip(1).all(|above| is_asked(above)) {
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
    let mut shadowed = Vec::new();
    below(&alertmanager.route, &mut shadowed);
    for (route, wider) in shadowed {
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

/// Every route below this one that a sibling before it shadows, with that sibling.
fn below<'a>(parent: &'a Route, shadowed: &mut Vec<(&'a Route, &'a Route)>) {
    let mut before = Siblings::default();
    for route in &parent.routes {
        shadowed.extend(before.wider_than(route).map(|wider| (route, wider)));
        before.add(route);
        below(route, shadowed);
    }
}

/// Of so many siblings that begin alike each is compared with the next: thousands stand in one list, each for a team of
/// its own, and most of those cannot shadow each other.
const MOST_ALIKE: usize = 200;

/// The routes before one that do not let an alert go on, each with its position.
#[derive(Default)]
struct Siblings<'a> {
    /// Those that ask for a value of a label, by the first such label and value.
    exact: BTreeMap<(&'a str, &'a str), Vec<(usize, &'a Route)>>,
    /// The others.
    others: Vec<(usize, &'a Route)>,
    count: usize,
}

impl<'a> Siblings<'a> {
    fn add(&mut self, route: &'a Route) {
        self.count += 1;
        if route.continues {
            return;
        }
        let alike = match exact(&route.matchers).next() {
            Some(key) => self.exact.entry(key).or_default(),
            None => &mut self.others,
        };
        if alike.len() < MOST_ALIKE {
            alike.push((self.count, route));
        }
    }

    /// The first of them that takes whatever this route selects.
    fn wider_than(&self, route: &Route) -> Option<&'a Route> {
        // What asks for a value shadows only what asks for the same.
        let alike = exact(&route.matchers).filter_map(|key| self.exact.get(&key)).flatten();
        let wider = alike
            .chain(&self.others)
            .filter(|(_, sibling)| sibling.matchers.iter().all(|asked| implied(asked, &route.matchers)));
        wider.min_by_key(|(at, _)| *at).map(|(_, sibling)| *sibling)
    }
}

/// The labels of which one value alone is selected.
fn exact(matchers: &[Matcher]) -> impl Iterator<Item = (&str, &str)> {
    let exact = matchers.iter().filter(|matcher| matcher.op == MatchOp::Equal);
    exact.map(|matcher| (matcher.label.as_str(), matcher.value.as_str()))
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
