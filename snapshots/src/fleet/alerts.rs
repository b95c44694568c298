//! The alerts of a service: eleven rules, which read four recordings.

use plimsoll::prelude::*;

use super::metrics as m;
use super::pack::{
    CPU_USAGE, ERROR_RATE, GRAIN, MEMORY_USAGE, P95_LATENCY, POOL_USAGE, QUEUE_LENGTH, RESTARTS,
};

/// The objective whose budget burns.
pub(super) const AVAILABILITY: Objective = Objective::new("availability", percent(99.9), days(30));

const POLICY: RollbackPolicy = RollbackPolicy::new(minutes(30)).attempts(2);

/// One series for each process.
const INSTANCE: &[&str] = &["namespace", "service", "instance"];

fn error_ratio(window: Window) -> Signal<Ratio> {
    let failed = m::http_requests_total.filter(m::status.matches("5.."));
    ratio(failed.rate(window), m::http_requests_total.rate(window)).by(GRAIN).recorded(
        "service",
        "http_requests_failed",
        "ratio_rate",
    )
}

fn p95_latency() -> Signal<Seconds> {
    m::http_request_duration_seconds.quantile(0.95, P95_LATENCY.window(), GRAIN).recorded(
        "service",
        "http_request_duration_seconds",
        "p95_rate",
    )
}

fn requests(window: Window) -> Signal<Count> {
    m::http_requests_total.increase(window).sum_by(GRAIN).recorded("service", "http_requests", "increase")
}

fn memory_usage() -> Signal<Ratio> {
    let used = m::process_resident_memory_bytes.value().max_by(INSTANCE);
    used.over(m::process_memory_limit_bytes.value().max_by(INSTANCE), INSTANCE).max_by(GRAIN)
}

fn cpu_usage() -> Signal<Ratio> {
    let used = m::process_cpu_seconds_total.rate(CPU_USAGE.window()).sum_by(INSTANCE);
    used.over(m::process_cpu_limit_cores.value().max_by(INSTANCE), INSTANCE).max_by(GRAIN)
}

fn pool_usage() -> Signal<Ratio> {
    let used = m::pool_connections_in_use.value().max_by(INSTANCE);
    used.over(m::pool_connections_max.value().max_by(INSTANCE), INSTANCE).max_by(GRAIN)
}

fn recent_deploy() -> Guard {
    let age = age_of(m::process_start_time_seconds.value().max_by(GRAIN));
    Guard::new(GuardKind::RecentDeploy, GRAIN, age.below(Quantity::hours(1.0)))
}

fn enough(condition: Condition) -> Guard {
    Guard::new(GuardKind::MinimumTraffic, GRAIN, condition)
}

/// One page for a kind of trouble, not one for each alert: what is measured is rules, dashboards and routes.
fn traffic() -> Runbook {
    Runbook::new("traffic", "Users of the service wait, or are refused.")
        .look_at("The last deploy.")
        .look_at("The services that this one calls.")
}

fn saturation() -> Runbook {
    Runbook::new("saturation", "A resource of the service runs out.")
        .look_at("Whether the load grew, or the cost of a request.")
        .look_at("The limits, against what is used today.")
}

/// The alerts, all shown on the dashboard `uid`.
pub(super) fn alerts(uid: &'static str) -> Vec<Alert> {
    let mut alerts = of_traffic();
    alerts.extend(of_saturation());
    alerts.into_iter().map(|alert| alert.dashboard(uid)).collect()
}

fn of_traffic() -> Vec<Alert> {
    let rollback = || Response::Rollback(POLICY);
    let [burn, ..] = burn_rates();
    vec![
        Alert::new("ServiceHighErrorRate", rollback(), error_ratio(ERROR_RATE.window()).crosses(ERROR_RATE))
            .guarded_by([
                recent_deploy(),
                enough(requests(ERROR_RATE.window()).compared(BinaryOp::AtLeast, ERROR_RATE.enough_events())),
            ])
            .summary("{service} fails {value} of its requests (line: {line})")
            .description(
                "More than {line} of the requests to {service} in {namespace} failed over {window}, and \
                 {service} was deployed within the last hour.",
            )
            .runbook(traffic()),
        Alert::new("ServiceHighLatency", rollback(), p95_latency().crosses(P95_LATENCY))
            .guarded_by([
                recent_deploy(),
                enough(requests(P95_LATENCY.window()).at_least(enough_for(percent(5.0)))),
            ])
            .summary("{service} answers 5 % of its requests after more than {value} (line: {line})")
            .description(
                "The 95th percentile of {service} in {namespace} over {window} is above {line}, and \
                 {service} was deployed within the last hour.",
            )
            .runbook(traffic()),
        budget_burn(burn),
        Alert::new(
            "ServiceMetricsMissing",
            Response::Page,
            absent_series(m::http_requests_total, minutes(10)),
        )
        .hold(minutes(5))
        .summary("{namespace} counts no requests")
        .description("No request was counted in {namespace}; what is computed from them is silent.")
        .runbook(traffic()),
    ]
}

fn budget_burn(burn: BurnRate) -> Alert {
    let (factor, long) = (burn.factor, burn.long);
    let condition = burn.condition(AVAILABILITY, GRAIN, error_ratio);
    Alert::new("ServiceErrorBudgetBurn", burn.response, condition)
        .summary(format!("{{service}} burns its error budget {factor} times too fast"))
        .description(format!(
            "Over {long}, {{value}} of the requests to {{service}} in {{namespace}} failed."
        ))
        .runbook(traffic())
}

fn of_saturation() -> Vec<Alert> {
    let restarts = m::process_restarts_total.increase(RESTARTS.window()).max_by(GRAIN);
    let queue = m::queue_length.value().sum_by(GRAIN);
    vec![
        Alert::new("ServiceHighMemoryUsage", Response::Notify, memory_usage().crosses(MEMORY_USAGE))
            .summary("{service} uses {value} of its memory (line: {line})")
            .description("The fullest instance of {service} in {namespace} is close to its memory limit.")
            .runbook(saturation()),
        Alert::new("ServiceHighCpuUsage", Response::Notify, cpu_usage().crosses(CPU_USAGE))
            .summary("{service} uses {value} of its cores (line: {line})")
            .description("The busiest instance of {service} in {namespace} has no core left over {window}.")
            .runbook(saturation()),
        Alert::new("ServiceRestarting", Response::Page, restarts.crosses(RESTARTS))
            .summary("{service} was restarted {value} times (line: {line})")
            .description("An instance of {service} in {namespace} starts again and again.")
            .runbook(saturation()),
        Alert::new("ServiceQueueTooLong", Response::Notify, queue.crosses(QUEUE_LENGTH))
            .summary("{value} pieces of work wait in {service} (line: {line})")
            .description("{service} in {namespace} gets more work than it does.")
            .runbook(saturation()),
        Alert::new("ServicePoolExhaustion", Response::Notify, pool_usage().crosses(POOL_USAGE))
            .summary("{service} uses {value} of its database connections (line: {line})")
            .description("The fullest pool of {service} in {namespace} has nearly no connection left.")
            .runbook(saturation()),
    ]
}
