//! What Prometheus asks: CloudCore, the agents of the edge nodes, and a prober about the links to them.

use plimsoll::prelude::*;

use super::{jobs, m};

/// Where edgecore serves its metrics; also what is probed, for it is a port that every edge node has open.
const EDGECORE: u16 = 10_000;

/// Where nodes connect to: `CloudHub`'s websocket, and the HTTPS server that gives them their certificates (the defaults of
/// kubeedge/kubeedge, pkg/apis/componentconfig/cloudcore).
const CLOUDHUB: [&str; 2] = ["cloudcore:10000", "cloudcore:10002"];

/// The blackbox exporter of the cluster, with a module that only connects.
const PROBER: Prober = Prober::new("blackbox-exporter.monitoring.svc.cluster.local:9115", "tcp_connect");

/// The edge nodes at a port, each with its name and its zone.
fn edge_nodes(job: &'static str) -> ScrapeJob {
    ScrapeJob::of_nodes(job, EDGECORE)
        .with_node_label("node-role.kubernetes.io/edge", "true")
        .with_relabel(Relabel::replace("node", NodeMeta::Name))
        .with_relabel(Relabel::label_map("topology.kubernetes.io/", &["zone"]))
}

/// What is not kept is thrown away before it is stored: an agent exposes hundreds of series, two are read.
pub(super) fn jobs() -> [ScrapeJob; 4] {
    [
        // CloudCore's `monitorServer.bindAddress` has to say so; it is on loopback otherwise.
        ScrapeJob::of_targets(jobs::CLOUDCORE, &["cloudcore:10250"])
            .keeps(&[m::KubeEdge_CloudHub_connected_nodes.def()]),
        edge_nodes(jobs::EDGECORE)
            .keeps(&[m::process_cpu_seconds_total.def(), m::process_resident_memory_bytes.def()]),
        ScrapeJob::of_targets(jobs::CLOUDHUB, &CLOUDHUB)
            .probed_by(PROBER)
            .keeps(&[m::probe_duration_seconds.def(), m::probe_success.def()]),
        edge_nodes(jobs::LINK)
            .probed_by(PROBER)
            .keeps(&[m::probe_duration_seconds.def(), m::probe_success.def()]),
    ]
}
