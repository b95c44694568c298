//! Units, quantities and Prometheus durations: parse, print, compute.
//!
//! Three layers, each usable alone:
//!
//! - [`Unit`] is a unit as a value, and the [`Dimension`] markers ([`Ratio`], [`Seconds`], [`Bytes`], ...) are
//!   units as types. [`Multiply`] and [`Divide`] say which type a product or a quotient has.
//! - [`Quantity`] is a number in a unit that is known to the compiler, [`Amount`] the same with the unit as a
//!   value. Both remember how they were written: `500ms` stays 500 ms in every text and is `0.5` in PromQL.
//! - [`Duration`] is a Prometheus duration (`5m`), [`Date`] a calendar day; a [`TimeScale`] makes spans shorter for a
//!   test.
//!
//! [`Origin`] says where something was written, in YAML or in Rust; every diagnostic leads back to one.
//!
//! ```
//! use plimsoll_units::{Amount, Quantity, Ratio, Unit};
//!
//! let line = Quantity::<Ratio>::percent(0.7);
//! assert_eq!(line.to_string(), "0.7 %");
//! assert_eq!(line.promql(), "0.007");
//! assert_eq!(Amount::parse("64Mi", Unit::BYTES).unwrap().value(), 67_108_864.0);
//! ```

mod amount;
mod date;
mod dimension;
mod duration;
mod origin;
mod quantity;
mod scale;
mod time_scale;
mod unit;

pub use amount::{Amount, AmountError};
pub use date::{Date, DateError};
pub use dimension::{
    Bytes, CoreSeconds, Cores, Count, Dimension, Divide, Multiply, PerSecond, Rated, Ratio, Seconds,
    Timestamp,
};
pub use duration::{Duration, DurationError, days, hours, milliseconds, minutes, seconds};
pub use origin::Origin;
pub use quantity::{Quantity, bytes, cores, count, mebibytes, millis, percent, ratio, secs};
pub use scale::Scale;
pub use time_scale::TimeScale;
pub use unit::{Base, Unit, UnitError};
