//! An allowance that no finding needs.
//!
//! `Alert::allow` says that a finding is meant to be so. Once the finding is gone, in every environment, the
//! allowance only hides the next one. Nothing can allow what the gate refuses: Prometheus would not load the file.
//!
//! # Fix
//!
//! Remove the allowance, or correct the id of the check.

use std::collections::BTreeSet;

use plimsoll_model::{Allowance, Pack};
use plimsoll_units::Origin;

use super::apply::is_allowable;
use crate::registry::{CHECKS, Check};
use crate::{Diagnostic, words};

const ID: &str = "allow/stale";

/// Run once over all plans of a pack, see [`find`].
pub(crate) const CHECK: Check = Check::warning(ID, "an allowance that no finding needs", |_, _| {});

/// The allowances that were not needed.
pub(crate) fn find(pack: &Pack, needed: &BTreeSet<Origin>) -> Vec<Diagnostic> {
    let allowances = pack.alerts.iter().flat_map(|alert| &alert.allowances);
    allowances.filter(|allowance| !needed.contains(&allowance.origin)).map(stale).collect()
}

fn stale(allowance: &Allowance) -> Diagnostic {
    let id = allowance.check;
    let (message, help) = if !is_allowable(id) {
        (format!("`{id}` cannot be allowed: Prometheus would refuse the expression"), None)
    } else if CHECKS.iter().any(|check| check.id == id) {
        (format!("nothing here is found by `{id}` that would have to be allowed"), None)
    } else {
        let meant = words::meant(id, CHECKS.iter().map(|check| check.id));
        (format!("there is no check `{id}`"), meant.map(|meant| format!("write `{meant}`")))
    };
    Diagnostic::warning(ID, message)
        .at(allowance.origin)
        .help(help.unwrap_or_else(|| "remove the allowance".to_owned()))
}

#[cfg(test)]
pub(crate) mod examples {
    use crate::examples::prelude::*;

    pub(crate) fn bad() -> Alert {
        probe("node_load > 10").allow("promql/newborn-counter", "the counter starts with the process")
    }

    /// There is no such check.
    pub(crate) fn bad_for_no_check() -> Alert {
        probe("increase(http_requests_total[10m]) > 10")
            .allow("promql/newborn-countr", "the counter starts with the process")
    }

    pub(crate) fn good() -> Alert {
        probe("increase(http_requests_total[10m]) > 0")
            .allow("promql/newborn-counter", "the counter starts with the process")
    }
}

#[cfg(test)]
mod tests {
    use crate::fixture;

    #[test]
    fn an_allowance_that_nothing_needs_is_found_where_it_is_written() {
        let mut line = 0;
        let found = fixture::findings(|pack| {
            let alert = pack.alerts[0].clone().allow("rule/missing-runbook", "it is on its way");
            line = line!() - 1;
            pack.alerts[0] = alert;
        });
        assert_eq!(fixture::ids(&found), ["allow/stale"]);
        assert_eq!(found[0].origin.map(|origin| origin.line), Some(line));
    }

    #[test]
    fn an_allowance_for_an_unknown_check_says_which_is_meant() {
        let found = fixture::findings(|pack| {
            pack.alerts[0] = pack.alerts[0].clone().allow("rule/mising-runbook", "soon");
        });
        assert_eq!(found[0].help.as_deref(), Some("write `rule/missing-runbook`"));
    }

    #[test]
    fn what_is_allowed_is_not_told_and_its_allowance_is_needed() {
        let found = fixture::findings(|pack| {
            pack.alerts[0].runbook = None;
            pack.alerts[0] = pack.alerts[0].clone().allow("rule/missing-runbook", "it is on its way");
        });
        assert_eq!(fixture::ids(&found), [""; 0]);
    }

    #[test]
    fn what_the_gate_refuses_cannot_be_allowed() {
        let found = fixture::findings(|pack| {
            let probe = fixture::probe("sum(").allow("promql/syntax", "it looks right to me");
            pack.alerts.push(probe);
        });
        assert_eq!(fixture::ids(&found), ["promql/syntax", "allow/stale"]);
    }
}
