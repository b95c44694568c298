//! What follows from the alerts of a small pack.

use plimsoll_behaviour::{BehaviourTest, Derivation, Mutant, derive, mutants};
use plimsoll_model::{
    Alert, Case, Crosses as _, Enforcement, Environment, Guard, GuardKind, Pack, Phase, Response,
    RollbackPolicy, Scope, Service, Threshold, Timing,
};
use plimsoll_plan::{Plan, lower};
use plimsoll_promql::{
    Condition, Counter, Label, LabelTag, Metric, MetricDef, MetricTag, MetricType, Number, Select, ratio,
};
use plimsoll_units::{Count, Quantity, Ratio, Unit, minutes, percent, seconds};

#[derive(Debug, Clone, Copy)]
enum Requests {}

impl MetricTag for Requests {
    type Kind = Counter;
    type Unit = Count;
    const DEF: MetricDef =
        MetricDef::new("requests_total", MetricType::Counter, Unit::COUNT).labels(&["service", "status"]);
}

#[derive(Debug, Clone, Copy)]
enum Status {}

impl LabelTag for Status {
    const NAME: &'static str = "status";
}

impl plimsoll_promql::HasLabel<Status> for Requests {}

const REQUESTS: Metric<Requests> = Metric::new();
const STATUS: Label<Status> = Label::new();
const GRAIN: &[&str] = &["service"];
const ERRORS: Threshold<Ratio> = Threshold::above("errors", percent(5.0)).over(minutes(5)).hold(minutes(2));

fn shop() -> Pack {
    let failed = REQUESTS.filter(STATUS.matches("5..")).rate(ERRORS.window());
    let errors =
        ratio(failed, REQUESTS.rate(ERRORS.window())).by(GRAIN).recorded("service", "failed", "ratio_rate");
    let enough = REQUESTS.increase(ERRORS.window()).sum_by(GRAIN).at_least(Quantity::count(41.0));
    let alert = Alert::new(
        "ShopErrors",
        Response::Rollback(RollbackPolicy::new(minutes(20))),
        errors.crosses(ERRORS),
    )
    .guarded_by([Guard::new(GuardKind::MinimumTraffic, GRAIN, enough)])
    .summary("{service} fails {value} (line: {line})");
    Pack::new("shop")
        .owner("sales")
        .timing(Timing::new(seconds(15), seconds(15)))
        .metrics(&[Requests::DEF])
        .service(Service::new("cart"))
        .service(Service::new("mail").critical(false))
        .threshold(ERRORS)
        .phase(Phase::new("watch", Enforcement::DryRun))
        .phase(Phase::new("one", Enforcement::Rollback).scope(Scope::NonCritical))
        .environment(Environment::new("live", "one"))
        .alerts([alert])
}

#[test]
fn an_alternative_that_cannot_decide_is_told() {
    let mut shop = shop();
    let failed = REQUESTS.filter(STATUS.matches("5..")).rate(ERRORS.window());
    let errors = ratio(failed, REQUESTS.rate(ERRORS.window())).none_is_zero().by(GRAIN);
    shop.alerts = vec![Alert::new("ShopErrors", Response::Notify, errors.crosses(ERRORS))];
    let Derivation { tests, without, untried } = derive(&shop, &lower(&shop, "live", None).expect("a pack"));
    assert!(!tests.is_empty() && without.is_empty());
    assert_eq!(untried.len(), 1);
    assert!(untried[0].why.contains("* 0`: "), "{}", untried[0].why);
}

#[test]
fn nothing_instead_of_0_is_no_mistake_where_no_line_is_below_0_and_one_where_a_line_is_above_it() {
    const SHARE: Threshold<Ratio> = Threshold::below("share", percent(5.0)).over(minutes(5)).hold(minutes(2));
    let lost = |threshold: Threshold<Ratio>| {
        let mut shop = shop().threshold(SHARE);
        let failed = REQUESTS.filter(STATUS.matches("5..")).rate(ERRORS.window());
        let errors = ratio(failed, REQUESTS.rate(ERRORS.window())).none_is_zero().by(GRAIN);
        shop.alerts = vec![Alert::new("ShopErrors", Response::Notify, errors.crosses(threshold))];
        let plan = lower(&shop, "live", None).expect("a pack");
        let all: Vec<Mutant> = mutants(&plan);
        let lost: Vec<_> = all.iter().filter(|mutant| mutant.change == "or becomes and").collect();
        assert!(!lost.is_empty());
        lost.iter().all(|mutant| mutant.equivalent.is_some())
    };
    assert!(lost(ERRORS) && !lost(SHARE));
}

#[test]
fn a_signal_that_is_compared_with_another_one_is_past_it_too_where_that_has_nothing() {
    let mut shop = shop();
    let part = |status: &str| {
        let part = REQUESTS.filter(STATUS.matches(status)).rate(ERRORS.window());
        ratio(part, REQUESTS.rate(ERRORS.window())).none_is_zero().by(GRAIN)
    };
    let twice = Number::Fixed("2".into());
    let more = part("5..").recorded_as("failed:ratio").exceeds(
        twice,
        part("4..").recorded_as("refused:ratio"),
        GRAIN,
    );
    shop.alerts = vec![Alert::new("ShopErrors", Response::Notify, more).timed_by(ERRORS)];
    let (plan, tests) = tests(&shop);
    let refuses =
        |test: &BehaviourTest| test.series.iter().any(|(series, _)| series.contains("status=\"400\""));
    let (with, without): (Vec<_>, Vec<_>) = tests.iter().partition(|test| refuses(test));
    assert!(!with.is_empty() && without.len() == 1, "{without:#?}");
    assert!(without[0].checks.iter().any(|check| !check.firing.is_empty()), "{without:#?}");
    let all = mutants(&plan);
    let lost = all.iter().find(|mutant| mutant.rule == "refused:ratio" && mutant.change == "or becomes and");
    let lost = lost.expect("a mutant").apply(&plan);
    assert!(without[0].run(&lost).expect("it can be run here").is_err());
    assert!(with.iter().all(|test| test.run(&lost) == Some(Ok(()))), "the others see nothing of it");
}

fn tests(pack: &Pack) -> (Plan, Vec<BehaviourTest>) {
    let plan = lower(pack, "live", None).expect("a small pack");
    let Derivation { tests, without, .. } = derive(pack, &plan);
    assert_eq!(without, []);
    (plan, tests)
}

#[test]
fn each_comparison_decides_in_a_test_of_its_own_and_one_is_about_every_service() {
    let (plan, tests) = tests(&shop());
    let names: Vec<&str> =
        tests.iter().map(|test| test.name.split(": ").next().unwrap_or_default()).collect();
    assert_eq!(
        names,
        [
            "ShopErrors of cart, decided by service:failed:ratio_rate5m > 0.05",
            "ShopErrors of cart, decided by sum by (service) (increase(requests_total[5m])) >= 41",
            "ShopErrors of every service",
        ]
    );
    for test in &tests {
        assert_eq!(test.run(&plan), Some(Ok(())), "{}", test.name);
    }
}

#[test]
fn it_is_silent_just_below_the_line_and_fires_just_above_it_after_its_hold() {
    let (_, tests) = tests(&shop());
    let fires: Vec<String> = tests[0]
        .checks
        .iter()
        .map(|check| {
            let firing = check.firing.iter().map(|alert| alert.labels.get("auto_rollback"));
            format!("{} {}", check.at, firing.collect::<Vec<_>>().join(","))
        })
        .collect();
    // Past the line from 8m on, with twice the traffic: after a third of the window more than 5 % of what is in it failed,
    // and the hold begins at the next evaluation, 9m30s. From 16m on
    // it is exactly 5 %, which is silent once nothing else is left in the window. People's rule has no such label; the machine records what it
    // would do to `cart`.
    assert_eq!(
        fires,
        [
            "7m45s ",
            "11m15s ",
            "11m30s ,dry_run",
            "15m45s ,dry_run",
            "20m30s ,dry_run",
            "20m45s ",
            "21m45s ",
            "32m30s ",
        ]
    );
    let told = tests[0].checks.iter().find(|check| check.texts).expect("texts are looked at once");
    assert_eq!(told.firing[0].annotations["summary"], "cart fails 5.076% (line: 5 %)");
}

#[test]
fn every_service_alerts_as_its_scope_says_and_so_does_one_that_nobody_declared() {
    let (_, tests) = tests(&shop());
    let all = tests[2].checks.iter().find(|check| check.firing.len() == 6).expect("all fire at once");
    let mut modes: Vec<(&str, &str)> = all
        .firing
        .iter()
        .map(|alert| (alert.labels.get("service"), alert.labels.get("auto_rollback")))
        .filter(|(_, mode)| !mode.is_empty())
        .collect();
    modes.sort_unstable();
    assert_eq!(modes, [("cart", "dry_run"), ("mail", "true"), ("shop-service", "dry_run")]);
}

#[test]
fn a_mistake_in_a_rule_is_noticed() {
    let (plan, tests) = tests(&shop());
    let killed = |change: &str| {
        let mutants = mutants(&plan);
        let real = |mutant: &&Mutant| mutant.equivalent.is_none() && mutant.change == change;
        let mutant = mutants.iter().find(real).expect(change);
        tests.iter().any(|test| test.run(&mutant.apply(&plan)).is_some_and(|verdict| verdict.is_err()))
    };
    for change in [
        "> becomes >=",
        "0.05 becomes 0.06",
        "0.05 becomes 0.04",
        "[5m] becomes [6m]",
        "for 2m becomes 2m15s",
        "41 becomes 42",
        "sum without service",
        "auto_rollback `true` becomes `dry_run`",
        "requests_total without status=~\"5..\"",
    ] {
        assert!(killed(change), "{change}");
    }
}

#[test]
fn of_a_text_nothing_follows() {
    let pack = |case: Option<Case>| {
        let alert = Alert::new(
            "ShopBusy",
            Response::Notify,
            Condition::raw("max(up) > 1", &[], Unit::COUNT, minutes(5)),
        );
        let alert = case.into_iter().fold(alert, Alert::tested_with);
        Pack::new("shop").owner("sales").alerts([alert]).environment(Environment::unstaged("live"))
    };
    let derived = |pack: &Pack| derive(pack, &lower(pack, "live", None).expect("a small pack"));
    let Derivation { tests, without, .. } = derived(&pack(None));
    assert!(tests.is_empty());
    assert_eq!(without[0].alert, "ShopBusy");
    let silent = Case::new("quiet").silent_at(minutes(1));
    assert_eq!(derived(&pack(Some(silent.clone()))).without.len(), 1);
    let Derivation { tests, without, .. } = derived(&pack(Some(silent.fires_at(minutes(2), 2.0, &[]))));
    assert_eq!(without, []);
    assert_eq!(tests[0].checks.len(), 2);
}
