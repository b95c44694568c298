//! A cooldown that is over before the rollback has taken effect.
//!
//! After an undo the alert still fires: until the workload has rolled, until the window has forgotten the fault, and until
//! that is scraped, evaluated and sent (section 2 of the specification). A cooldown that ends before lets the actor undo
//! the undo.
//!
//! # Fix
//!
//! Make the cooldown longer than the sum in the message.

use plimsoll_plan::timing;
use plimsoll_units::Duration;

use crate::registry::Check;
use crate::{Diagnostic, Subject};

const ID: &str = "rollout/cooldown";

pub(crate) const CHECK: Check =
    Check::error(ID, "a cooldown that is over before the rollback has taken effect", run);

fn run(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    let Some(longest) = longest_window(subject) else { return };
    let Some(workload) = subject.pack.workload else {
        let message =
            format!("the pack `{}` rolls back and does not say how its workloads roll", subject.pack.name);
        let help =
            "say it with `workload:`, or with `Pack::workload`: cooldown and budgets are held against it";
        found.push(
            Diagnostic::error(ID, message).at(subject.pack.origin).about(subject.plan.folder()).help(help),
        );
        return;
    };
    let (roll, clock, interval) = (timing::roll(&workload), subject.clock(), subject.plan.actor().interval);
    let least = timing::least_cooldown(roll, longest, &clock, interval);
    for (alert, policy) in subject.rollback_alerts().filter(|(_, policy)| policy.cooldown <= least) {
        let message = format!(
            "a cooldown of {} is not longer than {} s: roll {} + longest window {} + scrape {} + evaluation {} + group \
             interval {}",
            policy.cooldown,
            least.as_secs_f64(),
            seconds(roll),
            seconds(longest),
            seconds(clock.scrape),
            seconds(clock.evaluation),
            seconds(interval),
        );
        let minutes = least.as_millis() / 60_000 + 1;
        let finding = Diagnostic::error(ID, message).at(policy.origin).about(subject.about_alert(alert.name));
        found.push(finding.help(format!("make it {} or longer", plimsoll_units::minutes(minutes))));
    }
}

fn seconds(time: Duration) -> String {
    format!("{} s", time.as_secs_f64())
}

/// The longest window of any rollback alert in any phase; `None` where nothing rolls back. They share the deployment,
/// so they share the cooldown.
fn longest_window(subject: &Subject<'_>) -> Option<Duration> {
    let values: Vec<_> = subject
        .pack
        .phases
        .iter()
        .flat_map(|phase| subject.values(Some(phase)))
        .map(|(_, values)| values)
        .collect();
    let alerts = subject.rollback_alerts();
    let windows = alerts.map(|(alert, _)| {
        let of_phase = |values| alert.condition.expr().clone().resolve(values).ok()?.longest_window();
        values.iter().filter_map(of_phase).max().unwrap_or_default()
    });
    windows.max()
}

#[cfg(test)]
pub(crate) mod examples {
    use crate::examples::prelude::*;

    pub(crate) fn bad() -> Planted {
        changed(|pack| pack.alerts[0].response = Response::Rollback(RollbackPolicy::new(minutes(5))))
    }

    /// How long a roll takes is not said.
    pub(crate) fn bad_without_a_workload() -> Planted {
        changed(|pack| pack.workload = None)
    }

    pub(crate) fn good() -> Planted {
        changed(|pack| pack.alerts[0].response = Response::Rollback(RollbackPolicy::new(minutes(20))))
    }
}

#[cfg(test)]
mod tests {
    use plimsoll_model::{Pack, Response, RollbackPolicy};
    use plimsoll_units::{Duration, seconds};

    use crate::{Diagnostic, fixture};

    fn cooled(cooldown: Duration) -> Vec<Diagnostic> {
        let change = |pack: &mut Pack| {
            pack.alerts[0].response = Response::Rollback(RollbackPolicy::new(cooldown));
        };
        fixture::findings(change)
    }

    #[test]
    fn a_cooldown_must_be_longer_than_the_sum_and_the_sum_is_told() {
        // No route to the actor in this pack: no group interval.
        let found = cooled(seconds(465));
        assert_eq!(fixture::ids(&found), ["rollout/cooldown"]);
        assert_eq!(
            found[0].message,
            "a cooldown of 7m45s is not longer than 465 s: roll 135 s + longest window 300 s + scrape 15 s + \
             evaluation 15 s + group interval 0 s"
        );
        assert_eq!(found[0].help.as_deref(), Some("make it 8m or longer"));
    }

    #[test]
    fn a_pack_that_rolls_back_says_how_its_workloads_roll() {
        let found = fixture::findings(|pack| pack.workload = None);
        assert_eq!(fixture::ids(&found), ["rollout/cooldown"]);
    }

    #[test]
    fn a_longer_cooldown_passes() {
        assert_eq!(cooled(seconds(466)), []);
    }
}
