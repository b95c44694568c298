//! Scrape jobs that are shipped say what the plan says, to a reader that did not write them.
#![allow(clippy::unwrap_used, reason = "a test fails by a panic")]

use plimsoll_cli::verify;
use plimsoll_model::{Environment, NodeMeta, Pack, Prober, Relabel, ScrapeJob};
use plimsoll_plan::{Plan, lower};
use plimsoll_promql::{MetricDef, MetricType};
use plimsoll_units::Unit;

const TEMPERATURE: MetricDef =
    MetricDef::new("till_celsius", MetricType::Gauge, Unit::COUNT).labels(&["node"]);

fn plan() -> Plan {
    let tills = ScrapeJob::of_nodes("tills", 9100)
        .with_node_label("till", "true")
        .with_relabel(Relabel::replace("node", NodeMeta::Name))
        .keeps(&[TEMPERATURE]);
    let door = ScrapeJob::of_targets("door", &["door:443"]).probed_by(Prober::new("blackbox:9115", "icmp"));
    let pack = Pack::new("shop").metrics(&[TEMPERATURE]).environment(Environment::unstaged("live"));
    lower(&pack.scrape(tills).scrape(door), "live", None).unwrap()
}

/// The faults when the file says something else.
fn faults_with(from: &str, to: &str) -> Vec<String> {
    let plan = plan();
    let mut files = plimsoll_render::all(&plan);
    let file = files.iter_mut().find(|file| file.path.ends_with("/scrape.yaml")).unwrap();
    assert!(file.text.contains(from), "no {from:?} in\n{}", file.text);
    file.text = file.text.replacen(from, to, 1);
    verify::faults(&files, &[plan]).into_iter().map(|fault| fault.message).collect()
}

#[test]
fn what_agrees_has_no_fault() {
    let plan = plan();
    assert_eq!(verify::faults(&plimsoll_render::all(&plan), &[plan]), []);
}

#[test]
fn every_difference_of_a_job_is_a_fault() {
    for (from, to, expected) in [
        ("job_name: tills", "job_name: till", "the job `till` is not in the plan"),
        ("job_name: tills", "job_name: door", "the job `door` would stand there twice"),
        ("interval: 30s", "interval: 1m", "the interval would be read as `1m`, and the plan says `30s`"),
        ("timeout: 10s", "timeout: 5s", "the timeout would be read as `5s`"),
        ("path: /probe", "path: /metrics", "the path would be read as `/metrics`"),
        ("- icmp", "- tcp", "the module would be read as `tcp`"),
        ("module:", "modules:", "the parameters would be read as `modules`"),
        ("- door:443", "- door:80", "the targets would be read as `door:80`"),
        ("role: node", "role: pod", "what is discovered would be read as `pod`"),
        ("$1:9100", "$1:9101", "the relabelling of targets would be read as"),
        ("action: keep", "action: drop", "the relabelling of targets would be read as `drop"),
        ("target_label: node", "target_label: nodes", "to [nodes] as `$1`"),
        ("regex: till_celsius", "regex: till_.*", "the relabelling of series would be read as"),
        ("metric_relabel_configs", "metrics_relabel_configs", "unknown field `metrics_relabel_configs`"),
        ("scrape_interval: 30s\n", "scrape_interval: 30\n", "expected a string"),
    ] {
        let faults = faults_with(from, to);
        assert!(faults.iter().any(|fault| fault.contains(expected)), "{expected}\n{faults:#?}");
    }
}

#[test]
fn what_is_prometheus_default_may_be_stated() {
    let stated = "target_label: instance\n    regex: (.*)\n    replacement: $1\n    ";
    assert_eq!(
        faults_with("target_label: instance\n", &format!("{}\n", stated.trim_end())),
        Vec::<String>::new()
    );
}
