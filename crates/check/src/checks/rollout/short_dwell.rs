//! A phase that is over before its alerts can have fired.
//!
//! What a phase stages is watched for as long as it dwells. An alert needs its longest window and its hold to fire once: a
//! phase that is shorter shows nothing. The last phase is followed by none and needs no dwell.
//!
//! # Fix
//!
//! Let the phase dwell for days: long enough to see a deploy, and a bad one.

use plimsoll_model::Alert;
use plimsoll_plan::Values;
use plimsoll_units::Duration;

use crate::registry::Check;
use crate::{Diagnostic, Subject};

const ID: &str = "rollout/short-dwell";

pub(crate) const CHECK: Check =
    Check::error(ID, "a phase that is over before its alerts can have fired", run);

fn run(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    for (phase, _) in subject.steps() {
        let values = subject.values(Some(phase));
        let times = subject.rollback_alerts().flat_map(|(alert, _)| {
            values.iter().filter_map(move |(_, values)| Some((time_to_fire(alert, values)?, alert)))
        });
        let longest = times.max_by_key(|((window, hold), _)| window.as_millis() + hold.as_millis());
        let Some(((window, hold), alert)) = longest else { continue };
        let least = Duration::from_millis(window.as_millis() + hold.as_millis());
        let said = match phase.dwell {
            Some(dwell) if dwell >= least => continue,
            Some(dwell) => format!("dwells for {dwell}"),
            None => "has no dwell".to_owned(),
        };
        let message = format!(
            "`{}` {said}, and `{}` takes {least} to fire: window {window} + hold {hold}",
            phase.name, alert.name
        );
        let help = format!("let it dwell for {least} or longer; days show more: `dwell: 3d`");
        found.push(Diagnostic::error(ID, message).at(phase.origin).about(subject.plan.pack).help(help));
    }
}

/// The longest window of an alert, that of its guards included, and its hold.
fn time_to_fire(alert: &Alert, values: &Values) -> Option<(Duration, Duration)> {
    let conditions =
        std::iter::once(&alert.condition).chain(alert.guards.iter().map(|guard| &guard.condition));
    let windows =
        conditions.filter_map(|condition| condition.expr().clone().resolve(values).ok()?.longest_window());
    let hold = alert.hold.or(alert.timed_by.and_then(|id| values.get(id)?.hold));
    Some((windows.max()?, hold.unwrap_or_default()))
}

#[cfg(test)]
pub(crate) mod examples {
    use crate::examples::prelude::*;

    /// `ShopFailing` has a window of 5 minutes and a hold of two.
    pub(crate) fn bad() -> [Phase; 2] {
        [
            Phase::new("dry-run", Enforcement::DryRun).dwell(minutes(5)),
            Phase::new("everywhere", Enforcement::Rollback),
        ]
    }

    /// How long the dry run is watched is not said.
    pub(crate) fn bad_without_a_dwell() -> [Phase; 2] {
        [Phase::new("dry-run", Enforcement::DryRun), Phase::new("everywhere", Enforcement::Rollback)]
    }

    pub(crate) fn good() -> [Phase; 2] {
        [
            Phase::new("dry-run", Enforcement::DryRun).dwell(days(3)),
            Phase::new("everywhere", Enforcement::Rollback),
        ]
    }
}

#[cfg(test)]
mod tests {
    use plimsoll_units::{Duration, minutes};

    use crate::{Diagnostic, fixture};

    fn dwells(dwell: Option<Duration>) -> Vec<Diagnostic> {
        fixture::findings(|pack| pack.phases[0].dwell = dwell)
    }

    #[test]
    fn a_dwell_below_window_and_hold_is_told_with_both() {
        let found = dwells(Some(minutes(6)));
        assert_eq!(fixture::ids(&found), ["rollout/short-dwell"]);
        assert_eq!(
            found[0].message,
            "`dry-run` dwells for 6m, and `ShopFailing` takes 7m to fire: window 5m + hold 2m"
        );
    }

    #[test]
    fn a_phase_before_another_needs_a_dwell() {
        assert!(dwells(None)[0].message.starts_with("`dry-run` has no dwell"));
    }

    #[test]
    fn a_dwell_of_window_and_hold_passes() {
        assert_eq!(dwells(Some(minutes(7))), []);
    }
}
