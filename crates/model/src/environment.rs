//! Environments: where a pack runs, and which phase is live there.

use plimsoll_units::{Date, Origin};

use crate::Approval;

/// The versions that read what is generated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Targets {
    /// Prometheus, major and minor.
    pub prometheus: (u16, u16),
    /// Alertmanager, major and minor.
    pub alertmanager: (u16, u16),
}

impl Default for Targets {
    /// Prometheus 3.5 and Alertmanager 0.25: the oldest Alertmanager in use decides what may be written.
    fn default() -> Self {
        Self { prometheus: (3, 5), alertmanager: (0, 25) }
    }
}

/// One environment of a pack.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Environment {
    /// `staging`, `production`, ...
    pub name: &'static str,
    /// The live phase; `None` for a pack without phases.
    pub phase: Option<&'static str>,
    /// The live traffic phase; `None` for a pack without canaries.
    pub traffic: Option<&'static str>,
    /// The Kubernetes namespace to which every selector is bound.
    pub namespace: Option<&'static str>,
    /// Since when the phase is live. Never rendered: the same phase gives the same bytes.
    pub since: Option<Date>,
    /// The phase that may become live, where the live one's exit asks for it. Never rendered.
    pub approved: Option<Approval>,
    /// Labels of the Kubernetes objects, for the operator's `ruleSelector`.
    pub rule_labels: Vec<(&'static str, &'static str)>,
    /// The external labels of its Prometheus.
    pub external_labels: Vec<(&'static str, &'static str)>,
    /// Where the runbooks are served, without a final slash.
    pub runbooks: Option<&'static str>,
    /// Where Grafana is served, without a final slash.
    pub grafana: Option<&'static str>,
    /// The versions that read what is generated.
    pub targets: Targets,
    /// Where it is written.
    pub origin: Origin,
}

impl Environment {
    #[track_caller]
    fn with_phase(name: &'static str, phase: Option<&'static str>) -> Self {
        Self {
            name,
            phase,
            traffic: None,
            namespace: None,
            since: None,
            approved: None,
            rule_labels: Vec::new(),
            external_labels: Vec::new(),
            runbooks: None,
            grafana: None,
            targets: Targets::default(),
            origin: Origin::caller(),
        }
    }

    /// An environment and its live phase.
    #[track_caller]
    pub fn new(name: &'static str, phase: &'static str) -> Self {
        Self::with_phase(name, Some(phase))
    }

    /// An environment of a pack without phases.
    #[track_caller]
    pub fn unstaged(name: &'static str) -> Self {
        Self::with_phase(name, None)
    }

    /// The live traffic phase.
    pub fn traffic(mut self, phase: &'static str) -> Self {
        self.traffic = Some(phase);
        self
    }

    /// The Kubernetes namespace to which every selector is bound.
    pub fn namespace(mut self, namespace: &'static str) -> Self {
        self.namespace = Some(namespace);
        self
    }

    /// Since when the phase is live.
    pub fn since(mut self, since: Date) -> Self {
        self.since = Some(since);
        self
    }

    /// The phase that may become live.
    pub fn approved(mut self, approval: Approval) -> Self {
        self.approved = Some(approval);
        self
    }

    /// A label of the Kubernetes objects.
    pub fn rule_label(mut self, name: &'static str, value: &'static str) -> Self {
        self.rule_labels.push((name, value));
        self
    }

    /// An external label of its Prometheus.
    pub fn external_label(mut self, name: &'static str, value: &'static str) -> Self {
        self.external_labels.push((name, value));
        self
    }

    /// Where the runbooks are served.
    pub fn runbooks(mut self, url: &'static str) -> Self {
        self.runbooks = Some(url);
        self
    }

    /// Where Grafana is served.
    pub fn grafana(mut self, url: &'static str) -> Self {
        self.grafana = Some(url);
        self
    }

    /// The Prometheus that loads the rules.
    pub fn prometheus(mut self, major: u16, minor: u16) -> Self {
        self.targets.prometheus = (major, minor);
        self
    }

    /// The Alertmanager that loads the routes.
    pub fn alertmanager(mut self, major: u16, minor: u16) -> Self {
        self.targets.alertmanager = (major, minor);
        self
    }

    /// Where it is written.
    pub fn at(mut self, origin: Origin) -> Self {
        self.origin = origin;
        self
    }
}
