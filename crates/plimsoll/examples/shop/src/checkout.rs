//! `checkout`, without a line of YAML: metrics, thresholds, phases, environments and all.

use plimsoll::prelude::*;

mod m {
    plimsoll::metrics! {
        labels { namespace, service, result }

        /// Orders that were placed, by how they ended.
        Counter orders_total in Count { namespace, service, result = ["ok", "failed"] };
        /// When the service started last.
        Gauge process_start_time_seconds in Timestamp { namespace, service };
    }
}

const GRAIN: &[&str] = &["namespace", "service"];

/// Orders that fail, as a part of all.
const FAILED_ORDERS: Threshold<Ratio> =
    Threshold::above("failed_orders", percent(2.0)).over(minutes(5)).hold(minutes(2)).baseline(percent(0.1));

const POLICY: RollbackPolicy = RollbackPolicy::new(minutes(30)).attempts(2);

const CHAT: Receiver = Receiver::slack("shop-chat", "#shop", Secret::file("/etc/alertmanager/slack-url"));
const PAGER: Receiver = Receiver::pagerduty("shop-pager", Secret::kubernetes("shop-alerts", "pagerduty-key"));
const ACTOR: Receiver =
    Receiver::webhook("shop-actor", "http://actor.{namespace}.svc.cluster.local/rollback");
const RECORDER: Receiver =
    Receiver::webhook("shop-recorder", "http://actor.{namespace}.svc.cluster.local/record");

fn orders(window: Window) -> Signal<Count> {
    m::orders_total.increase(window).sum_by(GRAIN).recorded("service", "orders", "increase")
}

fn failed_orders() -> Alert {
    let window = FAILED_ORDERS.window();
    let failed = m::orders_total.filter(m::result.is("failed"));
    let signal = ratio(failed.rate(window), m::orders_total.rate(window)).by(GRAIN).recorded(
        "service",
        "orders_failed",
        "ratio_rate",
    );
    let started = age_of(m::process_start_time_seconds.value().max_by(GRAIN));
    let enough = orders(window).compared(BinaryOp::AtLeast, FAILED_ORDERS.enough_events());
    Alert::new("CheckoutFailedOrders", Response::Rollback(POLICY), signal.crosses(FAILED_ORDERS))
        .guarded_by([
            Guard::new(GuardKind::RecentDeploy, GRAIN, started.below(Quantity::hours(1.0))),
            Guard::new(GuardKind::MinimumTraffic, GRAIN, enough),
        ])
        .dashboard("shop-checkout")
        .summary("{service} loses {value} of its orders (line: {line})")
        .description("More than {line} of the orders of {service} in {namespace} failed over {window}.")
        .runbook(
            Runbook::new("failed-orders", "Customers cannot pay.")
                .look_at("The payment provider's status page.")
                .look_at("The last deploy."),
        )
}

/// The pack.
pub(crate) fn pack() -> Pack {
    let placed = m::orders_total.rate(Window::Panel).sum_by(GRAIN);
    Pack::new("checkout")
        .owner("shop")
        .timing(Timing::new(seconds(15), seconds(15)).webhook(seconds(5)))
        .workload(Workload::new(4, seconds(20)).max_surge(2).min_ready(seconds(10)))
        .workloads(WorkloadNames::prefixed("checkout-"))
        .metrics(m::CATALOGUE)
        .service(Service::new("basket").critical(false))
        .service(Service::new("payment"))
        .threshold(FAILED_ORDERS)
        .phase(Phase::new("watch", Enforcement::DryRun).dwell(days(7)))
        .phase(Phase::new("basket-only", Enforcement::Rollback).scope(Scope::NonCritical).dwell(days(7)))
        .phase(Phase::new("everywhere", Enforcement::Rollback).set(FAILED_ORDERS.to(percent(1.0))))
        .environment(
            Environment::new("live", "basket-only").namespace("checkout").external_label("cluster", "eu"),
        )
        .overridden(
            Override::service("payment")
                .set(FAILED_ORDERS.to(percent(0.5)))
                .because("every order costs money"),
        )
        .alerts([failed_orders()])
        .routing(Routing::new(CHAT).machine(ACTOR).dry_run(RECORDER).critical([PAGER, CHAT]))
        .dashboard(
            Dashboard::new("shop-checkout", "Checkout").description("Orders, and those that fail.").with_row(
                "Orders",
                [
                    Panel::of_alert("failed-orders", "Failed orders", "CheckoutFailedOrders")
                        .description("Orders that failed as a part of all."),
                    Panel::of_signal("orders", "Orders", &placed, "{service}")
                        .description("Orders per second."),
                ],
            ),
        )
}
