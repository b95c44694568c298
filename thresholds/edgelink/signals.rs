//! What is measured.

use plimsoll::prelude::*;

use super::workloads::worst_of_workload;
use super::{GRAIN, m, t};

/// Requests that failed on the server's side, as a part of all.
pub(super) fn error_ratio(window: Window) -> Signal<Ratio> {
    let failed = m::http_requests_total.filter(m::status.matches("5.."));
    ratio(failed.rate(window), m::http_requests_total.rate(window)).by(GRAIN).recorded(
        "service",
        "http_requests_failed",
        "ratio_rate",
    )
}

/// The time within which 95 % of the requests are answered.
pub(super) fn p95_latency() -> Signal<Seconds> {
    m::http_request_duration_seconds.quantile(0.95, t::p95_latency.window(), GRAIN).recorded(
        "service",
        "http_request_duration_seconds",
        "p95_rate",
    )
}

/// Requests in a window.
pub(super) fn requests(window: Window) -> Signal<Count> {
    m::http_requests_total.increase(window).sum_by(GRAIN).recorded("service", "http_requests", "increase")
}

/// Whether a container waits because it crashes again and again, or how often it was restarted.
pub(super) fn crash_loop() -> Signal<Count> {
    let window = t::crash_loop.window();
    let waiting = m::kube_pod_container_status_waiting_reason
        .filter(m::reason.is("CrashLoopBackOff"))
        .max_over_time(window)
        .max_by(&["namespace", "pod"]);
    let restarts = m::kube_pod_container_status_restarts_total
        .increase(window)
        .max_by(&["namespace", "pod"])
        // Every pod has a restart counter: at 0 it must not hide that the pod waits.
        .only_above(Quantity::count(0.0));
    worst_of_workload(restarts.or(waiting)).recorded("deployment", "crash_loop", "max")
}

/// One series for each container of the workloads: pauses and pod totals carry no container.
const CONTAINER: &[&str] = &["namespace", "pod", "container"];

/// Memory in use, as a part of the limit.
pub(super) fn memory_usage() -> Signal<Ratio> {
    let used =
        m::container_memory_working_set_bytes.filter(m::container.is_not("")).value().max_by(CONTAINER);
    worst_of_workload(used.over(memory_limit(), CONTAINER)).recorded(
        "deployment",
        "memory_working_set",
        "ratio",
    )
}

/// Memory in use ten minutes from now if it grows on as in the window, as a part of the limit.
pub(super) fn memory_growth() -> Signal<Ratio> {
    let used = m::container_memory_working_set_bytes.filter(m::container.is_not(""));
    let soon = used.predicted(t::memory_growth.window(), minutes(10)).max_by(CONTAINER);
    worst_of_workload(soon.over(memory_limit(), CONTAINER)).recorded(
        "deployment",
        "memory_working_set",
        "ratio_predicted",
    )
}

fn memory_limit() -> Signal<Bytes> {
    m::container_spec_memory_limit_bytes.filter(m::container.is_not("")).value().max_by(CONTAINER)
}

/// CPU time in use, as a part of the limit.
pub(super) fn cpu_usage() -> Signal<Ratio> {
    let used = m::container_cpu_usage_seconds_total
        .filter(m::container.is_not(""))
        .rate(t::cpu_usage.window())
        .sum_by(CONTAINER);
    let limit = m::kube_pod_container_resource_limits.filter(m::resource.is("cpu")).value().max_by(CONTAINER);
    worst_of_workload(used.over(limit, CONTAINER)).recorded("deployment", "cpu_usage", "ratio_rate")
}

/// Seconds per second for which a container was kept from running.
pub(super) fn cpu_throttling() -> Signal<PerSecond<Seconds>> {
    let throttled = m::container_cpu_cfs_throttled_seconds_total
        .filter(m::container.is_not(""))
        .rate(t::cpu_throttling.window())
        .sum_by(CONTAINER);
    worst_of_workload(throttled).recorded("deployment", "cpu_throttled_seconds", "rate")
}

/// Device connections that failed, as a part of all.
pub(super) fn device_connection_failures() -> Signal<Ratio> {
    let (all, window) = (m::edgelink_device_connections_total, t::device_connection_failures.window());
    ratio(all.filter(m::result.is("failure")).rate(window), all.rate(window)).by(GRAIN).recorded(
        "service",
        "device_connections_failed",
        "ratio_rate",
    )
}

/// NAT traversals that failed, as a part of all.
pub(super) fn nat_traversal_failures() -> Signal<Ratio> {
    let (all, window) = (m::edgelink_nat_traversals_total, t::nat_traversal_failures.window());
    ratio(all.filter(m::result.is("failure")).rate(window), all.rate(window)).by(GRAIN).recorded(
        "service",
        "nat_traversals_failed",
        "ratio_rate",
    )
}

/// Health checks that failed, as a part of all.
pub(super) fn health_check_failures() -> Signal<Ratio> {
    let (all, window) = (m::edgelink_health_checks_total, t::health_check_failures.window());
    ratio(all.filter(m::result.is("failure")).rate(window), all.rate(window)).by(GRAIN).recorded(
        "service",
        "health_checks_failed",
        "ratio_rate",
    )
}

/// Database connections in use as a part of the pool, of the instance whose pool is fullest.
pub(super) fn database_pool_usage() -> Signal<Ratio> {
    let instance = &["namespace", "service", "instance"];
    let in_use = m::edgelink_db_pool_connections_in_use.value().max_by(instance);
    let most = m::edgelink_db_pool_connections_max.value().max_by(instance);
    in_use.over(most, instance).max_by(GRAIN).recorded("service", "db_pool_connections", "ratio")
}

/// Active connections as a part of those at the same time a day ago.
pub(super) fn active_connections() -> Signal<Ratio> {
    ratio(m::edgelink_active_connections.value(), m::edgelink_active_connections.offset(days(1)).value())
        .by(GRAIN)
        .recorded("service", "active_connections", "ratio_day_ago")
}
