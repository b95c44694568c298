//! A message that speaks of a common label by which its notifications are not grouped.
//!
//! `.CommonLabels.alertname` is empty as soon as a group holds two alerts. The messages to people begin with the alert's name, so
//! that every route to Slack, PagerDuty or mail groups by it. The other labels that they show may be missing.
//!
//! # Fix
//!
//! Group by `alertname` too.

use plimsoll_plan::{Grouping, ReceiverKind, Route};

use crate::registry::Check;
use crate::routed::{routes, said};
use crate::{Diagnostic, Subject};

const ID: &str = "route/template-label";

pub(crate) const CHECK: Check =
    Check::warning(ID, "a message about a label by which its notifications are not grouped", run);

fn run(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    let Some(alertmanager) = subject.alertmanager() else { return };
    let reads = |route: &Route| {
        let receiver = alertmanager.receivers.iter().find(|receiver| receiver.name == route.receiver);
        receiver.is_some_and(|receiver| !matches!(receiver.kind, ReceiverKind::Webhook { .. }))
    };
    for (path, route) in routes(alertmanager) {
        let stated =
            path.iter().copied().chain([route]).filter_map(|step| step.grouping.as_ref()).next_back();
        let Grouping { by, .. } = stated.unwrap_or(&alertmanager.grouping);
        // `...` is every label.
        if reads(route) && !by.iter().any(|label| label == "alertname" || label == "...") {
            let message = format!(
                "{} groups by {}, and its message begins with the alert's name",
                said(route),
                by.join(", ")
            );
            let finding = Diagnostic::warning(ID, message).at(route.origin);
            found.push(subject.about_routing(finding).help("group by `alertname` too"));
        }
    }
}

#[cfg(test)]
pub(crate) mod examples {
    use crate::examples::prelude::*;

    pub(crate) fn bad() -> Planted {
        people([
            route(r#"severity="critical""#, "pager").grouped_by(&["namespace"]),
            route(r#"severity="warning""#, "chat"),
        ])
    }

    pub(crate) fn good() -> Planted {
        people([
            route(r#"severity="critical""#, "pager").grouped_by(&["alertname", "namespace"]),
            route(r#"severity="warning""#, "chat"),
        ])
    }
}

#[cfg(test)]
mod tests {
    use crate::fixture;

    #[test]
    fn a_group_of_several_alerts_has_no_common_name() {
        let found = fixture::tree(|alertmanager| {
            let mut grouping = alertmanager.grouping.clone();
            grouping.by = vec!["namespace".to_owned()];
            alertmanager.route.routes[2].grouping = Some(grouping);
        });
        assert_eq!(fixture::ids(&found), ["route/template-label"]);
    }

    #[test]
    fn the_machine_reads_no_message() {
        assert_eq!(fixture::tree(|_| ()), []);
    }
}
