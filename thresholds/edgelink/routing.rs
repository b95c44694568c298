//! Who is told.

use plimsoll::prelude::*;

use super::meta;
use crate::platform::{EMAIL, PAGERDUTY, SLACK_ALERTS, SLACK_OPS, secret};

const ROLLBACK: Receiver = Receiver::webhook_with_credentials(
    "rollback-webhook",
    "http://edge-link-rollback-webhook.{namespace}.svc.cluster.local:8080/webhook",
    secret("rollback-webhook-token"),
);
const DRY_RUN: Receiver = Receiver::webhook(
    "dry-run-log",
    "http://edge-link-dry-run-log.{namespace}.svc.cluster.local:8080/record",
);
const WATCHDOG: Receiver =
    Receiver::webhook("watchdog", "http://edge-link-watchdog.{namespace}.svc.cluster.local:8080/heartbeat");

/// The labels of one workload.
const SAME_WORKLOAD: &[&str] = &["namespace", "deployment", "service"];

pub(super) fn routing() -> Routing {
    let on_a_service = || Matcher::new("service", MatchOp::NotEqual, "");
    Routing::new(SLACK_OPS)
        .machine(ROLLBACK)
        .dry_run(DRY_RUN)
        .heartbeat(WATCHDOG)
        .critical([PAGERDUTY, SLACK_ALERTS])
        .warning([SLACK_ALERTS])
        .info([SLACK_OPS])
        // A broken PagerDuty must be told by another way.
        .with_besides(meta::TOLD_BESIDES, EMAIL)
        .with_inhibition(Inhibition::new(
            Side::severity(Severity::Critical).with(on_a_service()),
            Side::severity(Severity::Warning).with(on_a_service()),
            SAME_WORKLOAD,
        ))
        // A service that fails or crashes fails its health checks and loses its connections too. By severity, so
        // that a dry run never keeps anything quiet.
        .with_inhibition(Inhibition::new(
            Side::alerts(&["EdgeLinkHighErrorRate", "EdgeLinkPodCrashLooping"])
                .with(Matcher::equal("severity", Severity::Critical.as_str())),
            Side::alerts(&["EdgeLinkHealthCheckFailures", "EdgeLinkActiveConnectionsDrop"]),
            SAME_WORKLOAD,
        ))
}
