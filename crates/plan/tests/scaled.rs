//! A plan on another scale of time.
#![allow(clippy::unwrap_used, reason = "a test fails by a panic")]
#![expect(clippy::disallowed_methods, reason = "a test may run on another scale of time")]

use std::num::NonZeroU32;

use plimsoll_model::{
    Alert, Crosses as _, Enforcement, Environment, Pack, Phase, Receiver, Response, RollbackPolicy, Routing,
    Secret, Service, Threshold, Timing,
};
use plimsoll_plan::{LowerError, Plan, Role, Rule, lower};
use plimsoll_promql::{
    Counter, HasLabel, Label, LabelTag, Metric, MetricDef, MetricTag, MetricType, Select, Signal, ratio,
};
use plimsoll_units::{
    Count, Duration, PerSecond, Quantity, Ratio, TimeScale, Unit, days, hours, minutes, percent, seconds,
};

#[derive(Debug, Clone, Copy)]
enum Requests {}

impl MetricTag for Requests {
    type Kind = Counter;
    type Unit = Count;
    const DEF: MetricDef = MetricDef::new("requests_total", MetricType::Counter, Unit::COUNT).labels(&[
        "namespace",
        "service",
        "status",
    ]);
}

#[derive(Debug, Clone, Copy)]
enum Status {}

impl LabelTag for Status {
    const NAME: &'static str = "status";
}

impl HasLabel<Status> for Requests {}

const REQUESTS: Metric<Requests> = Metric::new();
const STATUS: Label<Status> = Label::new();
const GRAIN: &[&str] = &["namespace", "service"];
const ERRORS: Threshold<Ratio> = Threshold::above("errors", percent(5.0))
    .over(minutes(5))
    .hold(minutes(2))
    .baseline(percent(0.1))
    .fault(percent(12.0));

fn failing() -> Alert {
    let failed = REQUESTS.filter(STATUS.matches("5..")).rate(ERRORS.window());
    let errors: Signal<Ratio> = ratio(failed, REQUESTS.rate(ERRORS.window())).by(GRAIN);
    let policy = RollbackPolicy::new(minutes(20));
    Alert::new(
        "ShopFailing",
        Response::Rollback(policy),
        errors.recorded("service", "errors", "ratio_rate").crosses(ERRORS),
    )
    .summary("{service} fails over {window}")
}

fn shop() -> Pack {
    let chat = Receiver::slack("chat", "#shop", Secret::file("/etc/slack-url"));
    let actor = Receiver::webhook("actor", "http://actor/rollback");
    Pack::new("shop")
        .owner("payments")
        .timing(Timing::new(seconds(15), seconds(15)).peers(2).webhook(seconds(15)))
        .service(Service::new("checkout"))
        .threshold(ERRORS)
        .phase(Phase::new("everywhere", Enforcement::Rollback).dwell(days(3)))
        .environment(Environment::new("production", "everywhere").namespace("shop"))
        .routing(Routing::new(chat.clone()).critical([chat]).machine(actor))
}

fn faster(times: u32) -> TimeScale {
    TimeScale::faster(NonZeroU32::new(times).unwrap())
}

fn scaled(pack: &Pack, times: u32) -> Result<Plan, Vec<LowerError>> {
    lower(pack, "production", None).unwrap().scaled(faster(times))
}

/// The rule of the machine.
fn armed(plan: &Plan) -> &plimsoll_plan::AlertRule {
    let mut rules = plan.rules().filter_map(Rule::as_alert);
    rules.find(|rule| matches!(rule.role, Role::Armed(_))).unwrap()
}

#[test]
fn every_span_of_a_rule_is_divided_and_its_name_and_words_stay() {
    let plan = scaled(&shop().alerts([failing()]), 15).unwrap();
    let rule = armed(&plan);
    assert_eq!((plan.groups[0].interval, rule.hold), (seconds(1), seconds(8)));
    assert_eq!(rule.annotations["rollback_cooldown"], "1m20s");
    assert_eq!(rule.annotations["rollback_attempts"], "1");
    assert_eq!(rule.annotations["summary"], "{{ $labels.service }} fails over 5m");
    let Role::Armed(policy) = rule.role else { panic!("{:?}", rule.role) };
    assert_eq!((policy.cooldown, policy.timeout, policy.verify), (seconds(80), seconds(20), seconds(8)));
    let record = plan.rules().find_map(Rule::as_record).unwrap();
    assert_eq!(record.record, "service:errors:ratio_rate5m");
    assert!(record.expr.render().contains("[20s]"), "{}", record.expr.render());
    assert_eq!(plan.time_scale, faster(15));
}

#[test]
fn the_routes_and_the_reckoning_go_along() {
    let plan = scaled(&shop().alerts([failing()]), 15).unwrap();
    let grouping = &plan.alertmanager.as_ref().unwrap().grouping;
    assert_eq!((grouping.wait, grouping.interval, grouping.repeat), (seconds(2), seconds(20), minutes(16)));
    assert_eq!(plan.actor().interval, seconds(4));
    let real = lower(&shop().alerts([failing()]), "production", None).unwrap();
    let [one, fifteenth] = [&real, &plan].map(|plan| plan.reckonings[0].detection().unwrap());
    assert!(
        (one.most / 15.0 - fifteenth.most).abs() < 1e-9 && (one.least / 15.0 - fifteenth.least).abs() < 1e-9
    );
    let clock = plan.reckonings[0].clock;
    assert_eq!((clock.scrape, clock.peer_timeout, clock.peers), (seconds(1), seconds(1), 2));
}

#[test]
fn time_as_it_is_leaves_the_rules_as_they_are() {
    let real = lower(&shop().alerts([failing()]), "production", None).unwrap();
    let same = real.clone().scaled(TimeScale::REAL).unwrap();
    assert_eq!(
        (&same.groups, &same.alertmanager, &same.reckonings),
        (&real.groups, &real.alertmanager, &real.reckonings)
    );
    let twice = real.clone().scaled(faster(3)).and_then(|plan| plan.scaled(faster(5)));
    assert_eq!(twice, real.scaled(faster(15)));
}

#[test]
fn what_cannot_be_divided_is_refused_at_its_place() {
    let odd = failing().hold(seconds(10));
    let origin = odd.origin;
    let refused = scaled(&shop().alerts([odd]), 15).unwrap_err();
    assert!(refused.iter().any(|error| error.origin == origin), "{refused:#?}");
    let said = |error: &LowerError| error.message.contains("1/15 of 10s is no whole number");
    assert!(refused.iter().all(said), "{refused:#?}");
    assert_eq!(refused[0].help, "take a scale that divides every span of the pack");
}

#[test]
fn a_line_of_events_per_second_is_refused() {
    let many = REQUESTS.rate(minutes(5)).sum_by(GRAIN).above(Quantity::<PerSecond<Count>>::per_second(100.0));
    let refused = scaled(&shop().alerts([Alert::new("ShopBusy", Response::Notify, many)]), 15).unwrap_err();
    assert!(refused[0].message.contains("`ShopBusy`"), "{}", refused[0].message);
    assert_eq!(refused[0].help, "count the events of a window instead");
}

#[test]
fn a_long_span_keeps_its_milliseconds() {
    let scale = faster(7);
    assert_eq!(scale.of(hours(7)), Some(hours(1)));
    assert_eq!(scale.of(Duration::from_millis(7_007)), Some(Duration::from_millis(1_001)));
}
