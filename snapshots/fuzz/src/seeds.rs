//! What a fuzzer begins with: files of this repository, in parts that are small enough to change.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

/// Files and folders of the repository that a target reads, or reads a part of.
fn sources(target: &str) -> &'static [&'static str] {
    match target {
        "promql" => {
            &["snapshots/tests/gate_mutation/expressions.promql", "generated/edgelink/production/rules.yaml"]
        }
        "rules" => &["snapshots/lint", "generated/kubeedge/production/rules.yaml"],
        "routes" => &["snapshots/lint/planted/alertmanager", "generated/canary/production/alertmanager.yaml"],
        "annotation" => &["snapshots/lint", "generated/canary/production/rules.yaml"],
        "plan" => &["generated/canary/production/plan.json", "generated/edgelink/staging/plan.json"],
        "thresholds" | "promote" | "metrics" => &["thresholds", "crates/plimsoll/examples"],
        _ => &[],
    }
}

/// What there is to begin with.
pub fn seeds(target: &str, longest: usize) -> Vec<Vec<u8>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut files = Vec::new();
    for source in sources(target) {
        collect(&root.join(source), &mut files);
    }
    files.sort();
    let mut seeds: Vec<Vec<u8>> = Vec::new();
    for path in files {
        let Ok(text) = fs::read_to_string(&path) else { continue };
        let is_metrics = path.file_name().is_some_and(|name| name == "metrics.yaml");
        match target {
            "promql" => seeds.extend(expressions(&text)),
            "annotation" => seeds.extend(text.lines().filter(|line| line.contains("{{")).map(template)),
            "thresholds" | "promote" if is_metrics => {}
            "metrics" if !is_metrics => {}
            "plan" => seeds.extend(plan(&text)),
            _ => seeds.push(text.into_bytes()),
        }
    }
    match target {
        "exposition" => seeds.push(EXPOSITION.as_bytes().to_vec()),
        "answers" => seeds.extend(ANSWERS.iter().map(|answers| answers.as_bytes().to_vec())),
        _ => {}
    }
    seeds.retain(|seed| !seed.is_empty());
    for seed in &mut seeds {
        seed.truncate(longest);
    }
    seeds
}

fn collect(path: &Path, files: &mut Vec<PathBuf>) {
    if path.is_file() {
        files.push(path.to_owned());
        return;
    }
    let Ok(entries) = fs::read_dir(path) else { return };
    for entry in entries.flatten() {
        let path = entry.path();
        let is_yaml = path.extension().is_some_and(|end| ["yaml", "yml"].iter().any(|known| end == *known));
        if path.is_dir() || is_yaml {
            collect(&path, files);
        }
    }
}

/// Every line is one, or stands behind `expr:`.
fn expressions(text: &str) -> Vec<Vec<u8>> {
    let lines = text.lines().map(|line| line.trim().trim_start_matches("expr: "));
    lines.filter(|line| !line.starts_with('#')).map(|line| line.as_bytes().to_vec()).collect()
}

/// The text of a line that holds a template, without its key and its quotes.
fn template(line: &str) -> Vec<u8> {
    let text = line.split_once(": ").map_or(line, |(_, text)| text);
    text.trim_matches(['\'', '"', ' ']).as_bytes().to_vec()
}

/// A plan in one line, with the beginning of every list alone.
fn plan(text: &str) -> Option<Vec<u8>> {
    fn shortened(value: &mut Value) {
        match value {
            Value::Array(list) => {
                list.truncate(2);
                list.iter_mut().for_each(shortened);
            }
            Value::Object(map) => map.values_mut().for_each(shortened),
            _ => {}
        }
    }
    let mut plan: Value = serde_json::from_str(text).ok()?;
    shortened(&mut plan);
    Some(plan.to_string().into_bytes())
}

const EXPOSITION: &str = "\
# HELP http_requests_total Requests, by code.
# TYPE http_requests_total counter
http_requests_total{code=\"200\",path=\"/a,b}\\\"\"} 5 1700000000000
http_requests_total{code=\"500\", method=\"GET\"} 5e3 # {trace_id=\"x\"} 1
# TYPE latency_seconds histogram
# UNIT latency_seconds seconds
latency_seconds_bucket{le=\"0.5\"} 1
latency_seconds_bucket{le=\"+Inf\"} 2
latency_seconds_sum 3.5
latency_seconds_count 2
# TYPE gc_seconds summary
gc_seconds{quantile=\"0.5\"} 1
# TYPE build info
build_info{version=\"1\"} 1
up NaN
# EOF
";

/// Up to three, one to a line.
const ANSWERS: [&str; 3] = [
    r#"{"status":"success","data":{"resultType":"vector","result":[{"metric":{},"value":[1700000010.5,"17280"]}]}}
{"status":"success","data":{"resultType":"vector","result":[{"metric":{"alertname":"A","service":"cart","rollout_phase":"strict"},"value":[1700000010.5,"2"]}]}}
{"status":"success","data":{"resultType":"vector","result":[{"metric":{"alertname":"A","service":"cart","rollout_phase":"strict"},"value":[1700000010.5,"40"]}]}}"#,
    r#"{"status":"success","data":{"resultType":"matrix","result":[{"metric":{"service":"cart"},"values":[[1700000010,"0.01"],[1700000025,"0.062"],[1700000040,"0.12"],[1700000070,"NaN"]]}]}}
{"status":"error","errorType":"execution","error":"query timed out"}"#,
    r#"{"status":"success","data":{"x_total":[{"type":"counter","help":"X.","unit":""}],"t_seconds":[{"type":"histogram","help":"","unit":"seconds"}]}}
{"status":"success","data":[{"__name__":"x_total","job":"a"},{"__name__":"t_seconds_bucket","le":"+Inf"}]}"#,
];
