//! A matcher on a label that the metric does not have.
#![allow(non_camel_case_types)]
use plimsoll::prelude::*;

#[derive(Debug, Clone, Copy)]
enum memory_bytes {}

impl MetricTag for memory_bytes {
    type Kind = Gauge;
    type Unit = Bytes;
    const DEF: MetricDef = MetricDef::new("memory_bytes", MetricType::Gauge, Unit::BYTES);
}

#[derive(Debug, Clone, Copy)]
enum statuss {}

impl LabelTag for statuss {
    const NAME: &'static str = "statuss";
}

fn main() {
    Metric::<memory_bytes>::new().filter(Label::<statuss>::new().is("500"));
}
