//! What fires. On three signals the machine takes the traffic from the canary; all others tell people.

use plimsoll::prelude::*;

use super::tracks::Track::{Canary, Stable};
use super::{DASHBOARD, GRAIN, m, r, runbooks, signals, t};

/// Why no rollback alert of this pack asks whether something was deployed: for the check `rollout/no-guard`.
const ALWAYS_ON_TRIAL: &str = "a canary is a deploy: it has traffic only while its version is on trial, and weight 0 takes nothing from users";

/// Enough requests for one failure not to decide.
fn enough_requests() -> Guard {
    let requests = signals::requests(Canary, t::error_rate.window());
    let enough = requests.compared(BinaryOp::AtLeast, t::error_rate.enough_events());
    Guard::new(GuardKind::MinimumTraffic, GRAIN, enough)
}

/// Enough requests for a P95: 5 % of them lie above it, whatever its line.
fn enough_requests_for_p95() -> Guard {
    let requests = signals::requests(Canary, t::p95_latency.window());
    Guard::new(GuardKind::MinimumTraffic, GRAIN, requests.at_least(enough_for(percent(5.0))))
}

pub(super) fn alerts(phases: Option<&Traffic>) -> Vec<Alert> {
    let mut alerts = rollback();
    alerts.extend(saturation());
    alerts.extend(comparison());
    alerts.extend(traffic());
    alerts.extend(phases.into_iter().flat_map(progress));
    alerts.into_iter().map(|alert| alert.dashboard(DASHBOARD)).collect()
}

/// What takes the traffic from the canary, and nothing else does.
fn rollback() -> Vec<Alert> {
    let rollback = || Response::Rollback(r::policy);
    vec![
        Alert::new("CanaryHighErrorRate", rollback(), signals::error_rate(Canary).crosses(t::error_rate))
            .machine("AutoRollbackErrorRateThreshold")
            .guarded_by([enough_requests()])
            .allow("rollout/no-guard", ALWAYS_ON_TRIAL)
            .summary("The canary of {service} fails {value} of its requests (line: {line})")
            .description(
                "More than {line} of the requests to the canary of {service} in {namespace} were answered with a 5xx \
                 status over {window}.",
            )
            .runbook(runbooks::high_error_rate()),
        Alert::new("CanaryHighLatency", rollback(), signals::latency_p95(Canary).crosses(t::p95_latency))
            .machine("AutoRollbackLatencyThreshold")
            .guarded_by([enough_requests_for_p95()])
            .allow("rollout/no-guard", ALWAYS_ON_TRIAL)
            .summary("The canary of {service} answers 5 % of its requests after more than {value} (line: {line})")
            .description(
                "The 95th percentile of the response time of the canary of {service} in {namespace} over {window} is \
                 above {line}.",
            )
            .runbook(runbooks::high_latency()),
        Alert::new(
            "CanaryUnhealthyInstances",
            rollback(),
            signals::unhealthy_instances().crosses(t::unhealthy_instances),
        )
        .machine("AutoRollbackHealthCheckFailure")
        .allow("rollout/no-guard", ALWAYS_ON_TRIAL)
        .summary("{value} instances of the canary of {service} are down")
        .description("Instances of the canary of {service} in {namespace} have not answered for {hold}.")
        .runbook(runbooks::unhealthy_instances()),
    ]
}

/// Resources that run out.
fn saturation() -> Vec<Alert> {
    vec![
        Alert::new("CanaryHighCPU", Response::Notify, signals::cpu_usage(Canary).crosses(t::cpu_usage))
            .summary("The canary of {service} uses {value} of its CPU limit (line: {line})")
            .description("The worst container of the canary of {service} in {namespace} has little CPU left.")
            .runbook(runbooks::high_cpu()),
        Alert::new("CanaryHighCPU", Response::Page, signals::cpu_usage(Canary).crosses(t::cpu_usage_critical))
            .summary("The canary of {service} uses {value} of its CPU limit (line: {line})")
            .description("The worst container of the canary of {service} in {namespace} has no CPU left.")
            .runbook(runbooks::high_cpu()),
        Alert::new("CanaryHighMemory", Response::Notify, signals::memory_usage(Canary).crosses(t::memory_usage))
            .summary("The canary of {service} uses {value} of its memory limit (line: {line})")
            .description(
                "The worst container of the canary of {service} in {namespace} is close to its limit; at 100 % it is \
                 killed.",
            )
            .runbook(runbooks::high_memory()),
    ]
}

/// The canary against stable. Two cold pods against warm production are no evidence: the comparison needs a floor and
/// enough requests besides, and moves no machine.
fn comparison() -> Vec<Alert> {
    let floor = |condition| Guard::new(GuardKind::Other, GRAIN, condition);
    let errors = signals::error_rate(Canary).exceeds(
        t::error_rate_times_stable.line(),
        signals::error_rate(Stable),
        GRAIN,
    );
    let latency = signals::latency_p95(Canary).exceeds(
        t::p95_latency_times_stable.line(),
        signals::latency_p95(Stable),
        GRAIN,
    );
    vec![
        Alert::new("CanaryErrorRateHigherThanStable", Response::Notify, errors)
            .timed_by(t::error_rate_times_stable)
            .guarded_by([floor(signals::error_rate(Canary).crosses(t::error_rate_floor)), enough_requests()])
            .summary("The canary of {service} fails {value} of its requests, more than {line} times what stable fails")
            .description(
                "The error ratio of the canary of {service} in {namespace} has been more than {line} times that of \
                 stable for {hold}, and above the floor below which it does not matter.",
            )
            .runbook(runbooks::error_rate_higher_than_stable()),
        Alert::new("CanaryLatencyHigherThanStable", Response::Notify, latency)
            .timed_by(t::p95_latency_times_stable)
            .guarded_by([
                floor(signals::latency_p95(Canary).crosses(t::p95_latency_floor)),
                enough_requests_for_p95(),
            ])
            .summary("The P95 of the canary of {service} is {value}, more than {line} times that of stable")
            .description(
                "The 95th percentile of the response time of the canary of {service} in {namespace} has been more \
                 than {line} times that of stable for {hold}, and above the objective.",
            )
            .runbook(runbooks::latency_higher_than_stable()),
    ]
}

/// The traffic does not go where it should.
fn traffic() -> Vec<Alert> {
    let window = t::deployment_stuck.window();
    let all = m::http_requests_total.increase(window).sum_by(GRAIN);
    let reached = signals::requests(Canary, window).above(Quantity::count(0.0));
    let off = signals::traffic_ratio().distance_from(Traffic::live_weight());
    vec![
        Alert::new("CanaryTrafficAllocationAbnormal", Response::Notify, off.crosses(t::traffic_deviation))
            .summary("The traffic to the canary of {service} is {value} of all away from its weight (line: {line})")
            .description(
                "The part of the requests to {service} in {namespace} that reaches its canary has been more than \
                 {line} of all requests away from the weight of the traffic phase for {hold}.",
            )
            .runbook(runbooks::traffic_allocation_abnormal()),
        Alert::new("CanaryDeploymentStuck", Response::Notify, all.crosses(t::deployment_stuck).unless_on(GRAIN, reached))
            .allow("promql/newborn-counter", "whether a service is asked at all does not hang on the first request")
            .summary("No request reaches the canary of {service}")
            .description(
                "{service} in {namespace} has been asked {value} times within {window}, and its canary never, for \
                 {hold}: the rollout does not get on.",
            )
            .runbook(runbooks::deployment_stuck()),
    ]
}

/// A traffic phase has begun.
fn progress(traffic: &Traffic) -> Vec<Alert> {
    let started = traffic.started(GRAIN, signals::traffic_ratio).into_iter();
    started
        .map(|(name, phase, condition)| {
            Alert::new(name, Response::Inform, condition)
                .summary(format!(
                    "The canary of {{service}} gets {{value}} of the traffic (weight: {})",
                    phase.weight
                ))
                .description(format!(
                    "The traffic phase {} of {{service}} in {{namespace}} has begun.",
                    phase.name
                ))
                .runbook(runbooks::phase_started())
        })
        .collect()
}
