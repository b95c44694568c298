//! A route to a receiver that is not declared: Alertmanager refuses the whole configuration.
//!
//! In the DSL a route takes a receiver as a value, so that this cannot be written; a plan that was made by hand is held to it.
//!
//! # Fix
//!
//! Declare it, or correct the name.

use crate::registry::Check;
use crate::routed::routes;
use crate::{Diagnostic, Subject, words};

const ID: &str = "receiver/unknown";

pub(crate) const CHECK: Check = Check::error(ID, "a route to a receiver that is not declared", run);

fn run(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    let Some(alertmanager) = subject.alertmanager() else { return };
    let declared = || alertmanager.receivers.iter().map(|receiver| receiver.name.as_str());
    let routes = routes(alertmanager).into_iter().map(|(_, route)| route);
    for route in std::iter::once(&alertmanager.route).chain(routes) {
        if declared().all(|name| name != route.receiver) {
            let message = format!("there is no receiver `{}`", route.receiver);
            let finding = Diagnostic::error(ID, message).at(route.origin);
            found.push(subject.about_routing(finding).help(words::instead(&route.receiver, declared())));
        }
    }
}

#[cfg(test)]
pub(crate) mod examples {
    use crate::examples::prelude::*;

    pub(crate) fn bad() -> Planted {
        people([route(r#"severity="critical""#, "pagr"), route(r#"severity="warning""#, "chat")])
    }

    pub(crate) fn good() -> Planted {
        people([route(r#"severity="critical""#, "pager"), route(r#"severity="warning""#, "chat")])
    }
}

#[cfg(test)]
mod tests {
    use crate::fixture;

    #[test]
    fn a_route_to_nobody_is_found() {
        let found = fixture::tree(|alertmanager| alertmanager.route.routes[2].receiver = "pagr".to_owned());
        assert_eq!(fixture::ids(&found), ["receiver/unknown", "receiver/unused"]);
        assert!(found[0].help.as_deref().is_some_and(|help| help.contains("`pager`")), "{found:?}");
    }

    #[test]
    fn declared_receivers_pass() {
        assert_eq!(fixture::tree(|_| ()), []);
    }
}
