//! Which series there are: the metrics of the pack, the recordings of the plan, and what Prometheus makes itself.

use std::collections::{BTreeMap, BTreeSet};

use plimsoll_model::Pack;
use plimsoll_plan::{Plan, RecordRule};
use plimsoll_promql::gate::{Accepted, Node, NodeKind, Selector};
use plimsoll_promql::{LabelNames, MetricDef, MetricType};

use crate::flow::TARGET_LABELS;
use crate::subject::{Verdict, Verdicts};

/// Which of a metric's series.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    /// The only one that a counter or a gauge has.
    Whole,
    /// `_bucket` of a histogram.
    Bucket,
    /// `_sum` or `_count` of a histogram.
    Total,
}

/// What a series name leads to.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Series<'a> {
    /// A metric of the pack.
    Metric(&'a MetricDef, Part),
    /// A recording of the plan.
    Recording(&'a Recorded<'a>),
    /// What Prometheus makes itself: `up`, `ALERTS`, `scrape_...`. Its labels are not known.
    Own,
    /// Nothing that is declared, or no name.
    Unknown,
}

/// The series that a metric stores under one name.
#[derive(Debug)]
struct Stored<'a> {
    metric: &'a MetricDef,
    part: Part,
    /// Every label that they can have.
    labels: LabelNames<'a>,
}

/// A recording: usually one rule, several where each gives other labels.
#[derive(Debug)]
pub(crate) struct Recorded<'a> {
    /// The rules, in order.
    pub(crate) rules: Vec<&'a RecordRule>,
    verdicts: Vec<Verdict>,
    /// Recordings that read each other in a circle have no definition that could be followed.
    is_sound: bool,
}

impl Recorded<'_> {
    /// The trees of its expressions; none where one of them cannot be read.
    pub(crate) fn definitions(&self) -> impl Iterator<Item = &Node> {
        // One without an end may have thousands of rules, and each of them asks.
        let verdicts = if self.is_sound { self.verdicts.as_slice() } else { &[] };
        let accepted = verdicts.iter().filter_map(|verdict| verdict.as_ref().as_ref().ok());
        accepted.map(|accepted| &accepted.tree)
    }
}

/// Whether everything is declared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum World {
    /// A pack's: what is not declared is not there.
    Closed,
    /// Anybody's: other files may hold more rules, and targets may bring more labels.
    Open,
}

/// Labels that a Prometheus usually adds to all that it sends.
pub(crate) const USUAL_EXTERNAL_LABELS: [&str; 16] = [
    "availability_zone",
    "cluster",
    "datacenter",
    "dc",
    "env",
    "environment",
    "monitor",
    "prometheus",
    "prometheus_replica",
    "region",
    "replica",
    "site",
    "stage",
    "tenant",
    "tenant_id",
    "zone",
];

/// Labels that targets usually bring along besides `job` and `instance`: service discovery and external labels of
/// whoever sends. Nobody declares them with a metric.
const USUAL_TARGET_LABELS: [&str; 16] = [
    "availability_zone",
    "cluster",
    "container",
    "endpoint",
    "env",
    "environment",
    "exported_instance",
    "exported_job",
    "host",
    "hostname",
    "namespace",
    "node",
    "pod",
    "prometheus",
    "region",
    "service",
];

/// Recordings of recordings are followed so far,
const DEEPEST: usize = 24;
/// and to so many selectors: both are far beyond what people write.
const LONGEST: usize = 500;

/// Series names that Prometheus makes itself.
const OWN: [&str; 3] = ["ALERTS", "ALERTS_FOR_STATE", "up"];

/// Every series that an expression may read.
#[derive(Debug)]
pub(crate) struct Catalogue<'a> {
    world: World,
    metrics: BTreeMap<String, Stored<'a>>,
    recordings: BTreeMap<&'a str, Recorded<'a>>,
}

impl<'a> Catalogue<'a> {
    pub(crate) fn new(pack: &'a Pack, plan: &'a Plan, verdicts: &Verdicts) -> Self {
        let mut metrics = BTreeMap::new();
        for metric in &pack.metrics {
            for name in metric.series_names() {
                let part = match metric.kind {
                    MetricType::Counter | MetricType::Gauge => Part::Whole,
                    MetricType::Histogram if name.ends_with("_bucket") => Part::Bucket,
                    MetricType::Histogram => Part::Total,
                };
                let usual = USUAL_TARGET_LABELS.iter().filter(|_| verdicts.world() == World::Open);
                let own = metric.labels.iter().chain(&TARGET_LABELS).chain(usual).copied();
                let labels = own.chain((part == Part::Bucket).then_some("le")).collect();
                metrics.insert(name, Stored { metric, part, labels });
            }
        }
        let mut recordings: BTreeMap<&str, Recorded<'_>> = BTreeMap::new();
        for rule in plan.rules().filter_map(|rule| rule.as_record()) {
            let known = recordings.entry(&rule.record).or_insert_with(|| Recorded {
                rules: Vec::new(),
                verdicts: Vec::new(),
                is_sound: false,
            });
            known.rules.push(rule);
            known.verdicts.push(verdicts.of_record(rule.expr.render()));
        }
        let mut catalogue = Self { world: verdicts.world(), metrics, recordings };
        catalogue.find_sound();
        catalogue
    }

    /// A recording is sound once all that it reads are: it can be followed to its end. What would be longer than any
    /// rule of people when written out is not followed either, since all that asks about an expression follows it.
    fn find_sound(&mut self) {
        let mut lengths: BTreeMap<&str, usize> = BTreeMap::new();
        for _ in 0..DEEPEST {
            let length = |recorded: &Recorded<'_>| {
                let accepted = recorded.verdicts.iter().filter_map(|verdict| verdict.as_ref().as_ref().ok());
                let mut length = recorded.verdicts.len();
                for name in accepted.flat_map(Accepted::metric_names) {
                    length += 1;
                    if self.recordings.contains_key(name) {
                        length += lengths.get(name)?;
                    }
                }
                (length <= LONGEST).then_some(length)
            };
            let open = self.recordings.iter().filter(|(name, _)| !lengths.contains_key(*name));
            let next: Vec<(&str, usize)> =
                open.filter_map(|(name, recorded)| Some((*name, length(recorded)?))).collect();
            if next.is_empty() {
                break;
            }
            lengths.extend(next);
        }
        for (name, recorded) in &mut self.recordings {
            recorded.is_sound = lengths.contains_key(name);
        }
    }

    /// The labels that series of a metric can have under this name; `None` where it is no metric's.
    pub(crate) fn labels_of_metric(&self, name: &str) -> Option<&LabelNames<'a>> {
        self.metrics.get(name).map(|stored| &stored.labels)
    }

    /// Whether more may be there than is declared.
    pub(crate) fn is_open(&self) -> bool {
        self.world == World::Open
    }

    /// What a selector reads.
    pub(crate) fn series(&self, selector: &Selector) -> Series<'_> {
        selector.metric_name().map_or(Series::Unknown, |name| self.named(name))
    }

    /// What a series name leads to.
    pub(crate) fn named(&self, name: &str) -> Series<'_> {
        if let Some(Stored { metric, part, .. }) = self.metrics.get(name) {
            Series::Metric(metric, *part)
        } else if let Some(recorded) = self.recordings.get(name) {
            Series::Recording(recorded)
        } else if OWN.contains(&name) || name.starts_with("scrape_") {
            Series::Own
        } else {
            Series::Unknown
        }
    }

    /// The metrics of the pack that an expression reads, directly or through recordings.
    pub(crate) fn metrics_read<'n>(&'n self, node: &Node, read: &mut BTreeSet<&'n str>) {
        node.walk(&mut |part| {
            let NodeKind::Selector(selector) = &part.kind else { return };
            match self.series(selector) {
                Series::Metric(def, _) => {
                    read.insert(def.name);
                }
                Series::Recording(recorded) => {
                    recorded.definitions().for_each(|definition| self.metrics_read(definition, read));
                }
                Series::Own | Series::Unknown => {}
            }
        });
    }

    /// Every name of a series that a metric stores.
    pub(crate) fn metric_names(&self) -> impl Iterator<Item = &str> {
        self.metrics.keys().map(String::as_str)
    }

    /// Every name of a recording.
    pub(crate) fn recording_names(&self) -> impl Iterator<Item = &'a str> {
        self.recordings.keys().copied()
    }
}
