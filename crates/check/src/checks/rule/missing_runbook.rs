//! An alert without a runbook.
//!
//! Who is woken by it has to find out alone what it means and what to look at.
//!
//! # Fix
//!
//! Write a runbook: what it means and what to look at. An alert that pages or rolls back is refused without one; the
//! heartbeat needs none.

use crate::registry::Check;
use crate::{Diagnostic, Subject};

const ID: &str = "rule/missing-runbook";

pub(crate) const CHECK: Check = Check::error(ID, "an alert without a runbook", run);

fn run(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    for alert in subject.pack.alerts.iter().filter(|alert| alert.runbook.is_none()) {
        let Some(severity) = super::demand(&alert.response) else { continue };
        let message = format!("`{}` may {} and has no runbook", alert.name, alert.response.as_str());
        found.push(
            Diagnostic::new(ID, severity, message)
                .at(alert.origin)
                .about(subject.about_alert(alert.name))
                .help("say what it means and what to look at: `.runbook(Runbook::new(\"...\", \"...\"))`"),
        );
    }
}

#[cfg(test)]
pub(crate) mod examples {
    use crate::examples::prelude::*;

    pub(crate) fn bad() -> Alert {
        Alert::new("NodeBusy", Response::Page, busy()).summary("{node} is busy")
    }

    pub(crate) fn good() -> Alert {
        Alert::new("NodeBusy", Response::Page, busy())
            .summary("{node} is busy")
            .runbook(Runbook::new("node-busy", "Nothing on this node is answered in time."))
    }
}

#[cfg(test)]
mod tests {
    use plimsoll_model::Response;

    use crate::{Diagnostic, Severity, fixture};

    fn without_runbook(response: Response) -> Vec<Diagnostic> {
        let mut probe = fixture::probe("node_load > 1");
        probe.runbook = None;
        probe.response = response;
        fixture::findings(|pack| pack.alerts.push(probe))
    }

    #[test]
    fn an_alert_without_a_runbook_is_an_error_where_somebody_is_woken() {
        let found = without_runbook(Response::Page);
        assert_eq!(fixture::ids(&found), ["rule/missing-runbook"]);
        assert_eq!(found[0].severity, Severity::Error);
        assert_eq!(found[0].message, "`Probe` may page and has no runbook");
        assert_eq!(without_runbook(Response::Notify)[0].severity, Severity::Warning);
    }

    #[test]
    fn the_heartbeat_needs_no_runbook() {
        assert_eq!(without_runbook(Response::Heartbeat), []);
    }
}
