//! Every signal by service.

use plimsoll::prelude::*;

use crate::edgelink::{DASHBOARD, GRAIN, m};

/// Every signal by service, each with its line.
pub(in crate::edgelink) fn service() -> Dashboard {
    let requests = m::http_requests_total.rate(Window::Panel).sum_by(GRAIN);
    let connections = m::edgelink_active_connections.value().sum_by(GRAIN);
    let workload = &["namespace", "deployment"];
    let available = m::kube_deployment_status_replicas_available.value().max_by(workload);
    let wanted = m::kube_deployment_spec_replicas.value().max_by(workload);
    Dashboard::new(DASHBOARD, "EdgeLink: services")
        .description("Every signal of the EdgeLink alerts by service, with the line at which the alert fires.")
        .with_row(
            "Requests",
            [
                Panel::of_alert("error-ratio", "Error ratio", "EdgeLinkHighErrorRate")
                    .description("Requests answered with a 5xx status as a part of all. Past the line the service is rolled back, as far as the phase allows."),
                Panel::of_alert("p95-latency", "P95 latency", "EdgeLinkHighLatency")
                    .description("The time within which 95 % of the requests are answered. Past the line the service is rolled back, as far as the phase allows."),
                Panel::of_signal("requests", "Requests", &requests, "{service}")
                    .description("Requests per second, whatever their result."),
            ],
        )
        .with_row(
            "Workloads",
            [
                Panel::of_alert("crash-loop", "Crashes", "EdgeLinkPodCrashLooping")
                    .description("Restarts of the worst container, or 1 while it waits in CrashLoopBackOff. Past the line the service is rolled back, as far as the phase allows."),
                Panel::of_signal("replicas", "Replicas", &available, "{deployment} available")
                    .with_signal(&wanted, "{deployment} wanted")
                    .description("Available replicas should be the wanted ones; EdgeLinkDeploymentReplicaMismatch tells of it."),
                Panel::of_alert("memory", "Memory", "EdgeLinkHighMemoryUsage")
                    .description("Working set of the worst container as a part of its limit. At 100 % it is killed."),
                Panel::of_alert("memory-growth", "Memory in ten minutes", "EdgeLinkMemoryGrowth")
                    .description("Where the memory of the worst container leads if it grows on as it does."),
                Panel::of_alert("cpu", "CPU", "EdgeLinkHighCPUUsage")
                    .description("CPU time of the worst container as a part of its limit."),
                Panel::of_alert("cpu-throttling", "CPU throttling", "EdgeLinkCPUThrottling")
                    .description("Seconds per second for which the worst container was kept from running."),
            ],
        )
        .with_row(
            "Function",
            [
                Panel::of_alert("health-checks", "Failed health checks", "EdgeLinkHealthCheckFailures")
                    .description("Failed health checks as a part of all."),
                Panel::of_alert("device-connections", "Failed device connections", "EdgeLinkDeviceConnectionFailures")
                    .description("Failed device connections as a part of all."),
                Panel::of_alert("nat-traversals", "Failed NAT traversals", "EdgeLinkNATTraversalFailures")
                    .description("Failed NAT traversals as a part of all."),
                Panel::of_signal("connections", "Active connections", &connections, "{service}")
                    .description("Connections that are open now."),
                Panel::of_alert("connections-day-ago", "Connections against yesterday", "EdgeLinkActiveConnectionsDrop")
                    .description("Open connections as a part of those at the same time a day ago. Below the line clients are missing."),
                Panel::of_alert("database-pool", "Database pool", "EdgeLinkDatabasePoolExhaustion")
                    .description("Connections in use as a part of the fullest pool."),
            ],
        )        .with_row(
            "What watches",
            [
                Panel::of_alert("rule-failures", "Rule failures", "EdgeLinkPrometheusRuleFailures")
                    .description("Rules that could not be evaluated, by group. What they watch is not watched."),
                Panel::of_alert("notifications", "Failed notifications", "EdgeLinkAlertmanagerNotificationsFailing")
                    .description("Notifications that could not be delivered, by the way they took. People may not be told."),
            ],
        )
}
