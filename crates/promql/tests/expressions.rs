//! What the builders make, as it is rendered.

use plimsoll_promql::gate::{self, Target, Use};
use plimsoll_promql::{
    BinaryOp, Condition, Counter, Expr, Gauge, HasLabel, Histogram, Label, LabelTag, Matcher, Metric,
    MetricDef, MetricTag, MetricType, Number, RecordName, Resolution, Select, Selector, Signal, Window,
    absent_series, age_of, always, flow, ratio,
};
use plimsoll_units::{
    Bytes, Count, Duration, Quantity, Seconds, Timestamp, Unit, days, hours, minutes, percent,
};

macro_rules! metrics {
    ($($tag:ident: $kind:ident in $unit:ty as $def:expr, $name:literal;)*) => {$(
        #[derive(Debug, Clone, Copy)]
        enum $tag {}
        impl MetricTag for $tag {
            type Kind = $kind;
            type Unit = $unit;
            const DEF: MetricDef = MetricDef::new($name, MetricType::$kind, $def).labels(&["namespace", "service", "status"]);
        }
        impl HasLabel<Status> for $tag {}
    )*};
}

metrics! {
    Requests: Counter in Count as Unit::COUNT, "http_requests_total";
    Latency: Histogram in Seconds as Unit::SECONDS, "http_request_duration_seconds";
    Memory: Gauge in Bytes as Unit::BYTES, "memory_bytes";
    Started: Gauge in Timestamp as Unit::TIMESTAMP, "started_timestamp_seconds";
}

#[derive(Debug, Clone, Copy)]
enum Status {}

impl LabelTag for Status {
    const NAME: &'static str = "status";
}

const GRAIN: &[&str] = &["namespace", "service"];
const REQUESTS: Metric<Requests> = Metric::new();
const LATENCY: Metric<Latency> = Metric::new();
const MEMORY: Metric<Memory> = Metric::new();
const STARTED: Metric<Started> = Metric::new();
const STATUS: Label<Status> = Label::new();

/// Rendered, and taken by the gate.
fn condition(condition: &Condition) -> String {
    let text = condition.expr().render();
    assert!(gate::check(&text, &Target::default(), Use::InstantVector).is_ok(), "{text}");
    text
}

#[test]
fn a_ratio_is_the_quotient_of_sums_and_never_divides_by_zero() {
    let failed = REQUESTS.filter(STATUS.matches("5..")).rate(minutes(5));
    let ratio = ratio(failed, REQUESTS.rate(minutes(5))).by(GRAIN);
    assert_eq!(
        condition(&ratio.above(percent(5.0))),
        "sum by (namespace, service) (rate(http_requests_total{status=~\"5..\"}[5m]))
  / (sum by (namespace, service) (rate(http_requests_total[5m])) > 0) > 0.05"
    );
}

#[test]
fn a_quantile_keeps_le_until_it_is_taken() {
    let p95 = LATENCY.quantile(0.95, minutes(5), GRAIN).above(Quantity::milliseconds(500.0));
    assert_eq!(
        condition(&p95),
        "histogram_quantile(0.95, sum by (namespace, service, le) (rate(http_request_duration_seconds_bucket[5m]))) > 0.5"
    );
}

#[test]
fn growth_counts_series_that_are_born_above_zero() {
    assert_eq!(
        condition(&REQUESTS.filter(STATUS.is("500")).grew(minutes(10))),
        "increase(http_requests_total{status=\"500\"}[10m]) > 0
  or (http_requests_total{status=\"500\"} > 0 unless http_requests_total{status=\"500\"} offset 10m)"
    );
}

#[test]
fn a_guard_is_paired_on_its_labels() {
    let recent = age_of(STARTED.value().max_by(GRAIN)).below(Quantity::hours(1.0));
    let memory = MEMORY.value().max_by(GRAIN).above(Quantity::mebibytes(64.0)).and_on(GRAIN, recent);
    assert_eq!(
        condition(&memory),
        "max by (namespace, service) (memory_bytes) > 67108864
  and on (namespace, service) time() - max by (namespace, service) (started_timestamp_seconds) < 3600"
    );
}

#[test]
fn series_for_which_a_condition_holds_are_counted() {
    let large = MEMORY.value().above(Quantity::mebibytes(64.0)).count_by(&["namespace"]);
    assert_eq!(large.expr().render(), "count by (namespace) (memory_bytes > 67108864)");
}

#[test]
fn yesterday_a_prediction_and_the_absence_of_series_can_be_asked() {
    let yesterday = ratio(MEMORY.value(), MEMORY.offset(days(1)).value()).by(GRAIN).below(percent(50.0));
    assert_eq!(
        condition(&yesterday),
        "sum by (namespace, service) (memory_bytes) / (sum by (namespace, service) (memory_bytes offset 1d) > 0) < 0.5"
    );
    let soon = MEMORY.predicted(minutes(5), minutes(10)).above(Quantity::gibibytes(1.0));
    assert_eq!(condition(&soon), "predict_linear(memory_bytes[5m], 600) > 1073741824");
    let absent = absent_series(REQUESTS.filter(STATUS.is("200")), minutes(5)).or(always());
    assert_eq!(condition(&absent), "absent_over_time(http_requests_total{status=\"200\"}[5m]) or vector(1)");
}

#[test]
fn labels_are_joined_from_many_to_one() {
    let information: Signal<Count> = Signal::raw("workload_info", &["service", "deployment"], Duration::ZERO);
    let joined = MEMORY.value().join(information, &["service"], &["deployment"]).max_by(&["deployment"]);
    assert_eq!(
        joined.expr().render(),
        "max by (deployment) (memory_bytes * on (service) group_left (deployment) (workload_info))"
    );
}

#[test]
fn a_line_is_broken_by_its_characters_and_not_by_its_bytes() {
    let most = |value: String| MEMORY.filter(STATUS.is(&value)).value().max_by(&[]);
    let fits = "é".repeat(116 - "max(memory_bytes{status=\"\"})".len());
    assert!(!most(fits.clone()).expr().render().contains('\n'));
    assert_eq!(
        most(format!("{fits}e")).expr().render(),
        format!("max(\n  memory_bytes{{status=\"{fits}e\"}}\n)")
    );
}

struct Strict;

impl Resolution for Strict {
    fn line(&self, threshold: &str) -> Option<f64> {
        (threshold == "error_rate").then_some(0.03)
    }

    fn window(&self, threshold: &str) -> Option<Duration> {
        (threshold == "error_rate").then_some(minutes(2))
    }
}

#[test]
fn thresholds_are_put_in_by_the_phase() {
    let requests = REQUESTS.increase(Window::Of("error_rate")).sum_by(GRAIN);
    let enough = requests.compared(BinaryOp::AtLeast, Number::EnoughFor("error_rate"));
    let resolved = enough.expr().clone().resolve(&Strict).unwrap();
    assert_eq!(resolved.render(), "sum by (namespace, service) (increase(http_requests_total[2m])) >= 67");
    assert_eq!(resolved.longest_window(), Some(minutes(2)));

    let unknown = REQUESTS.rate(Window::Of("p95_latency")).expr().clone().resolve(&Strict).unwrap_err();
    assert_eq!(unknown.threshold, "p95_latency");
    // What is not resolved is no PromQL.
    let text = REQUESTS.rate(Window::Of("error_rate")).expr().render();
    assert!(gate::check(&text, &Target::default(), Use::Any).is_err(), "{text}");
}

#[test]
fn every_selector_can_be_bound() {
    let failed = REQUESTS.filter(STATUS.is("500")).rate(hours(1));
    let bound = failed.expr().clone().edit_selectors(&mut |selector: &mut Selector| {
        assert!(selector.has_label("namespace"));
        selector.matchers.insert(0, Matcher::equal("namespace", "edgelink"));
    });
    assert_eq!(bound.render(), r#"rate(http_requests_total{namespace="edgelink", status="500"}[1h])"#);
}

#[test]
fn a_label_that_is_gone_is_traced_to_the_operation_that_took_it() {
    let summed = REQUESTS.rate(minutes(5)).sum_by(GRAIN).above(Quantity::per_second(1.0));
    assert!(flow::possible(summed.expr()).contains("service"));
    let dropped = flow::dropped_by(summed.expr(), "status").unwrap();
    assert_eq!(dropped.operation, "sum by (namespace, service)");
    assert_eq!(dropped.remains, ["namespace", "service"]);
    // A label that no metric ever had was not dropped.
    assert_eq!(flow::dropped_by(summed.expr(), "nope"), None);
}

#[test]
fn a_name_on_which_others_rely_has_no_window_appended() {
    let signal = REQUESTS.rate(minutes(5)).sum_by(GRAIN).recorded_as("canary:requests");
    let Expr::Recorded(recording, _) = signal.expr() else { panic!("{:?}", signal.expr()) };
    assert_eq!(recording.name, RecordName::Fixed("canary:requests"));
}

#[test]
fn a_version_that_never_failed_has_a_ratio_of_zero() {
    let failed = REQUESTS.filter(STATUS.matches("5..")).rate(minutes(2));
    let errors = ratio(failed, REQUESTS.rate(minutes(2))).none_is_zero().by(&["service"]);
    assert_eq!(
        errors.expr().render(),
        r#"(
  sum by (service) (rate(http_requests_total{status=~"5.."}[2m]))
    or sum by (service) (rate(http_requests_total[2m])) * 0
)
  / (sum by (service) (rate(http_requests_total[2m])) > 0)"#
    );
}

#[test]
fn a_signal_is_held_against_another_and_against_a_line_from_both_sides() {
    let rate = || REQUESTS.rate(minutes(5)).sum_by(&["service"]).recorded("service", "requests", "rate");
    let twice = rate().exceeds(
        Number::Fixed("2".to_owned()),
        REQUESTS.rate(hours(1)).sum_by(&["service"]),
        &["service"],
    );
    assert!(
        twice
            .expr()
            .render()
            .ends_with("> on (service) sum by (service) (rate(http_requests_total[1h])) * 2"),
        "{}",
        twice.expr().render()
    );
    let off = REQUESTS.rate(minutes(5)).sum_by(&["service"]).distance_from(Number::Fixed("3".to_owned()));
    assert_eq!(off.expr().render(), "abs(sum by (service) (rate(http_requests_total[5m])) - 3)");
}
