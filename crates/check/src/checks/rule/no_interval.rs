//! A group that does not state its interval.
//!
//! Prometheus would take its global one, which differs from one installation to the next. How fast an alert fires
//! and whether a hold makes sense could not be told.
//!
//! # Fix
//!
//! State the evaluation interval in the pack's timing.

use crate::registry::Check;
use crate::{Diagnostic, Subject};

const ID: &str = "rule/no-interval";

pub(crate) const CHECK: Check = Check::error(ID, "a group that does not state its interval", run);

fn run(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    for group in subject.plan.groups.iter().filter(|group| group.interval.is_zero()) {
        found.push(
            Diagnostic::error(ID, format!("the group `{}` does not state its interval", group.name))
                .at(subject.plan.origin)
                .about(subject.plan.folder())
                .help("state it in the pack's timing: `timing: { scrape: 15s, evaluation: 15s }`"),
        );
    }
}

#[cfg(test)]
pub(crate) mod examples {
    use crate::examples::prelude::*;

    /// A pack states its evaluation interval, so that lowering never makes it; this is a plan that was changed by hand.
    pub(crate) fn bad() -> Planted {
        lowered(|plan| plan.groups[0].interval = Duration::ZERO)
    }

    pub(crate) fn good() -> Planted {
        lowered(|plan| plan.groups[0].interval = seconds(30))
    }
}

#[cfg(test)]
mod tests {
    use plimsoll_units::Duration;

    use crate::fixture;

    #[test]
    fn a_group_without_an_interval_is_told() {
        let found = fixture::findings_in_plan(|plan| plan.groups[0].interval = Duration::ZERO);
        assert_eq!(fixture::ids(&found), ["rule/no-interval"]);
    }

    #[test]
    fn a_group_with_an_interval_passes() {
        assert_eq!(fixture::findings_in_plan(|_| ()), []);
    }
}
