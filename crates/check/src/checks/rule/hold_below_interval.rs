//! A hold that is shorter than the evaluation interval.
//!
//! A condition is seen once in each interval, so a shorter hold is over at the next evaluation: it waits as long as
//! a hold of one interval and says otherwise.
//!
//! # Fix
//!
//! Hold for at least one interval, or for nothing at all (`0s`): then the alert fires at once.

use plimsoll_plan::EffectiveThreshold;

use crate::registry::Check;
use crate::subject::Place;
use crate::{Diagnostic, Subject};

const ID: &str = "rule/hold-below-interval";

pub(crate) const CHECK: Check = Check::error(ID, "a hold that is shorter than the evaluation interval", run);

fn run(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    for expression in subject.expressions() {
        let Place::Alert(group, rule) = expression.place else { continue };
        if rule.hold.is_zero() || rule.hold >= group.interval {
            continue;
        }
        let written = subject.written(rule);
        let of_threshold = written.filter(|alert| alert.hold.is_none()).and_then(|alert| alert.timed_by);
        let threshold = of_threshold.and_then(|id| subject.threshold(id, rule));
        let message = format!(
            "`{}` holds for {} and is evaluated every {}: it waits for a whole interval all the same",
            rule.alert, rule.hold, group.interval
        );
        let help = format!("hold for {} or longer, or for 0s to fire at once", group.interval);
        let origin = threshold.map_or(expression.origin, EffectiveThreshold::origin);
        found.push(Diagnostic::error(ID, message).at(origin).about(&*expression.about).help(help));
    }
}

#[cfg(test)]
pub(crate) mod examples {
    use crate::examples::prelude::*;

    /// The rules are evaluated every 15 seconds.
    pub(crate) fn bad() -> Alert {
        probe("node_load > 10").hold(seconds(5))
    }

    /// The hold of a threshold.
    pub(crate) fn bad_threshold() -> Planted {
        changed(|pack| pack.thresholds = vec![ERROR_RATE.hold(seconds(5)).def()])
    }

    pub(crate) fn good() -> Alert {
        probe("node_load > 10").hold(seconds(15))
    }
}

#[cfg(test)]
mod tests {
    use plimsoll_units::{Duration, seconds};

    use crate::{Diagnostic, fixture};

    fn held(hold: Duration) -> Vec<Diagnostic> {
        fixture::findings(|pack| pack.alerts.push(fixture::probe("node_load > 1").hold(hold)))
    }

    #[test]
    fn a_hold_between_nothing_and_an_interval_is_told_at_the_alert() {
        let found = held(seconds(5));
        assert_eq!(fixture::ids(&found), ["rule/hold-below-interval"]);
        assert_eq!(found[0].help.as_deref(), Some("hold for 15s or longer, or for 0s to fire at once"));
    }

    #[test]
    fn the_hold_of_a_threshold_is_told_at_the_threshold() {
        let mut line = None;
        let found = fixture::findings(|pack| {
            let threshold =
                pack.thresholds.iter_mut().find(|threshold| threshold.id == "error_rate").unwrap();
            threshold.hold = Some(seconds(5));
            line = Some(threshold.origin);
        });
        assert_eq!(fixture::ids(&found), ["rule/hold-below-interval"]);
        assert_eq!(found[0].origin, line);
    }

    #[test]
    fn no_hold_and_a_hold_of_an_interval_pass() {
        assert_eq!(held(Duration::ZERO), []);
        assert_eq!(held(seconds(15)), []);
    }
}
