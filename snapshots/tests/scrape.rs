//! What Prometheus makes of the scrape jobs: promtool relabels nodes as Kubernetes would describe them, and a live
//! Prometheus stores what is kept and nothing else.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use plimsoll_snapshots::generated;
use plimsoll_snapshots::oracles::exporter::Exporter;
use plimsoll_snapshots::oracles::prometheus::Prometheus;
use plimsoll_snapshots::oracles::{Oracle, Result, each_version, promtool};
use serde_yaml::Value;

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

/// A little of what an agent exposes.
const AGENT: &str = "\
# TYPE process_resident_memory_bytes gauge
process_resident_memory_bytes 6e+07
# TYPE process_cpu_seconds_total counter
process_cpu_seconds_total 12.5
# TYPE go_goroutines gauge
go_goroutines 90
# TYPE rest_client_request_duration_seconds histogram
rest_client_request_duration_seconds_bucket{verb=\"GET\",le=\"0.1\"} 5
rest_client_request_duration_seconds_bucket{verb=\"GET\",le=\"+Inf\"} 7
rest_client_request_duration_seconds_sum{verb=\"GET\"} 1
rest_client_request_duration_seconds_count{verb=\"GET\"} 7
";

/// The job that asks the agents alone, every second, on loopback and at this port.
fn agents(port: u16) -> Result<String> {
    let folder = tempfile::tempdir()?;
    let text = std::fs::read_to_string(staged(folder.path())?)?
        .replace("10.0.0.1:10250", "127.0.0.1:10250")
        .replace("$1:10000", &format!("$1:{port}"))
        .replace("scrape_interval: 30s", "scrape_interval: 1s")
        .replace("scrape_timeout: 10s", "scrape_timeout: 1s");
    let mut config: Value = serde_yaml::from_str(&text)?;
    let jobs = config["scrape_configs"].as_sequence_mut().ok_or("no jobs")?;
    jobs.retain(|job| job["job_name"] == "kubeedge-edgecore");
    for targets in jobs.iter_mut().filter_map(|job| job["static_configs"].as_sequence_mut()) {
        targets.truncate(1);
    }
    Ok(serde_yaml::to_string(&config)?)
}

#[test]
fn prometheus_stores_what_is_kept_of_an_agent_and_nothing_else() {
    each_version("prometheus", |oracle| {
        let exporter = Exporter::start(AGENT)?;
        let live = Prometheus::configured(oracle, &agents(exporter.port())?)?;
        live.wait_for("up{job=\"kubeedge-edgecore\"} == 1", Duration::from_secs(30))?;
        // Besides what Prometheus itself says of every scrape.
        let stored = live.query("{job=\"kubeedge-edgecore\", __name__!~\"scrape_.+\"}")?;
        let told = |labels: &BTreeMap<String, String>| {
            ["__name__", "node", "zone"].map(|label| labels.get(label).cloned().unwrap_or_default())
        };
        let told: Vec<_> = stored.iter().map(told).collect();
        assert_eq!(
            told,
            [
                ["process_cpu_seconds_total", "edge-1", "north"],
                ["process_resident_memory_bytes", "edge-1", "north"],
                ["up", "edge-1", "north"],
            ]
        );
        Ok("2 of 7 series that an agent exposes are stored".into())
    });
}
