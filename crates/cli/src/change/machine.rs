//! What the machine may do, for which services, and how that changes.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::snapshot::{Policy, Role, Snapshot};
use super::thresholds::{ThresholdChange, Verdict};

/// What the machine does when an alert fires for a service.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Mode {
    /// Nothing: the alert is not the machine's.
    Nothing,
    /// It records what it would have done.
    DryRun,
    /// It rolls back.
    Armed,
}

/// Alerts and services for which the machine's mode changes alike.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MachineChange {
    /// Before.
    pub from: Mode,
    /// After.
    pub to: Mode,
    /// The alerts.
    pub alerts: Vec<String>,
    /// The services.
    pub services: Vec<String>,
}

/// Alerts on which the machine acts before and after, and the services on which it does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Acts {
    /// What the changed thresholds make of it.
    pub verdict: Verdict,
    /// The alerts.
    pub alerts: Vec<String>,
    /// The services.
    pub services: Vec<String>,
}

/// How the machine rolls back, where that changes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PolicyChange {
    /// The alert.
    pub alert: String,
    /// Before.
    pub from: String,
    /// After.
    pub to: String,
}

/// A coming phase, and an alert that is recorded with its values.
pub(super) type Shadow = (String, String);

/// Alert and service to mode.
type Modes = BTreeMap<(String, String), Mode>;

/// What both sides let the machine do.
pub(super) struct Machine {
    /// Every service that a rule of the machine names on either side.
    pub(super) services: Vec<String>,
    from: Modes,
    to: Modes,
}

impl Machine {
    pub(super) fn new(from: &Snapshot, to: &Snapshot) -> Self {
        let named = from.rules().chain(to.rules()).flat_map(|rule| rule.services.iter().cloned());
        let services: Vec<String> = named.collect::<BTreeSet<_>>().into_iter().collect();
        Self { from: modes(from, &services), to: modes(to, &services), services }
    }

    /// The services on which the machine may act afterwards.
    pub(super) fn armed(&self) -> BTreeSet<&str> {
        let armed = self.to.iter().filter(|(_, mode)| **mode == Mode::Armed);
        armed.map(|((_, service), _)| service.as_str()).collect()
    }

    /// What it may do now and could not, and the other way round; the most that it may first.
    pub(super) fn changes(&self) -> Vec<MachineChange> {
        let pairs: BTreeSet<&(String, String)> = self.from.keys().chain(self.to.keys()).collect();
        let mode = |modes: &Modes, pair| modes.get(pair).copied().unwrap_or(Mode::Nothing);
        let moved = pairs.into_iter().filter_map(|pair| {
            let change = (mode(&self.from, pair), mode(&self.to, pair));
            (change.0 != change.1).then_some((pair, change))
        });
        let mut changes: Vec<MachineChange> = grouped(moved)
            .into_iter()
            .map(|((from, to), alerts, services)| MachineChange { from, to, alerts, services })
            .collect();
        changes.sort_by_key(|change| (std::cmp::Reverse(change.to), std::cmp::Reverse(change.from)));
        changes
    }

    /// Where it acts before and after, and the line that lets it moved.
    pub(super) fn acts(&self, thresholds: &[ThresholdChange]) -> Vec<Acts> {
        let armed_twice = self
            .to
            .iter()
            .filter(|(pair, mode)| **mode == Mode::Armed && self.from.get(*pair) == Some(&Mode::Armed));
        let moved = armed_twice.filter_map(|(pair, _)| {
            let (alert, service) = pair;
            let of_alert = || thresholds.iter().filter(|change| change.alerts.contains(alert));
            let own = of_alert().find(|change| change.slice.as_ref() == Some(service));
            let verdict = own.or_else(|| of_alert().find(|change| change.slice.is_none()))?.verdict;
            matches!(verdict, Verdict::Tightened | Verdict::Loosened | Verdict::Both)
                .then_some((pair, verdict))
        });
        let acts = grouped(moved).into_iter();
        acts.map(|(verdict, alerts, services)| Acts { verdict, alerts, services }).collect()
    }
}

/// Puts alerts together that change alike for the same services.
fn grouped<'a, K: Ord + Copy>(
    moved: impl Iterator<Item = (&'a (String, String), K)>,
) -> Vec<(K, Vec<String>, Vec<String>)> {
    let mut services: BTreeMap<(K, &str), Vec<String>> = BTreeMap::new();
    for ((alert, service), key) in moved {
        services.entry((key, alert)).or_default().push(service.clone());
    }
    let mut alerts: BTreeMap<(K, Vec<String>), Vec<String>> = BTreeMap::new();
    for ((key, alert), services) in services {
        alerts.entry((key, services)).or_default().push(alert.to_owned());
    }
    alerts.into_iter().map(|((key, services), alerts)| (key, alerts, services)).collect()
}

/// Alert and service to mode. Shadows of a coming phase are no mode: the machine records more, and may no more.
fn modes(snapshot: &Snapshot, known: &[String]) -> Modes {
    let every = ["every service".to_owned()];
    let mut modes = Modes::new();
    for rule in snapshot.rules() {
        let mode = match &rule.role {
            Some(Role::Machine(_)) => Mode::Armed,
            Some(Role::DryRun { phase }) if snapshot.phase.as_ref() == Some(phase) => Mode::DryRun,
            _ => continue,
        };
        let services = match (rule.services.as_slice(), known) {
            ([], []) => &every[..],
            ([], known) => known,
            (own, _) => own,
        };
        for service in services {
            let entry = modes.entry((rule.name.clone(), service.clone())).or_insert(mode);
            *entry = mode.max(*entry);
        }
    }
    modes
}

/// What one side records with the values of its next phase: what came and what went.
pub(super) fn shadows(from: &Snapshot, to: &Snapshot) -> (Vec<Shadow>, Vec<Shadow>) {
    let of = |snapshot: &Snapshot| -> BTreeSet<Shadow> {
        let shadow = |role: &Option<Role>| match role {
            Some(Role::DryRun { phase }) if snapshot.phase.as_ref() != Some(phase) => Some(phase.clone()),
            _ => None,
        };
        snapshot.rules().filter_map(|rule| Some((shadow(&rule.role)?, rule.name.clone()))).collect()
    };
    let (from, to) = (of(from), of(to));
    (to.difference(&from).cloned().collect(), from.difference(&to).cloned().collect())
}

/// Alerts on whose behalf the machine rolls back otherwise than before.
pub(super) fn policies(from: &Snapshot, to: &Snapshot) -> Vec<PolicyChange> {
    let of = |snapshot: &Snapshot| -> BTreeMap<String, String> {
        let policy = |role: &Option<Role>| match role {
            Some(Role::Machine(policy)) => Some(said(policy)),
            _ => None,
        };
        snapshot.rules().filter_map(|rule| Some((rule.name.clone(), policy(&rule.role)?))).collect()
    };
    let (from, to) = (of(from), of(to));
    let both = to.into_iter().filter_map(|(alert, to)| Some((from.get(&alert)?.clone(), to, alert)));
    both.filter(|(from, to, _)| from != to)
        .map(|(from, to, alert)| PolicyChange { alert, from, to })
        .collect()
}

fn said(policy: &Policy) -> String {
    let Policy { cooldown, attempts, timeout, verify, max_concurrent } = policy;
    format!(
        "cooldown {cooldown}, attempts {attempts} of {timeout}, verified for {verify}, {max_concurrent} at once"
    )
}
