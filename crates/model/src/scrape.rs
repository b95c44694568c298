//! Scrape jobs: which targets Prometheus asks, and what it keeps of their answers.

use plimsoll_promql::MetricDef;
use plimsoll_units::{Duration, Origin, seconds};

/// One scrape job. Its interval is the pack's; see [`Timing`](crate::Timing).
///
/// There is no free relabelling: a job says what it selects, which labels its targets carry and which metrics it
/// keeps, and the rules for that are made from it. A port is part of how nodes are found, so that it cannot be
/// forgotten: what Kubernetes gives as the address of a node is that of its kubelet.
#[derive(Debug, Clone, PartialEq)]
pub struct ScrapeJob {
    /// The label `job` of its series.
    pub name: &'static str,
    /// How its targets are found.
    pub discovery: Discovery,
    /// Who probes the targets, where they are not scraped themselves.
    pub prober: Option<Prober>,
    /// Where a target serves its metrics.
    pub path: &'static str,
    /// How long a target may take to answer.
    pub timeout: Duration,
    /// What is selected of the targets, and which labels they get.
    pub relabels: Vec<Relabel>,
    /// The metrics that are kept; all of them where none is named.
    pub metrics: Vec<&'static str>,
    /// Where it is written.
    pub origin: Origin,
}

/// How targets are found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Discovery {
    /// These: `host:port` each.
    Static(Vec<&'static str>),
    /// The nodes of the Kubernetes cluster, at this port.
    Nodes {
        /// The port that is asked.
        port: u16,
    },
}

/// A blackbox exporter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Prober {
    /// Its `host:port`.
    pub address: &'static str,
    /// The module of its configuration: `tcp_connect`, `icmp`, ...
    pub module: &'static str,
}

impl Prober {
    /// A blackbox exporter at `host:port`, and the module that probes.
    pub const fn new(address: &'static str, module: &'static str) -> Self {
        Self { address, module }
    }
}

/// One step of what becomes of the targets that were found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Relabel {
    /// Only targets of which this is one of the values.
    Keep {
        /// What is asked.
        from: NodeMeta,
        /// The values.
        values: Vec<&'static str>,
    },
    /// A label of every series, taken from the target.
    Replace {
        /// Where its value comes from.
        from: NodeMeta,
        /// The label.
        to: &'static str,
    },
    /// Labels of Kubernetes that become labels of the series under their own names, without the prefix.
    LabelMap {
        /// What their names begin with: `topology.kubernetes.io/`.
        prefix: &'static str,
        /// The rest of the names, each a label of the series: `zone`.
        labels: Vec<&'static str>,
    },
}

/// What Kubernetes says of a node.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NodeMeta {
    /// Its name.
    Name,
    /// One of its labels: `topology.kubernetes.io/zone`.
    Label(&'static str),
}

impl ScrapeJob {
    #[track_caller]
    fn new(name: &'static str, discovery: Discovery) -> Self {
        Self {
            name,
            discovery,
            prober: None,
            path: "/metrics",
            timeout: seconds(10),
            relabels: Vec::new(),
            metrics: Vec::new(),
            origin: Origin::caller(),
        }
    }

    /// A job that asks these targets, `host:port` each, for `/metrics`, and waits 10 s for an answer.
    #[track_caller]
    pub fn of_targets(name: &'static str, targets: &[&'static str]) -> Self {
        Self::new(name, Discovery::Static(targets.to_vec()))
    }

    /// A job that asks the nodes of the Kubernetes cluster at this port.
    #[track_caller]
    pub fn of_nodes(name: &'static str, port: u16) -> Self {
        Self::new(name, Discovery::Nodes { port })
    }

    /// The targets are not scraped: this blackbox exporter probes each of them, and its answer is scraped.
    pub fn probed_by(mut self, prober: Prober) -> Self {
        self.prober = Some(prober);
        self
    }

    /// Where a target serves its metrics; a probed target serves none.
    pub fn path(mut self, path: &'static str) -> Self {
        self.path = path;
        self
    }

    /// How long a target may take to answer; not longer than the interval.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// Only nodes on which this label of Kubernetes has this value.
    pub fn with_node_label(self, label: &'static str, value: &'static str) -> Self {
        self.with_relabel(Relabel::Keep { from: NodeMeta::Label(label), values: vec![value] })
    }

    /// One more step of what becomes of the targets.
    pub fn with_relabel(mut self, relabel: Relabel) -> Self {
        self.relabels.push(relabel);
        self
    }

    /// The metrics that are kept; everything else of an answer is thrown away before it is stored. What Prometheus
    /// itself says of a target (`up`) is always there.
    pub fn keeps(mut self, metrics: &[MetricDef]) -> Self {
        self.metrics = metrics.iter().map(|metric| metric.name).collect();
        self
    }

    /// The labels that its relabelling gives to every series.
    pub fn labels(&self) -> Vec<&'static str> {
        let given = |relabel: &Relabel| match relabel {
            Relabel::Keep { .. } => Vec::new(),
            Relabel::Replace { to, .. } => vec![*to],
            Relabel::LabelMap { labels, .. } => labels.clone(),
        };
        self.relabels.iter().flat_map(given).collect()
    }
}

impl Relabel {
    /// `to` is what Kubernetes says of the node.
    pub fn replace(to: &'static str, from: NodeMeta) -> Self {
        Self::Replace { from, to }
    }

    /// The labels of Kubernetes that begin with `prefix`, under the rest of their names.
    pub fn label_map(prefix: &'static str, labels: &[&'static str]) -> Self {
        Self::LabelMap { prefix, labels: labels.to_vec() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_job_knows_the_labels_that_it_gives() {
        let job = ScrapeJob::of_nodes("edge", 10_000)
            .with_node_label("node-role.kubernetes.io/edge", "true")
            .with_relabel(Relabel::replace("node", NodeMeta::Name))
            .with_relabel(Relabel::label_map("topology.kubernetes.io/", &["region", "zone"]));
        assert_eq!(job.labels(), ["node", "region", "zone"]);
    }
}
