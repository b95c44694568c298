//! An inhibition whose target no alert of any phase can be: there is nothing to keep quiet.
//!
//! # Fix
//!
//! Correct the matchers, or remove the inhibition.

use crate::inhibition::{each, said};
use crate::registry::Check;
use crate::{Diagnostic, Subject};

const ID: &str = "inhibit/target-never-fires";

pub(crate) const CHECK: Check = Check::error(ID, "an inhibition whose target no alert can be", run);

fn run(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    let alerts = subject.routed();
    if alerts.is_empty() && subject.is_open() {
        return;
    }
    for sides in each(subject, &alerts) {
        if sides.targets.is_empty() {
            let message =
                format!("{} is on the target side {}", subject.said_alerts(), said(&sides.rule.target));
            let finding =
                Diagnostic::error(ID, message).help("correct the matchers, or remove the inhibition");
            found.push(sides.finding(subject, finding));
        }
    }
}

#[cfg(test)]
pub(crate) mod examples {
    use crate::examples::prelude::*;

    /// The pack has no alert of this severity.
    pub(crate) fn bad() -> Inhibition {
        Inhibition::new(Side::severity(Severity::Critical), Side::severity(Severity::Info), &["service"])
    }

    pub(crate) fn good() -> Inhibition {
        Inhibition::new(Side::severity(Severity::Critical), Side::severity(Severity::Warning), &["service"])
    }
}

#[cfg(test)]
mod tests {
    use plimsoll_model::{Inhibition, Severity, Side};

    use crate::fixture;

    #[test]
    fn a_target_that_is_no_alert_is_found() {
        let critical = Side::severity(Severity::Critical);
        let found =
            fixture::inhibited(Inhibition::new(critical, Side::severity(Severity::Info), &["service"]));
        assert_eq!(fixture::ids(&found), ["inhibit/target-never-fires"]);
    }

    #[test]
    fn a_target_of_any_phase_passes() {
        assert_eq!(fixture::inhibited(fixture::critical_mutes_warning()), []);
    }
}
