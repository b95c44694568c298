//! A pack whose route can take alerts of another pack or team.
//!
//! Packs and foreign teams share one Alertmanager: everything of a pack hangs below one matcher on the pack. Lowering makes it
//! so; this holds the plan to it.
//!
//! # Fix
//!
//! Let `Routing` make the tree.

use plimsoll_plan::names;
use plimsoll_promql::Matcher;

use crate::registry::Check;
use crate::routed::said;
use crate::{Diagnostic, Subject};

const ID: &str = "route/unscoped";

pub(crate) const CHECK: Check = Check::error(ID, "a route of a pack that can take the alerts of others", run);

fn run(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    let Some(alertmanager) = subject.alertmanager() else { return };
    let own = Matcher::equal(names::PACK, subject.pack.name);
    if !alertmanager.route.matchers.contains(&own) {
        let message =
            format!("{} takes alerts of others: it does not ask for `{own}`", said(&alertmanager.route));
        let finding = Diagnostic::error(ID, message).at(alertmanager.route.origin);
        found.push(subject.about_routing(finding).help(format!("put everything below `{own}`")));
    }
}

#[cfg(test)]
pub(crate) mod examples {
    use crate::examples::prelude::*;

    /// Lowering never makes it; this is a plan that was changed by hand.
    pub(crate) fn bad() -> Planted {
        tree(|alertmanager| alertmanager.route.matchers.clear())
    }

    pub(crate) fn good() -> Planted {
        people([route(r#"severity="critical""#, "pager"), route(r#"severity="warning""#, "chat")])
    }
}

#[cfg(test)]
mod tests {
    use crate::fixture;

    #[test]
    fn a_tree_without_the_pack_is_found() {
        let found = fixture::tree(|alertmanager| alertmanager.route.matchers.clear());
        assert_eq!(fixture::ids(&found), ["route/unscoped"]);
        assert_eq!(found[0].help.as_deref(), Some("put everything below `pack=\"shop\"`"));
    }

    #[test]
    fn what_lowering_makes_passes() {
        assert_eq!(fixture::tree(|_| ()), []);
    }
}
