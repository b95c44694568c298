//! A route that groups by a label which none of the alerts that reach it carries: it has no effect, and is a typo or a leftover.
//!
//! # Fix
//!
//! Correct the label, or leave it out.

use std::collections::BTreeMap;

use plimsoll_plan::simulate::Reached;

use crate::registry::Check;
use crate::routed::{routes, said};
use crate::{Diagnostic, Subject, words};

const ID: &str = "route/group-by-unknown";

pub(crate) const CHECK: Check = Check::warning(ID, "a grouping by a label that no alert there carries", run);

fn run(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    let Some(alertmanager) = subject.alertmanager() else { return };
    let alerts = subject.routed();
    // A pack inherits the grouping of its root, which others may share: what a route states itself is its own.
    for (_, route) in routes(alertmanager) {
        let Some(grouping) = &route.grouping else { continue };
        let is_here =
            |reached: &Reached<'_>| reached.path.last().is_some_and(|last| std::ptr::eq(*last, route));
        let here: Vec<_> = alerts.iter().filter(|routed| routed.reached.iter().any(is_here)).collect();
        let mut carried: BTreeMap<&str, usize> = BTreeMap::new();
        for label in here.iter().flat_map(|routed| routed.labels.names()) {
            *carried.entry(label).or_default() += 1;
        }
        for label in grouping.by.iter().filter(|label| {
            !here.is_empty()
                && *label != "..."
                && here.iter().all(|routed| routed.labels.get(label).is_none())
        }) {
            let message =
                format!("{} groups by `{label}`, which no alert that reaches it carries", said(route));
            let finding = Diagnostic::warning(ID, message).at(route.origin);
            found.push(subject.about_routing(finding).help(words::instead(label, carried.keys().copied())));
        }
    }
}

#[cfg(test)]
pub(crate) mod examples {
    use crate::examples::prelude::*;

    pub(crate) fn bad() -> Planted {
        people([
            route(r#"severity="critical""#, "pager").grouped_by(&["alertname", "svc"]),
            route(r#"severity="warning""#, "chat"),
        ])
    }

    pub(crate) fn good() -> Planted {
        people([
            route(r#"severity="critical""#, "pager").grouped_by(&["alertname", "service"]),
            route(r#"severity="warning""#, "chat"),
        ])
    }
}

#[cfg(test)]
mod tests {
    use crate::fixture;

    #[test]
    fn a_grouping_by_a_label_that_nothing_has_is_found() {
        let found = fixture::tree(|alertmanager| {
            let mut grouping = alertmanager.grouping.clone();
            grouping.by = vec!["alertname".to_owned(), "svc".to_owned()];
            alertmanager.route.routes[2].grouping = Some(grouping);
        });
        assert_eq!(fixture::ids(&found), ["route/group-by-unknown"]);
        assert!(found[0].message.contains("groups by `svc`"), "{}", found[0].message);
    }

    #[test]
    fn the_groupings_of_the_machine_pass() {
        assert_eq!(fixture::tree(|_| ()), []);
    }
}
