//! A receiver that no alert of any phase reaches.
//!
//! # Fix
//!
//! Remove it, or route something to it.

use std::collections::BTreeSet;

use crate::registry::Check;
use crate::routed::routes;
use crate::{Diagnostic, Subject};

const ID: &str = "receiver/unused";

pub(crate) const CHECK: Check = Check::warning(ID, "a receiver that nothing reaches", run);

fn run(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    let Some(alertmanager) = subject.alertmanager() else { return };
    let alerts = subject.routed();
    let mut reached: BTreeSet<&str> =
        alerts.iter().flat_map(|routed| routed.reached).map(|reached| reached.receiver).collect();
    if subject.is_open() {
        // Alerts of rules that are not here go their ways too.
        reached = routes(alertmanager).into_iter().map(|(_, route)| route.receiver.as_str()).collect();
    }
    for receiver in &alertmanager.receivers {
        // The root stands by for what nobody thought of.
        if receiver.name != alertmanager.root && !reached.contains(receiver.name.as_str()) {
            let nothing = if subject.is_open() { "no route" } else { "no alert of any phase" };
            let message = format!("{nothing} reaches the receiver `{}`", receiver.name);
            let finding = Diagnostic::warning(ID, message).at(receiver.origin);
            found.push(
                subject.about_routing(finding).help("remove it from the routing, or route something to it"),
            );
        }
    }
}

#[cfg(test)]
pub(crate) mod examples {
    use crate::examples::prelude::*;

    /// The pack has no alert of the severity `info`.
    pub(crate) fn bad() -> Routing {
        Routing::new(CHAT).critical([CHAT]).warning([CHAT]).info([PAGER])
    }

    pub(crate) fn good() -> Routing {
        Routing::new(CHAT).critical([PAGER]).warning([CHAT])
    }
}

#[cfg(test)]
mod tests {
    use crate::fixture::{self, PAGER};

    #[test]
    fn a_receiver_of_a_severity_that_nothing_has_is_found() {
        let found = fixture::routing(|routing| routing.info([PAGER]).critical([fixture::CHAT]));
        assert_eq!(fixture::ids(&found), ["receiver/unused"]);
        assert_eq!(found[0].message, "no alert of any phase reaches the receiver `pager`");
    }

    #[test]
    fn the_recorder_of_another_phase_passes() {
        assert_eq!(fixture::tree(|_| ()), []);
    }
}
