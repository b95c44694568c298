//! A label of `equal` that no alert on either side carries.
//!
//! To Alertmanager a label that both lack is equal: instead of narrowing the inhibition it narrows nothing, and a critical alert
//! of one service keeps the warnings of all others quiet.
//!
//! # Fix
//!
//! Correct the label.

use crate::inhibition::each;
use crate::registry::Check;
use crate::{Diagnostic, Subject, words};

const ID: &str = "inhibit/equal-missing-both";

pub(crate) const CHECK: Check = Check::error(ID, "a label of `equal` that neither side carries", run);

fn run(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    let alerts = subject.routed();
    for sides in each(subject, &alerts) {
        let both = || sides.sources.iter().chain(&sides.targets);
        if sides.sources.is_empty() || sides.targets.is_empty() {
            continue;
        }
        for label in &sides.rule.equal {
            if both().any(|routed| routed.labels.get(label).is_some()) {
                continue;
            }
            let message =
                format!("no alert on either side carries `{label}`, and what both lack counts as equal");
            let help = words::instead(label, both().flat_map(|routed| routed.labels.names()));
            found.push(sides.finding(subject, Diagnostic::error(ID, message).help(help)));
        }
    }
}

#[cfg(test)]
pub(crate) mod examples {
    use crate::examples::prelude::*;

    pub(crate) fn bad() -> Inhibition {
        Inhibition::new(Side::severity(Severity::Critical), Side::severity(Severity::Warning), &["servcie"])
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
    fn a_label_that_nobody_has_is_found_with_the_one_that_was_meant() {
        let [critical, warning] = [Severity::Critical, Severity::Warning].map(Side::severity);
        let found = fixture::inhibited(Inhibition::new(critical, warning, &["servcie"]));
        assert_eq!(fixture::ids(&found), ["inhibit/equal-missing-both"]);
        assert!(found[0].help.as_deref().is_some_and(|help| help.contains("`service`")), "{found:?}");
    }

    #[test]
    fn labels_that_somebody_carries_pass() {
        assert_eq!(fixture::inhibited(fixture::critical_mutes_warning()), []);
    }
}
