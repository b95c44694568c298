//! How much of the traffic a version on trial gets: another number than a line, and told before all of them.

use plimsoll_model::TRAFFIC_WEIGHT;
use serde::Serialize;

use super::snapshot::Snapshot;
use super::thresholds::{Step, ThresholdChange, amount};

/// Another traffic phase is live, or the live one has another weight.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TrafficChange {
    /// The live traffic phase.
    pub phase: Step,
    /// The part of the traffic that the version on trial gets.
    pub weight: Step,
    /// Whether it gets more than before.
    pub grows: bool,
}

/// What changed of the traffic; its weight is taken out of the thresholds.
pub(super) fn take(
    from: &Snapshot,
    to: &Snapshot,
    thresholds: &mut Vec<ThresholdChange>,
) -> Option<TrafficChange> {
    let weight = thresholds.iter().position(|change| change.id == TRAFFIC_WEIGHT);
    let weight = weight.and_then(|at| thresholds.remove(at).line);
    let phase = Step { from: from.traffic.clone(), to: to.traffic.clone() };
    if weight.is_none() && phase.from == phase.to {
        return None;
    }
    let value = |snapshot: &Snapshot| {
        let weight = snapshot.thresholds.iter().find(|threshold| threshold.id == TRAFFIC_WEIGHT)?;
        amount(&weight.value, &weight.unit)
    };
    let grows = value(to) > value(from);
    Some(TrafficChange { phase, weight: weight.unwrap_or_default(), grows })
}

/// `the version on trial gets 25 % of the traffic (was 5 %)`
pub(super) fn headline(change: &TrafficChange) -> String {
    match (&change.weight.from, &change.weight.to) {
        (Some(from), Some(to)) => format!("the version on trial gets {to} of the traffic (was {from})"),
        (None, Some(to)) => format!("the version on trial gets {to} of the traffic"),
        (Some(from), None) => {
            format!("nothing says any more how much traffic a version on trial gets (was {from})")
        }
        (None, None) => "another traffic phase of the same weight is live".to_owned(),
    }
}

/// The sentences below it.
pub(super) fn lines(change: &TrafficChange) -> Vec<String> {
    let phase = match (&change.phase.from, &change.phase.to) {
        (Some(from), Some(to)) if from != to => format!("`{to}` is live; it was `{from}`"),
        (None, Some(to)) => format!("`{to}` is live"),
        (Some(from), None) => format!("`{from}` is live no more"),
        _ => "the live phase has another weight".to_owned(),
    };
    let more = "users who are sent to it stay; others follow".to_owned();
    let less = "some users go back to the stable version".to_owned();
    vec![phase, if change.grows { more } else { less }]
}
