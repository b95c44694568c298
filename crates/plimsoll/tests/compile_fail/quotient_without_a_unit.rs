//! Bytes are divided by a point in time.
#![allow(non_camel_case_types)]
use plimsoll::prelude::*;

#[derive(Debug, Clone, Copy)]
enum memory_bytes {}

impl MetricTag for memory_bytes {
    type Kind = Gauge;
    type Unit = Bytes;
    const DEF: MetricDef = MetricDef::new("memory_bytes", MetricType::Gauge, Unit::BYTES);
}

fn started() -> Signal<Timestamp> {
    Signal::raw("started", &[], minutes(5))
}

fn main() {
    ratio(Metric::<memory_bytes>::new().value(), started());
}
