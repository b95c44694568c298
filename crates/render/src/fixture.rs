//! A small pack, lowered: what the tests of this crate render.

use plimsoll_model::{
    Alert, Crosses as _, Dashboard, Draw, Enforcement, Environment, Guard, GuardKind, Height, Inhibition,
    Line, NoData, NodeMeta, Override, Pack, Panel, Phase, Prober, Receiver, Relabel, Response,
    RollbackPolicy, Routing, Runbook, Scope, ScrapeJob, Secret, Service, Severity, Side, Split, State,
    Threshold, Timing, Traffic, TrafficPhase, Width, WorkloadNames,
};
use plimsoll_plan::{Plan, lower};
use plimsoll_promql::{
    Counter, Gauge, Metric, MetricDef, MetricTag, MetricType, Select as _, Signal, Window, always, ratio,
};
use plimsoll_units::{
    Count, Duration, Origin, Ratio, Seconds, Unit, count, millis, minutes, percent, seconds,
};

macro_rules! metrics {
    ($($tag:ident: $kind:ident in $unit:ty as $def:expr, $name:literal;)*) => {$(
        #[derive(Debug, Clone, Copy)]
        enum $tag {}
        impl MetricTag for $tag {
            type Kind = $kind;
            type Unit = $unit;
            const DEF: MetricDef =
                MetricDef::new($name, MetricType::$kind, $def).labels(&["namespace", "service"]);
        }
    )*};
}

metrics! {
    Failed: Counter in Count as Unit::COUNT, "failed_total";
    Requests: Counter in Count as Unit::COUNT, "requests_total";
    Checkout: Gauge in Seconds as Unit::SECONDS, "checkout_seconds";
}

const FAILED: Metric<Failed> = Metric::new();
const REQUESTS: Metric<Requests> = Metric::new();
const CHECKOUT: Metric<Checkout> = Metric::new();
const GRAIN: &[&str] = &["namespace", "service"];

const YAML: &str = "thresholds/shop/thresholds.yaml";
const ERROR_RATE: Threshold<Ratio> = Threshold::above("error_rate", percent(5.0))
    .over(minutes(5))
    .hold(minutes(2))
    .baseline(percent(0.1))
    .at(Origin::new(YAML, 7, 3));
const CHECKOUT_TIME: Threshold<Seconds> =
    Threshold::above("checkout_time", millis(500.0)).hold(minutes(3)).at(Origin::new(YAML, 8, 3));

fn error_ratio(window: Window) -> Signal<Ratio> {
    ratio(FAILED.rate(window), REQUESTS.rate(window)).by(GRAIN).recorded(
        "service",
        "requests_failed",
        "ratio_rate",
    )
}

fn alerts() -> Vec<Alert> {
    let policy = RollbackPolicy::new(minutes(20)).attempts(3);
    let enough = Guard::new(
        GuardKind::MinimumTraffic,
        GRAIN,
        REQUESTS.increase(ERROR_RATE.window()).sum_by(GRAIN).above(count(41.0)),
    );
    vec![
        Alert::new(
            "ShopHighErrorRate",
            Response::Rollback(policy),
            error_ratio(ERROR_RATE.window()).crosses(ERROR_RATE),
        )
        .guarded_by([enough])
        .summary("{service} fails {value} of its requests (line: {line})")
        .description("For {hold}, over {window}.")
        .runbook(
            Runbook::new("high-error-rate", "Customers see errors.")
                .look_at("What was deployed last.")
                .look_at("The log of the service."),
        )
        .dashboard("shop-service"),
        Alert::new("ShopSlowCheckout", Response::Notify, CHECKOUT.value().crosses(CHECKOUT_TIME))
            .summary("Slow checkout in {service} (line {line})")
            .description("{service} is slow: it takes {value}."),
        Alert::new("ShopWatchdog", Response::Heartbeat, always())
            .summary("The way to people works")
            .runbook(Runbook::new("watchdog", "Nothing is wrong: this alert always fires.")),
    ]
}

fn routing() -> Routing {
    let slack = Receiver::slack("slack-shop", "#shop", Secret::file("/etc/alertmanager/slack"));
    Routing::new(slack.clone())
        .machine(Receiver::webhook_with_credentials(
            "rollback",
            "http://rollback.{namespace}.svc:8080/webhook",
            Secret::kubernetes("rollback", "token"),
        ))
        .dry_run(Receiver::webhook("dry-run", "http://recorder/dry-run"))
        .heartbeat(Receiver::webhook("watchdog", "http://watchdog/"))
        .critical([Receiver::pagerduty("pager", Secret::file("/etc/alertmanager/pagerduty")), slack.clone()])
        .warning([slack])
        .with_besides(
            &["ShopSlowCheckout"],
            Receiver::email(
                "mail",
                "ops@shop.example",
                "alerts@shop.example",
                "mail.example:587",
                Some(("alerts", Secret::file("/etc/alertmanager/mail"))),
            ),
        )
        .with_inhibition(Inhibition::new(
            Side::severity(Severity::Critical),
            Side::severity(Severity::Warning),
            &["namespace", "service"],
        ))
}

fn dashboard() -> Dashboard {
    Dashboard::new("shop-service", "Shop: services")
        .description("Every signal of the shop.")
        .with_row(
            "Requests",
            [
                Panel::of_alert("error-rate", "Errors", "ShopHighErrorRate")
                    .description("The share of failed requests."),
                Panel::of_signal(
                    "traffic",
                    "Requests",
                    &REQUESTS.rate(Window::Panel).sum_by(GRAIN),
                    "{service}",
                )
                .draw(Draw::Stacked),
            ],
        )
        .with_row(
            "Checkout",
            [Panel::of_signal("checkout", "Checkout", &CHECKOUT.value(), "{service}").draw(Draw::Stat)],
        )
}

const TILL_SALES: MetricDef = MetricDef::new("till_sales", MetricType::Histogram, Unit::COUNT)
    .labels(&["node"])
    .buckets(&[1.0, 10.0, 100.0]);

fn scrape_jobs() -> [ScrapeJob; 2] {
    [
        ScrapeJob::of_nodes("shop-tills", 9100)
            .with_relabel(Relabel::replace("node", NodeMeta::Name))
            .with_node_label("shop.example/till", "true")
            .keeps(&[TILL_SALES]),
        ScrapeJob::of_targets("shop-door", &["door:443"])
            .probed_by(Prober::new("blackbox:9115", "tcp_connect"))
            .timeout(seconds(5)),
    ]
}

/// A panel of every kind that the dashboard of the services has not.
fn kinds() -> Dashboard {
    let up = Signal::<Count>::raw("up{namespace=\"$namespace\"}", &["namespace", "instance"], Duration::ZERO);
    let share: Signal<Ratio> = ratio(FAILED.rate(Window::Panel), REQUESTS.rate(Window::Panel)).by(GRAIN);
    let requests = REQUESTS.rate(Window::Panel).sum_by(GRAIN);
    let failed = FAILED.rate(Window::Panel).sum_by(GRAIN);
    Dashboard::new("shop-kinds", "Shop: every kind of panel").with_row(
        "Kinds",
        [
            Panel::of_signal("share", "Share", &share, "{service}")
                .axis(percent(0.0), percent(100.0))
                .with_line(Line::at(percent(5.0), "target"))
                .with_line(Line::of_threshold(ERROR_RATE))
                .width(Width::Full),
            Panel::of_signal("dial", "Share now", &share, "{service}")
                .draw(Draw::Gauge)
                .axis(percent(0.0), percent(100.0))
                .with_line(Line::above(percent(80.0), ""))
                .height(Height::Low),
            Panel::of_signal("bars", "Requests now", &requests, "{service}").draw(Draw::Bars),
            Panel::of_signal("health", "Health", &up, "{instance}")
                .draw(Draw::States)
                .with_state(State::good(count(1.0), "healthy"))
                .with_state(State::bad(count(0.0), "down")),
            Panel::of_signal("slowest", "Slowest", &CHECKOUT.value(), "checkout takes")
                .draw(Draw::Table)
                .with_line(Line::of_threshold(CHECKOUT_TIME))
                .height(Height::Tall),
            Panel::of_signal("both", "Requests and failures", &requests, "requests")
                .with_signal(&failed, "failed")
                .draw(Draw::Table),
        ],
    )
}

fn pack() -> Pack {
    let [tills, door] = scrape_jobs();
    Pack::new("shop")
        .owner("sales")
        .timing(Timing::new(seconds(15), seconds(15)))
        .workloads(WorkloadNames::prefixed("shop-"))
        .metrics(&[Failed::DEF, Requests::DEF, Checkout::DEF, TILL_SALES])
        .scrape(tills)
        .scrape(door)
        .service(Service::new("checkout"))
        .service(Service::new("worker").critical(false))
        .threshold(ERROR_RATE)
        .threshold(CHECKOUT_TIME)
        .phase(Phase::new("dry-run", Enforcement::DryRun))
        .phase(Phase::new("single", Enforcement::Rollback).scope(Scope::NonCritical).shadow_next(true))
        .phase(
            Phase::new("strict", Enforcement::Rollback)
                .set(ERROR_RATE.to(percent(3.0)).at(Origin::new(YAML, 12, 5))),
        )
        .overridden(
            Override::service("checkout").set(ERROR_RATE.to(percent(2.0)).at(Origin::new(YAML, 14, 5))),
        )
        .environment(
            Environment::new("production", "dry-run")
                .namespace("shop")
                .rule_label("release", "on")
                .external_label("cluster", "prod")
                .runbooks("https://runbooks.example/shop")
                .grafana("https://grafana.example"),
        )
        .alerts(alerts())
        .routing(routing())
        .dashboard(dashboard())
        .dashboard(kinds())
}

/// The pack's production in one of its phases: `dry-run`, `single` or `strict`.
pub(crate) fn plan(phase: &str) -> Plan {
    lower(&pack(), "production", Some(phase)).unwrap()
}

/// The same with a version on trial that gets this part of the traffic, in percent.
pub(crate) fn canary(weight: f64) -> Plan {
    let names = WorkloadNames::suffixed;
    let split = Split::new(
        names("-canary"),
        names("-stable"),
        "{workload}-{instance}.{namespace}",
        "{service}.shop.example",
        ("public", "gateways"),
    )
    .header("X-Canary-User", "true")
    .cookie("canary", "true")
    .with_addresses("192.168.1.100", "192.168.1.102")
    .user("X-User-Id");
    let phase = TrafficPhase::new("first", percent(weight), 2);
    let mut pack = pack()
        .traffic(Traffic::new(3).no_data(NoData::Hold).phase(phase).split(split))
        .gated_by("http://prometheus:9090");
    pack.services.truncate(1);
    pack.environments[0].traffic = Some("first");
    lower(&pack, "production", Some("strict")).unwrap()
}
