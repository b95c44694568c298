//! The dashboard of a service: twelve panels in four rows, half of them with an alert's line.

use plimsoll::prelude::*;

use super::metrics as m;
use super::pack::GRAIN;

/// The dashboard of one service, whose name is its uid.
pub(super) fn service(name: &'static str) -> Dashboard {
    Dashboard::new(name, format!("Fleet: {name}"))
        .description("Every signal of the service's alerts, with the line at which the alert fires.")
        .with_row("Requests", requests())
        .with_row("Processes", processes())
        .with_row("Work", work())
        .with_row("Database", database())
}

fn requests() -> [Panel; 3] {
    let rate = m::http_requests_total.rate(Window::Panel).sum_by(GRAIN);
    [
        Panel::of_alert("error-ratio", "Error ratio", "ServiceHighErrorRate")
            .description("Failed requests as a part of all. Past the line the service is rolled back."),
        Panel::of_alert("p95-latency", "P95 latency", "ServiceHighLatency")
            .description("95 % of the requests are faster. Past the line the service is rolled back."),
        Panel::of_signal("requests", "Requests", &rate, "{service}").description("Requests per second."),
    ]
}

fn processes() -> [Panel; 3] {
    let age = age_of(m::process_start_time_seconds.value().max_by(GRAIN));
    [
        Panel::of_alert("memory", "Memory", "ServiceHighMemoryUsage")
            .description("Memory of the fullest instance as a part of its limit."),
        Panel::of_alert("cpu", "CPU", "ServiceHighCpuUsage")
            .description("CPU time of the busiest instance as a part of its limit."),
        Panel::of_signal("age", "Since the last start", &age, "{service}")
            .draw(Draw::Stat)
            .description("How long the youngest instance has run: short after a deploy."),
    ]
}

fn work() -> [Panel; 3] {
    let restarts = m::process_restarts_total.increase(Window::Panel).sum_by(GRAIN);
    let slow = m::http_request_duration_seconds.quantile(0.99, Window::Panel, GRAIN);
    let median = m::http_request_duration_seconds.quantile(0.5, Window::Panel, GRAIN);
    [
        Panel::of_alert("queue", "Queue", "ServiceQueueTooLong").description("Work that waits."),
        Panel::of_signal("restarts", "Restarts", &restarts, "{service}")
            .description("How often instances were restarted; ServiceRestarting tells of it."),
        Panel::of_signal("latency", "Latency", &median, "{service} median")
            .with_signal(&slow, "{service} P99")
            .description("The usual request, and the slow one."),
    ]
}

fn database() -> [Panel; 3] {
    let in_use = m::pool_connections_in_use.value().sum_by(GRAIN);
    let most = m::pool_connections_max.value().sum_by(GRAIN);
    let waiting = m::queue_length.max_over_time(Window::Panel).max_by(GRAIN);
    [
        Panel::of_alert("pool", "Pool", "ServicePoolExhaustion")
            .description("Connections in use as a part of the fullest pool."),
        Panel::of_signal("connections", "Connections", &in_use, "{service} in use")
            .with_signal(&most, "{service} at most")
            .description("Connections of all instances together."),
        Panel::of_signal("longest-queue", "Longest queue", &waiting, "{service}")
            .description("The longest queue of an instance: long while the pool is empty."),
    ]
}
