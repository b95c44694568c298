//! Scrape jobs that came and went, or ask or keep something else.

use super::routing::{ListChange, note};
use super::snapshot::{ScrapeJob, Snapshot};

/// What changed of what is scraped: a job that is another is one that went and one that came.
pub(super) fn compare(from: &Snapshot, to: &Snapshot) -> Vec<ListChange> {
    let mut changes = Vec::new();
    let jobs = |snapshot: &Snapshot| snapshot.scrape.iter().map(line).collect::<Vec<_>>();
    note("job", &jobs(from), &jobs(to), &mut changes);
    changes
}

/// A job in one line.
fn line(job: &ScrapeJob) -> String {
    let ScrapeJob { job: name, interval, timeout, path, .. } = job;
    let whom = match &job.targets {
        Some(targets) => format!("`{}`", targets.join(", ")),
        None => "the nodes of the cluster".to_owned(),
    };
    let module = job.module.as_ref().map(|module| format!(", module `{module}`")).unwrap_or_default();
    let kept = match job.metrics.as_slice() {
        [] => "everything".to_owned(),
        metrics => format!("`{}`", metrics.join(", ")),
    };
    let mut parts = vec![format!("`{name}` asks {whom} every {interval} for {timeout} at `{path}`{module}")];
    parts.extend(job.relabels.iter().cloned());
    format!("{}; keeps {kept}", parts.join(", "))
}
