//! What Prometheus makes of the scrape jobs: promtool relabels nodes as Kubernetes would describe them.

use std::collections::BTreeMap;
use std::path::Path;

use plimsoll_snapshots::generated;
use plimsoll_snapshots::oracles::{Oracle, Result, each_version, promtool};

/// Nodes as the discovery of Kubernetes describes them, each at the port of its kubelet: two at the edge, one of them
/// with an IPv6 address, and one in the cloud.
const NODES: &str = r#"
  static_configs:
  - targets: ["10.0.0.1:10250"]
    labels:
      __meta_kubernetes_node_name: edge-1
      __meta_kubernetes_node_label_node_role_kubernetes_io_edge: "true"
      __meta_kubernetes_node_label_topology_kubernetes_io_zone: north
      __meta_kubernetes_node_label_kubernetes_io_arch: arm64
  - targets: ["[fd00::2]:10250"]
    labels:
      __meta_kubernetes_node_name: edge-2
      __meta_kubernetes_node_label_node_role_kubernetes_io_edge: "true"
  - targets: ["10.0.0.3:10250"]
    labels:
      __meta_kubernetes_node_name: cloud-1
      __meta_kubernetes_node_label_topology_kubernetes_io_zone: north
"#;

/// The generated jobs, with these nodes in place of those of a cluster.
fn staged(folder: &Path) -> Result<std::path::PathBuf> {
    let text = generated::read("kubeedge", "production", "scrape.yaml")?;
    let discovery = "\n  kubernetes_sd_configs:\n  - role: node\n";
    assert_eq!(text.matches(discovery).count(), 2, "{text}");
    let file = folder.join("prometheus.yaml");
    std::fs::write(&file, text.replace(discovery, NODES))?;
    Ok(file)
}

/// What tells the targets of a job: these labels of each.
fn targets(oracle: &Oracle, job: &str, labels: &[&str]) -> Result<Vec<Vec<String>>> {
    let folder = tempfile::tempdir()?;
    let found = promtool::discovered(oracle, staged(folder.path())?, job)?;
    let pick = |target: &BTreeMap<String, String>| {
        labels.iter().map(|label| target.get(*label).cloned().unwrap_or_default()).collect()
    };
    Ok(found.iter().map(pick).collect())
}

#[test]
fn edge_nodes_alone_are_asked_at_the_port_of_their_agent() {
    each_version("promtool", |oracle| {
        let labels = ["__address__", "__metrics_path__", "instance", "node", "zone", "arch"];
        assert_eq!(
            targets(oracle, "kubeedge-edgecore", &labels)?,
            [
                ["10.0.0.1:10000", "/metrics", "10.0.0.1:10000", "edge-1", "north", ""],
                ["[fd00::2]:10000", "/metrics", "[fd00::2]:10000", "edge-2", "", ""],
            ]
        );
        Ok("two of three nodes, with their names and zones".into())
    });
}

#[test]
fn a_prober_is_asked_about_every_edge_node() {
    each_version("promtool", |oracle| {
        let prober = "blackbox-exporter.monitoring.svc.cluster.local:9115";
        let labels =
            ["__address__", "__metrics_path__", "__param_target", "__param_module", "instance", "node"];
        let asked = |target, node| {
            [prober, "/probe", target, "tcp_connect", target, node].map(str::to_owned).to_vec()
        };
        assert_eq!(
            targets(oracle, "kubeedge-link", &labels)?,
            [asked("10.0.0.1:10000", "edge-1"), asked("[fd00::2]:10000", "edge-2")]
        );
        assert_eq!(
            targets(oracle, "kubeedge-cloudhub", &labels)?,
            [asked("cloudcore:10000", ""), asked("cloudcore:10002", "")]
        );
        Ok("two nodes, and two ports of CloudHub".into())
    });
}

#[test]
fn cloudcore_is_asked_where_it_is_named() {
    each_version("promtool", |oracle| {
        let labels = ["__address__", "job", "__scrape_interval__", "__scrape_timeout__"];
        assert_eq!(
            targets(oracle, "kubeedge-cloudcore", &labels)?,
            [["cloudcore:10250", "kubeedge-cloudcore", "30s", "10s"]]
        );
        Ok("one target".into())
    });
}
