//! What becomes of an expression on another scale of time, as it is rendered.
#![allow(clippy::unwrap_used, reason = "a test fails by a panic")]

use std::num::NonZeroU32;

use plimsoll_promql::{
    BinaryOp, Counter, Expr, Gauge, Metric, MetricDef, MetricTag, MetricType, Number, Select, Selector,
    Signal, Unscalable, age_of, ratio,
};
use plimsoll_units::{Bytes, Count, Quantity, Seconds, TimeScale, Timestamp, Unit, days, minutes, seconds};

macro_rules! metrics {
    ($($tag:ident: $kind:ident in $unit:ty as $def:expr, $name:literal;)*) => {$(
        #[derive(Debug, Clone, Copy)]
        enum $tag {}
        impl MetricTag for $tag {
            type Kind = $kind;
            type Unit = $unit;
            const DEF: MetricDef = MetricDef::new($name, MetricType::$kind, $def).labels(&["service"]);
        }
    )*};
}

metrics! {
    Requests: Counter in Count as Unit::COUNT, "requests_total";
    Memory: Gauge in Bytes as Unit::BYTES, "memory_bytes";
    Started: Gauge in Timestamp as Unit::TIMESTAMP, "started_seconds";
    Lasted: Gauge in Seconds as Unit::SECONDS, "lasted_seconds";
}

const GRAIN: &[&str] = &["service"];
const REQUESTS: Metric<Requests> = Metric::new();
const MEMORY: Metric<Memory> = Metric::new();
const STARTED: Metric<Started> = Metric::new();
const LASTED: Metric<Lasted> = Metric::new();

fn age() -> Signal<Seconds> {
    age_of(STARTED.value().max_by(GRAIN))
}

/// Fifteen times as fast; the recording `service:age:max` is a span of time.
fn scaled(expr: &Expr) -> Result<String, Unscalable> {
    let scale = TimeScale::faster(NonZeroU32::new(15).unwrap());
    expr.clone().scaled(scale, &|recording| recording == "service:age:max").map(|expr| expr.render())
}

fn becomes(expr: &Expr) -> String {
    scaled(expr).unwrap()
}

#[test]
fn windows_and_offsets_are_divided_and_counts_are_not() {
    let failed = ratio(REQUESTS.rate(minutes(5)), REQUESTS.offset(days(1)).rate(minutes(5))).by(GRAIN);
    let enough = REQUESTS.increase(minutes(5)).sum_by(GRAIN).at_least(Quantity::count(41.0));
    let text = becomes(failed.expr());
    assert!(text.contains("(rate(requests_total[20s]))"), "{text}");
    assert!(text.contains("(rate(requests_total[20s] offset 1h36m)) > 0"), "{text}");
    assert_eq!(becomes(enough.expr()), "sum by (service) (increase(requests_total[20s])) >= 41");
}

#[test]
fn how_far_it_looks_ahead_is_divided() {
    let soon = MEMORY.predicted(minutes(5), minutes(10));
    assert_eq!(becomes(soon.expr()), "predict_linear(memory_bytes[20s], 40)");
}

#[test]
fn the_line_of_an_age_is_divided_and_that_of_a_measured_time_is_not() {
    let young = age().below(Quantity::hours(1.0));
    assert_eq!(becomes(young.expr()), "time() - max by (service) (started_seconds) < 240");
    let slow = LASTED.value().above(Quantity::seconds(30.0));
    assert_eq!(becomes(slow.expr()), "lasted_seconds > 30");
}

#[test]
fn an_age_is_known_behind_a_recording_a_join_and_a_filter() {
    let recorded = Expr::Selector(Selector::recording("service:age:max", vec!["service".to_owned()]));
    let compared = |left: Expr| Expr::Binary {
        op: BinaryOp::Above,
        left: Box::new(left),
        right: Box::new(Expr::Number(Number::Fixed("3600".to_owned()))),
        matching: None,
    };
    assert_eq!(becomes(&compared(recorded)), "service:age:max > 240");
    let joined = age().join(REQUESTS.increase(minutes(5)), GRAIN, &["track"]).max_by(GRAIN);
    assert!(becomes(&compared(joined.expr().clone())).ends_with("> 240"));
    let old = age().only_above(Quantity::hours(2.0));
    assert!(becomes(&compared(old.expr().clone())).contains("> 480) > 240"), "{}", becomes(old.expr()));
}

#[test]
fn what_would_be_rounded_or_is_not_known_is_refused() {
    let odd = REQUESTS.rate(seconds(10));
    assert!(matches!(scaled(odd.expr()), Err(Unscalable::Rounded(span, _)) if span == seconds(10)));
    let raw = Signal::<Count>::raw("rate(requests_total[5m])", &[], minutes(5));
    assert!(matches!(scaled(raw.expr()), Err(Unscalable::Raw(_))));
    let of_both = age() + LASTED.value();
    assert!(matches!(scaled(of_both.expr()), Err(Unscalable::Span(_))));
    let threefold = age() * Quantity::count(3.0);
    let said = scaled(threefold.expr()).unwrap_err().to_string();
    assert!(said.ends_with("is a span of time and is not compared with a number"), "{said}");
}
