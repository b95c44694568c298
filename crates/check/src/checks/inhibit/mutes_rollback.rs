//! An inhibition that can keep a rule of the machine quiet.
//!
//! A rollback that is not told is not done, and a dry run that is not recorded is no evidence. The machine's rules have no severity
//! so that no inhibition by severity reaches them; one by name has to say `severity`.
//!
//! # Fix
//!
//! Add a severity to the target.

use plimsoll_plan::simulate::inhibits;

use crate::inhibition::{each, said};
use crate::registry::Check;
use crate::routed::Routed;
use crate::{Diagnostic, Subject};

const ID: &str = "inhibit/mutes-rollback";

pub(crate) const CHECK: Check =
    Check::error(ID, "an inhibition that can keep the machine from being told", run);

fn run(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    let alerts = subject.routed();
    for sides in each(subject, &alerts) {
        let of_the_machine = sides.targets.iter().filter(|target| target.is_of_the_machine());
        let muted = of_the_machine.filter_map(|target| {
            let by = |source: &&&Routed<'_>| inhibits(sides.rule, source.labels, target.labels).is_possible();
            Some((*target, *sides.sources.iter().find(by)?))
        });
        let Some((target, source)) = muted.into_iter().next() else { continue };
        let message = format!(
            "`{}` keeps the machine's rule of `{}` quiet: {} mutes {}",
            source.rule.alert,
            target.rule.alert,
            said(&sides.rule.source),
            said(&sides.rule.target)
        );
        let help = "add a severity to the target: the machine's rules have `none`";
        found.push(sides.finding(subject, Diagnostic::error(ID, message).help(help)));
    }
}

#[cfg(test)]
pub(crate) mod examples {
    use crate::examples::prelude::*;

    pub(crate) fn bad() -> Inhibition {
        Inhibition::new(Side::severity(Severity::Warning), Side::alerts(&["ShopFailing"]), &["service"])
    }

    pub(crate) fn good() -> Inhibition {
        let told_to_people = Side::alerts(&["ShopFailing"]).with(Matcher::equal("severity", "critical"));
        Inhibition::new(Side::severity(Severity::Warning), told_to_people, &["service"])
    }
}

#[cfg(test)]
mod tests {
    use plimsoll_model::{Inhibition, Severity, Side};

    use crate::fixture;

    #[test]
    fn a_target_by_name_alone_reaches_the_machine() {
        let warning = Side::severity(Severity::Warning);
        let found =
            fixture::inhibited(Inhibition::new(warning, Side::alerts(&["ShopFailing"]), &["service"]));
        assert_eq!(fixture::ids(&found), ["inhibit/mutes-rollback"]);
        assert!(found[0].message.starts_with("`ShopSlow` keeps the machine's rule of `ShopFailing` quiet"));
    }

    #[test]
    fn a_target_with_a_severity_does_not() {
        assert_eq!(fixture::inhibited(fixture::critical_mutes_warning()), []);
    }
}
