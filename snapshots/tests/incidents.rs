//! The three incidents for which EdgeLink wanted a machine that rolls back, against the rules of every phase: what
//! fires and when, beside what the formulas say. The table is committed.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use plimsoll::model::Pack;
use plimsoll::plan::timing::{self, Clock, Interval, Step};
use plimsoll::plan::{Plan, Values};
use plimsoll::promql::Resolution as _;
use plimsoll::units::Duration;
use plimsoll_snapshots::oracles::{Oracle, Result, each_version, promtool};

/// The fault begins, minutes after a deploy, at this second.
const FAULT: u32 = 2_400;

/// Series on `api-gateway` at each scrape of 15 s, before the fault and in it.
type Series = &'static [(&'static str, &'static str)];

struct Incident {
    name: &'static str,
    series: Series,
    /// Every alert that may tell of it.
    alerts: &'static [&'static str],
}

/// What every incident has: a deployment whose newest replica set was made when the fault began.
const DEPLOY: Series = &[
    (
        r#"kube_replicaset_owner{namespace="edgelink", replicaset="edgelink-api-gateway-7d", owner_kind="Deployment", owner_name="edgelink-api-gateway"}"#,
        "1x400",
    ),
    (
        r#"kube_replicaset_status_replicas{namespace="edgelink", replicaset="edgelink-api-gateway-7d"}"#,
        "3x400",
    ),
    (r#"kube_replicaset_created{namespace="edgelink", replicaset="edgelink-api-gateway-7d"}"#, "2400x400"),
    (
        r#"kube_pod_owner{namespace="edgelink", pod="edgelink-api-gateway-7d-x", owner_kind="ReplicaSet", owner_name="edgelink-api-gateway-7d"}"#,
        "1x400",
    ),
];

const INCIDENTS: [Incident; 3] = [
    Incident {
        name: "memory from 40 % to 95 % in 15 minutes, then killed",
        series: &[
            (
                r#"container_spec_memory_limit_bytes{namespace="edgelink", pod="edgelink-api-gateway-7d-x", container="app"}"#,
                "1000x400",
            ),
            (
                r#"container_memory_working_set_bytes{namespace="edgelink", pod="edgelink-api-gateway-7d-x", container="app"}"#,
                "400x159 400+9.16667x60",
            ),
        ],
        alerts: &["EdgeLinkMemoryGrowth", "EdgeLinkHighMemoryUsage"],
    },
    Incident {
        name: "12 % errors for 20 minutes",
        series: &[
            (
                r#"http_requests_total{namespace="edgelink", service="api-gateway", status="200"}"#,
                "0+1498.5x160 241080+1320x79",
            ),
            (
                r#"http_requests_total{namespace="edgelink", service="api-gateway", status="500"}"#,
                "0+1.5x160 420+180x79",
            ),
        ],
        alerts: &["EdgeLinkHighErrorRate"],
    },
    Incident {
        name: "P95 from 150 ms to 800 ms",
        series: &[
            (
                r#"http_requests_total{namespace="edgelink", service="api-gateway", status="200"}"#,
                "0+1500x240",
            ),
            (
                r#"http_request_duration_seconds_bucket{namespace="edgelink", service="api-gateway", le="0.15"}"#,
                "0+1500x160 240000x79",
            ),
            (
                r#"http_request_duration_seconds_bucket{namespace="edgelink", service="api-gateway", le="0.3"}"#,
                "0+1500x160 240000x79",
            ),
            (
                r#"http_request_duration_seconds_bucket{namespace="edgelink", service="api-gateway", le="0.5"}"#,
                "0+1500x160 240000x79",
            ),
            (
                r#"http_request_duration_seconds_bucket{namespace="edgelink", service="api-gateway", le="0.8"}"#,
                "0+1500x240",
            ),
            (
                r#"http_request_duration_seconds_bucket{namespace="edgelink", service="api-gateway", le="1"}"#,
                "0+1500x240",
            ),
            (
                r#"http_request_duration_seconds_bucket{namespace="edgelink", service="api-gateway", le="+Inf"}"#,
                "0+1500x240",
            ),
        ],
        alerts: &["EdgeLinkHighLatency"],
    },
];

/// Seconds from the fault to the first firing, by alert and by what the machine does.
type Seen = BTreeMap<(String, String), f64>;

/// Asks promtool when each alert fired first. It answers in what it got where nothing was expected.
fn first_firings(oracle: &Oracle, rules: &str, incident: &Incident) -> Result<Seen> {
    let folder = tempfile::tempdir()?;
    std::fs::write(folder.path().join("rules.yaml"), rules)?;
    let mut scenario =
        "rule_files: [rules.yaml]\nevaluation_interval: 15s\ntests:\n- interval: 15s\n  input_series:\n"
            .to_owned();
    for (series, values) in DEPLOY.iter().chain(incident.series) {
        writeln!(scenario, "  - {{ series: '{series}', values: '{values}' }}")?;
    }
    let first = "min by (alertname, auto_rollback) (min_over_time(timestamp(ALERTS{alertstate=\"firing\", SELECT})[2h:15s]))";
    let select = format!("alertname=~\"{}\"", incident.alerts.join("|"));
    writeln!(
        scenario,
        "  promql_expr_test:\n  - expr: '{}'\n    eval_time: 60m\n    exp_samples: [{{ labels: '{{nothing=\"expected\"}}', value: 0 }}]",
        first.replace("SELECT", &select)
    )?;
    let file = folder.path().join("test.yaml");
    std::fs::write(&file, scenario)?;
    let text = promtool::test_rules(oracle, &[file])?.refused()?.text();
    let got = text.split("got:").nth(1).ok_or_else(|| format!("promtool answers in other words: {text}"))?;
    let mut seen = Seen::new();
    for sample in got.split('{').skip(1) {
        let (labels, value) = sample.split_once('}').ok_or("a sample without labels")?;
        let label = |name: &str| {
            let quoted = labels.split_once(&format!("{name}=\""))?.1;
            Some(quoted.split('"').next()?.to_owned())
        };
        let value = value.split([',', '\n']).next().unwrap_or_default().trim().parse::<f64>()?;
        let alert = label("alertname").ok_or("a sample without an alert")?;
        seen.insert((alert, label("auto_rollback").unwrap_or_default()), value - f64::from(FAULT));
    }
    Ok(seen)
}

/// What the formulas say of an alert.
enum Predicted {
    /// There is none for it: it does not roll back.
    Nothing,
    /// The fault stays on the good side of its line.
    Never,
    /// It fires in this interval.
    Within(Interval),
}

impl Predicted {
    fn contains(&self, seen: Option<f64>) -> bool {
        match (self, seen) {
            (Self::Nothing, _) | (Self::Never, None) => true,
            (Self::Within(interval), Some(at)) => (interval.least..=interval.most).contains(&at),
            (Self::Never, Some(_)) | (Self::Within(_), None) => false,
        }
    }
}

impl std::fmt::Display for Predicted {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Nothing => f.write_str("-"),
            Self::Never => f.write_str("never"),
            Self::Within(interval) => write!(f, "{:.0} to {:.0} s", interval.least, interval.most),
        }
    }
}

/// What the formulas say of an alert that may roll back: no group waits here, and there is one Alertmanager.
fn predicted(pack: &Pack, plan: &Plan, alert: &str) -> Option<Predicted> {
    let phase = pack.find_phase(plan.phase()?)?;
    let values = Values::of(pack, plan.environment(), Some(phase), None);
    let (threshold, step) = match alert {
        "EdgeLinkHighErrorRate" => ("error_rate", Step::linear(0.001, 0.12, values.line("error_rate")?)),
        "EdgeLinkHighLatency" => ("p95_latency", Step::quantile(0.95, 0.8, values.line("p95_latency")?)),
        _ => return Some(Predicted::Nothing),
    };
    let value = values.get(threshold)?;
    let clock = Clock {
        scrape: pack.timing.scrape,
        evaluation: pack.timing.evaluation,
        group_wait: Duration::ZERO,
        peers: 1,
        peer_timeout: timing::PEER_TIMEOUT,
    };
    let interval = timing::detection(step, value.window?, value.hold?, &clock);
    Some(interval.map_or(Predicted::Never, Predicted::Within))
}

/// The table, and every firing that is not where the formulas say.
fn table(oracle: &Oracle) -> Result<(String, Vec<String>)> {
    let catalog = plimsoll_thresholds::catalog();
    let pack = catalog.packs.iter().find(|pack| pack.name == "edgelink").ok_or("no pack edgelink")?;
    let mut table = "| Incident | Phase | Alert | People are told after | The machine | Predicted |\n|---|---|---|---|---|---|\n".to_owned();
    let mut outside = Vec::new();
    for incident in &INCIDENTS {
        for phase in &pack.phases {
            let plan = plimsoll::plan::lower(pack, "production", Some(phase.name))
                .map_err(|errors| format!("{errors:?}"))?;
            let files = plimsoll::render::all(&plan);
            let rules = &files.iter().find(|file| file.path.ends_with("/rules.yaml")).ok_or("no rules")?.text;
            let seen = first_firings(oracle, rules, incident)?;
            for alert in incident.alerts {
                let at = |mode: &str| seen.get(&((*alert).to_owned(), mode.to_owned())).copied();
                let shown =
                    |at: Option<f64>| at.map_or_else(|| "never".to_owned(), |at| format!("{at:.0} s"));
                let machine = match (at("true"), at("dry_run")) {
                    (Some(at), _) => format!("acts after {at:.0} s"),
                    (None, Some(at)) => format!("records after {at:.0} s"),
                    (None, None) => "-".to_owned(),
                };
                let predicted = predicted(pack, &plan, alert).ok_or("a threshold without a window")?;
                let line = format!(
                    "| {} | `{}` | `{alert}` | {} | {machine} | {predicted} |",
                    incident.name,
                    phase.name,
                    shown(at(""))
                );
                if !predicted.contains(at("")) {
                    outside.push(line.clone());
                }
                writeln!(table, "{line}")?;
            }
        }
    }
    Ok((table, outside))
}

#[test]
fn the_founding_incidents_are_told_when_the_formulas_say() {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("../incidents");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    each_version("promtool", |oracle| {
        let (table, outside) = table(oracle)?;
        assert!(outside.is_empty(), "outside of what is predicted:\n{}", outside.join("\n"));
        // Prometheus 3 leaves the oldest sample out of a window: the table is that of the target.
        if oracle.release() >= (3, 0) {
            settings.bind(|| insta::assert_snapshot!("edgelink", table));
        }
        Ok("three incidents in five phases".into())
    });
}
