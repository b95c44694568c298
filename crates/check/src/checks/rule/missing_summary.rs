//! An alert without a summary.
//!
//! The summary is the line that people see first, often the only one: in the chat, on the phone, in the list of what
//! fires.
//!
//! # Fix
//!
//! Say in one line what is wrong, where, and by how much. An alert that pages or rolls back is refused without it.

use crate::registry::Check;
use crate::{Diagnostic, Subject};

const ID: &str = "rule/missing-summary";

pub(crate) const CHECK: Check = Check::error(ID, "an alert without a summary", run);

fn run(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    for alert in subject.pack.alerts.iter().filter(|alert| alert.summary.trim().is_empty()) {
        let Some(severity) = super::demand(&alert.response) else { continue };
        let message = format!("`{}` may {} and has no summary", alert.name, alert.response.as_str());
        found.push(
            Diagnostic::new(ID, severity, message)
                .at(alert.origin)
                .about(subject.about_alert(alert.name))
                .help("say in one line what is wrong, where, and by how much: `.summary(\"...\")`"),
        );
    }
}

#[cfg(test)]
pub(crate) mod examples {
    use crate::examples::prelude::*;

    pub(crate) fn bad() -> Alert {
        Alert::new("NodeBusy", Response::Page, busy())
            .runbook(Runbook::new("node-busy", "Nothing on this node is answered in time."))
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

    fn with_summary(response: Response, summary: &str) -> Vec<Diagnostic> {
        let mut probe = fixture::probe("node_load > 1").summary(summary);
        probe.response = response;
        fixture::findings(|pack| pack.alerts.push(probe))
    }

    #[test]
    fn an_alert_without_a_summary_is_an_error_where_somebody_is_woken() {
        let found = with_summary(Response::Page, " ");
        assert_eq!(fixture::ids(&found), ["rule/missing-summary"]);
        assert_eq!(found[0].severity, Severity::Error);
        assert_eq!(with_summary(Response::Notify, "")[0].severity, Severity::Warning);
    }

    #[test]
    fn a_summary_passes() {
        assert_eq!(with_summary(Response::Page, "{node} is busy"), []);
    }
}
