//! A number in a unit that is known to the compiler.

use std::cmp::Ordering;
use std::fmt;
use std::marker::PhantomData;

use crate::scale::{self, Scale};
use crate::{Amount, Bytes, Cores, Count, Dimension, PerSecond, Ratio, Seconds};

/// A number of `U`, and how it was written. See [`Amount`] for what it prints.
#[derive(Clone, Copy)]
pub struct Quantity<U: Dimension> {
    amount: Amount,
    unit: PhantomData<U>,
}

impl<U: Dimension> Quantity<U> {
    const fn written(written: f64, scale: &'static Scale) -> Self {
        Self { amount: Amount::new(written, scale, U::UNIT), unit: PhantomData }
    }

    /// The same with its unit as a value.
    pub const fn amount(self) -> Amount {
        self.amount
    }

    /// The value in the base unit.
    pub fn value(self) -> f64 {
        self.amount.value()
    }

    /// The bare number in the base unit, as PromQL takes it.
    pub fn promql(self) -> String {
        self.amount.promql()
    }
}

impl Quantity<Ratio> {
    /// `5.0` is 5 %.
    pub const fn percent(percent: f64) -> Self {
        Self::written(percent, scale::PERCENT)
    }

    /// `0.05` is 5 %.
    pub const fn ratio(ratio: f64) -> Self {
        Self::written(ratio, scale::NUMBER)
    }
}

impl Quantity<Seconds> {
    /// Milliseconds.
    pub const fn milliseconds(milliseconds: f64) -> Self {
        Self::written(milliseconds, scale::MILLISECONDS)
    }

    /// Seconds.
    pub const fn seconds(seconds: f64) -> Self {
        Self::written(seconds, scale::SECONDS)
    }

    /// Minutes.
    pub const fn minutes(minutes: f64) -> Self {
        Self::written(minutes, scale::MINUTES)
    }

    /// Hours.
    pub const fn hours(hours: f64) -> Self {
        Self::written(hours, scale::HOURS)
    }

    /// Days of 24 hours.
    pub const fn days(days: f64) -> Self {
        Self::written(days, scale::DAYS)
    }
}

impl Quantity<PerSecond<Seconds>> {
    /// Seconds per second, e.g. of CPU throttling.
    pub const fn seconds_per_second(seconds: f64) -> Self {
        Self::written(seconds, scale::SECONDS)
    }
}

impl Quantity<Bytes> {
    /// Bytes.
    pub const fn bytes(bytes: f64) -> Self {
        Self::written(bytes, scale::BYTES)
    }

    /// Kibibytes, 1024 bytes.
    pub const fn kibibytes(kibibytes: f64) -> Self {
        Self::written(kibibytes, scale::KIBI)
    }

    /// Mebibytes, 1024² bytes.
    pub const fn mebibytes(mebibytes: f64) -> Self {
        Self::written(mebibytes, scale::MEBI)
    }

    /// Gibibytes, 1024³ bytes.
    pub const fn gibibytes(gibibytes: f64) -> Self {
        Self::written(gibibytes, scale::GIBI)
    }

    /// Tebibytes, 1024⁴ bytes.
    pub const fn tebibytes(tebibytes: f64) -> Self {
        Self::written(tebibytes, scale::TEBI)
    }
}

impl Quantity<PerSecond<Bytes>> {
    /// Bytes per second.
    pub const fn bytes_per_second(bytes: f64) -> Self {
        Self::written(bytes, scale::BYTES)
    }

    /// Mebibytes per second.
    pub const fn mebibytes_per_second(mebibytes: f64) -> Self {
        Self::written(mebibytes, scale::MEBI)
    }
}

impl Quantity<Cores> {
    /// Whole cores or parts of one.
    pub const fn cores(cores: f64) -> Self {
        Self::written(cores, scale::CORES)
    }

    /// Thousandths of a core.
    pub const fn millicores(millicores: f64) -> Self {
        Self::written(millicores, scale::MILLICORES)
    }
}

impl Quantity<Count> {
    /// A number of things.
    pub const fn count(count: f64) -> Self {
        Self::written(count, scale::NUMBER)
    }
}

impl Quantity<PerSecond<Count>> {
    /// Things per second, e.g. requests.
    pub const fn per_second(count: f64) -> Self {
        Self::written(count, scale::NUMBER)
    }
}

impl<U: Dimension> fmt::Display for Quantity<U> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.amount.fmt(f)
    }
}

impl<U: Dimension> fmt::Debug for Quantity<U> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Quantity({})", self.amount)
    }
}

impl<U: Dimension> PartialEq for Quantity<U> {
    fn eq(&self, other: &Self) -> bool {
        self.amount == other.amount
    }
}

impl<U: Dimension> PartialOrd for Quantity<U> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        self.amount.partial_cmp(&other.amount)
    }
}

/// `percent(5.0)` is 5 %.
pub const fn percent(percent: f64) -> Quantity<Ratio> {
    Quantity::percent(percent)
}

/// `ratio(0.05)` is 5 %.
pub const fn ratio(ratio: f64) -> Quantity<Ratio> {
    Quantity::ratio(ratio)
}

/// Milliseconds as a quantity; [`milliseconds`](crate::milliseconds) makes a [`Duration`](crate::Duration).
pub const fn millis(milliseconds: f64) -> Quantity<Seconds> {
    Quantity::milliseconds(milliseconds)
}

/// Seconds as a quantity; [`seconds`](crate::seconds) makes a [`Duration`](crate::Duration).
pub const fn secs(seconds: f64) -> Quantity<Seconds> {
    Quantity::seconds(seconds)
}

/// Bytes.
pub const fn bytes(bytes: f64) -> Quantity<Bytes> {
    Quantity::bytes(bytes)
}

/// Mebibytes, 1024² bytes.
pub const fn mebibytes(mebibytes: f64) -> Quantity<Bytes> {
    Quantity::mebibytes(mebibytes)
}

/// CPU cores.
pub const fn cores(cores: f64) -> Quantity<Cores> {
    Quantity::cores(cores)
}

/// A number of things.
pub const fn count(count: f64) -> Quantity<Count> {
    Quantity::count(count)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quantity_prints_as_written_and_counts_in_its_base_unit() {
        assert_eq!(millis(500.0).to_string(), "500 ms");
        assert_eq!(millis(500.0).promql(), "0.5");
        assert_eq!(millis(500.0), secs(0.5));
        assert!(percent(8.0) > percent(5.0));
    }
}
