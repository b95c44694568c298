//! A pack that belongs to nobody.
//!
//! Every rule carries the label `team`. Routes choose by it who is told, and who reads an alert looks there for whom
//! to ask.
//!
//! # Fix
//!
//! Name the team. Without one, a pack that pages or rolls back is refused.

use crate::registry::Check;
use crate::{Diagnostic, Severity, Subject};

const ID: &str = "rule/missing-owner";

pub(crate) const CHECK: Check = Check::error(ID, "a pack that belongs to nobody", run);

fn run(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    let pack = subject.pack;
    // The worst of all its alerts: an error is the least severity in order.
    let severity = pack.alerts.iter().filter_map(|alert| super::demand(&alert.response)).min();
    if !pack.owner.trim().is_empty() {
        return;
    }
    let severity = severity.unwrap_or(Severity::Warning);
    found.push(
        Diagnostic::new(ID, severity, format!("the pack `{}` has no owner", pack.name))
            .at(pack.origin)
            .about(subject.plan.folder())
            .help("name the team: it becomes the label `team` of every rule"),
    );
}

#[cfg(test)]
pub(crate) mod examples {
    use crate::examples::prelude::*;

    pub(crate) fn bad() -> Pack {
        shop().owner("")
    }

    pub(crate) fn good() -> Pack {
        shop().owner("payments")
    }
}

#[cfg(test)]
mod tests {
    use crate::{Severity, fixture};

    #[test]
    fn a_pack_that_pages_needs_an_owner() {
        let found = fixture::findings(|pack| pack.owner = "");
        assert_eq!(fixture::ids(&found), ["rule/missing-owner"]);
        assert_eq!(found[0].severity, Severity::Error);
    }

    #[test]
    fn a_pack_that_only_notifies_is_warned() {
        let found = fixture::findings(|pack| {
            pack.owner = "";
            pack.alerts = vec![fixture::probe("node_load > 1")];
            pack.dashboards.clear();
        });
        assert_eq!(found[0].severity, Severity::Warning);
    }

    #[test]
    fn an_owner_passes() {
        assert_eq!(fixture::findings(|pack| pack.owner = "payments"), []);
    }
}
