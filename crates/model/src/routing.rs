//! Who is told of what. The route tree is made from these intents by the plan.

use plimsoll_promql::Matcher;
use plimsoll_units::Origin;

use crate::Receiver;

/// Who is told of what in one pack.
#[derive(Debug, Clone, PartialEq)]
pub struct Routing {
    /// Whatever nothing else takes, so that nothing is dropped.
    pub root: Receiver,
    /// `auto_rollback="true"`: this alone.
    pub machine: Option<Receiver>,
    /// `auto_rollback="dry_run"`: this alone.
    pub dry_run: Option<Receiver>,
    /// The dead man's switch.
    pub heartbeat: Option<Receiver>,
    /// `severity="critical"`: each of these.
    pub critical: Vec<Receiver>,
    /// `severity="warning"`: each of these.
    pub warning: Vec<Receiver>,
    /// `severity="info"`: each of these.
    pub info: Vec<Receiver>,
    /// Alerts, by name, that are told to one more receiver.
    pub besides: Vec<(Vec<&'static str>, Receiver)>,
    /// Which alerts keep which others quiet.
    pub inhibitions: Vec<Inhibition>,
    /// Where it is written.
    pub origin: Origin,
}

impl Routing {
    /// Everything goes to `root` until told otherwise.
    #[track_caller]
    pub fn new(root: Receiver) -> Self {
        Self {
            root,
            machine: None,
            dry_run: None,
            heartbeat: None,
            critical: Vec::new(),
            warning: Vec::new(),
            info: Vec::new(),
            besides: Vec::new(),
            inhibitions: Vec::new(),
            origin: Origin::caller(),
        }
    }

    /// The machine that rolls back.
    pub fn machine(mut self, receiver: Receiver) -> Self {
        self.machine = Some(receiver);
        self
    }

    /// The recorder of dry runs.
    pub fn dry_run(mut self, receiver: Receiver) -> Self {
        self.dry_run = Some(receiver);
        self
    }

    /// The dead man's switch.
    pub fn heartbeat(mut self, receiver: Receiver) -> Self {
        self.heartbeat = Some(receiver);
        self
    }

    /// Who is told of `severity="critical"`.
    pub fn critical(mut self, receivers: impl IntoIterator<Item = Receiver>) -> Self {
        self.critical = receivers.into_iter().collect();
        self
    }

    /// Who is told of `severity="warning"`.
    pub fn warning(mut self, receivers: impl IntoIterator<Item = Receiver>) -> Self {
        self.warning = receivers.into_iter().collect();
        self
    }

    /// Who is told of `severity="info"`.
    pub fn info(mut self, receivers: impl IntoIterator<Item = Receiver>) -> Self {
        self.info = receivers.into_iter().collect();
        self
    }

    /// One more receiver for some alerts, besides those of their severity.
    pub fn with_besides(mut self, alerts: &[&'static str], receiver: Receiver) -> Self {
        self.besides.push((alerts.to_vec(), receiver));
        self
    }

    /// One more inhibition.
    pub fn with_inhibition(mut self, inhibition: Inhibition) -> Self {
        self.inhibitions.push(inhibition);
        self
    }

    /// Every receiver, in order of appearance, each once.
    pub fn receivers(&self) -> Vec<&Receiver> {
        let single =
            [Some(&self.root), self.machine.as_ref(), self.dry_run.as_ref(), self.heartbeat.as_ref()];
        let lists = [&self.critical, &self.warning, &self.info].into_iter().flatten();
        let besides = self.besides.iter().map(|(_, receiver)| receiver);
        let mut all: Vec<&Receiver> = Vec::new();
        for receiver in single.into_iter().flatten().chain(lists).chain(besides) {
            if !all.iter().any(|known| known.name == receiver.name) {
                all.push(receiver);
            }
        }
        all
    }
}

/// While a source fires, targets with equal labels are quiet. Matchers on the pack are added to both sides, and
/// the environment's external labels to `equal`.
#[derive(Debug, Clone, PartialEq)]
pub struct Inhibition {
    /// What keeps quiet.
    pub source: Side,
    /// What is kept quiet.
    pub target: Side,
    /// The labels that must be equal. A label that both lack counts as equal.
    pub equal: Vec<&'static str>,
    /// Where it is written.
    pub origin: Origin,
}

/// One side of an inhibition.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Side {
    /// The matchers.
    pub matchers: Vec<Matcher>,
}

impl Side {
    /// Alerts of this severity.
    pub fn severity(severity: crate::Severity) -> Self {
        Self::default().with(Matcher::equal("severity", severity.as_str()))
    }

    /// These alerts.
    pub fn alerts(names: &[&str]) -> Self {
        Self::default().with(Matcher::one_of("alertname", names))
    }

    /// One more matcher.
    pub fn with(mut self, matcher: Matcher) -> Self {
        self.matchers.push(matcher);
        self
    }
}

impl Inhibition {
    /// While `source` fires, `target` with the same values of `equal` is quiet.
    #[track_caller]
    pub fn new(source: Side, target: Side, equal: &[&'static str]) -> Self {
        Self { source, target, equal: equal.to_vec(), origin: Origin::caller() }
    }
}
