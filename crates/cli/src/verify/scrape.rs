//! Scrape jobs as Prometheus would load them, against the plan.

use std::collections::BTreeMap;

use plimsoll_check::Diagnostic;
use plimsoll_plan::{Plan, RelabelRule, ScrapeJob};

use super::File;
use super::fault::Place;
use super::shipped::Shipped;
use super::wire::{Relabeling, ScrapeConfig, Text};

/// Every job stands once and asks, selects, names and keeps what the plan says.
pub(super) fn compare(plan: &Plan, files: &[File<'_>], faults: &mut Vec<Diagnostic>) {
    let folder = plan.folder();
    let of_plan = |path| Place { path, subject: folder.clone(), origin: plan.origin };
    let mut read: BTreeMap<&str, (&str, &ScrapeConfig)> = BTreeMap::new();
    for (path, shipped) in files {
        let Shipped::Scrape(jobs) = shipped else { continue };
        for job in jobs {
            if read.insert(&job.job_name, (path, job)).is_some() {
                faults.push(
                    of_plan(path).differs(format!("the job `{}` would stand there twice", &*job.job_name)),
                );
            }
        }
    }
    for planned in &plan.scrape {
        let place =
            |path| Place { path, subject: format!("{folder} job {}", planned.name), origin: planned.origin };
        match read.remove(planned.name) {
            Some((path, job)) => faults.extend(compare_job(&place(path), job, planned)),
            None => faults.push(place(&folder).differs("the job would stand in no file")),
        }
    }
    for (name, (path, _)) in read {
        faults.push(of_plan(path).differs(format!("the job `{name}` is not in the plan")));
    }
}

fn compare_job(place: &Place<'_>, read: &ScrapeConfig, planned: &ScrapeJob) -> Vec<Diagnostic> {
    let listed = |targets: &[String]| targets.join(", ");
    let named: Vec<String> =
        read.static_configs.iter().flat_map(|targets| &targets.targets).map(ToString::to_string).collect();
    let found: Vec<&str> = read.kubernetes_sd_configs.iter().map(|found| &*found.role).collect();
    let module: Vec<&str> = read.params.values().flatten().map(|value| &**value).collect();
    let wanted = planned.targets.as_deref();
    let faults = [
        place.same_duration("the interval", Some(&read.scrape_interval), planned.interval),
        place.same_duration("the timeout", Some(&read.scrape_timeout), planned.timeout),
        place.same("the path", &*read.metrics_path, &planned.path),
        place.same("the parameters", &parameters(&read.params), &module_of(planned)),
        place.same("the module", &*module.join(", "), planned.module.as_deref().unwrap_or_default()),
        place.same("the targets", &listed(&named), &listed(wanted.unwrap_or_default())),
        place.same("what is discovered", &*found.join(", "), if wanted.is_some() { "" } else { "node" }),
        rules(place, "the relabelling of targets", &read.relabel_configs, &planned.relabels),
        rules(place, "the relabelling of series", &read.metric_relabel_configs, &planned.metric_relabels),
    ];
    faults.into_iter().flatten().collect()
}

/// The names of the parameters; a prober has its module alone, the target comes from the relabelling.
fn parameters(params: &BTreeMap<String, Vec<Text>>) -> String {
    params.keys().cloned().collect::<Vec<_>>().join(", ")
}

fn module_of(planned: &ScrapeJob) -> String {
    planned.module.as_ref().map(|_| "module".to_owned()).unwrap_or_default()
}

/// The same rules in the same order.
fn rules(place: &Place<'_>, what: &str, read: &[Relabeling], planned: &[RelabelRule]) -> Option<Diagnostic> {
    let read: Vec<String> = read.iter().map(as_read).collect();
    let planned: Vec<String> = planned.iter().map(as_planned).collect();
    place.same(what, &read.join("; "), &planned.join("; "))
}

fn as_read(rule: &Relabeling) -> String {
    let text = |text: &Option<Text>| text.as_ref().map(ToString::to_string);
    let source: Vec<String> = rule.source_labels.iter().map(ToString::to_string).collect();
    said(&rule.action, &source, text(&rule.regex), text(&rule.target_label), text(&rule.replacement))
}

fn as_planned(rule: &RelabelRule) -> String {
    let RelabelRule { action, source, regex, target, replacement } = rule.clone();
    said(action.as_str(), &source, regex, target, replacement)
}

/// A rule with Prometheus' defaults in the place of what it does not state.
fn said(
    action: &str,
    source: &[String],
    regex: Option<String>,
    target: Option<String>,
    replacement: Option<String>,
) -> String {
    let or = |text: Option<String>, default: &str| text.unwrap_or_else(|| default.to_owned());
    format!(
        "{action} [{}] `{}` to [{}] as `{}`",
        source.join(", "),
        or(regex, "(.*)"),
        or(target, ""),
        or(replacement, "$1")
    )
}
