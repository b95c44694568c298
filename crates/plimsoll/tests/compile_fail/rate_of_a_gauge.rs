//! The rate of a gauge is taken.
#![allow(non_camel_case_types)]
use plimsoll::prelude::*;

#[derive(Debug, Clone, Copy)]
enum memory_bytes {}

impl MetricTag for memory_bytes {
    type Kind = Gauge;
    type Unit = Bytes;
    const DEF: MetricDef = MetricDef::new("memory_bytes", MetricType::Gauge, Unit::BYTES);
}

fn main() {
    Metric::<memory_bytes>::new().rate(minutes(5));
}
