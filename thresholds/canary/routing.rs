//! Who is told.

use plimsoll::prelude::*;

use crate::platform::{EMAIL, PAGERDUTY, SLACK_ALERTS, SLACK_OPS, secret};

const ROLLBACK: Receiver = Receiver::webhook_with_credentials(
    "canary-rollback-webhook",
    "http://canary-rollback-webhook.{namespace}.svc.cluster.local:8080/webhook",
    secret("canary-rollback-webhook-token"),
);
const DRY_RUN: Receiver = Receiver::webhook(
    "canary-dry-run-log",
    "http://canary-dry-run-log.{namespace}.svc.cluster.local:8080/record",
);

pub(super) fn routing() -> Routing {
    let on_a_service = || Matcher::new("service", MatchOp::NotEqual, "");
    Routing::new(SLACK_OPS)
        .machine(ROLLBACK)
        .dry_run(DRY_RUN)
        .critical([PAGERDUTY, SLACK_ALERTS])
        .warning([SLACK_ALERTS])
        .info([SLACK_OPS])
        .with_besides(&["CanaryHighErrorRate", "CanaryHighLatency", "CanaryUnhealthyInstances"], EMAIL)
        // By severity, so that it reaches neither the machine nor a dry run.
        .with_inhibition(Inhibition::new(
            Side::severity(Severity::Critical).with(on_a_service()),
            Side::severity(Severity::Warning).with(on_a_service()),
            &["namespace", "deployment", "service"],
        ))
}
