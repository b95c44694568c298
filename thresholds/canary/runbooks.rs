//! What a person reads at eleven at night. The expression, the lines of every phase and how to stop the machine
//! are added when the pages are rendered.

use plimsoll::prelude::*;

pub(super) fn high_error_rate() -> Runbook {
    Runbook::new(
        "high-error-rate",
        "The canary answers too many requests with a 5xx status. Where the machine is armed, it sets the canary's weight \
         to 0: stable serves everybody, and the pods of the canary stay for you to look at.",
    )
    .look_at("Whether the weight is 0 already: the panel of the traffic allocation, or the live nginx configuration or route.")
    .look_at("Which status and which method fail: `sum by (status, method) (rate(http_requests_total{track=\"canary\"}[2m]))`.")
    .look_at("Whether stable fails too: then it is a dependency and not the version.")
    .look_at("The logs of the canary's pods: `kubectl logs deployment/<service>-canary`.")
    .look_at("To take the traffic away by hand: apply the split of weight 0, which is generated beside this page.")
}

pub(super) fn high_latency() -> Runbook {
    Runbook::new(
        "high-latency",
        "Five of a hundred requests to the canary take longer than the line. Where the machine is armed, it sets the \
         canary's weight to 0.",
    )
    .look_at("Whether stable is slow too: then it is a dependency and not the version.")
    .look_at("Whether the canary is cold: caches and connection pools fill in the first minutes.")
    .look_at("CPU and memory of the canary: slow is often starved.")
}

pub(super) fn unhealthy_instances() -> Runbook {
    Runbook::new(
        "unhealthy-instances",
        "Instances of the canary cannot be scraped: they crashed, hang, or are not there yet. Where the machine is armed, \
         it sets the canary's weight to 0.",
    )
    .look_at("`kubectl describe pod` of the canary's pods: the exit code, and the events.")
    .look_at("The logs of the container before it ended: `kubectl logs --previous`.")
    .look_at("Configuration and secrets that changed with the version.")
}

pub(super) fn high_cpu() -> Runbook {
    Runbook::new(
        "high-cpu",
        "The worst container of the canary uses nearly all of its CPU limit. It warns first and pages later; the machine \
         does not act on it.",
    )
    .look_at("Whether the cost of a request grew: CPU of the canary against stable, at the same requests per second.")
    .look_at("Whether the canary has enough instances for the weight of the traffic phase.")
}

pub(super) fn high_memory() -> Runbook {
    Runbook::new(
        "high-memory",
        "The worst container of the canary is close to its memory limit. At the limit the kernel kills it.",
    )
    .look_at("Whether the memory grows or stands: growth is a leak, a plateau is a limit that is too low.")
    .look_at("The memory of stable at the same load.")
}

pub(super) fn error_rate_higher_than_stable() -> Runbook {
    Runbook::new(
        "error-rate-higher-than-stable",
        "The canary fails more of its requests than stable does, though not so many that the machine would act. It is a \
         hint and no proof: a few cold pods are held against warm production.",
    )
    .look_at("Which requests fail on the canary and not on stable.")
    .look_at("Whether the difference stays once the canary is warm. Do not go on to the next traffic phase before.")
}

pub(super) fn latency_higher_than_stable() -> Runbook {
    Runbook::new(
        "latency-higher-than-stable",
        "The canary is slower than stable, though not so slow that the machine would act. It is a hint and no proof: a \
         few cold pods are held against warm production.",
    )
    .look_at("Whether the difference stays once the canary is warm. Do not go on to the next traffic phase before.")
    .look_at("CPU of the canary: fewer instances with the same share each are slower.")
}

pub(super) fn deployment_stuck() -> Runbook {
    Runbook::new(
        "deployment-stuck",
        "The service has traffic and its canary has none: the rollout does not get on.",
    )
    .look_at("Whether the machine has set the weight to 0: its log, and the alerts of the last hour.")
    .look_at("Whether the split of the live traffic phase was applied.")
    .look_at("Whether the canary has pods that are ready: `kubectl get endpointslices`.")
}

pub(super) fn traffic_allocation_abnormal() -> Runbook {
    Runbook::new(
        "traffic-allocation-abnormal",
        "Another part of the traffic reaches the canary than the traffic phase says.",
    )
    .look_at("Whether the split of the live traffic phase was applied, or the weight was set to 0.")
    .look_at("Whether many clients ask for the canary by header, cookie or address.")
    .look_at("Whether few users send most of the requests: the split is one of users and not of requests.")
}

pub(super) fn phase_started() -> Runbook {
    Runbook::new(
        "phase-started",
        "The canary gets as much traffic as this phase gives it. Nothing is wrong: it is told so that people know what \
         they look at.",
    )
    .look_at("The dashboard: error ratio and latency of the canary against stable.")
    .look_at("When the dwell of the phase is over, and the gates are green, go on to the next one.")
}
