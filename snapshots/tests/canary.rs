//! The canary pack against the real tools: everything that goes wrong is told and moves the machine, nothing that is well
//! does; gates say the opposite of their alerts; and a machine trigger reaches the webhook alone.

use std::fmt::Write as _;
use std::time::Duration;

use plimsoll_snapshots::generated;
use plimsoll_snapshots::oracles::alertmanager::Alertmanager;
use plimsoll_snapshots::oracles::recorder::Recorder;
use plimsoll_snapshots::oracles::stage::Stage;
use plimsoll_snapshots::oracles::{Oracle, Result, each_version, promtool};

/// Far above what it takes; a test that waits this long has failed.
const LIMIT: Duration = Duration::from_secs(30);

/// What the machine is told of.
const TRIGGERS: [&str; 3] =
    ["AutoRollbackErrorRateThreshold", "AutoRollbackHealthCheckFailure", "AutoRollbackLatencyThreshold"];

/// Series every 15 s for 40 minutes. Requests per 15 s: of the canary, those of them that fail, of stable.
struct World {
    canary: u32,
    failed: u32,
    stable: u32,
    /// Whether every request to the canary takes 800 ms, an instance is down, and CPU and memory are nearly used up.
    broken: bool,
}

impl World {
    fn series(&self) -> Vec<(String, String)> {
        let of = |name: &str, labels: &str| {
            format!(r#"{name}{{namespace="production", service="recommendation-service", {labels}}}"#)
        };
        let grows = |by: u32| format!("0+{by}x160");
        let mut series =
            vec![(of("http_requests_total", r#"track="stable", status="200""#), grows(self.stable))];
        for (track, all, slow) in [("stable", self.stable, false), ("canary", self.canary, self.broken)] {
            for (le, counted) in [("0.15", !slow), ("0.5", !slow), ("0.8", true), ("+Inf", true)] {
                let bucket =
                    of("http_request_duration_seconds_bucket", &format!(r#"track="{track}", le="{le}""#));
                series.push((bucket, grows(if counted { all } else { 0 })));
            }
        }
        if self.canary > 0 {
            let status =
                |status: &str| of("http_requests_total", &format!(r#"track="canary", status="{status}""#));
            series.push((status("200"), grows(self.canary - self.failed)));
            // A version that never failed has no series of failures.
            series.extend((self.failed > 0).then(|| (status("500"), grows(self.failed))));
        }
        for (instance, up) in [("a", u8::from(!self.broken)), ("b", 1)] {
            series
                .push((of("up", &format!(r#"track="canary", instance="{instance}""#)), format!("{up}x160")));
        }
        let pod = r#"namespace="production", pod="recommendation-service-canary-7d9f-x""#;
        let (cpu, memory) = if self.broken { (15, 950) } else { (3, 400) };
        series.extend([
            (
                format!(r#"kube_pod_owner{{{pod}, owner_kind="ReplicaSet", owner_name="recommendation-service-canary-7d9f"}}"#),
                "1x160".to_owned(),
            ),
            (format!(r#"kube_pod_container_resource_limits{{{pod}, container="app", resource="cpu"}}"#), "1x160".to_owned()),
            (format!(r#"container_spec_memory_limit_bytes{{{pod}, container="app"}}"#), "1000x160".to_owned()),
            (format!(r#"container_cpu_usage_seconds_total{{{pod}, container="app"}}"#), format!("0+{cpu}x160")),
            (format!(r#"container_memory_working_set_bytes{{{pod}, container="app"}}"#), format!("{memory}x160")),
        ]);
        series
    }

    /// A promtool test of expressions that must have these samples after half an hour.
    fn expects(&self, expected: &[(String, Vec<String>)]) -> String {
        let rules = generated::path("canary", "production", "rules.yaml");
        let mut text = format!(
            "rule_files: ['{}']\nevaluation_interval: 15s\ntests:\n  - interval: 15s\n    input_series:\n",
            rules.display()
        );
        for (series, values) in self.series() {
            let _ = writeln!(text, "      - {{ series: '{series}', values: '{values}' }}");
        }
        text.push_str("    promql_expr_test:\n");
        for (expr, samples) in expected {
            let expr = expr.replace('\n', "\n          ");
            let _ = writeln!(
                text,
                "      - expr: |\n          {expr}\n        eval_time: 30m\n        exp_samples: [{}]",
                samples.join(", ")
            );
        }
        text
    }
}

/// Those that people are told of, and those that move the machine.
fn fires(people: &[&str], machine: &[&str]) -> Vec<(String, Vec<String>)> {
    let told = |matcher: &str, names: &[&str]| {
        let names = names.iter().map(|name| format!("{{ labels: '{{alertname=\"{name}\"}}', value: 1 }}"));
        let expr = format!("group by (alertname) (ALERTS{{alertstate=\"firing\", {matcher}}})");
        (expr, names.collect())
    };
    vec![told("auto_rollback=\"\"", people), told("auto_rollback=\"true\"", machine)]
}

fn agrees(text: &str, oracle: &Oracle) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("test.yaml");
    std::fs::write(&file, text)?;
    promtool::test_rules(oracle, &[file])?.accepted()?;
    Ok(())
}

const BROKEN: World = World { canary: 12, failed: 6, stable: 12, broken: true };
const WELL: World = World { canary: 1, failed: 0, stable: 19, broken: false };
const STUCK: World = World { canary: 0, failed: 0, stable: 12, broken: false };

#[test]
fn everything_that_goes_wrong_is_told_and_nothing_that_is_well() {
    let people = [
        "CanaryErrorRateHigherThanStable",
        "CanaryHighCPU",
        "CanaryHighErrorRate",
        "CanaryHighLatency",
        "CanaryHighMemory",
        "CanaryLatencyHigherThanStable",
        "CanaryPhase3Started",
        "CanaryTrafficAllocationAbnormal",
        "CanaryUnhealthyInstances",
    ];
    let broken = BROKEN.expects(&fires(&people, &TRIGGERS));
    let well = WELL.expects(&fires(&["CanaryPhase1Started"], &[]));
    let stuck = STUCK.expects(&fires(&["CanaryDeploymentStuck"], &[]));
    each_version("promtool", |oracle| {
        agrees(&broken, oracle)?;
        agrees(&well, oracle)?;
        agrees(&stuck, oracle)?;
        Ok(format!(
            "{} alerts and {} triggers, 1 when all is well, 1 without traffic",
            people.len(),
            TRIGGERS.len()
        ))
    });
}

#[test]
fn each_traffic_phase_is_told_by_the_traffic_that_reaches_the_canary() {
    let phases = [(1, 19), (1, 3), (1, 1), (1, 0)].into_iter().enumerate().map(|(at, (canary, stable))| {
        let world = World { canary, failed: 0, stable, broken: false };
        let expr = "group by (alertname) (ALERTS{alertstate=\"firing\", alertname=~\"CanaryPhase.*\"})";
        let sample = format!("{{ labels: '{{alertname=\"CanaryPhase{}Started\"}}', value: 1 }}", at + 1);
        world.expects(&[(expr.to_owned(), vec![sample])])
    });
    let phases: Vec<String> = phases.collect();
    each_version("promtool", |oracle| {
        for phase in &phases {
            agrees(phase, oracle)?;
        }
        Ok(format!("{} phases", phases.len()))
    });
}

#[test]
fn a_gate_passes_where_its_alert_is_silent_and_never_without_data() {
    let catalog = plimsoll_thresholds::catalog();
    let pack = catalog.packs.iter().find(|pack| pack.name == "canary").unwrap();
    let plan = plimsoll::plan::lower(pack, "production", None).unwrap();
    let gates = &plan.traffic.as_ref().unwrap().gates;
    assert_eq!(gates.len(), TRIGGERS.len());
    let one = || vec!["{ labels: '{}', value: 1 }".to_owned()];
    // How many series pass and fail a gate: one or none.
    let asked = |named: &str, passes: bool, fails: bool| {
        let gate = gates.iter().find(|gate| gate.name == named).unwrap();
        let count = |op: &str| format!("count(({}) {op} {})", gate.query.render(), gate.line);
        let samples = |some: bool| if some { one() } else { Vec::new() };
        [(count(gate.passes.as_str()), samples(passes)), (count(gate.fails().as_str()), samples(fails))]
    };
    let all = |passes, fails| {
        gates.iter().flat_map(move |gate| asked(&gate.name, passes, fails)).collect::<Vec<_>>()
    };
    let busy = World { canary: 12, failed: 0, stable: 12, broken: false };
    // With too few requests, or none, there is nothing to judge by; instances are there all the same.
    let ratios = |name| asked(name, false, false);
    let undecided: Vec<_> =
        [ratios("high-error-rate"), ratios("high-latency"), asked("unhealthy-instances", true, false)]
            .into_iter()
            .flatten()
            .collect();
    let tests = [
        BROKEN.expects(&all(false, true)),
        busy.expects(&all(true, false)),
        WELL.expects(&undecided),
        STUCK.expects(&undecided),
    ];
    each_version("promtool", |oracle| {
        for test in &tests {
            agrees(test, oracle)?;
        }
        Ok(format!("{} gates in {} worlds", gates.len(), tests.len()))
    });
}

type Labels = &'static [(&'static str, &'static str)];

macro_rules! labels {
    ($name:literal, $severity:literal $(, $more:tt)*) => {
        &[
            ("alertname", $name),
            ("deployment", "recommendation-service-canary"),
            ("namespace", "production"),
            ("pack", "canary"),
            ("service", "recommendation-service"),
            ("severity", $severity),
            ("team", "platform"),
            $($more),*
        ]
    };
}

const TRIGGER: Labels = labels!("AutoRollbackErrorRateThreshold", "none", ("auto_rollback", "true"));
const FOR_PEOPLE: Labels = labels!("CanaryHighErrorRate", "critical");
const WARNING: Labels = labels!("CanaryHighMemory", "warning");
const PROGRESS: Labels = labels!("CanaryPhase1Started", "info");

/// Each alert, who must be told, and what keeps it quiet.
const CASES: [(Labels, &[&str], &[&str]); 4] = [
    (TRIGGER, &["canary-rollback-webhook"], &[]),
    (FOR_PEOPLE, &["email-ops", "pagerduty-platform", "slack-alerts"], &[]),
    (WARNING, &["slack-alerts"], &["CanaryHighErrorRate"]),
    (PROGRESS, &["slack-ops"], &[]),
];

/// The generated configuration with every address on loopback: nobody outside is told of a test.
fn staged(recorder: &Recorder) -> Result<Stage> {
    let text = generated::read("canary", "production", "alertmanager.yaml")?;
    let global = format!("global:\n  pagerduty_url: {}\n", recorder.url("pagerduty"));
    let in_cluster =
        |service: &str, path: &str| format!("http://{service}.production.svc.cluster.local:8080/{path}");
    Stage::new(global + &text)?
        .with_secrets(
            "/etc/alertmanager/secrets/edgelink-alertmanager",
            &[
                ("slack-url", &recorder.url("slack")),
                ("pagerduty-routing-key", "key"),
                ("canary-rollback-webhook-token", "token"),
                ("smtp-password", "password"),
            ],
        )?
        .replacing(&in_cluster("canary-rollback-webhook", "webhook"), &recorder.url("rollback"))?
        .replacing(&in_cluster("canary-dry-run-log", "record"), &recorder.url("dry-run"))?
        .replacing("smtp.gmail.com:587", "127.0.0.1:9")?
        .replacing("group_wait: 30s", "group_wait: 0s")
}

fn routed(oracle: &Oracle) -> Result<String> {
    let recorder = Recorder::start()?;
    let stage = staged(&recorder)?;
    let live = Alertmanager::start(oracle, stage.config())?;
    // The source first: an inhibition holds from the moment its source is known.
    live.post_alerts(&[FOR_PEOPLE])?;
    live.wait_for_alerts(LIMIT, |alerts| alerts.len() == 1)?;
    live.post_alerts(&CASES.map(|(labels, ..)| labels))?;
    let alerts = live.wait_for_alerts(LIMIT, |alerts| {
        alerts.len() == CASES.len() && alerts.iter().filter(|alert| alert.state == "suppressed").count() == 1
    })?;
    for (labels, receivers, quiet) in CASES {
        let alert = alerts.iter().find(|alert| alert.name() == labels[0].1).ok_or("an alert is not there")?;
        let mut told = alert.receivers.clone();
        told.sort();
        assert_eq!(told, receivers, "{labels:?}");
        assert_eq!(alert.inhibited_by, quiet, "{labels:?}");
    }
    let arrived = recorder.wait_for(LIMIT, |arrived| {
        ["rollback", "pagerduty", "slack"].iter().all(|to| arrived.iter().any(|one| one.to == *to))
    })?;
    let of_trigger: Vec<&str> = arrived
        .iter()
        .filter(|one| one.body.to_string().contains(TRIGGER[0].1))
        .map(|one| one.to.as_str())
        .collect();
    assert_eq!(of_trigger, ["rollback"]);
    let machine: Vec<_> = arrived.iter().filter(|one| one.to == "rollback").collect();
    assert!(machine.iter().all(|one| one.label("alertname") == [TRIGGER[0].1]));
    assert_eq!(machine[0].authorization.as_deref(), Some("Bearer token"));
    Ok(format!("{} alerts routed, {} notifications arrived", CASES.len(), arrived.len()))
}

#[test]
fn a_machine_trigger_reaches_the_webhook_alone() {
    each_version("alertmanager", routed);
}
