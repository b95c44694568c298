//! A series that the job it is read from does not keep.
//!
//! A scrape job that names the metrics it keeps throws everything else away. An expression that selects by that job
//! reads nothing of the rest, and an alert on it never fires.
//!
//! # Fix
//!
//! Keep the metric in that job, or read it from the job that exposes it.

use plimsoll_promql::MatchOp;

use crate::catalogue::Series;
use crate::registry::Check;
use crate::{Diagnostic, Subject};

const ID: &str = "metric/not-scraped";

pub(crate) const CHECK: Check = Check::error(ID, "a series that the job it is read from does not keep", run);

/// What Prometheus itself says of every target.
const OF_THE_TARGET: &str = "up";

fn run(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    for (expression, accepted) in subject.accepted() {
        for selector in &accepted.selectors {
            let Series::Metric(metric, _) = subject.catalogue.series(selector) else { continue };
            let matcher = selector.matchers.iter().find(|matcher| matcher.label == "job");
            let Some(matcher) = matcher.filter(|_| metric.name != OF_THE_TARGET) else { continue };
            // A pattern may take other jobs too; a job that is not declared here is somebody else's.
            if matcher.op != MatchOp::Equal {
                continue;
            }
            let job = subject.plan.scrape.iter().find(|job| job.name == matcher.value);
            let Some(job) = job.filter(|job| !job.keeps(metric.name)) else { continue };
            let message = format!("the job `{}` does not keep `{}`", job.name, metric.name);
            let help = format!("add it to what the job at {} keeps", job.origin);
            found.push(expression.at(Diagnostic::error(ID, message), &selector.span).help(help));
        }
    }
}

#[cfg(test)]
pub(crate) mod examples {
    use crate::examples::prelude::*;

    pub(crate) fn bad() -> Planted {
        changed(|pack| {
            pack.scrape.push(ScrapeJob::of_nodes("nodes", 9100).keeps(&[NODE_DISK_INFO]));
            pack.alerts.push(probe("max by (node) (node_load{job=\"nodes\"}) > 10"));
        })
    }

    pub(crate) fn good() -> Planted {
        changed(|pack| {
            pack.scrape.push(ScrapeJob::of_nodes("nodes", 9100).keeps(&[NODE_DISK_INFO, NODE_LOAD]));
            pack.alerts.push(probe("max by (node) (node_load{job=\"nodes\"}) > 10"));
        })
    }
}

#[cfg(test)]
mod tests {
    use plimsoll_model::{Pack, ScrapeJob};

    use crate::{Diagnostic, fixture};

    /// What is found of an alert on the load of nodes, in a pack that scrapes nodes and keeps this of them.
    fn kept(text: &str, keeps: &[&str]) -> Vec<Diagnostic> {
        fixture::findings(|pack: &mut Pack| {
            let metrics: Vec<_> =
                pack.metrics.iter().filter(|metric| keeps.contains(&metric.name)).copied().collect();
            pack.scrape.push(ScrapeJob::of_nodes("nodes", 9100).keeps(&metrics));
            pack.alerts.push(fixture::probe(text));
        })
    }

    #[test]
    fn a_metric_that_the_job_drops_is_found() {
        let found = kept("max by (node) (node_load{job=\"nodes\"}) > 10", &["node_disk_info"]);
        assert_eq!(fixture::ids(&found), ["metric/not-scraped"]);
        assert_eq!(found[0].message, "the job `nodes` does not keep `node_load`");
    }

    #[test]
    fn what_is_kept_passes_and_so_does_what_comes_from_elsewhere() {
        assert_eq!(kept("max by (node) (node_load{job=\"nodes\"}) > 10", &["node_load"]), []);
        assert_eq!(kept("max by (node) (node_load{job=\"nodes\"}) > 10", &[]), []);
        assert_eq!(kept("max by (node) (node_load{job=\"other\"}) > 10", &["node_disk_info"]), []);
        assert_eq!(kept("max by (node) (node_load) > 10", &["node_disk_info"]), []);
    }

    #[test]
    fn whether_a_target_is_up_is_always_known() {
        assert_eq!(kept("up{job=\"nodes\"} == 0", &["node_load"]), []);
    }
}
