//! Scrape jobs, resolved to the rules that Prometheus applies.

use std::fmt;

use plimsoll_units::{Duration, Origin};

/// One scrape job.
#[derive(Debug, Clone, PartialEq)]
pub struct ScrapeJob {
    /// The label `job` of its series.
    pub name: &'static str,
    /// How often a target is asked.
    pub interval: Duration,
    /// How long it may take to answer.
    pub timeout: Duration,
    /// Where it serves its metrics; of a probed target where the prober does.
    pub path: String,
    /// The module of the prober, where the targets are probed.
    pub module: Option<String>,
    /// The targets that are named; `None` for the nodes of the Kubernetes cluster.
    pub targets: Option<Vec<String>>,
    /// What becomes of the targets, in order.
    pub relabels: Vec<RelabelRule>,
    /// What becomes of the answers, in order.
    pub metric_relabels: Vec<RelabelRule>,
    /// The metrics that are kept; empty for all.
    pub metrics: Vec<&'static str>,
    /// The labels that the relabelling gives to every series.
    pub labels: Vec<&'static str>,
    /// Where it is written.
    pub origin: Origin,
}

impl ScrapeJob {
    /// Whether an answer's series of this metric are stored.
    pub fn keeps(&self, metric: &str) -> bool {
        self.metrics.is_empty() || self.metrics.contains(&metric)
    }
}

/// One relabelling rule. What is not stated is Prometheus' default: `(.*)` is replaced by `$1`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RelabelRule {
    /// What is done.
    pub action: RelabelAction,
    /// The labels that are looked at.
    pub source: Vec<String>,
    /// What must match, anchored on both sides.
    pub regex: Option<String>,
    /// The label that is written.
    pub target: Option<String>,
    /// What is written to it.
    pub replacement: Option<String>,
}

/// What a relabelling rule does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RelabelAction {
    /// Drops what does not match.
    Keep,
    /// Writes a label.
    Replace,
    /// Copies labels whose names match.
    LabelMap,
}

impl RelabelAction {
    /// As Prometheus writes it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Keep => "keep",
            Self::Replace => "replace",
            Self::LabelMap => "labelmap",
        }
    }
}

impl fmt::Display for RelabelRule {
    /// In one line: `keep zone =~ a|b`, `replace __address__ =~ (.+):[0-9]+ to __address__ as $1:9100`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.action.as_str())?;
        if !self.source.is_empty() {
            write!(f, " {}", self.source.join(", "))?;
        }
        let parts = [(" =~ ", &self.regex), (" to ", &self.target), (" as ", &self.replacement)];
        for (word, text) in parts {
            if let Some(text) = text {
                write!(f, "{word}{text}")?;
            }
        }
        Ok(())
    }
}

impl RelabelRule {
    /// Drops what is none of these values, given as a regular expression.
    pub fn keep(source: impl Into<String>, regex: impl Into<String>) -> Self {
        Self {
            action: RelabelAction::Keep,
            source: vec![source.into()],
            regex: Some(regex.into()),
            target: None,
            replacement: None,
        }
    }

    /// Writes one label as another.
    pub fn copy(source: impl Into<String>, target: impl Into<String>) -> Self {
        Self {
            action: RelabelAction::Replace,
            source: vec![source.into()],
            regex: None,
            target: Some(target.into()),
            replacement: None,
        }
    }

    /// Writes a label from the parts of another.
    pub fn replace(
        source: impl Into<String>,
        regex: impl Into<String>,
        target: impl Into<String>,
        replacement: impl Into<String>,
    ) -> Self {
        Self {
            regex: Some(regex.into()),
            replacement: Some(replacement.into()),
            ..Self::copy(source, target)
        }
    }

    /// Writes a label that is the same for every target.
    pub fn constant(target: impl Into<String>, replacement: impl Into<String>) -> Self {
        Self {
            action: RelabelAction::Replace,
            source: Vec::new(),
            regex: None,
            target: Some(target.into()),
            replacement: Some(replacement.into()),
        }
    }

    /// Copies labels under the first group of the names that match.
    pub fn label_map(regex: impl Into<String>) -> Self {
        Self {
            action: RelabelAction::LabelMap,
            source: Vec::new(),
            regex: Some(regex.into()),
            target: None,
            replacement: None,
        }
    }
}
