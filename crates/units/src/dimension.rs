//! Units as types, and which type a product or a quotient has.
//!
//! The markers have no values: they only stand in type parameters. What is not listed here does not compile,
//! with a message that says so in words.

use crate::{Base, Unit};

/// A unit as a type.
pub trait Dimension: Copy + std::fmt::Debug + Send + Sync + 'static {
    /// The same unit as a value.
    const UNIT: Unit;
}

/// A unit that has a per-second form.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no per-second form",
    note = "a rate has no rate of its own; take the rate of the counter itself"
)]
pub trait Rated: Dimension {
    /// What `rate()` makes of it.
    type PerSecond: Dimension;
}

/// `Self / Rhs`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be divided by `{Rhs}`",
    label = "this quotient has no unit",
    note = "a ratio divides two quantities of one unit; a mean divides by a count"
)]
pub trait Divide<Rhs: Dimension>: Dimension {
    /// The unit of the quotient.
    type Output: Dimension;
}

/// `Self * Rhs`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be multiplied by `{Rhs}`",
    label = "this product has no unit",
    note = "multiply by a ratio, by a count, or a per-second form by seconds"
)]
pub trait Multiply<Rhs: Dimension>: Dimension {
    /// The unit of the product.
    type Output: Dimension;
}

/// A quantity per second, e.g. `PerSecond<Bytes>`.
#[derive(Debug, Clone, Copy)]
pub struct PerSecond<U: Dimension>(std::marker::PhantomData<U>);

impl<U: Dimension> Dimension for PerSecond<U> {
    const UNIT: Unit = U::UNIT.per_second();
}

macro_rules! markers {
    ($($(#[$doc:meta])* $name:ident => $per_second:ty),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy)]
        pub enum $name {}

        impl Dimension for $name {
            const UNIT: Unit = Unit::of(Base::$name);
        }

        impl Rated for $name {
            type PerSecond = $per_second;
        }
    )*};
}

markers! {
    /// A part of a whole, 1 = 100 %.
    Ratio => PerSecond<Ratio>,
    /// A span of time.
    Seconds => PerSecond<Seconds>,
    /// Bytes.
    Bytes => PerSecond<Bytes>,
    /// CPU cores.
    Cores => PerSecond<Cores>,
    /// CPU time; its rate is in [`Cores`].
    CoreSeconds => Cores,
    /// A number of things.
    Count => PerSecond<Count>,
}

/// A point in time. It has no rate and no product; see `time()`.
#[derive(Debug, Clone, Copy)]
pub enum Timestamp {}

impl Dimension for Timestamp {
    const UNIT: Unit = Unit::TIMESTAMP;
}

/// Like over like is a ratio, whatever the unit.
impl<U: Dimension> Divide<U> for U {
    type Output = Ratio;
}

macro_rules! quotients {
    ($($left:ty, $right:ty => $output:ty);* $(;)?) => {$(
        impl Divide<$right> for $left { type Output = $output; }
    )*};
}

quotients! {
    Seconds, Count => Seconds;
    Bytes, Count => Bytes;
    Cores, Count => Cores;
    Seconds, Ratio => Seconds;
    Bytes, Ratio => Bytes;
    Cores, Ratio => Cores;
    Count, Ratio => Count;
    Count, Seconds => PerSecond<Count>;
    Bytes, Seconds => PerSecond<Bytes>;
    CoreSeconds, Seconds => Cores;
    // The mean of a histogram or a summary: rate(sum) / rate(count).
    PerSecond<Seconds>, PerSecond<Count> => Seconds;
    PerSecond<Bytes>, PerSecond<Count> => Bytes;
}

macro_rules! products {
    ($($left:ty, $right:ty => $output:ty);* $(;)?) => {$(
        impl Multiply<$right> for $left { type Output = $output; }
    )*};
}

// A count is a bare number: joining labels from an information series (always 1) keeps the unit.
products! {
    Ratio, Ratio => Ratio; Ratio, Count => Ratio;
    Seconds, Ratio => Seconds; Seconds, Count => Seconds;
    Bytes, Ratio => Bytes; Bytes, Count => Bytes;
    Cores, Ratio => Cores; Cores, Count => Cores;
    CoreSeconds, Count => CoreSeconds;
    Count, Ratio => Count; Count, Count => Count;
    Timestamp, Count => Timestamp;
    Cores, Seconds => CoreSeconds;
}

impl<U: Dimension> Multiply<Seconds> for PerSecond<U> {
    type Output = U;
}

impl<U: Dimension> Multiply<Count> for PerSecond<U> {
    type Output = PerSecond<U>;
}

impl<U: Dimension> Multiply<Ratio> for PerSecond<U> {
    type Output = PerSecond<U>;
}

#[cfg(test)]
mod tests {
    use super::*;

    fn quotient<L: Divide<R>, R: Dimension>() -> Unit {
        <L as Divide<R>>::Output::UNIT
    }

    fn product<L: Multiply<R>, R: Dimension>() -> Unit {
        <L as Multiply<R>>::Output::UNIT
    }

    #[test]
    fn like_over_like_is_a_ratio() {
        assert_eq!(quotient::<Bytes, Bytes>(), Unit::RATIO);
        assert_eq!(quotient::<PerSecond<Count>, PerSecond<Count>>(), Unit::RATIO);
    }

    #[test]
    fn a_mean_keeps_the_unit_of_the_sum() {
        assert_eq!(quotient::<PerSecond<Seconds>, PerSecond<Count>>(), Unit::SECONDS);
    }

    #[test]
    fn a_rate_over_a_time_is_the_quantity_again() {
        assert_eq!(product::<PerSecond<Bytes>, Seconds>(), Unit::BYTES);
        assert_eq!(<CoreSeconds as Rated>::PerSecond::UNIT, Unit::CORES);
    }
}
