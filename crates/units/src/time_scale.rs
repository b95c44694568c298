//! How much faster than shipped a test lets time pass.

use std::fmt;
use std::num::NonZeroU32;

use crate::Duration;

/// One over a whole number: every span of time is divided by it, so that a test sees in a minute what takes a quarter
/// of an hour. What counts within a span stays as it is.
///
/// [`TimeScale::REAL`] is the scale of whatever is shipped; only a test has another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct TimeScale {
    times: NonZeroU32,
}

impl TimeScale {
    /// Time as it is.
    pub const REAL: Self = Self { times: NonZeroU32::MIN };

    /// So many times as fast.
    pub const fn faster(times: NonZeroU32) -> Self {
        Self { times }
    }

    /// How many times as fast.
    pub const fn times(self) -> u32 {
        self.times.get()
    }

    /// Whether time is as it is.
    pub const fn is_real(self) -> bool {
        self.times.get() == 1
    }

    /// Both, one after the other; as fast as can be said where the product is too large.
    pub const fn and(self, other: Self) -> Self {
        Self { times: self.times.saturating_mul(other.times) }
    }

    /// A span of time on this scale; `None` where it is no whole number of milliseconds, since a span that is rounded
    /// is another one.
    pub const fn of(self, span: Duration) -> Option<Duration> {
        let times = self.times.get() as u64;
        if span.as_millis().is_multiple_of(times) {
            Some(Duration::from_millis(span.as_millis() / times))
        } else {
            None
        }
    }

    /// Seconds on this scale.
    pub fn seconds(self, seconds: f64) -> f64 {
        seconds / f64::from(self.times.get())
    }
}

impl Default for TimeScale {
    fn default() -> Self {
        Self::REAL
    }
}

impl fmt::Display for TimeScale {
    /// `1/15`; `1` for time as it is.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_real() { f.write_str("1") } else { write!(f, "1/{}", self.times) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{days, hours, minutes, seconds};

    fn faster(times: u32) -> TimeScale {
        TimeScale::faster(NonZeroU32::new(times).unwrap())
    }

    #[test]
    fn every_span_is_divided_and_none_is_rounded() {
        let scale = faster(15);
        assert_eq!(scale.of(seconds(15)), Some(seconds(1)));
        assert_eq!(scale.of(minutes(5)), Some(seconds(20)));
        assert_eq!(scale.of(days(1)), Some(minutes(96)));
        assert_eq!(scale.of(Duration::ZERO), Some(Duration::ZERO));
        assert_eq!(scale.of(seconds(10)), None);
        assert_eq!(scale.seconds(3_600.0).to_string(), "240");
    }

    #[test]
    fn time_as_it_is_changes_nothing() {
        assert_eq!(TimeScale::REAL.of(hours(3)), Some(hours(3)));
        assert!(TimeScale::default().is_real() && !faster(2).is_real());
        assert_eq!(TimeScale::REAL.and(faster(15)), faster(15));
        assert_eq!(faster(3).and(faster(5)), faster(15));
    }

    #[test]
    fn it_is_written_as_a_fraction() {
        assert_eq!([TimeScale::REAL, faster(15)].map(|scale| scale.to_string()), ["1", "1/15"]);
    }
}
