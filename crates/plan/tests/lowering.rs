//! What a pack becomes in each of its phases.

use plimsoll_model::{
    Alert, Change, Crosses, Enforcement, Environment, Guard, GuardKind, Override, Pack, Phase, Receiver,
    Response, RollbackPolicy, Routing, Scope, Service, Threshold, WorkloadNames,
};
use plimsoll_plan::{AlertRule, Plan, Role, Rule, lower, lower_alerting, replays};
use plimsoll_promql::{Counter, Metric, MetricDef, MetricTag, MetricType, Select, Signal, Window, ratio};
use plimsoll_units::{Count, Quantity, Ratio, Unit, minutes, percent};

#[derive(Debug, Clone, Copy)]
enum Tag {}

impl MetricTag for Tag {
    type Kind = Counter;
    type Unit = Count;
    const DEF: MetricDef = MetricDef::new("requests_total", MetricType::Counter, Unit::COUNT).labels(&[
        "namespace",
        "service",
        "result",
    ]);
}

const REQUESTS: Metric<Tag> = Metric::new();
const GRAIN: &[&str] = &["namespace", "service"];
const ERRORS: Threshold<Ratio> = Threshold::above("errors", percent(5.0)).over(minutes(5)).hold(minutes(2));

fn failed(window: Window) -> Signal<Ratio> {
    ratio(REQUESTS.rate(window), REQUESTS.rate(window)).by(GRAIN).recorded(
        "service",
        "requests_failed",
        "ratio_rate",
    )
}

fn shop() -> Pack {
    let traffic =
        REQUESTS.increase(ERRORS.window()).sum_by(GRAIN).recorded("service", "requests", "increase");
    let alert = Alert::new(
        "ShopErrors",
        Response::Rollback(RollbackPolicy::new(minutes(20))),
        failed(ERRORS.window()).crosses(ERRORS),
    )
    .guarded_by([Guard::new(GuardKind::MinimumTraffic, GRAIN, traffic.above(Quantity::count(40.0)))])
    .summary("{service} fails {value} (line: {line})");
    Pack::new("shop")
        .owner("sales")
        .workloads(WorkloadNames::prefixed("shop-"))
        .metrics(&[Tag::DEF])
        .service(Service::new("cart"))
        .service(Service::new("mail").critical(false))
        .service(Service::new("search").tier("slow"))
        .threshold(ERRORS)
        .phase(Phase::new("watch", Enforcement::DryRun))
        .phase(Phase::new("one", Enforcement::Rollback).scope(Scope::NonCritical))
        .phase(Phase::new("loose", Enforcement::Rollback).shadow_next(true).set(ERRORS.to(percent(8.0))))
        .phase(
            Phase::new("strict", Enforcement::Rollback)
                .set(ERRORS.change().value(percent(3.0)).over(minutes(2))),
        )
        .environment(Environment::new("live", "watch").namespace("shop"))
        .alerts([alert])
        .routing(Routing::new(Receiver::webhook("default", "http://127.0.0.1/")))
}

fn plan(pack: &Pack, phase: &str) -> Plan {
    lower(pack, "live", Some(phase)).unwrap_or_else(|errors| panic!("{errors:#?}"))
}

fn alerts(plan: &Plan) -> Vec<&AlertRule> {
    plan.rules().filter_map(Rule::as_alert).collect()
}

/// `role: expression` of every alerting rule.
fn told(plan: &Plan) -> Vec<String> {
    let role = |rule: &AlertRule| match rule.role {
        Role::People(severity) => severity.as_str().to_owned(),
        Role::Armed(_) => "armed".to_owned(),
        Role::DryRun(dry_run) => format!("dry run of {}", dry_run.phase()),
    };
    let unguarded = |rule: &AlertRule| {
        let text = rule.expr.render();
        text.split("and on ").next().unwrap_or_default().split_whitespace().collect::<Vec<_>>().join(" ")
    };
    alerts(plan).into_iter().map(|rule| format!("{}: {}", role(rule), unguarded(rule))).collect()
}

#[test]
fn a_dry_run_tells_people_and_only_records_for_the_machine() {
    let plan = plan(&shop(), "watch");
    let line = r#"service:requests_failed:ratio_rate5m{namespace="shop"} > 0.05"#;
    assert_eq!(told(&plan), [format!("critical: {line}"), format!("dry run of watch: {line}")]);
    let rules = alerts(&plan);
    assert_eq!(rules[0].expr, rules[1].expr);
    assert_eq!(rules[0].labels.get("auto_rollback"), None);
    assert_eq!(rules[1].labels["auto_rollback"], "dry_run");
    assert_eq!(rules[1].labels["severity"], "none");
    assert_eq!(rules[1].labels["rollout_phase"], "watch");
    assert!(
        !rules[1].annotations.keys().any(|name| name.starts_with("rollback_")),
        "{:?}",
        rules[1].annotations
    );
}

#[test]
fn a_phase_of_which_nothing_is_rendered_fires_and_reaches_alike() {
    let pack = shop();
    let for_people = ["summary", "description", "runbook_url", "dashboard_url"];
    for phase in ["watch", "one", "loose", "strict"] {
        let (shown, alerting) = (plan(&pack, phase), lower_alerting(&pack, "live", phase).unwrap());
        let mut rules: Vec<AlertRule> = alerts(&shown).into_iter().cloned().collect();
        for rule in &mut rules {
            rule.annotations.retain(|name, _| !for_people.contains(&name.as_str()));
        }
        assert_eq!(alerts(&alerting), rules.iter().collect::<Vec<_>>());
        assert_ne!(alerts(&alerting), alerts(&shown), "texts are for people alone");
        assert_eq!(alerting.alertmanager, shown.alertmanager);
        assert_eq!(alerting.reckonings, shown.reckonings);
    }
}

#[test]
fn a_scope_splits_the_machine_into_a_list_and_its_negation() {
    let plan = plan(&shop(), "one");
    let record = "service:requests_failed:ratio_rate5m";
    assert_eq!(
        told(&plan),
        [
            format!(r#"critical: {record}{{namespace="shop"}} > 0.05"#),
            format!(r#"armed: {record}{{namespace="shop", service="mail"}} > 0.05"#),
            format!(r#"dry run of one: {record}{{namespace="shop", service!="mail"}} > 0.05"#),
        ]
    );
    let armed = alerts(&plan)[1];
    assert_eq!(armed.annotations["rollback_cooldown"], "20m");
    assert_eq!(
        armed.annotations["rollback_cooldown_key"],
        "{{ $labels.namespace }}/shop-{{ $labels.service }}"
    );
    assert_eq!(armed.labels["deployment"], "shop-{{ $labels.service }}");
}

#[test]
fn the_next_phase_is_shown_as_a_dry_run_where_it_differs() {
    let plan = plan(&shop(), "loose");
    assert_eq!(
        told(&plan),
        [
            r#"critical: service:requests_failed:ratio_rate5m{namespace="shop"} > 0.08"#,
            r#"armed: service:requests_failed:ratio_rate5m{namespace="shop"} > 0.08"#,
            r#"dry run of strict: service:requests_failed:ratio_rate2m{namespace="shop"} > 0.03"#,
        ]
    );
    let rule = alerts(&plan)[2];
    assert_eq!(
        rule.annotations["summary"],
        "{{ $labels.service }} fails {{ $value | humanizePercentage }} (line: 3 %)"
    );
}

#[test]
fn an_override_carves_its_services_out_and_leaves_the_others_their_identity() {
    let over = |subject: Override, value| subject.set(ERRORS.to(percent(value)));
    let pack =
        shop().overridden(over(Override::service("cart"), 2.0)).overridden(over(Override::tier("slow"), 9.0));
    let plan = plan(&pack, "one");
    let record = "service:requests_failed:ratio_rate5m";
    assert_eq!(
        told(&plan),
        [
            format!(r#"critical: {record}{{namespace="shop", service!~"cart|search"}} > 0.05"#),
            format!(r#"armed: {record}{{namespace="shop", service="mail"}} > 0.05"#),
            format!(r#"dry run of one: {record}{{namespace="shop", service!~"cart|search|mail"}} > 0.05"#),
            format!(r#"critical: {record}{{namespace="shop", service="cart"}} > 0.02"#),
            format!(r#"dry run of one: {record}{{namespace="shop", service="cart"}} > 0.02"#),
            format!(r#"critical: {record}{{namespace="shop", service="search"}} > 0.09"#),
            format!(r#"dry run of one: {record}{{namespace="shop", service="search"}} > 0.09"#),
        ]
    );
    let slices: Vec<Option<&String>> = alerts(&plan).iter().map(|rule| rule.labels.get("slice")).collect();
    assert_eq!(slices[..3], [None; 3]);
    assert_eq!(slices[3].map(String::as_str), Some("cart"));
    assert_eq!(slices[5].map(String::as_str), Some("slow"));
}

#[test]
fn a_service_wins_over_its_tier_and_a_tier_over_the_environment() {
    let change = |subject: Override, value| subject.set(ERRORS.to(percent(value)));
    let pack = shop()
        .overridden(change(Override::service("search"), 1.0))
        .overridden(change(Override::tier("slow"), 2.0))
        .overridden(change(Override::environment("live"), 4.0));
    let plan = plan(&pack, "strict");
    let values: Vec<String> = plan
        .thresholds
        .iter()
        .map(|value| format!("{} {}", value.slice.unwrap_or("all"), value.value))
        .collect();
    assert_eq!(values, ["all 4 %", "search 1 %"]);
    assert_eq!(plan.thresholds[1].steps.len(), 5);
}

#[test]
fn recordings_stand_before_the_alerts_that_read_them() {
    let plan = plan(&shop(), "watch");
    let group = plan.groups.iter().find(|group| group.name == "shop.errors").unwrap();
    let names: Vec<&str> = group.rules.iter().map(Rule::name).collect();
    assert_eq!(
        names,
        ["service:requests:increase5m", "service:requests_failed:ratio_rate5m", "ShopErrors", "ShopErrors"]
    );
    let record = group.rules[0].as_record().unwrap();
    assert_eq!(
        record.expr.render(),
        r#"sum by (namespace, service) (increase(requests_total{namespace="shop"}[5m]))"#
    );
}

#[test]
fn names_that_lead_nowhere_are_all_told() {
    let unknown = Threshold::<Ratio>::above("nope", percent(1.0));
    let pack = shop()
        .environment(Environment::new("test", "gone"))
        .overridden(Override::service("cart").set(unknown.to(percent(2.0))))
        .overridden(Override::service("cart").set(wrong_unit()));
    let errors = lower(&pack, "test", None).unwrap_err();
    let messages: Vec<&str> = errors.iter().map(|error| error.message.as_str()).collect();
    for wanted in [
        "the pack `shop` has no phase `gone`",
        "`nope` is set and the pack does not declare it",
        "`errors` is in ratio and is set to 2, which is in count",
        "`ShopErrors` may roll back and the pack `shop` has no phases",
    ] {
        assert!(messages.contains(&wanted), "{wanted} is not in {messages:#?}");
    }
    assert!(errors.iter().all(|error| error.origin.file.ends_with("lowering.rs")));
    assert_eq!(lower(&pack, "nowhere", None).unwrap_err()[0].help, "its environments are live, test");
}

fn wrong_unit() -> Change {
    ERRORS.change().value(Quantity::count(2.0))
}

#[test]
fn neither_a_label_nor_a_series_can_arm_the_machine() {
    let errors_of = |alert: Alert| lower(&shop().alerts([alert]), "live", None).unwrap_err();
    let raw = |labels: &[&str]| Signal::<Ratio>::raw("fails", labels, minutes(5)).above(percent(5.0));

    let labelled =
        Alert::new("ShopWarns", Response::Notify, raw(&["service"])).label("auto_rollback", "true");
    assert_eq!(
        errors_of(labelled)[0].message,
        "`ShopWarns` brings the label `auto_rollback`, which only Plimsoll gives"
    );

    let carried = Alert::new("ShopWarns", Response::Notify, raw(&["service", "auto_rollback"]));
    assert_eq!(
        errors_of(carried)[0].message,
        "`ShopWarns` brings the label `auto_rollback`, which only Plimsoll gives"
    );

    let severe = Alert::new("ShopWarns", Response::Notify, raw(&["service"])).label("severity", "critical");
    assert_eq!(
        errors_of(severe)[0].message,
        "`ShopWarns` brings the label `severity`, which only Plimsoll gives"
    );
}

#[test]
fn the_machine_may_call_an_alert_by_another_name_and_both_stay_in_one_group() {
    let mut pack = shop();
    // Nothing that is recorded holds the two together.
    let condition = REQUESTS.rate(minutes(5)).sum_by(GRAIN).above(Quantity::per_second(1.0));
    pack.alerts = vec![
        Alert::new("ShopErrors", Response::Rollback(RollbackPolicy::new(minutes(20))), condition)
            .machine("AutoRollbackErrors"),
    ];
    for phase in ["watch", "strict"] {
        let plan = plan(&pack, phase);
        let group = plan.groups.iter().find(|group| group.name == "shop.errors").unwrap();
        let names: Vec<&str> = group.rules.iter().map(Rule::name).collect();
        assert_eq!(names, ["ShopErrors", "AutoRollbackErrors"]);
        assert!(alerts(&plan).iter().all(|rule| rule.of == "ShopErrors"));
    }
}

#[test]
fn the_past_of_an_alert_is_asked_without_recordings_and_its_scope_is_kept() {
    let plan = lower(&shop(), "live", Some("one")).unwrap();
    let all = replays(&plan);
    let roles: Vec<_> = all.iter().map(|replay| (replay.alert.as_str(), replay.roles.join(", "))).collect();
    assert_eq!(
        roles,
        [
            ("ShopErrors", "people".to_owned()),
            ("ShopErrors", "machine".to_owned()),
            ("ShopErrors", "dry run".to_owned())
        ]
    );
    for replay in &all {
        assert_eq!(replay.as_recorded, [""; 0]);
        assert!(!replay.query.contains("service:"), "{}", replay.query);
        assert!(
            replay.query.contains("increase(requests_total{namespace=\"shop\"}[5m])"),
            "{}",
            replay.query
        );
        let crossing = replay.crossing.as_ref().unwrap();
        assert_eq!((crossing.threshold, crossing.line.to_string().as_str()), ("errors", "5 %"));
        assert!(!crossing.signal.contains("0.05") && crossing.signal.contains("> 40"), "{}", crossing.signal);
    }
    let scopes: Vec<String> = all.iter().map(|replay| replay.only.last().unwrap().to_string()).collect();
    assert_eq!(scopes, ["namespace=\"shop\"", "service=\"mail\"", "service!=\"mail\""]);
}
