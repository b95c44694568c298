//! What a person reads at eleven at night. The expression and the line are added when the pages are rendered.

use plimsoll::prelude::*;

pub(super) fn cloudcore_down() -> Runbook {
    Runbook::new(
        "cloudcore-down",
        "CloudCore does not answer. Edge nodes keep running what they have: they are autonomous. No pod, configuration \
         or command reaches them until it is back, and after a while Kubernetes calls them NotReady.",
    )
    .look_at("The pods: `kubectl -n kubeedge get pods -l kubeedge=cloudcore`, and why the last one ended.")
    .look_at("The log: `kubectl -n kubeedge logs deploy/cloudcore --previous`. Expired certificates stand there.")
    .look_at("Whether the service `cloudcore` still has an endpoint, and port 10250 still serves `/metrics`.")
    .look_at("k3s itself: without its API server CloudCore cannot start.")
}

pub(super) fn node_down() -> Runbook {
    Runbook::new(
        "node-down",
        "The agents of some nodes of a zone cannot be scraped, while the link to the zone works. The alert counts them; \
         it fires once for a zone, whether one node is gone or all of them.",
    )
    .look_at("Which nodes: `up{job=\"kubeedge-edgecore\", zone=\"<zone>\"} == 0`.")
    .look_at("Whether Kubernetes still hears of them: `kubectl get nodes -l node-role.kubernetes.io/edge=true`. Ready means that edgecore works and only port 10000 is closed.")
    .look_at("On the node: `systemctl status edgecore`, `journalctl -u edgecore --since -1h`.")
    .look_at("Power and network of the site, if all nodes of one place are gone.")
}

pub(super) fn node_offline_too_long() -> Runbook {
    Runbook::new(
        "node-offline-too-long",
        "Nodes have not been seen for hours. A node keeps logs and metrics that it cannot send, up to the size of its \
         cache. After that the oldest are lost. The line leaves some hours for what follows.",
    )
    .look_at("Which nodes: the expression below without its `count by (zone)` and its line.")
    .look_at("Whether the site is known to be off: then silence the alert for its zone.")
    .look_at("A node that is reached by another way: free its disk, and copy `/var/log` before the rotation takes it.")
    .look_at("A node that will not return: `kubectl delete node <node>` ends the alert.")
}

pub(super) fn link_down() -> Runbook {
    Runbook::new(
        "link-down",
        "Most probes from the cloud to the nodes of a zone fail: the link is cut, or the zone is without power. \
         KubeEdgeNodeDown of the same zone is kept quiet: it would say the same.",
    )
    .look_at("Whether one zone is cut off or all are: all at once is the cloud's side, or the prober itself.")
    .look_at("The prober: `kubectl -n monitoring logs deploy/blackbox-exporter`.")
    .look_at("The provider of the link, and the firewall: port 10000 of the nodes from the cloud.")
    .look_at("What the nodes lose: nothing for the first hours, see KubeEdgeNodeOfflineTooLong.")
}

pub(super) fn cloudhub_unreachable() -> Runbook {
    Runbook::new(
        "cloudhub-unreachable",
        "A port to which edge nodes connect takes no connections: 10000 is CloudHub's websocket, 10002 gives nodes their \
         certificates. The nodes go on with what they have; those that lose their connection cannot come back.",
    )
    .look_at("Whether CloudCore runs at all: KubeEdgeCloudCoreDown.")
    .look_at("The service and its endpoint: `kubectl -n kubeedge get endpoints cloudcore`.")
    .look_at("The log of CloudCore for the port: `kubectl -n kubeedge logs deploy/cloudcore`. Expired certificates stand there.")
    .look_at("Whether the nodes see the same: the address that they use may be another one than the prober's.")
}

pub(super) fn link_slow() -> Runbook {
    Runbook::new(
        "link-slow",
        "A probe from the cloud to the nodes of a zone takes long on average. Updates and logs are late; scrapes may \
         time out next.",
    )
    .look_at("Whether it began with a rollout of images: they share the link.")
    .look_at("Which nodes: `topk(5, probe_duration_seconds{job=\"kubeedge-link\", zone=\"<zone>\"})`.")
    .look_at("Packet loss on the way: `mtr` from the cloud to a node of the zone.")
}

pub(super) fn agent_high_memory() -> Runbook {
    Runbook::new(
        "agent-high-memory",
        "The agent of at least one node of the zone takes more memory than its budget. Edge nodes are small: what the \
         agent takes, the workload lacks.",
    )
    .look_at("Which nodes: the expression below without its `max by (zone)`.")
    .look_at("Whether it grows, which is a leak, or came with a version of KubeEdge.")
    .look_at("How many pods and devices the node has: the metadata of each is in memory.")
}

pub(super) fn agent_high_cpu() -> Runbook {
    Runbook::new(
        "agent-high-cpu",
        "The agent of at least one node of the zone takes more CPU than its budget.",
    )
    .look_at("Which nodes: the expression below without its `max by (zone)`.")
    .look_at("A link that comes and goes: each reconnection makes the agent synchronise everything.")
    .look_at("A pod that crashes again and again on that node.")
}

pub(super) fn promtail_dropping_entries() -> Runbook {
    Runbook::new(
        "promtail-dropping-entries",
        "Promtail gave log entries up after all its retries. They are lost.",
    )
    .look_at("Whether Loki takes anything at all: KubeEdgeLokiRequestErrors.")
    .look_at("Which Promtail: the expression below without its `sum by (host)`.")
    .look_at("The log of that Promtail: 429 is a limit of Loki, 400 is an entry that is too old or too long.")
    .look_at("After an outage of a link: entries older than Loki's `reject_old_samples_max_age` are refused.")
}

pub(super) fn loki_request_errors() -> Runbook {
    Runbook::new(
        "loki-request-errors",
        "Loki answers requests with a 5xx status. On the push route logs are delayed and then lost; on the query \
         routes nobody can read them.",
    )
    .look_at("The log of Loki: storage that is full and memory that is short are most of it.")
    .look_at("Its volume: `kubectl -n monitoring exec loki-0 -- df -h /var/loki`.")
    .look_at("Whether many edge nodes came back at once and send what they kept.")
}

pub(super) fn jaeger_dropping_spans() -> Runbook {
    Runbook::new(
        "jaeger-dropping-spans",
        "The queue of the Jaeger collector is full and it throws spans away: traces have holes.",
    )
    .look_at("Whether the storage is slow: `jaeger_collector_save_latency_bucket`.")
    .look_at("Who sends: `topk(5, sum by (svc) (rate(jaeger_collector_spans_received_total[5m])))`.")
    .look_at("Lower the sampling of that service, or give the collector a longer queue or another replica.")
}

pub(super) fn prometheus_storage_filling() -> Runbook {
    Runbook::new(
        "prometheus-storage-filling",
        "Prometheus has almost filled its volume. When it is full, Prometheus writes nothing more and no rule of this \
         pack says anything. k3s' local-path volumes have no limit of their own: they fill the node's disk.",
    )
    .look_at("How many series there are: `prometheus_tsdb_head_series`, and whether that rose suddenly.")
    .look_at("Which metrics have most: `topk(10, count by (__name__) ({__name__!=\"\"}))`, on a quiet Prometheus.")
    .look_at("Shorten `--storage.tsdb.retention.time`, or set `--storage.tsdb.retention.size` below the volume.")
}

pub(super) fn metrics_missing() -> Runbook {
    Runbook::new(
        "metrics-missing",
        "A scrape job has no target at all. Its alerts are silent, whatever happens.",
    )
    .look_at(
        "`Status > Target health` of Prometheus: whether the job is there, and why its targets were dropped.",
    )
    .look_at("The labels of the nodes: `kubectl get nodes -l node-role.kubernetes.io/edge=true`.")
    .look_at("Whether `scrape.yaml` is still mounted, and whether Prometheus may list nodes.")
}

pub(super) fn prometheus_rule_failures() -> Runbook {
    Runbook::new(
        "prometheus-rule-failures",
        "Prometheus could not evaluate a group of rules. What they watch is not watched.",
    )
    .look_at("`Status > Rules` of Prometheus: the error stands beside the rule.")
    .look_at("Duplicate series, for instance two kube-state-metrics after an upgrade.")
}

pub(super) fn alertmanager_notifications_failing() -> Runbook {
    Runbook::new(
        "alertmanager-notifications-failing",
        "Alertmanager could not deliver notifications. People may not have been told of something else.",
    )
    .look_at("What fires now: the page of Alertmanager itself.")
    .look_at("The log of Alertmanager: the address, the credentials, a proxy.")
    .look_at("Whether the secret `kubeedge-alertmanager` is mounted with all its keys.")
}

pub(super) fn watchdog() -> Runbook {
    Runbook::new(
        "watchdog",
        "Fires always, on purpose. The receiver raises the alarm when it stops arriving: then the way from Prometheus to \
         people is broken, and no other alert would arrive either.",
    )
    .look_at("Whether Prometheus and Alertmanager run, and whether Prometheus reaches Alertmanager.")
}
