//! Scrape jobs become relabelling rules.

use plimsoll_model::{Discovery, NodeMeta, Relabel, ScrapeJob as Intent};
use plimsoll_promql::{MetricDef, alternation};

use super::{Context, LowerError};
use crate::{RelabelRule, ScrapeJob, names};

/// The label that holds what is asked: `host:port`.
const ADDRESS: &str = "__address__";
/// The label that holds what a prober is asked to probe.
const PROBED: &str = "__param_target";

pub(super) fn lower(context: &Context<'_>, errors: &mut Vec<LowerError>) -> Vec<ScrapeJob> {
    let jobs = &context.pack.scrape;
    for (at, job) in jobs.iter().enumerate() {
        if let Some(other) = jobs[..at].iter().find(|other| other.name == job.name) {
            let message =
                format!("two scrape jobs are called `{}`; the other one at {}", job.name, other.origin);
            errors.push(LowerError::new(
                job.origin,
                message,
                "rename one of them: series carry the name as `job`",
            ));
        }
        check_targets(job, errors);
        check_metrics(context, job, errors);
        let interval = context.pack.timing.scrape;
        if job.timeout > interval {
            let message =
                format!("`{}` waits {} for an answer and is scraped every {interval}", job.name, job.timeout);
            errors.push(LowerError::new(job.origin, message, format!("wait {interval} or less")));
        }
    }
    jobs.iter().map(|job| lowered(context, job)).collect()
}

/// Named targets have a host and a port, and nothing that only nodes have.
fn check_targets(job: &Intent, errors: &mut Vec<LowerError>) {
    let Discovery::Static(targets) = &job.discovery else { return };
    let addresses = targets.iter().copied().chain(job.prober.map(|prober| prober.address));
    for address in addresses.filter(|address| !is_address(address)) {
        let message = format!("`{}` asks `{address}`, which is no `host:port`", job.name);
        errors.push(LowerError::new(job.origin, message, "write it as in `cloudcore:10250`"));
    }
    if !job.relabels.is_empty() {
        let message = format!("`{}` names its targets, and asks what Kubernetes says of nodes", job.name);
        let help = "find the targets with `ScrapeJob::of_nodes`, or leave the relabelling out";
        errors.push(LowerError::new(job.origin, message, help));
    }
}

fn is_address(address: &str) -> bool {
    let is_host = |host: &str| !host.is_empty() && !host.contains(['/', ' ']);
    address.rsplit_once(':').is_some_and(|(host, port)| is_host(host) && port.parse::<u16>().is_ok())
}

/// What is kept is in the catalogue, with the labels that the job gives.
fn check_metrics(context: &Context<'_>, job: &Intent, errors: &mut Vec<LowerError>) {
    for name in &job.metrics {
        let Some(metric) = context.pack.metrics.iter().find(|metric| metric.name == *name) else {
            let message = format!("`{}` keeps `{name}`, which the pack does not declare", job.name);
            errors.push(LowerError::new(job.origin, message, "declare it in the pack's metrics"));
            continue;
        };
        for label in job.labels().into_iter().filter(|label| !metric.has_label(label)) {
            let message =
                format!("`{}` gives the label `{label}` to `{name}`, which is declared without it", job.name);
            errors.push(LowerError::new(metric.origin, message, format!("add `{label}` to its labels")));
        }
    }
}

fn lowered(context: &Context<'_>, job: &Intent) -> ScrapeJob {
    let mut relabels: Vec<RelabelRule> = job.relabels.iter().filter_map(selection).collect();
    relabels.extend(address(job));
    relabels.extend(job.relabels.iter().filter_map(label));
    ScrapeJob {
        name: job.name,
        interval: context.pack.timing.scrape,
        timeout: job.timeout,
        path: job.prober.map_or(job.path, |_| "/probe").to_owned(),
        module: job.prober.map(|prober| prober.module.to_owned()),
        targets: match &job.discovery {
            Discovery::Static(targets) => Some(targets.iter().map(|&target| target.to_owned()).collect()),
            Discovery::Nodes { .. } => None,
        },
        relabels,
        metric_relabels: kept(context, job).into_iter().collect(),
        metrics: job.metrics.clone(),
        labels: job.labels(),
        origin: job.origin,
    }
}

/// What is dropped is dropped first.
fn selection(relabel: &Relabel) -> Option<RelabelRule> {
    match relabel {
        Relabel::Keep { from, values } => Some(RelabelRule::keep(meta(*from), alternation(values))),
        Relabel::Replace { .. } | Relabel::LabelMap { .. } => None,
    }
}

fn label(relabel: &Relabel) -> Option<RelabelRule> {
    match relabel {
        Relabel::Keep { .. } => None,
        Relabel::Replace { from, to } => Some(RelabelRule::copy(meta(*from), *to)),
        Relabel::LabelMap { prefix, labels } => {
            let names: Vec<String> = labels.iter().map(|label| names::meta_label(label)).collect();
            let prefix = names::node_label(prefix);
            Some(RelabelRule::label_map(format!("{prefix}({})", alternation(&names))))
        }
    }
}

fn meta(from: NodeMeta) -> String {
    match from {
        NodeMeta::Name => names::NODE_NAME.to_owned(),
        NodeMeta::Label(label) => names::node_label(label),
    }
}

/// A node's address is that of its kubelet; the job asks another port. A prober is asked for all of them, and `instance`
/// stays what is probed.
fn address(job: &Intent) -> Vec<RelabelRule> {
    let asked = if job.prober.is_some() { PROBED } else { ADDRESS };
    let mut rules = match job.discovery {
        // The host may be an IPv6 address with colons of its own: the last one decides.
        Discovery::Nodes { port } => {
            vec![RelabelRule::replace(ADDRESS, "(.+):[0-9]+", asked, format!("$1:{port}"))]
        }
        Discovery::Static(_) if job.prober.is_some() => vec![RelabelRule::copy(ADDRESS, asked)],
        Discovery::Static(_) => Vec::new(),
    };
    if let Some(prober) = job.prober {
        rules.push(RelabelRule::copy(PROBED, "instance"));
        rules.push(RelabelRule::constant(ADDRESS, prober.address));
    }
    rules
}

/// The series of the metrics that are kept, `_bucket` and the like included.
fn kept(context: &Context<'_>, job: &Intent) -> Option<RelabelRule> {
    let declared = context.pack.metrics.iter().filter(|metric| job.metrics.contains(&metric.name));
    let mut series: Vec<String> = declared.flat_map(MetricDef::series_names).collect();
    series.sort();
    (!series.is_empty()).then(|| RelabelRule::keep("__name__", alternation(&series)))
}
