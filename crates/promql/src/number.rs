//! Numbers and windows that a threshold decides, and those that stand fixed.

use plimsoll_units::{Amount, Count, Dimension, Duration, Quantity, Ratio};

/// The window of a range: fixed, or that of a threshold in the phase that is rendered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Window {
    /// The same in every phase.
    Fixed(Duration),
    /// The window of the threshold with this id.
    Of(&'static str),
    /// `$__rate_interval`: what fits the zoom of a Grafana panel. Stands in panels alone.
    Panel,
}

impl From<Duration> for Window {
    fn from(duration: Duration) -> Self {
        Self::Fixed(duration)
    }
}

/// A number in an expression: fixed, or one that a threshold decides.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Number {
    /// As it is rendered: `0.05`, `41`.
    Fixed(String),
    /// The value of the threshold with this id.
    Line(&'static str),
    /// The smallest whole number above 2/T, where T is the value of the threshold with this id: with fewer
    /// events in the window a single one decides, and a ratio is no evidence.
    EnoughFor(&'static str),
}

impl Number {
    /// [`Number::EnoughFor`] computed: 41 for 5 %, 67 for 3 %.
    ///
    /// ```
    /// use plimsoll_promql::Number;
    /// assert_eq!(Number::enough_for(0.05), 41);
    /// assert_eq!(Number::enough_for(0.03), 67);
    /// ```
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "clamped to what u64 and f64 share"
    )]
    pub fn enough_for(line: f64) -> u64 {
        // 2 / 0.05 is 40 exactly as decimals and may be 40.000000000000001 as floats; a share of a millionth is
        // far below what a line is written with.
        let events = (2.0 / line.max(1e-9) + 1e-6).floor();
        events.clamp(0.0, 9e15) as u64 + 1
    }
}

/// [`Number::EnoughFor`] for a line that is the same in every phase, such as the 5 % of a P95.
#[expect(clippy::cast_precision_loss, reason = "below 2^53")]
pub fn enough_for(line: Quantity<Ratio>) -> Quantity<Count> {
    Quantity::count(Number::enough_for(line.value()) as f64)
}

impl<U: Dimension> From<Quantity<U>> for Number {
    fn from(quantity: Quantity<U>) -> Self {
        Self::Fixed(quantity.promql())
    }
}

impl From<Amount> for Number {
    fn from(amount: Amount) -> Self {
        Self::Fixed(amount.promql())
    }
}
