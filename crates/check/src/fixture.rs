//! A small pack without a fault, and ways to put one in.

#![allow(clippy::unwrap_used, reason = "tests alone use it")]

use std::collections::BTreeMap;

use plimsoll_model::{
    Alert, Case, Crosses as _, Dashboard, Enforcement, Environment, Guard, GuardKind, Inhibition, NoData,
    Pack, Panel, Phase, Receiver, Response, RollbackPolicy, Routing, Runbook, Secret, Service, Severity,
    Side, Split, Threshold, Timing, Traffic, TrafficPhase, Workload, WorkloadNames,
};
use plimsoll_plan::{Alertmanager, Plan, RecordRule, Rule, lower};
use plimsoll_promql::gate::{self, Node, Target, Use};
use plimsoll_promql::{Condition, Expr, MatchOp, Matcher, MetricDef, MetricType, Signal};
use plimsoll_units::{Count, Ratio, Unit, count, days, hours, minutes, percent, seconds};

use crate::catalogue::Catalogue;
use crate::{Diagnostic, Subject, run};

pub(crate) const ERROR_RATE: Threshold<Ratio> =
    Threshold::above("error_rate", percent(5.0)).over(minutes(5)).hold(minutes(2)).baseline(percent(0.1));

const METRICS: [MetricDef; 7] = [
    MetricDef::new("http_requests_total", MetricType::Counter, Unit::COUNT)
        .labels(&["namespace", "service", "status", "track"])
        .values(&[("track", &["stable", "canary"])]),
    MetricDef::new("http_request_duration_seconds", MetricType::Histogram, Unit::SECONDS)
        .labels(&["namespace", "service"])
        .buckets(&[0.1, 0.25, 0.5, 1.0]),
    MetricDef::new("restarts_total", MetricType::Counter, Unit::COUNT),
    MetricDef::new("memory_bytes", MetricType::Gauge, Unit::BYTES)
        .labels(&["namespace", "pod"])
        .identity(&["namespace", "pod"]),
    NODE_LOAD,
    NODE_DISK_INFO,
    MetricDef::new("started_seconds", MetricType::Gauge, Unit::TIMESTAMP).labels(&["namespace", "service"]),
];

pub(crate) const NODE_LOAD: MetricDef =
    MetricDef::new("node_load", MetricType::Gauge, Unit::COUNT).labels(&["node"]).identity(&["node"]);
pub(crate) const NODE_DISK_INFO: MetricDef = MetricDef::new("node_disk_info", MetricType::Gauge, Unit::COUNT)
    .labels(&["node", "disk", "zone"])
    .identity(&["node", "disk"]);

/// What may roll back does so once in an hour.
pub(crate) const POLICY: RollbackPolicy = RollbackPolicy::new(hours(1));

/// The pack `shop` with one environment, a staged alert, a recording and a dashboard.
pub(crate) fn shop() -> Pack {
    let failing = Alert::new("ShopFailing", Response::Rollback(POLICY), error_ratio().crosses(ERROR_RATE))
        .guarded_by([deployed_recently(), enough_requests()])
        .summary("{service} fails {value} of its requests (line: {line})")
        .runbook(Runbook::new("failing", "Users see errors."))
        .tested_with(Case::new("as said").silent_at(minutes(5)).fires_at(minutes(10), 0.1, &[]));
    Pack::new("shop")
        .owner("payments")
        .timing(Timing::new(seconds(15), seconds(15)).peers(2).webhook(seconds(5)))
        .workload(Workload::new(3, seconds(15)).min_ready(seconds(30)))
        .workloads(WorkloadNames::prefixed("shop-"))
        .metrics(&METRICS)
        .service(Service::new("checkout"))
        .threshold(ERROR_RATE)
        .phase(Phase::new("dry-run", Enforcement::DryRun).dwell(days(3)))
        .phase(Phase::new("everywhere", Enforcement::Rollback))
        .environment(Environment::new("production", "everywhere").namespace("shop"))
        .alerts([failing])
        .dashboard(
            Dashboard::new("shop", "Shop").with_row(
                "Errors",
                [Panel::of_alert("error-ratio", "Error ratio", "ShopFailing")
                    .description("Worry above the line.")],
            ),
        )
}

/// The shop in the first phase of a canary that Prometheus decides about.
pub(crate) fn canary() -> Pack {
    let traffic = Traffic::new(1)
        .no_data(NoData::Hold)
        .prometheus("http://prometheus:9090")
        .phase(TrafficPhase::new("first", percent(5.0), 1))
        .phase(TrafficPhase::new("all", percent(100.0), 1));
    let mut pack = shop().traffic(traffic);
    pack.environments[0].traffic = Some("first");
    pack
}

/// The same, with traffic that nginx or a route splits.
pub(crate) fn split_canary() -> Pack {
    let names = WorkloadNames::suffixed;
    let split = Split::new(names("-canary"), names("-stable"), "{workload}", "shop", ("gateway", "shop"));
    canary().split(split)
}

/// Failed requests as a part of all, by service.
pub(crate) fn error_ratio() -> Signal<Ratio> {
    Signal::<Ratio>::raw(
        "sum by (namespace, service) (rate(http_requests_total{status=~\"5..\"}[5m]))\
         \n  / (sum by (namespace, service) (rate(http_requests_total[5m])) > 0)",
        &["namespace", "service"],
        minutes(5),
    )
    .recorded("service", "http_requests_failed", "ratio_rate")
}

/// The load of each node.
pub(crate) fn node_load() -> Signal<Count> {
    Signal::raw("max by (node) (node_load)", &["node"], seconds(0))
}

/// Nodes that are busy.
pub(crate) fn busy() -> Condition {
    node_load().above(count(10.0))
}

/// A deploy within the last hour.
pub(crate) fn deployed_recently() -> Guard {
    guard(GuardKind::RecentDeploy, "time() - max by (namespace, service) (started_seconds) < 3600")
}

/// More requests than one that fails can decide on.
pub(crate) fn enough_requests() -> Guard {
    guard(GuardKind::MinimumTraffic, "sum by (namespace, service) (increase(http_requests_total[5m])) >= 41")
}

/// A guard by service.
pub(crate) fn guard(kind: GuardKind, text: &str) -> Guard {
    let grain = &["namespace", "service"];
    Guard::new(kind, grain, Condition::raw(text, grain, Unit::COUNT, minutes(5)))
}

pub(crate) const ACTOR: Receiver = Receiver::webhook("actor", "http://actor/rollback");
pub(crate) const RECORDER: Receiver = Receiver::webhook("recorder", "http://actor/record");
pub(crate) const CHAT: Receiver = Receiver::slack("chat", "#shop", Secret::file("/etc/slack-url"));
pub(crate) const PAGER: Receiver = Receiver::pagerduty("pager", Secret::file("/etc/pagerduty-key"));

/// A whole routing with a change, and two alerts that warn: one by service, one by node.
pub(crate) fn with_routing(pack: &mut Pack, change: impl FnOnce(Routing) -> Routing) {
    let warns = |name, text: &str, labels: &[&str]| {
        with_texts(Alert::new(name, Response::Notify, Condition::raw(text, labels, Unit::COUNT, minutes(5))))
            .hold(minutes(5))
    };
    let slow = "sum by (namespace, service) (increase(http_requests_total[5m])) < 2";
    pack.alerts.push(warns("ShopSlow", slow, &["namespace", "service"]));
    pack.alerts.push(warns("ShopNodes", "max by (node) (node_load) > 10", &["node"]));
    let routing = Routing::new(CHAT).critical([PAGER, CHAT]).warning([CHAT]);
    pack.routing = Some(change(routing).machine(ACTOR).dry_run(RECORDER));
}

/// What is found with a change of the routing.
pub(crate) fn routing(change: impl FnOnce(Routing) -> Routing) -> Vec<Diagnostic> {
    findings(|pack| with_routing(pack, change))
}

/// What is found with one inhibition.
pub(crate) fn inhibited(rule: Inhibition) -> Vec<Diagnostic> {
    routing(|routing| routing.with_inhibition(rule))
}

/// The usual inhibition.
pub(crate) fn critical_mutes_warning() -> Inhibition {
    let on_a_service = || Matcher::new("service", MatchOp::NotEqual, "");
    Inhibition::new(
        Side::severity(Severity::Critical).with(on_a_service()),
        Side::severity(Severity::Warning).with(on_a_service()),
        &["namespace", "service"],
    )
}

/// What is found after a change of the route tree and the inhibitions: for what lowering never makes.
pub(crate) fn tree(change: impl FnOnce(&mut Alertmanager)) -> Vec<Diagnostic> {
    let mut pack = shop();
    with_routing(&mut pack, |routing| routing.with_inhibition(critical_mutes_warning()));
    let mut plan = lower(&pack, "production", None).unwrap();
    change(plan.alertmanager.as_mut().unwrap());
    told(&pack, &plan)
}

/// The plan of the pack in production.
pub(crate) fn plan() -> Plan {
    lower(&shop(), "production", None).unwrap()
}

/// What most of the alerts here would be told of: that no panel draws them, and that no test follows of a text.
pub(crate) const USUAL: [&str; 2] = ["alert/no-behaviour-test", "alert/no-panel"];

/// What is found, but for what is usual here.
fn told(pack: &Pack, plan: &Plan) -> Vec<Diagnostic> {
    run(pack, plan).into_iter().filter(|finding| !USUAL.contains(&finding.id)).collect()
}

/// What is found in the pack after a change.
pub(crate) fn findings(change: impl FnOnce(&mut Pack)) -> Vec<Diagnostic> {
    let mut pack = shop();
    change(&mut pack);
    let plan = lower(&pack, "production", None).unwrap();
    told(&pack, &plan)
}

/// What is found after a change of the plan: for what lowering never makes.
pub(crate) fn findings_in_plan(change: impl FnOnce(&mut Plan)) -> Vec<Diagnostic> {
    let (pack, mut plan) = (shop(), plan());
    change(&mut plan);
    told(&pack, &plan)
}

/// The ids of findings, in order.
pub(crate) fn ids(found: &[Diagnostic]) -> Vec<&'static str> {
    found.iter().map(|finding| finding.id).collect()
}

/// An alert that notifies where this expression has samples.
#[track_caller]
pub(crate) fn probe(text: &str) -> Alert {
    with_texts(Alert::new("Probe", Response::Notify, Condition::raw(text, &[], Unit::COUNT, minutes(5))))
}

/// An alert on the load of nodes that is recorded under this name.
pub(crate) fn recorded_probe(level: &'static str, metric: &'static str, operation: &'static str) -> Alert {
    let condition = node_load().recorded(level, metric, operation).above(count(10.0));
    with_texts(Alert::new("Probe", Response::Notify, condition))
}

/// The alert with a summary and a runbook.
pub(crate) fn with_texts(alert: Alert) -> Alert {
    alert.summary("Something is wrong").runbook(Runbook::new("probe", "Something is wrong."))
}

/// What is found where an alert has this expression.
pub(crate) fn expression(text: &str) -> Vec<Diagnostic> {
    findings(|pack| pack.alerts.push(probe(text)))
}

/// What is found where an alert has the expression `read`, which reads `record` as `probe:recorded:value`.
pub(crate) fn through_recording(record: &str, read: &str) -> Vec<Diagnostic> {
    let raw = |text: &str| Expr::Raw { text: text.to_owned(), labels: Vec::new(), window: minutes(5) };
    let mut pack = shop();
    pack.alerts.push(probe(read));
    let mut plan = lower(&pack, "production", None).unwrap();
    let recorded = RecordRule {
        record: "probe:recorded:value".to_owned(),
        expr: raw(record).into(),
        labels: BTreeMap::new(),
        unit: Unit::COUNT,
        origin: pack.origin,
    };
    let group = plan.groups.iter_mut().find(|group| group.name == "shop.probe").unwrap();
    group.rules.insert(0, Rule::Record(recorded));
    told(&pack, &plan)
}

/// A panel that draws this expression.
#[track_caller]
pub(crate) fn drawn(text: &str) -> Panel {
    let signal = Signal::<Count>::raw(text, &[], seconds(0));
    Panel::of_signal("probe", "Probe", &signal, "all").description("Probes.")
}

/// What is found where a panel draws this expression.
pub(crate) fn panel(text: &str) -> Vec<Diagnostic> {
    findings(|pack| pack.dashboards[0].rows[0].1.push(drawn(text)))
}

/// What the catalogue of the pack says of an expression.
pub(crate) fn ask<R>(text: &str, question: impl FnOnce(&Node, &Catalogue<'_>) -> R) -> R {
    let (pack, plan) = (shop(), plan());
    let accepted = gate::check(text, &Target::default(), Use::Any).unwrap();
    question(&accepted.tree, &Subject::new(&pack, &plan).catalogue)
}
