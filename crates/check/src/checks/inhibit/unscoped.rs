//! An inhibition of a pack with a side that can match alerts of another pack or team.
//!
//! Lowering adds the pack to both sides; this holds the plan to it.
//!
//! # Fix
//!
//! Add the pack to both sides.

use plimsoll_plan::names;
use plimsoll_promql::Matcher;

use crate::inhibition::{each, said};
use crate::registry::Check;
use crate::{Diagnostic, Subject};

const ID: &str = "inhibit/unscoped";

pub(crate) const CHECK: Check =
    Check::error(ID, "an inhibition of a pack that can touch the alerts of others", run);

fn run(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    let alerts = subject.routed();
    let own = Matcher::equal(names::PACK, subject.pack.name);
    for sides in each(subject, &alerts) {
        for (side, matchers) in [("source", &sides.rule.source), ("target", &sides.rule.target)] {
            if !matchers.contains(&own) {
                let message = format!("the {side} side {} can be an alert of another pack", said(matchers));
                let finding = Diagnostic::error(ID, message).help(format!("add `{own}` to it"));
                found.push(sides.finding(subject, finding));
            }
        }
    }
}

#[cfg(test)]
pub(crate) mod examples {
    use crate::examples::prelude::*;

    /// Lowering never makes it; this is a plan that was changed by hand.
    pub(crate) fn bad() -> Planted {
        tree(|alertmanager| {
            alertmanager.inhibitions[0].target.retain(|matcher| matcher.label != "pack");
        })
    }

    pub(crate) fn bad_at_its_source() -> Planted {
        tree(|alertmanager| {
            alertmanager.inhibitions[0].source.retain(|matcher| matcher.label != "pack");
        })
    }

    pub(crate) fn good() -> Inhibition {
        Inhibition::new(Side::severity(Severity::Critical), Side::severity(Severity::Warning), &["service"])
    }
}

#[cfg(test)]
mod tests {
    use crate::fixture;

    #[test]
    fn a_side_without_the_pack_is_found() {
        let found = fixture::tree(|alertmanager| {
            alertmanager.inhibitions[0].target.retain(|matcher| matcher.label != "pack");
        });
        assert_eq!(fixture::ids(&found), ["inhibit/unscoped"]);
        assert!(found[0].message.starts_with("the target side"), "{}", found[0].message);
    }

    #[test]
    fn what_lowering_makes_passes() {
        assert_eq!(fixture::tree(|_| ()), []);
    }
}
