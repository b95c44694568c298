//! Alerts on the machinery itself: the actor, the monitors, the way to people.

use plimsoll::prelude::*;

use super::workloads::NAMES;
use super::{DASHBOARD, GRAIN, m, runbooks, signals, t};

/// The services that answer HTTP; `background-worker` does not.
const HTTP_SERVICES: [&str; 3] = ["api-gateway", "device-service", "topology-service"];

/// The alerts that people are told of by another way than PagerDuty too.
pub(super) const TOLD_BESIDES: &[&str] = &[
    "EdgeLinkRollbackFailed",
    "EdgeLinkMetricsMissing",
    "EdgeLinkPrometheusRuleFailures",
    "EdgeLinkAlertmanagerNotificationsFailing",
];

pub(super) fn alerts() -> Vec<Alert> {
    let mut alerts = actor();
    alerts.extend(monitors());
    alerts
}

/// Rollbacks that did not work.
fn actor() -> Vec<Alert> {
    let workload = &["namespace", "deployment"];
    let failed = m::edgelink_rollback_total
        .filter(m::result.is("failure"))
        .grew(t::rollback_failed.window())
        .max_by(workload)
        .label_from("service", "$1", "deployment", &NAMES.service_of_deployment());
    let succeeded = m::edgelink_rollback_total
        .filter(m::result.is("success"))
        .grew(t::rollback_did_not_help.window())
        .max_by(workload)
        .label_from("service", "$1", "deployment", &NAMES.service_of_deployment());
    let still_bad = signals::error_ratio(t::error_rate.window())
        .crosses(t::error_rate)
        .or(signals::p95_latency().crosses(t::p95_latency));
    vec![
        Alert::new("EdgeLinkRollbackFailed", Response::Page, failed)
            .timed_by(t::rollback_failed)
            .dashboard(DASHBOARD)
            .summary("The rollback of {deployment} failed")
            .description("The actor tried to roll {deployment} in {namespace} back and gave up; a person must act.")
            .runbook(runbooks::rollback_failed()),
        Alert::new("EdgeLinkRollbackDidNotHelp", Response::Page, still_bad.and_on(GRAIN, succeeded))
            .timed_by(t::rollback_did_not_help)
            .dashboard(DASHBOARD)
            .summary("{service} was rolled back and is still past its line")
            .description(
                "{service} in {namespace} was rolled back within {window}, and its error ratio or its P95 is still \
                 past the line: the cause is not the last version.",
            )
            .runbook(runbooks::rollback_did_not_help()),
    ]
}

/// What watches, watched.
fn monitors() -> Vec<Alert> {
    let window = t::metrics_missing.window();
    let requests = |service| absent_series(m::http_requests_total.filter(m::service.is(service)), window);
    let [first, rest @ ..] = HTTP_SERVICES;
    let missing = rest.into_iter().fold(requests(first), |all, service| all.or(requests(service)));
    let rule_failures = m::prometheus_rule_evaluation_failures_total
        .increase(t::rule_failures.window())
        .sum_by(&["rule_group"]);
    let notification_failures = m::alertmanager_notifications_failed_total
        .increase(t::notification_failures.window())
        .sum_by(&["integration"]);
    vec![
        Alert::new("EdgeLinkMetricsMissing", Response::Page, missing)
            .timed_by(t::metrics_missing)
            .summary("{service} exposes no request metrics")
            .description(
                "No series of http_requests_total from {service} in {namespace} for {window}: its other alerts \
                 are silent whatever happens.",
            )
            .runbook(runbooks::metrics_missing()),
        Alert::new(
            "EdgeLinkMetricsMissing",
            Response::Page,
            absent_series(m::kube_deployment_spec_replicas, window),
        )
        .label("exporter", "kube-state-metrics")
        .timed_by(t::metrics_missing)
        .summary("kube-state-metrics exposes nothing of {namespace}")
        .description(
            "No series of kube_deployment_spec_replicas in {namespace} for {window}: nothing knows of deploys, so \
             no rollback can be decided.",
        )
        .runbook(runbooks::metrics_missing()),
        Alert::new("EdgeLinkPrometheusRuleFailures", Response::Page, rule_failures.crosses(t::rule_failures))
            .summary("Prometheus fails to evaluate {rule_group}")
            .allow("promql/newborn-counter", "Prometheus initialises it to 0 when it loads a group")
            .description("Rules of {rule_group} failed {value} times within {window}; what they watch is not watched.")
            .runbook(runbooks::prometheus_rule_failures()),
        Alert::new(
            "EdgeLinkAlertmanagerNotificationsFailing",
            Response::Page,
            notification_failures.crosses(t::notification_failures),
        )
        .summary("Alertmanager fails to notify by {integration}")
        .allow("promql/newborn-counter", "Alertmanager initialises it to 0 when it starts")
        .description("{value} notifications by {integration} failed within {window}; people may not be told.")
        .runbook(runbooks::alertmanager_notifications_failing()),
        Alert::new("EdgeLinkWatchdog", Response::Heartbeat, always())
            .summary("The way from Prometheus to Alertmanager works")
            .description("Fires always. The receiver raises the alarm when it stops.")
            .runbook(runbooks::watchdog()),
    ]
}
