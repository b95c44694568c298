//! Alerts on services. Three of them may roll back; all others page or notify.

use plimsoll::prelude::*;

use super::workloads::{NAMES, last_deploy};
use super::{DASHBOARD, GRAIN, m, o, r, runbooks, signals, t};

/// Something was deployed within the hour: a broken database rolls nothing back, and the alert resolves once the
/// undo is through.
fn recent_deploy() -> Guard {
    let age = age_of(last_deploy());
    Guard::new(GuardKind::RecentDeploy, GRAIN, age.below(Quantity::hours(1.0)))
}

/// Enough requests in the error ratio's window for one failure not to decide.
fn enough_requests() -> Guard {
    let requests = signals::requests(t::error_rate.window());
    let enough = requests.compared(BinaryOp::AtLeast, t::error_rate.enough_events());
    Guard::new(GuardKind::MinimumTraffic, GRAIN, enough)
}

/// Enough requests in the quantile's window: 5 % of them lie above a P95, whatever its line.
fn enough_requests_for_p95() -> Guard {
    let enough = enough_for(percent(5.0));
    Guard::new(GuardKind::MinimumTraffic, GRAIN, signals::requests(t::p95_latency.window()).at_least(enough))
}

pub(super) fn alerts() -> Vec<Alert> {
    let mut alerts = rollback();
    alerts.extend(saturation());
    alerts.extend(function());
    alerts.extend(error_budget());
    alerts.into_iter().map(|alert| alert.dashboard(DASHBOARD)).collect()
}

/// What may roll back, and nothing else may.
fn rollback() -> Vec<Alert> {
    let rollback = || Response::Rollback(r::policy);
    vec![
        Alert::new(
            "EdgeLinkHighErrorRate",
            rollback(),
            signals::error_ratio(t::error_rate.window()).crosses(t::error_rate),
        )
        .guarded_by([recent_deploy(), enough_requests()])
        .summary("{service} fails {value} of its requests (line: {line})")
        .description(
            "More than {line} of the requests to {service} in {namespace} were answered with a 5xx status over \
             {window}, and {service} was deployed within the last hour.",
        )
        .runbook(runbooks::high_error_rate()),
        Alert::new("EdgeLinkHighLatency", rollback(), signals::p95_latency().crosses(t::p95_latency))
            .guarded_by([recent_deploy(), enough_requests_for_p95()])
            .summary("{service} answers 5 % of its requests after more than {value} (line: {line})")
            .description(
                "The 95th percentile of the response time of {service} in {namespace} over {window} is above \
                 {line}, and {service} was deployed within the last hour.",
            )
            .runbook(runbooks::high_latency()),
        Alert::new("EdgeLinkPodCrashLooping", rollback(), signals::crash_loop().crosses(t::crash_loop))
            .guarded_by([recent_deploy()])
            .summary("{deployment} crashes again and again")
            .description(
                "A container of {deployment} in {namespace} was restarted or waited in CrashLoopBackOff within \
                 {window}, and {deployment} was deployed within the last hour.",
            )
            .runbook(runbooks::pod_crash_looping()),
    ]
}

/// Resources that run out.
fn saturation() -> Vec<Alert> {
    let available = m::kube_deployment_status_replicas_available
        .filter(m::deployment.matches(&NAMES.any_deployment()))
        .value()
        .max_by(&["namespace", "deployment"]);
    let wanted = m::kube_deployment_spec_replicas
        .filter(m::deployment.matches(&NAMES.any_deployment()))
        .value()
        .max_by(&["namespace", "deployment"]);
    let mismatch = available.differs_from(wanted);
    vec![
        Alert::new(
            "EdgeLinkDeploymentReplicaMismatch",
            Response::Notify,
            mismatch.label_from("service", "$1", "deployment", &NAMES.service_of_deployment()),
        )
        .timed_by(t::replica_mismatch)
        .summary("{deployment} has {value} available replicas, not as many as it should")
        .description("The available replicas of {deployment} in {namespace} have not been the wanted ones for {hold}.")
        .runbook(runbooks::deployment_replica_mismatch()),
        Alert::new("EdgeLinkHighMemoryUsage", Response::Notify, signals::memory_usage().crosses(t::memory_usage))
            .summary("{deployment} uses {value} of its memory limit (line: {line})")
            .description(
                "The worst container of {deployment} in {namespace} is close to its limit; at 100 % it is killed.",
            )
            .runbook(runbooks::high_memory_usage()),
        Alert::new("EdgeLinkMemoryGrowth", Response::Notify, signals::memory_growth().crosses(t::memory_growth))
            .guarded_by([recent_deploy()])
            .summary("{deployment} will use {value} of its memory limit in ten minutes (line: {line})")
            .description(
                "The memory of the worst container of {deployment} in {namespace} has grown over {window} so that \
                 it reaches its limit within ten minutes, and {deployment} was deployed within the last hour.",
            )
            .runbook(runbooks::memory_growth()),
        Alert::new("EdgeLinkCPUThrottling", Response::Notify, signals::cpu_throttling().crosses(t::cpu_throttling))
            .summary("{deployment} is throttled for {value} (line: {line})")
            .description(
                "The worst container of {deployment} in {namespace} wanted to run and was kept from it by its CPU \
                 limit.",
            )
            .runbook(runbooks::cpu_throttling()),
        Alert::new("EdgeLinkHighCPUUsage", Response::Page, signals::cpu_usage().crosses(t::cpu_usage))
            .summary("{deployment} uses {value} of its CPU limit (line: {line})")
            .description("The worst container of {deployment} in {namespace} has no CPU left over {window}.")
            .runbook(runbooks::high_cpu_usage()),
        Alert::new(
            "EdgeLinkDatabasePoolExhaustion",
            Response::Notify,
            signals::database_pool_usage().crosses(t::database_pool_usage),
        )
        .summary("{service} uses {value} of its database connections (line: {line})")
        .description("The fullest connection pool of {service} in {namespace} is nearly empty of free connections.")
        .runbook(runbooks::database_pool_exhaustion()),
    ]
}

/// Functions of the product that fail.
fn function() -> Vec<Alert> {
    vec![
        Alert::new(
            "EdgeLinkDeviceConnectionFailures",
            Response::Notify,
            signals::device_connection_failures().crosses(t::device_connection_failures),
        )
        .summary("{value} of the device connections to {service} fail (line: {line})")
        .description("Devices cannot connect to {service} in {namespace}.")
        .runbook(runbooks::device_connection_failures()),
        Alert::new(
            "EdgeLinkNATTraversalFailures",
            Response::Notify,
            signals::nat_traversal_failures().crosses(t::nat_traversal_failures),
        )
        .summary("{value} of the NAT traversals of {service} fail (line: {line})")
        .description("Peers behind NAT cannot reach each other through {service} in {namespace}.")
        .runbook(runbooks::nat_traversal_failures()),
        Alert::new(
            "EdgeLinkHealthCheckFailures",
            Response::Page,
            signals::health_check_failures().crosses(t::health_check_failures),
        )
        .summary("{value} of the health checks of {service} fail (line: {line})")
        .description("{service} in {namespace} answers its health checks badly or not at all.")
        .runbook(runbooks::health_check_failures()),
        Alert::new(
            "EdgeLinkActiveConnectionsDrop",
            Response::Page,
            signals::active_connections().crosses(t::active_connections_drop),
        )
        .summary("{service} has {value} of the connections that it had a day ago (line: {line})")
        .description("Clients of {service} in {namespace} are gone that were there at this time yesterday.")
        .runbook(runbooks::active_connections_drop()),
    ]
}

/// The error budget burns too fast.
fn error_budget() -> Vec<Alert> {
    let alert = |burn: BurnRate| {
        let (factor, short) = (burn.factor, burn.short);
        let condition = burn.condition(o::availability, GRAIN, signals::error_ratio);
        Alert::new("EdgeLinkErrorBudgetBurn", burn.response, condition)
            .label("window", burn.long.to_string())
            .summary(format!("{{service}} burns its error budget at {factor} times the sustainable pace ({{value}} of requests fail)"))
            .description(format!(
                "Over {} and over {short}, {{service}} in {{namespace}} failed so many requests that at this pace \
                 its objective of {} over {} is missed.",
                burn.long,
                o::availability.share,
                o::availability.period,
            ))
            .runbook(runbooks::error_budget_burn())
    };
    burn_rates().map(alert).into()
}
