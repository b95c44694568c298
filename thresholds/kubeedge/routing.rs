//! Who is told.

use plimsoll::prelude::*;

use super::ZONE;

const fn secret(key: &'static str) -> Secret {
    Secret::kubernetes("kubeedge-alertmanager", key)
}

const SLACK_ALERTS: Receiver = Receiver::slack("slack-edge-alerts", "#edge-alerts", secret("slack-url"));
const SLACK_OPS: Receiver = Receiver::slack("slack-edge-ops", "#edge-ops", secret("slack-url"));
const PAGERDUTY: Receiver = Receiver::pagerduty("pagerduty-edge", secret("pagerduty-routing-key"));
const WATCHDOG: Receiver = Receiver::webhook(
    "watchdog-edge",
    "http://kubeedge-watchdog.monitoring.svc.cluster.local:8080/heartbeat",
);

pub(super) fn routing() -> Routing {
    Routing::new(SLACK_OPS)
        .heartbeat(WATCHDOG)
        // Slack besides PagerDuty: each tells of the other's failures.
        .critical([PAGERDUTY, SLACK_ALERTS])
        .warning([SLACK_ALERTS])
        // A zone that cannot be reached: its nodes seem to be down, and what still arrives is slow.
        .with_inhibition(Inhibition::new(
            Side::alerts(&["KubeEdgeLinkDown"]),
            Side::alerts(&["KubeEdgeNodeDown", "KubeEdgeLinkSlow"]),
            ZONE,
        ))
}
