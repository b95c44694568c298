//! A plan in which time passes faster than it does.
//!
//! A test that runs the real Prometheus and Alertmanager cannot wait as long as they do: it takes the plan on another
//! scale of time (`Plan::scaled`), where every window, hold, interval and wait is a part of what is shipped. Loaded for
//! real, such rules would decide on a few samples, and roll back what is well. No pack and no YAML can say it; whoever
//! makes files from a plan that was scaled is told here, and nothing is written.
//!
//! # Fix
//!
//! Make the files from the plan that `lower` gives. A test renders the scaled one itself, without asking the checks.

use crate::registry::Check;
use crate::{Diagnostic, Subject};

const ID: &str = "timing/time-scale";

pub(crate) const CHECK: Check = Check::error(ID, "a plan in which time passes faster than it does", run);

fn run(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    let plan = subject.plan;
    if plan.time_scale.is_real() {
        return;
    }
    let message = format!(
        "every span of time is {} of what the pack declares; only a test may load such rules",
        plan.time_scale
    );
    found.push(
        Diagnostic::error(ID, message)
            .at(plan.origin)
            .about(plan.folder())
            .help("make the files from the plan that `lower` gives, without `Plan::scaled`"),
    );
}

#[cfg(test)]
pub(crate) mod examples {
    use crate::examples::prelude::*;

    /// What `Plan::scaled` leaves in a plan.
    pub(crate) fn bad() -> Planted {
        lowered(|plan| plan.time_scale = TimeScale::faster(15.try_into().unwrap()))
    }

    pub(crate) fn good() -> Planted {
        lowered(|plan| plan.time_scale = TimeScale::REAL)
    }
}

#[cfg(test)]
mod tests {
    use plimsoll_units::TimeScale;

    use crate::{Severity, fixture};

    #[test]
    fn a_plan_on_another_scale_is_an_error() {
        let faster = TimeScale::faster(15.try_into().unwrap());
        let found = fixture::findings_in_plan(|plan| plan.time_scale = faster);
        assert_eq!(fixture::ids(&found), ["timing/time-scale"]);
        assert_eq!((found[0].severity, found[0].origin), (Severity::Error, Some(fixture::plan().origin)));
        assert!(found[0].message.contains("is 1/15 of"), "{}", found[0].message);
    }

    #[test]
    fn what_is_lowered_is_on_the_real_one() {
        assert!(fixture::plan().time_scale.is_real());
        assert_eq!(fixture::findings_in_plan(|_| ()), []);
    }
}
