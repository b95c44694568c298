//! An alert that reaches only the receiver of whatever nothing else takes.
//!
//! The root is there so that nothing is dropped, not to be read at night. Where a pack routes severities, an alert whose own
//! severity has no receiver lands there by an omission. A pack that routes none of them means it so.
//!
//! # Fix
//!
//! Name a receiver of that severity.

use std::collections::BTreeSet;

use plimsoll_plan::names;

use crate::registry::Check;
use crate::{Diagnostic, Subject};

const ID: &str = "route/default-only";

pub(crate) const CHECK: Check = Check::warning(ID, "an alert that no route of its severity takes", run);

fn run(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    let Some(alertmanager) = subject.alertmanager() else { return };
    let of_severity =
        |route: &&plimsoll_plan::Route| route.matchers.iter().any(|matcher| matcher.label == names::SEVERITY);
    if !alertmanager.route.routes.iter().any(|route| of_severity(&route)) {
        return;
    }
    let mut told = BTreeSet::new();
    for routed in subject.routed().iter().filter(|routed| !routed.is_of_the_machine()) {
        // The route of the pack itself tells the root's receiver.
        let only_root = routed.reached.iter().all(|reached| reached.path.len() < 2);
        let severity = routed.rule.role.severity().as_str();
        if !only_root || !told.insert((routed.rule.origin, severity)) {
            continue;
        }
        let message = format!(
            "`{}` reaches only `{}`, which takes whatever nothing else takes: no route takes its severity, `{severity}`",
            routed.rule.alert, alertmanager.root
        );
        let help = format!("name a receiver for `{severity}` in the routing");
        found.push(
            Diagnostic::warning(ID, message)
                .at(routed.rule.origin)
                .about(subject.about_alert(&routed.rule.alert))
                .help(help),
        );
    }
}

#[cfg(test)]
pub(crate) mod examples {
    use crate::examples::prelude::*;

    /// The pack has an alert that pages.
    pub(crate) fn bad() -> Routing {
        Routing::new(CHAT).warning([CHAT])
    }

    pub(crate) fn good() -> Routing {
        Routing::new(CHAT).critical([PAGER]).warning([CHAT])
    }
}

#[cfg(test)]
mod tests {
    use plimsoll_model::Routing;

    use crate::fixture::{self, CHAT, PAGER};

    #[test]
    fn a_severity_without_a_receiver_beside_one_that_has_one_is_found() {
        let found = fixture::routing(|_| Routing::new(CHAT).warning([CHAT]));
        assert_eq!(fixture::ids(&found), ["route/default-only"]);
        assert_eq!(
            found[0].message,
            "`ShopFailing` reaches only `chat`, which takes whatever nothing else takes: no route takes its severity, \
             `critical`"
        );
    }

    #[test]
    fn a_pack_that_routes_every_severity_or_none_passes() {
        assert_eq!(fixture::routing(|_| Routing::new(CHAT)), []);
        assert_eq!(fixture::routing(|_| Routing::new(CHAT).critical([PAGER]).warning([CHAT])), []);
    }
}
