//! How many series an expression has, estimated from the labels that its result can carry.
//!
//! An upper bound of what the pack declares: the product of how many values each label has, and never more than what is
//! aggregated. A label of which nobody says how many values it has makes the estimate unknown, unless something else
//! bounds it; it is not taken for 1.

use plimsoll_model::{Cardinality, Discovery, NodeMeta, Pack, Relabel, ScrapeJob};
use plimsoll_plan::names;
use plimsoll_promql::gate::{GroupSide, LabelMatcher, Node, NodeKind, Selector};
use plimsoll_promql::{LabelNames, MatchOp, MetricDef};

use crate::catalogue::{Catalogue, Part, Series};
use crate::flow::TARGET_LABELS;

/// A number of series, or a label of which it is not known how many values it has.
pub(crate) type Estimate = Result<u64, String>;

/// What an estimate reckons with.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Estimator<'a> {
    pub(crate) pack: &'a Pack,
    pub(crate) catalogue: &'a Catalogue<'a>,
    pub(crate) declared: &'a Cardinality,
}

impl Estimator<'_> {
    /// The most series that the result of an expression can have.
    pub(crate) fn series(&self, node: &Node) -> Estimate {
        match &node.kind {
            NodeKind::Number(_) | NodeKind::Text(_) => Ok(1),
            NodeKind::Selector(selector) => self.of_selector(selector),
            NodeKind::Subquery { of, .. } | NodeKind::Negated(of) => self.series(of),
            NodeKind::Call { function, arguments } => self.of_call(function, arguments),
            NodeKind::Aggregate { op, of, .. } => {
                let below = self.series(of);
                match op.as_str() {
                    // They keep series as they are, or make one of each value: no more than there are below.
                    "topk" | "bottomk" | "limitk" | "limit_ratio" | "count_values" => below,
                    _ => least(self.product(&self.catalogue.labels(node).names, of), below),
                }
            }
            NodeKind::Binary { op, pairing, left, right, .. } => {
                let (on_left, on_right) = (self.series(left), self.series(right));
                match (op.as_str(), pairing.group.as_ref()) {
                    _ if left.is_scalar() => on_right,
                    _ if right.is_scalar() => on_left,
                    ("or", _) => Ok(on_left?.saturating_add(on_right?)),
                    ("and" | "unless", _) | (_, Some((GroupSide::Left, _))) => on_left,
                    (_, Some((GroupSide::Right, _))) => on_right,
                    _ => least(on_left, on_right),
                }
            }
            _ => Err("__name__".to_owned()),
        }
    }

    fn of_call(&self, function: &str, arguments: &[Node]) -> Estimate {
        if matches!(function, "absent" | "absent_over_time" | "scalar" | "vector" | "time" | "pi") {
            return Ok(1);
        }
        let Some(vector) = arguments.iter().find(|argument| !is_constant(argument)) else { return Ok(1) };
        let below = self.series(vector);
        if !matches!(function, "histogram_quantile" | "histogram_fraction") {
            return below;
        }
        // One series for all buckets.
        Ok(below? / self.values("le", vector)?.max(1))
    }

    /// The series of a recording are those of its definitions; of a metric, those of every target.
    fn of_selector(&self, selector: &Selector) -> Estimate {
        match self.catalogue.series(selector) {
            Series::Recording(recorded) => {
                recorded.definitions().try_fold(0, |all: u64, one| Ok(all.saturating_add(self.series(one)?)))
            }
            Series::Metric(metric, part) => self.of_metric(selector, metric, part),
            Series::Own | Series::Unknown => Err("__name__".to_owned()),
        }
    }

    fn of_metric(&self, selector: &Selector, metric: &MetricDef, part: Part) -> Estimate {
        let job = selector.matchers.iter().find(|m| m.label == "job" && m.op == MatchOp::Equal);
        let job = job.and_then(|matcher| self.pack.scrape.iter().find(|job| job.name == matcher.value));
        let mut labels = own(metric);
        let targets = if let Some(job) = job {
            // What the job says of a target is the same for all of its series.
            labels.retain(|label| !self.is_of_target(label));
            let names = [node_label(job).unwrap_or("instance"), "instance"];
            let is_one = |m: &LabelMatcher| m.op == MatchOp::Equal && names.contains(&m.label.as_str());
            if selector.matchers.iter().any(is_one) { 1 } else { self.targets(job)? }
        } else {
            labels.extend(TARGET_LABELS);
            1
        };
        if part == Part::Bucket {
            labels.push("le");
        }
        labels
            .into_iter()
            .try_fold(targets, |all, label| Ok(all.saturating_mul(self.selected(selector, metric, label)?)))
    }

    /// How many values of a label a selector takes.
    fn selected(&self, selector: &Selector, metric: &MetricDef, label: &str) -> Estimate {
        let matcher = selector.matchers.iter().find(|matcher| matcher.label == label);
        match (matcher, metric.values_of(label)) {
            (Some(matcher), _) if matcher.op == MatchOp::Equal => Ok(1),
            (Some(matcher), Some(values)) => {
                let taken = |value: &&&str| matcher.op.selects(&matcher.value, value) != Some(false);
                Ok(count(values.iter().filter(taken).count()))
            }
            _ => self.values_of(label, Some(metric)),
        }
    }

    /// How many targets a job has.
    fn targets(&self, job: &ScrapeJob) -> Estimate {
        match &job.discovery {
            Discovery::Static(targets) => Ok(count(targets.len())),
            Discovery::Nodes { .. } => self.values_of(node_label(job).unwrap_or("instance"), None),
        }
    }

    /// The series that are stored of one target of a job; `None` where the job keeps everything.
    pub(crate) fn of_target(&self, job: &ScrapeJob) -> Option<Estimate> {
        let kept = self.pack.metrics.iter().filter(|metric| job.metrics.contains(&metric.name));
        let one = |metric: &MetricDef| -> Estimate {
            // A histogram has a series for each bound and for `+Inf`, one for the sum and one for the count.
            let parts = if metric.buckets.is_empty() { 1 } else { count(metric.buckets.len() + 3) };
            let labels = own(metric).into_iter().filter(|label| !self.is_of_target(label));
            labels.into_iter().try_fold(parts, |all: u64, label| {
                Ok(all.saturating_mul(self.values_of(label, Some(metric))?))
            })
        };
        (!job.metrics.is_empty())
            .then(|| kept.map(one).try_fold(0, |all: u64, one| Ok(all.saturating_add(one?))))
    }

    /// Whether a label says something of the target: no exporter gives what the relabelling of a job gives.
    fn is_of_target(&self, label: &str) -> bool {
        TARGET_LABELS.contains(&label) || self.pack.scrape.iter().any(|job| job.labels().contains(&label))
    }

    fn product(&self, labels: &LabelNames<'_>, of: &Node) -> Estimate {
        labels.iter().try_fold(1, |all: u64, label| Ok(all.saturating_mul(self.values(label, of)?)))
    }

    /// How many values a label has in an expression: one, where every selector that carries it selects one.
    fn values(&self, label: &str, of: &Node) -> Estimate {
        if self.is_one(label, of) {
            return Ok(1);
        }
        let mut metrics = Vec::new();
        self.read(of, &mut metrics);
        let of_metrics = metrics.into_iter().filter(|metric| metric.has_label(label) || label == "le");
        let each = of_metrics.map(|metric| self.values_of(label, Some(metric)));
        each.reduce(|one, other| Ok(one?.max(other?))).unwrap_or_else(|| self.values_of(label, None))
    }

    fn is_one(&self, label: &str, of: &Node) -> bool {
        let mut carried = Vec::new();
        of.walk(&mut |part| match &part.kind {
            NodeKind::Selector(selector) if self.catalogue.labels_of_selector(selector).has(label) => {
                carried.push(selector.matchers.iter().any(|m| m.label == label && m.op == MatchOp::Equal));
            }
            _ => {}
        });
        !carried.is_empty() && carried.into_iter().all(|is_one| is_one)
    }

    /// The metrics that an expression reads, through recordings.
    fn read<'b>(&'b self, node: &'b Node, metrics: &mut Vec<&'b MetricDef>) {
        node.walk(&mut |part| {
            let NodeKind::Selector(selector) = &part.kind else { return };
            match self.catalogue.series(selector) {
                Series::Metric(metric, _) => metrics.push(metric),
                Series::Recording(recorded) => recorded.definitions().for_each(|one| self.read(one, metrics)),
                Series::Own | Series::Unknown => {}
            }
        });
    }

    /// How many values a label has: as declared, as the catalogue closes them, or as there are services.
    fn values_of(&self, label: &str, metric: Option<&MetricDef>) -> Estimate {
        let closed = || metric.and_then(|metric| metric.values_of(label)).map(|values| count(values.len()));
        let buckets = || {
            let buckets = metric.filter(|_| label == "le").map(|metric| metric.buckets.len() + 1);
            buckets.map(count)
        };
        let services = || {
            (label == names::SERVICE && !self.pack.services.is_empty())
                .then(|| count(self.pack.services.len()))
        };
        let declared = self.declared.values_of(label).map(u64::from);
        declared.or_else(closed).or_else(buckets).or_else(services).ok_or_else(|| label.to_owned())
    }
}

/// The label that holds the name of a node, where a job gives one.
fn node_label(job: &ScrapeJob) -> Option<&'static str> {
    job.relabels.iter().find_map(|relabel| match relabel {
        Relabel::Replace { from: NodeMeta::Name, to } => Some(*to),
        _ => None,
    })
}

/// The labels that tell the series of one metric apart.
fn own(metric: &MetricDef) -> Vec<&'static str> {
    let labels = if metric.identity.is_empty() { metric.labels } else { metric.identity };
    labels.iter().copied().filter(|label| !TARGET_LABELS.contains(label)).collect()
}

fn is_constant(node: &Node) -> bool {
    matches!(node.kind, NodeKind::Number(_) | NodeKind::Text(_)) || node.is_scalar()
}

/// The smaller one of two bounds; of one that is not known, the other.
fn least(one: Estimate, other: Estimate) -> Estimate {
    match (one, other) {
        (Ok(one), Ok(other)) => Ok(one.min(other)),
        (Ok(known), Err(_)) | (Err(_), Ok(known)) => Ok(known),
        (Err(label), Err(_)) => Err(label),
    }
}

fn count(number: usize) -> u64 {
    u64::try_from(number).unwrap_or(u64::MAX)
}
