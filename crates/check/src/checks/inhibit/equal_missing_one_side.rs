//! A label of `equal` that one side always carries and the other never: the inhibition keeps nothing quiet.
//!
//! # Fix
//!
//! Leave the label out of `equal`, or keep it in both expressions.

use plimsoll_plan::simulate::Known;

use crate::inhibition::each;
use crate::registry::Check;
use crate::routed::Routed;
use crate::{Diagnostic, Subject};

const ID: &str = "inhibit/equal-missing-one-side";

pub(crate) const CHECK: Check =
    Check::error(ID, "a label of `equal` that one side always has and the other never", run);

fn run(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    let alerts = subject.routed();
    for sides in each(subject, &alerts) {
        let (sources, targets) = (&sides.sources, &sides.targets);
        for label in &sides.rule.equal {
            let (has, lacks) = if always(sources, label) && never(targets, label) {
                ("source", "target")
            } else if never(sources, label) && always(targets, label) {
                ("target", "source")
            } else {
                continue;
            };
            let message =
                format!("every {has} carries `{label}` and no {lacks} does, so that nothing is kept quiet");
            let help =
                format!("leave `{label}` out of `equal`, or keep it in the expressions of the {lacks} side");
            found.push(sides.finding(subject, Diagnostic::error(ID, message).help(help)));
        }
    }
}

fn always(side: &[&Routed<'_>], label: &str) -> bool {
    let has = |routed: &&Routed<'_>| match routed.labels.get(label) {
        Some(Known::Is(value)) => !value.is_empty(),
        Some(Known::Any) => true,
        Some(Known::Perhaps) | None => false,
    };
    !side.is_empty() && side.iter().all(has)
}

fn never(side: &[&Routed<'_>], label: &str) -> bool {
    !side.is_empty() && side.iter().all(|routed| routed.labels.get(label).is_none())
}

#[cfg(test)]
pub(crate) mod examples {
    use crate::examples::prelude::*;

    /// `ShopNodes` is an alert by node.
    pub(crate) fn bad() -> Inhibition {
        Inhibition::new(Side::severity(Severity::Critical), Side::alerts(&["ShopNodes"]), &["service"])
    }

    /// `ShopSlow` is an alert by service.
    pub(crate) fn good() -> Inhibition {
        Inhibition::new(Side::severity(Severity::Critical), Side::alerts(&["ShopSlow"]), &["service"])
    }
}

#[cfg(test)]
mod tests {
    use plimsoll_model::{Inhibition, Severity, Side};
    use plimsoll_promql::Matcher;

    use crate::fixture;

    fn with_equal(label: &'static str) -> Vec<crate::Diagnostic> {
        let warning = Side::severity(Severity::Warning).with(Matcher::equal("alertname", "ShopNodes"));
        fixture::inhibited(Inhibition::new(Side::severity(Severity::Critical), warning, &[label]))
    }

    #[test]
    fn a_label_that_one_side_lacks_is_found() {
        let found = with_equal("service");
        assert_eq!(fixture::ids(&found), ["inhibit/equal-missing-one-side"]);
        assert_eq!(
            found[0].message,
            "every source carries `service` and no target does, so that nothing is kept quiet"
        );
    }

    #[test]
    fn labels_that_both_sides_carry_pass() {
        assert_eq!(fixture::inhibited(fixture::critical_mutes_warning()), []);
    }
}
