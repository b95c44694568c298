//! A route that decides by the value of a label which only the series, or a template, give.
//!
//! Whether such an alert reaches somebody is not known before it fires, so that nothing can prove that it does. Routes match on
//! labels that rules set: the severity, the pack, the alert's name.
//!
//! # Fix
//!
//! Match on a label that the rule sets, or ask whether there is a value at all (`service!=""`).

use plimsoll_plan::simulate::{Verdict, selects};
use plimsoll_promql::Matcher;

use crate::registry::Check;
use crate::routed::{Routed, routes, said};
use crate::{Diagnostic, Subject};

const ID: &str = "route/undecidable";

pub(crate) const CHECK: Check =
    Check::error(ID, "a route that decides by a value nobody knows before the alert fires", run);

fn run(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    let Some(alertmanager) = subject.alertmanager() else { return };
    let alerts = subject.routed();
    for (path, route) in routes(alertmanager) {
        let here = |routed: &Routed<'_>| {
            path.iter().chain([&route]).all(|step| selects(&step.matchers, routed.labels).is_possible())
        };
        let open = |routed: &Routed<'_>| -> Option<String> {
            let open = |own: &&Matcher| selects(std::slice::from_ref(*own), routed.labels) == Verdict::Maybe;
            Some(route.matchers.iter().find(open)?.to_string())
        };
        let of_alert = |routed: &Routed<'_>| {
            let matcher = open(routed)?;
            here(routed).then(|| (routed.rule.alert.clone(), matcher))
        };
        let Some((alert, matcher)) = alerts.iter().find_map(of_alert) else { continue };
        let message = format!(
            "{} decides by `{matcher}`, and what `{alert}` has there is not known before it fires",
            said(route)
        );
        let finding = Diagnostic::error(ID, message).at(route.origin);
        found.push(
            subject.about_routing(finding).help("match on a label that the rule sets, such as `alertname`"),
        );
    }
}

#[cfg(test)]
pub(crate) mod examples {
    use crate::examples::prelude::*;

    /// Which service it is, the series say.
    pub(crate) fn bad() -> Planted {
        people([
            route(r#"service="checkout""#, "chat").and_continues(),
            route(r#"severity="critical""#, "pager"),
            route(r#"severity="warning""#, "chat"),
        ])
    }

    pub(crate) fn good() -> Planted {
        people([
            route(r#"alertname="ShopFailing""#, "chat").and_continues(),
            route(r#"severity="critical""#, "pager"),
            route(r#"severity="warning""#, "chat"),
        ])
    }
}

#[cfg(test)]
mod tests {
    use plimsoll_promql::{MatchOp, Matcher};

    use crate::fixture;

    fn of(matcher: Matcher) -> Vec<crate::Diagnostic> {
        fixture::tree(|alertmanager| {
            let mut route = alertmanager.route.routes[2].clone();
            route.matchers = vec![matcher];
            route.continues = true;
            alertmanager.route.routes.insert(2, route);
        })
    }

    #[test]
    fn a_route_on_what_the_series_bring_along_is_found() {
        let found = of(Matcher::equal("service", "checkout"));
        assert_eq!(fixture::ids(&found), ["route/undecidable"]);
        assert!(found[0].message.contains("decides by `service=\"checkout\"`"), "{}", found[0].message);
    }

    #[test]
    fn whether_there_is_a_value_at_all_is_known() {
        assert_eq!(of(Matcher::new("service", MatchOp::NotEqual, "")), []);
    }
}
