//! What a person reads at eleven at night. The expression, the lines of every phase and how to stop the machine
//! are added when the pages are rendered.

use plimsoll::prelude::*;

pub(super) fn high_error_rate() -> Runbook {
    Runbook::new(
        "high-error-rate",
        "The service answers too many requests with a 5xx status. It was deployed within the last hour, so the new \
         version is the first suspect. While this alert fires, HealthCheckFailures and ActiveConnectionsDrop of the \
         same service are kept quiet: they would say the same.",
    )
    .look_at("Whether the machine has rolled back already: `edgelink_rollback_total` on the dashboard, or `kubectl rollout history`.")
    .look_at("Which status and which method fail: `sum by (status, method) (rate(http_requests_total[5m]))`.")
    .look_at("The logs of the newest pods, and whether the old replica set's pods fail too: then it is not the version.")
    .look_at("The database pool and other services: a failing dependency shows in several services at once.")
    .look_at("To roll back by hand: `kubectl rollout undo deployment/<deployment> --to-revision=<last good>`; a plain second undo returns to the bad version.")
}

pub(super) fn high_latency() -> Runbook {
    Runbook::new(
        "high-latency",
        "Five of a hundred requests take longer than the line. It was deployed within the last hour, so the new \
         version is the first suspect.",
    )
    .look_at("Whether the machine has rolled back already.")
    .look_at("CPU throttling and memory of the same workload: slow is often starved.")
    .look_at("The database pool: a pool that is full makes every request wait.")
    .look_at("Which version is slow: compare the pods of the new replica set with those of the old one.")
}

pub(super) fn pod_crash_looping() -> Runbook {
    Runbook::new(
        "pod-crash-looping",
        "A container of the deployment was restarted, or waits in CrashLoopBackOff. It was deployed within the last \
         hour.",
    )
    .look_at("Why it ended: `kubectl describe pod` names the exit code; 137 with OOMKilled is memory.")
    .look_at("The logs of the container before it ended: `kubectl logs --previous`.")
    .look_at("Configuration and secrets that changed with the version.")
}

pub(super) fn deployment_replica_mismatch() -> Runbook {
    Runbook::new(
        "deployment-replica-mismatch",
        "The deployment does not have the replicas that it should: a rollout that does not get on, nodes that are \
         full, or pods that do not become ready.",
    )
    .look_at("`kubectl rollout status` and the events of the deployment.")
    .look_at("Pods that are pending: are there nodes with room?")
}

pub(super) fn high_memory_usage() -> Runbook {
    Runbook::new(
        "high-memory-usage",
        "The worst container of the deployment is close to its memory limit. At the limit the kernel kills it.",
    )
    .look_at("Whether the memory grows or stands: growth is a leak, a plateau is a limit that is too low.")
    .look_at("Whether it began with a deploy.")
}

pub(super) fn memory_growth() -> Runbook {
    Runbook::new(
        "memory-growth",
        "The memory of the worst container grows so fast that it reaches its limit within ten minutes, and a version \
         was deployed within the last hour. This is how the first founding incident began: from 40 % to 95 % within \
         15 minutes, and then the container was killed.",
    )
    .look_at("Roll back before it is killed, if the growth began with the deploy.")
    .look_at("Take a heap profile of one pod first, if one can be had within a minute.")
}

pub(super) fn cpu_throttling() -> Runbook {
    Runbook::new(
        "cpu-throttling",
        "The container wants to run and its CPU limit keeps it from running; it gets slow.",
    )
    .look_at("P95 latency of the same service: is anybody waiting?")
    .look_at("Whether the limit fits the load of today.")
}

pub(super) fn high_cpu_usage() -> Runbook {
    Runbook::new(
        "high-cpu-usage",
        "The worst container of the deployment has used nearly all of its CPU limit.",
    )
    .look_at("Whether the load grew or the cost of a request did: requests per second on the dashboard.")
    .look_at("Scale out, if the load grew.")
    .look_at("The last deploy, if the cost of a request grew.")
}

pub(super) fn database_pool_exhaustion() -> Runbook {
    Runbook::new(
        "database-pool-exhaustion",
        "An instance of the service has nearly no free database connection left. The next requests wait for one.",
    )
    .look_at("Slow queries and open transactions in the database.")
    .look_at("Whether the pool's size changed with the last deploy: the second founding incident was such a change.")
}

pub(super) fn device_connection_failures() -> Runbook {
    Runbook::new("device-connection-failures", "Devices try to connect and fail.")
        .look_at("Whether devices of one version or of one network fail.")
        .look_at("Certificates and keys that ended.")
}

pub(super) fn nat_traversal_failures() -> Runbook {
    Runbook::new(
        "nat-traversal-failures",
        "Peers behind NAT cannot reach each other and fall back to relays, or to nothing.",
    )
    .look_at("Whether the STUN and TURN servers answer.")
    .look_at("Whether one provider or one region is affected.")
}

pub(super) fn health_check_failures() -> Runbook {
    Runbook::new("health-check-failures", "The service answers its health checks badly or not at all.")
        .look_at("Error ratio and latency of the same service.")
        .look_at("What the health check asks: a dependency that is down fails it too.")
}

pub(super) fn active_connections_drop() -> Runbook {
    Runbook::new(
        "active-connections-drop",
        "Less than half of the connections that were open at this time yesterday are open now.",
    )
    .look_at("Whether yesterday was usual: a campaign or an outage yesterday moves the line.")
    .look_at("The way to the service: DNS, load balancer, certificates.")
    .look_at("Whether clients are refused: error ratio, device connection failures.")
}

pub(super) fn error_budget_burn() -> Runbook {
    Runbook::new(
        "error-budget-burn",
        "Requests fail so fast that the objective for the period will be missed. 14.4 times the sustainable pace uses 2 % of the \
         budget in an hour, 6 times 5 % in six hours, once 10 % in three days. It fires without a deploy too.",
    )
    .look_at("Whether EdgeLinkHighErrorRate fires: then begin with its page.")
    .look_at("Since when: the error ratio on the dashboard over the last days.")
    .look_at("A dependency, if no version changed.")
}

pub(super) fn rollback_failed() -> Runbook {
    Runbook::new(
        "rollback-failed",
        "The actor tried to roll the deployment back and gave up. The bad version still runs.",
    )
    .look_at("The actor's log: a paused deployment is refused, missing rights are told.")
    .look_at("Roll back by hand: `kubectl rollout undo deployment/<deployment> --to-revision=<last good>`.")
    .look_at("`kubectl auth can-i patch deployments` for the actor's service account.")
}

pub(super) fn rollback_did_not_help() -> Runbook {
    Runbook::new(
        "rollback-did-not-help",
        "The deployment was rolled back, and the service is still past its line. The cause is not the last version: \
         a dependency, a migration that stayed, data, load.",
    )
    .look_at("Whether the rollback reached a version that was good: `kubectl rollout history`.")
    .look_at("Database migrations of the version that was rolled back.")
    .look_at("The services that this one calls.")
}

pub(super) fn metrics_missing() -> Runbook {
    Runbook::new(
        "metrics-missing",
        "Series that must be there are not. What is computed from them is silent, whatever happens: a version that \
         stops exposing metrics would otherwise look healthy.",
    )
    .look_at("Whether the target is up: `up` and the targets page of Prometheus.")
    .look_at("Whether the last deploy renamed a metric or a label.")
}

pub(super) fn prometheus_rule_failures() -> Runbook {
    Runbook::new(
        "prometheus-rule-failures",
        "Prometheus cannot evaluate rules. What they watch is not watched.",
    )
    .look_at("The rules page of Prometheus shows the error beside the rule.")
    .look_at("Many-to-many matches after a change of labels are the usual cause.")
}

pub(super) fn alertmanager_notifications_failing() -> Runbook {
    Runbook::new(
        "alertmanager-notifications-failing",
        "Alertmanager cannot deliver notifications. People may not be told.",
    )
    .look_at("Alertmanager's log names the receiver and the answer.")
    .look_at("Tokens and keys that ended, and whether the other side is down.")
}

pub(super) fn watchdog() -> Runbook {
    Runbook::new(
        "watchdog",
        "Nothing is wrong while this alert fires. When its receiver raises the alarm, alerts do not reach people.",
    )
    .look_at("Prometheus, then Alertmanager, then the way to the receiver, in this order.")
}
