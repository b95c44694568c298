//! Scrape jobs, each step of their relabelling in one line.

use plimsoll_plan::ScrapeJob;
use serde::Serialize;

#[derive(Serialize)]
pub(super) struct WireScrapeJob<'a> {
    job: &'a str,
    interval: String,
    timeout: String,
    path: &'a str,
    module: Option<&'a str>,
    /// `None` for the nodes of the cluster.
    targets: Option<&'a [String]>,
    relabels: Vec<String>,
    metrics: &'a [&'a str],
}

impl<'a> From<&'a ScrapeJob> for WireScrapeJob<'a> {
    fn from(job: &'a ScrapeJob) -> Self {
        Self {
            job: job.name,
            interval: job.interval.to_string(),
            timeout: job.timeout.to_string(),
            path: &job.path,
            module: job.module.as_deref(),
            targets: job.targets.as_deref(),
            relabels: job.relabels.iter().map(ToString::to_string).collect(),
            metrics: &job.metrics,
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::fixture;

    #[test]
    fn a_job_says_whom_it_asks_and_what_it_keeps() {
        let plan = fixture::plan("strict");
        assert_eq!(
            serde_json::to_value(WireScrapeJob::from(&plan.scrape[0])).unwrap(),
            json!({
                "job": "shop-tills",
                "interval": "15s",
                "timeout": "10s",
                "path": "/metrics",
                "module": null,
                "targets": null,
                "relabels": [
                    "keep __meta_kubernetes_node_label_shop_example_till =~ true",
                    "replace __address__ =~ (.+):[0-9]+ to __address__ as $1:9100",
                    "replace __meta_kubernetes_node_name to node",
                ],
                "metrics": ["till_sales"],
            })
        );
    }
}
