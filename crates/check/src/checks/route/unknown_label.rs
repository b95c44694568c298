//! A route with a matcher on a label that no alert of the pack carries in any phase.
//!
//! A missing label is an empty one: `team="payments"` never matches where nothing has a `team`, and `team!="x"` always does.
//!
//! # Fix
//!
//! Correct the label, or give it to the alerts.

use plimsoll_plan::Route;

use crate::registry::Check;
use crate::routed::{Routed, routes, said};
use crate::{Diagnostic, Subject, words};

const ID: &str = "route/unknown-label";

pub(crate) const CHECK: Check = Check::error(ID, "a matcher on a label that no alert carries", run);

fn run(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    let Some(alertmanager) = subject.alertmanager() else { return };
    let alerts = subject.routed();
    if alerts.is_empty() && subject.is_open() {
        return;
    }
    for (_, route) in routes(alertmanager) {
        let Some(label) = of(route, &alerts) else { continue };
        let known = alerts.iter().flat_map(|routed| routed.labels.names());
        let message = format!("{} matches on `{label}`, which no alert carries", said(route));
        let finding = Diagnostic::error(ID, message).at(route.origin);
        found.push(subject.about_routing(finding).help(words::instead(label, known)));
    }
}

/// A label of the route's matchers that no alert carries.
pub(super) fn of<'a>(route: &'a Route, alerts: &[Routed<'_>]) -> Option<&'a str> {
    let carried = |label: &str| alerts.iter().any(|routed| routed.labels.get(label).is_some());
    route.matchers.iter().map(|matcher| matcher.label.as_str()).find(|label| !carried(label))
}

#[cfg(test)]
pub(crate) mod examples {
    use crate::examples::prelude::*;

    pub(crate) fn bad() -> Planted {
        people([
            route(r#"sevrity="critical""#, "chat"),
            route(r#"severity="critical""#, "pager"),
            route(r#"severity="warning""#, "chat"),
        ])
    }

    pub(crate) fn good() -> Planted {
        people([
            route(r#"severity="critical""#, "chat").and_continues(),
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
    fn a_misspelt_label_is_found_with_the_one_that_was_meant() {
        let found = fixture::tree(|alertmanager| {
            alertmanager.route.routes[3].matchers = vec![Matcher::equal("sevrity", "critical")];
        });
        assert_eq!(fixture::ids(&found), ["route/unknown-label"]);
        assert!(found[0].message.contains("matches on `sevrity`, which no alert carries"));
        assert!(found[0].help.as_deref().is_some_and(|help| help.contains("`severity`")), "{found:?}");
    }

    #[test]
    fn a_label_that_some_alert_carries_passes() {
        assert_eq!(fixture::tree(|_| ()), []);
    }
}
