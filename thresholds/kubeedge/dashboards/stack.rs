//! What watches, watched.

use plimsoll::prelude::*;

use crate::kubeedge::{STACK, m};

/// Logs, traces and metrics on their way, and the way to people.
pub(in crate::kubeedge) fn stack() -> Dashboard {
    let sent = m::promtail_sent_entries_total.rate(Window::Panel).sum_by(&["host"]);
    let received = m::jaeger_collector_spans_received_total.rate(Window::Panel).sum_by(&["job"]);
    let series = m::prometheus_tsdb_head_series.value().max_by(&["job", "instance"]);
    Dashboard::new(STACK, "KubeEdge: the stack itself")
        .description("Whether logs, traces and metrics arrive, and whether people would be told.")
        .with_row(
            "Logs",
            [
                Panel::of_signal("sent", "Log entries sent", &sent, "to {host}")
                    .description("Entries per second that all Promtails together sent. A fall without a reason is a link or a Promtail that is gone."),
                Panel::of_alert("promtail", "Log entries given up", "KubeEdgePromtailDroppingEntries")
                    .description("Entries that were lost after all retries."),
                Panel::of_alert("loki", "Failed requests to Loki", "KubeEdgeLokiRequestErrors")
                    .description("Requests that Loki answered with a 5xx status as a part of all, by route."),
            ],
        )
        .with_row(
            "Traces",
            [
                Panel::of_signal("spans", "Spans received", &received, "{job}")
                    .description("Spans per second that reached the collectors."),
                Panel::of_alert("jaeger", "Spans thrown away", "KubeEdgeJaegerDroppingSpans")
                    .description("Spans that were thrown away as a part of those that arrived."),
            ],
        )
        .with_row(
            "Metrics",
            [
                Panel::of_alert("storage", "Prometheus on disk", "KubeEdgePrometheusStorageFilling")
                    .description("Blocks and write-ahead log; at the size of the volume Prometheus stops."),
                Panel::of_signal("series", "Series in memory", &series, "{instance}")
                    .description("What Prometheus holds in memory. A jump is a new label with many values."),
                Panel::of_alert("rules", "Rule failures", "KubeEdgePrometheusRuleFailures")
                    .draw(Draw::Table)
                    .description("Rules that could not be evaluated, by group, the worst group first."),
            ],
        )
        .with_row(
            "People",
            [
                Panel::of_alert("notifications", "Failed notifications", "KubeEdgeAlertmanagerNotificationsFailing")
                    .description("Notifications that could not be delivered, by the way they took."),
                Panel::of_alert("missing", "Jobs without a target", "KubeEdgeMetricsMissing")
                    .description("1 for a scrape job that has no target. Empty is well."),
            ],
        )
}
