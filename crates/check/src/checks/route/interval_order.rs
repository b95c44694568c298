//! Waits and intervals of a route that do not fit each other.
//!
//! A group that waits longer than its interval is told late once and never again so; a repeat interval that is no multiple of the
//! group interval happens at the next multiple; one that is longer than Alertmanager keeps its log (120 h unless it is told
//! otherwise) repeats at random.
//!
//! At a multiple, too, it may come one group interval later: Alertmanager looks once in each group interval whether the last
//! message is older than the repeat interval, and one that was sent a moment after its look is just not. Where both are 1m,
//! Alertmanager 0.25 to 0.33 repeat every second minute; with a repeat interval of 50s they repeat every minute.
//!
//! # Fix
//!
//! Make the repeat interval a multiple of the group interval, and the wait no longer than it.

use plimsoll_plan::Grouping;
use plimsoll_units::{Duration, Origin, hours};

use crate::registry::Check;
use crate::routed::{routes, said};
use crate::{Diagnostic, Subject};

const ID: &str = "route/interval-order";

pub(crate) const CHECK: Check = Check::warning(ID, "waits and intervals that do not fit each other", run);

/// How long Alertmanager keeps what it has told (`--data.retention`).
const RETENTION: Duration = hours(120);

fn run(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    let Some(alertmanager) = subject.alertmanager() else { return };
    let root = (Some(&alertmanager.grouping), "the root".to_owned(), alertmanager.route.origin);
    let below = routes(alertmanager)
        .into_iter()
        .map(|(_, route)| (route.grouping.as_ref(), said(route), route.origin));
    for (grouping, what, origin) in std::iter::once(root).chain(below) {
        found.extend(grouping.and_then(|grouping| judged(subject, grouping, &what, origin)));
    }
}

fn judged(subject: &Subject<'_>, grouping: &Grouping, what: &str, origin: Origin) -> Option<Diagnostic> {
    let Grouping { wait, interval, repeat, .. } = *grouping;
    let (wrong, help) = if wait > interval {
        (
            format!("waits {wait}, longer than its group interval of {interval}"),
            "wait no longer than the interval",
        )
    } else if repeat > RETENTION {
        (format!("repeats after {repeat}, longer than Alertmanager remembers ({RETENTION})"), "repeat sooner")
    } else if !interval.is_zero() && !repeat.as_millis().is_multiple_of(interval.as_millis()) {
        let message =
            format!("repeats after {repeat}, which is no multiple of its group interval of {interval}");
        (message, "make it a multiple: it happens at the next one anyhow")
    } else {
        return None;
    };
    let finding = Diagnostic::warning(ID, format!("{what} {wrong}")).at(origin);
    Some(subject.about_routing(finding).help(help))
}

#[cfg(test)]
pub(crate) mod examples {
    use crate::examples::prelude::*;

    /// The group interval is 5 minutes.
    pub(crate) fn bad() -> Planted {
        tree(|alertmanager| alertmanager.grouping.repeat = minutes(12))
    }

    pub(crate) fn bad_wait() -> Planted {
        tree(|alertmanager| alertmanager.grouping.wait = minutes(10))
    }

    /// Alertmanager remembers for five days.
    pub(crate) fn bad_memory() -> Planted {
        tree(|alertmanager| alertmanager.grouping.repeat = days(6))
    }

    pub(crate) fn good() -> Planted {
        tree(|alertmanager| alertmanager.grouping.repeat = hours(4))
    }
}

#[cfg(test)]
mod tests {
    use plimsoll_units::{days, minutes, seconds};

    use crate::fixture;

    fn of(change: impl Fn(&mut plimsoll_plan::Grouping)) -> Vec<String> {
        let found = fixture::tree(|alertmanager| change(&mut alertmanager.grouping));
        assert!(found.iter().all(|finding| finding.id == super::ID), "{found:?}");
        found.into_iter().map(|finding| finding.message).collect()
    }

    #[test]
    fn each_misfit_is_found() {
        assert_eq!(
            of(|grouping| grouping.wait = minutes(10)),
            ["the root waits 10m, longer than its group interval of 5m"]
        );
        assert_eq!(
            of(|grouping| grouping.repeat = minutes(12)),
            ["the root repeats after 12m, which is no multiple of its group interval of 5m"]
        );
        assert_eq!(
            of(|grouping| grouping.repeat = days(6)),
            ["the root repeats after 6d, longer than Alertmanager remembers (5d)"]
        );
    }

    #[test]
    fn what_fits_passes() {
        assert_eq!(of(|grouping| grouping.wait = seconds(0)), [""; 0]);
    }
}
