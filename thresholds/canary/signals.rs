//! What is measured. What people, dashboards and gates rely on is recorded under the names that stand here.

use plimsoll::prelude::*;

use super::tracks::Track;
use super::{GRAIN, m, t};

/// Requests to the canary, as a part of all.
pub(super) fn traffic_ratio() -> Signal<Ratio> {
    let window = t::error_rate.window();
    let canary = m::http_requests_total.filter(m::track.is(Track::Canary.value()));
    ratio(canary.rate(window), m::http_requests_total.rate(window))
        .none_is_zero()
        .by(GRAIN)
        .recorded_as("canary:traffic_ratio")
}

/// Requests that failed on the server's side, as a part of all of the track; 0 while none has.
pub(super) fn error_rate(track: Track) -> Signal<Ratio> {
    let (all, window) = (m::http_requests_total.filter(m::track.is(track.value())), t::error_rate.window());
    let failed = all.clone().filter(m::status.matches("5.."));
    ratio(failed.rate(window), all.rate(window))
        .none_is_zero()
        .by(GRAIN)
        .recorded_as(track.of("canary:error_rate_canary", "canary:error_rate_stable"))
}

/// The time within which 95 % of the requests are answered.
pub(super) fn latency_p95(track: Track) -> Signal<Seconds> {
    latency(track, 0.95).recorded_as(track.of("canary:latency_p95_canary", "canary:latency_p95_stable"))
}

/// The time within which 99 % of the requests are answered.
pub(super) fn latency_p99(track: Track) -> Signal<Seconds> {
    latency(track, 0.99).recorded_as(track.of("canary:latency_p99_canary", "canary:latency_p99_stable"))
}

fn latency(track: Track, quantile: f64) -> Signal<Seconds> {
    let durations = m::http_request_duration_seconds.filter(m::track.is(track.value()));
    durations.quantile(quantile, t::p95_latency.window(), GRAIN)
}

/// One series for each container: pauses and pod totals carry no container.
const CONTAINER: &[&str] = &["namespace", "pod", "container"];

/// CPU time in use, as a part of the limit, of the worst container.
pub(super) fn cpu_usage(track: Track) -> Signal<Ratio> {
    let used = m::container_cpu_usage_seconds_total
        .filter(m::container.is_not(""))
        .rate(t::cpu_usage.window())
        .sum_by(CONTAINER);
    let limit = m::kube_pod_container_resource_limits.filter(m::resource.is("cpu")).value().max_by(CONTAINER);
    let usage = track.worst(used.over(limit, CONTAINER));
    usage.recorded_as(track.of("canary:cpu_usage_canary", "canary:cpu_usage_stable"))
}

/// Memory in use, as a part of the limit, of the worst container.
pub(super) fn memory_usage(track: Track) -> Signal<Ratio> {
    let used =
        m::container_memory_working_set_bytes.filter(m::container.is_not("")).value().max_by(CONTAINER);
    let limit =
        m::container_spec_memory_limit_bytes.filter(m::container.is_not("")).value().max_by(CONTAINER);
    let usage = track.worst(used.over(limit, CONTAINER));
    usage.recorded_as(track.of("canary:memory_usage_canary", "canary:memory_usage_stable"))
}

/// Instances of the canary that cannot be scraped. It is 0 while all are well and nothing while there is none: what
/// asks it can tell the two apart.
pub(super) fn unhealthy_instances() -> Signal<Count> {
    let instances = || m::up.filter(m::track.is(Track::Canary.value())).value();
    instances().count_by(GRAIN) - instances().sum_by(GRAIN)
}

/// Requests to a track in a window.
pub(super) fn requests(track: Track, window: Window) -> Signal<Count> {
    m::http_requests_total.filter(m::track.is(track.value())).increase(window).sum_by(GRAIN)
}
