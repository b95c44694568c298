//! An alert that is on both sides of an inhibition.
//!
//! Whether it is then kept quiet by another alert of both sides differs between versions of Alertmanager (0.30 changed it).
//! The two sides have to be disjoint.
//!
//! # Fix
//!
//! Narrow one of the sides.

use plimsoll_plan::simulate::selects;

use crate::inhibition::{each, said};
use crate::registry::Check;
use crate::routed::Routed;
use crate::{Diagnostic, Subject};

const ID: &str = "inhibit/overlap";

pub(crate) const CHECK: Check = Check::error(ID, "an alert that is on both sides of an inhibition", run);

fn run(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    let alerts = subject.routed();
    for sides in each(subject, &alerts) {
        let on_target = |routed: &&&Routed<'_>| {
            let on = |side| selects(side, routed.labels);
            subject.suffices(on(&sides.rule.source).and(on(&sides.rule.target)))
        };
        let Some(both) = sides.sources.iter().find(on_target) else { continue };
        let message = format!(
            "`{}` is on both sides of an inhibition, the source {} and the target {}",
            both.rule.alert,
            said(&sides.rule.source),
            said(&sides.rule.target)
        );
        let finding =
            Diagnostic::error(ID, message).help("narrow one of the sides until no alert is on both");
        found.push(sides.finding(subject, finding));
    }
}

#[cfg(test)]
pub(crate) mod examples {
    use crate::examples::prelude::*;

    pub(crate) fn bad() -> Inhibition {
        let both = Side::default().with(Matcher::new("severity", MatchOp::Matches, "critical|warning"));
        Inhibition::new(Side::severity(Severity::Critical), both, &["service"])
    }

    pub(crate) fn good() -> Inhibition {
        Inhibition::new(Side::severity(Severity::Critical), Side::severity(Severity::Warning), &["service"])
    }
}

#[cfg(test)]
mod tests {
    use plimsoll_model::{Inhibition, Severity, Side};
    use plimsoll_promql::{MatchOp, Matcher};

    use crate::fixture;

    #[test]
    fn sides_that_share_an_alert_are_found() {
        let both = Side::default().with(Matcher::new("severity", MatchOp::Matches, "critical|warning"));
        let found =
            fixture::inhibited(Inhibition::new(Side::severity(Severity::Critical), both, &["service"]));
        assert_eq!(fixture::ids(&found), ["inhibit/overlap"]);
        assert!(found[0].message.starts_with("`ShopFailing` is on both sides"), "{}", found[0].message);
    }

    #[test]
    fn disjoint_sides_pass() {
        assert_eq!(fixture::inhibited(fixture::critical_mutes_warning()), []);
    }
}
