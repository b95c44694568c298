//! What is measured: always of a zone, never of a node.

use plimsoll::prelude::*;

use super::{ZONE, jobs, m, t};

/// Whether CloudCore can be scraped.
pub(super) fn cloudcore_up() -> Signal<Count> {
    m::up.filter(m::job.is(jobs::CLOUDCORE)).value().max_by(&["job"])
}

/// Nodes whose agent cannot be scraped; no series where there are none.
pub(super) fn nodes_down() -> Signal<Count> {
    m::up.filter(m::job.is(jobs::EDGECORE)).value().equals(Quantity::count(0.0)).count_by(ZONE)
}

/// Nodes that have not been seen for the whole window. One that was not there when it began is new, not lost.
pub(super) fn nodes_offline() -> Signal<Count> {
    let (agents, window) = (m::up.filter(m::job.is(jobs::EDGECORE)), t::nodes_offline.window());
    let known = agents.clone().offset(window).value().at_least(Quantity::count(0.0));
    agents.max_over_time(window).equals(Quantity::count(0.0)).and_on(&["node"], known).count_by(ZONE)
}

/// Whether `CloudHub` takes connections, on the port that fares worst.
pub(super) fn cloudhub_reachable() -> Signal<Ratio> {
    m::probe_success
        .filter(m::job.is(jobs::CLOUDHUB))
        .max_over_time(t::cloudhub_reachable.window())
        .min_by(&["instance"])
}

/// Which part of the probes from the cloud to the nodes succeed.
pub(super) fn link_availability() -> Signal<Ratio> {
    m::probe_success.filter(m::job.is(jobs::LINK)).avg_over_time(t::link_availability.window()).avg_by(ZONE)
}

/// How long a probe from the cloud to a node takes, on average.
pub(super) fn link_latency() -> Signal<Seconds> {
    m::probe_duration_seconds
        .filter(m::job.is(jobs::LINK))
        .avg_over_time(t::link_latency.window())
        .avg_by(ZONE)
}

/// Memory of the agent that takes most.
pub(super) fn agent_memory() -> Signal<Bytes> {
    m::process_resident_memory_bytes.filter(m::job.is(jobs::EDGECORE)).value().max_by(ZONE)
}

/// CPU of the agent that takes most.
pub(super) fn agent_cpu() -> Signal<Cores> {
    m::process_cpu_seconds_total.filter(m::job.is(jobs::EDGECORE)).rate(t::agent_cpu.window()).max_by(ZONE)
}

/// Log entries that Promtail gave up.
pub(super) fn promtail_dropped() -> Signal<Count> {
    m::promtail_dropped_entries_total.increase(t::promtail_dropped.window()).sum_by(&["host"])
}

/// Requests that Loki answered with a 5xx status, as a part of all.
pub(super) fn loki_errors() -> Signal<Ratio> {
    let (all, window) = (m::loki_request_duration_seconds, t::loki_errors.window());
    ratio(all.filter(m::status_code.matches("5..")).count_rate(window), all.count_rate(window)).by(&["route"])
}

/// Spans that the Jaeger collector threw away, as a part of those that arrived.
pub(super) fn jaeger_dropped() -> Signal<Ratio> {
    let window = t::jaeger_dropped.window();
    let dropped = m::jaeger_collector_spans_dropped_total.rate(window);
    ratio(dropped, m::jaeger_collector_spans_received_total.rate(window)).by(&["job"])
}

/// What Prometheus has on its volume, of replicas the fullest. Other programs have a write-ahead log of that name, and no blocks.
pub(super) fn prometheus_storage() -> Signal<Bytes> {
    let job = &["job"];
    m::prometheus_tsdb_storage_blocks_bytes.value().max_by(job)
        + m::prometheus_tsdb_wal_storage_size_bytes.value().max_by(job)
}

/// Rules that Prometheus could not evaluate.
pub(super) fn rule_failures() -> Signal<Count> {
    m::prometheus_rule_evaluation_failures_total.increase(t::rule_failures.window()).sum_by(&["rule_group"])
}

/// Notifications that Alertmanager could not deliver.
pub(super) fn notification_failures() -> Signal<Count> {
    m::alertmanager_notifications_failed_total
        .increase(t::notification_failures.window())
        .sum_by(&["integration"])
}
