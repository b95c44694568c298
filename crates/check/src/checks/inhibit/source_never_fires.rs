//! An inhibition whose source no alert of any phase can be: it never keeps anything quiet.
//!
//! # Fix
//!
//! Correct the matchers, or remove the inhibition.

use crate::inhibition::{each, said};
use crate::registry::Check;
use crate::{Diagnostic, Subject};

const ID: &str = "inhibit/source-never-fires";

pub(crate) const CHECK: Check = Check::error(ID, "an inhibition whose source no alert can be", run);

fn run(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    let alerts = subject.routed();
    if alerts.is_empty() && subject.is_open() {
        return;
    }
    for sides in each(subject, &alerts) {
        if sides.sources.is_empty() {
            let message =
                format!("{} is on the source side {}", subject.said_alerts(), said(&sides.rule.source));
            let finding =
                Diagnostic::error(ID, message).help("correct the matchers, or remove the inhibition");
            found.push(sides.finding(subject, finding));
        }
    }
}

#[cfg(test)]
pub(crate) mod examples {
    use crate::examples::prelude::*;

    pub(crate) fn bad() -> Inhibition {
        Inhibition::new(Side::alerts(&["ShopFailling"]), Side::severity(Severity::Warning), &["service"])
    }

    pub(crate) fn good() -> Inhibition {
        Inhibition::new(Side::alerts(&["ShopFailing"]), Side::severity(Severity::Warning), &["service"])
    }
}

#[cfg(test)]
mod tests {
    use plimsoll_model::{Inhibition, Severity, Side};

    use crate::fixture;

    #[test]
    fn a_source_that_is_no_alert_is_found() {
        let warning = || Side::severity(Severity::Warning);
        let found =
            fixture::inhibited(Inhibition::new(Side::alerts(&["ShopFailling"]), warning(), &["service"]));
        assert_eq!(fixture::ids(&found), ["inhibit/source-never-fires"]);
        assert!(
            found[0].message.ends_with("`pack=\"shop\", alertname=\"ShopFailling\"`"),
            "{}",
            found[0].message
        );
    }

    #[test]
    fn a_source_of_any_phase_passes() {
        assert_eq!(fixture::inhibited(fixture::critical_mutes_warning()), []);
    }
}
