//! Alerts on the stack itself: logs, traces, metrics, and the way to people.

use plimsoll::prelude::*;

use super::{STACK, jobs, m, runbooks, signals, t};

pub(super) fn alerts() -> Vec<Alert> {
    let mut alerts = telemetry();
    alerts.extend(monitors());
    alerts.into_iter().map(|alert| alert.dashboard(STACK)).collect()
}

/// What gets lost on its way.
fn telemetry() -> Vec<Alert> {
    vec![
        Alert::new(
            "KubeEdgePromtailDroppingEntries",
            Response::Notify,
            signals::promtail_dropped().crosses(t::promtail_dropped),
        )
        .summary("Promtail gave up {value} log entries for {host}")
        .description("After all retries {value} log entries were not sent within {window}; they are lost.")
        .allow("promql/newborn-counter", "Promtail initialises it to 0 before its first batch")
        .runbook(runbooks::promtail_dropping_entries()),
        Alert::new(
            "KubeEdgeLokiRequestErrors",
            Response::Notify,
            signals::loki_errors().crosses(t::loki_errors),
        )
        .summary("Loki fails {value} of its requests to {route} (line: {line})")
        .description("Loki answered {value} of the requests to {route} with a 5xx status over {window}.")
        .runbook(runbooks::loki_request_errors()),
        Alert::new(
            "KubeEdgeJaegerDroppingSpans",
            Response::Notify,
            signals::jaeger_dropped().crosses(t::jaeger_dropped),
        )
        .summary("Jaeger throws {value} of its spans away (line: {line})")
        .description("The queue of the collector {job} was full: traces have had holes for {hold}.")
        .runbook(runbooks::jaeger_dropping_spans()),
        Alert::new(
            "KubeEdgePrometheusStorageFilling",
            Response::Notify,
            signals::prometheus_storage().crosses(t::prometheus_storage),
        )
        .summary("{job} has {value} on its volume (line: {line})")
        .description("Blocks and write-ahead log of {job} are above {line}; a full volume stops it.")
        .runbook(runbooks::prometheus_storage_filling()),
    ]
}

/// What watches, watched.
fn monitors() -> Vec<Alert> {
    let window = t::metrics_missing.window();
    let target = |job| absent_series(m::up.filter(m::job.is(job)), window);
    let probes = |job| absent_series(m::probe_success.filter(m::job.is(job)), window);
    vec![
        Alert::new(
            "KubeEdgeMetricsMissing",
            Response::Page,
            target(jobs::CLOUDCORE)
                .or(target(jobs::EDGECORE))
                .or(probes(jobs::CLOUDHUB))
                .or(probes(jobs::LINK)),
        )
        .timed_by(t::metrics_missing)
        .summary("Nothing is scraped by the job {job}")
        .description("The job {job} has had no target for {window}: its alerts are silent whatever happens.")
        .runbook(runbooks::metrics_missing()),
        Alert::new(
            "KubeEdgePrometheusRuleFailures",
            Response::Page,
            signals::rule_failures().crosses(t::rule_failures),
        )
        .summary("Prometheus fails to evaluate {rule_group}")
        .description(
            "Rules of {rule_group} failed {value} times within {window}; what they watch is not watched.",
        )
        .allow("promql/newborn-counter", "Prometheus initialises it to 0 when it loads a group")
        .runbook(runbooks::prometheus_rule_failures()),
        Alert::new(
            "KubeEdgeAlertmanagerNotificationsFailing",
            Response::Page,
            signals::notification_failures().crosses(t::notification_failures),
        )
        .summary("Alertmanager fails to notify by {integration}")
        .description("{value} notifications by {integration} failed within {window}; people may not be told.")
        .allow("promql/newborn-counter", "Alertmanager initialises it to 0 when it starts")
        .runbook(runbooks::alertmanager_notifications_failing()),
        Alert::new("KubeEdgeWatchdog", Response::Heartbeat, always())
            .summary("The way from Prometheus to Alertmanager works")
            .description("Fires always. The receiver raises the alarm when it stops.")
            .runbook(runbooks::watchdog()),
    ]
}
