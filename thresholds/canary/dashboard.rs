//! What a person looks at while a version is on trial.

use plimsoll::prelude::*;

use super::tracks::Track::{self, Canary, Stable};
use super::{DASHBOARD, GRAIN, m, signals};

/// The canary against stable.
pub(super) fn deployment() -> Dashboard {
    let requests = |track: Track| {
        m::http_requests_total.filter(m::track.is(track.value())).rate(Window::Panel).sum_by(GRAIN)
    };
    let failed = |track: Track| {
        let all = m::http_requests_total.filter(m::track.is(track.value()));
        all.filter(m::status.matches("5..")).increase(minutes(5)).sum_by(GRAIN)
    };
    let health = m::up.value().min_by(&["namespace", "service", "track", "instance"]);
    Dashboard::new(DASHBOARD, "Canary deployment")
        .description("The version on trial against the one that it shall replace.")
        .with_row(
            "Traffic",
            [
                Panel::of_signal("traffic", "Traffic allocation", &signals::traffic_ratio(), "{service}")
                    .axis(percent(0.0), percent(100.0))
                    .with_line(Line::of_signal(&weight(), "target"))
                    .description("Requests to the canary as a part of all. It should follow the weight of the traffic phase."),
                Panel::of_signal("throughput", "Throughput", &requests(Canary), "{service} canary")
                    .with_signal(&requests(Stable), "{service} stable")
                    .description("Requests per second to each version."),
            ],
        )
        .with_row(
            "Requests",
            [
                Panel::of_signal("error-rate", "Error ratio", &signals::error_rate(Canary), "{service} canary")
                    .with_signal(&signals::error_rate(Stable), "{service} stable")
                    .description("Requests answered with a 5xx status as a part of all of the version. Past the line of CanaryHighErrorRate the machine sets the weight to 0."),
                Panel::of_signal("latency", "Latency", &signals::latency_p95(Canary), "{service} canary P95")
                    .with_signal(&signals::latency_p99(Canary), "{service} canary P99")
                    .with_signal(&signals::latency_p95(Stable), "{service} stable P95")
                    .with_signal(&signals::latency_p99(Stable), "{service} stable P99")
                    .description("The time within which 95 % and 99 % of the requests are answered. Past the line of CanaryHighLatency the machine sets the weight to 0."),
                Panel::of_signal("errors", "5xx in 5 minutes", &failed(Canary), "{service} canary")
                    .with_signal(&failed(Stable), "{service} stable")
                    .draw(Draw::Stacked)
                    .description("Requests answered with a 5xx status within five minutes."),
            ],
        )
        .with_row(
            "Instances",
            [
                Panel::of_signal("cpu", "CPU", &signals::cpu_usage(Canary), "{service} canary")
                    .with_signal(&signals::cpu_usage(Stable), "{service} stable")
                    .description("CPU time of the worst container as a part of its limit."),
                Panel::of_signal("memory", "Memory", &signals::memory_usage(Canary), "{service} canary")
                    .with_signal(&signals::memory_usage(Stable), "{service} stable")
                    .description("Working set of the worst container as a part of its limit. At 100 % it is killed."),
                Panel::of_signal("health", "Instance health", &health, "{track} {instance}")
                    .draw(Draw::States)
                    .with_state(State::good(Quantity::count(1.0), "healthy"))
                    .with_state(State::bad(Quantity::count(0.0), "down"))
                    .description("Green while an instance can be scraped, red while it cannot."),
            ],
        )
}

/// The weight of the live traffic phase.
fn weight() -> Signal<Ratio> {
    Signal::raw(
        "plimsoll:threshold:value{pack=\"canary\", threshold=\"traffic_weight\", namespace=\"$namespace\"}",
        &["namespace", "phase"],
        Duration::ZERO,
    )
}
