//! Prometheus durations.

use std::fmt;
use std::str::FromStr;

/// A span of time as Prometheus writes it: whole milliseconds, `0s` to about 584 million years.
///
/// Printed as the shortest exact sum of `d`, `h`, `m`, `s` and `ms`, largest first: `5m`, `1h30m`, `3d`, `0s`.
/// Weeks and years are read and never printed: a day is what people count in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Duration {
    milliseconds: u64,
}

const UNITS: [(&str, u64); 7] = [
    ("y", 365 * 86_400_000),
    ("w", 7 * 86_400_000),
    ("d", 86_400_000),
    ("h", 3_600_000),
    ("m", 60_000),
    ("s", 1_000),
    ("ms", 1),
];

impl Duration {
    /// No time at all.
    pub const ZERO: Self = Self::from_millis(0);

    /// Whole milliseconds.
    pub const fn from_millis(milliseconds: u64) -> Self {
        Self { milliseconds }
    }

    /// In milliseconds.
    pub const fn as_millis(self) -> u64 {
        self.milliseconds
    }

    /// In seconds.
    #[expect(clippy::cast_precision_loss, reason = "exact below 2^53 ms, 285,000 years")]
    pub fn as_secs_f64(self) -> f64 {
        self.milliseconds as f64 / 1_000.0
    }

    /// Whether this is no time at all.
    pub const fn is_zero(self) -> bool {
        self.milliseconds == 0
    }
}

/// Whole milliseconds.
pub const fn milliseconds(milliseconds: u64) -> Duration {
    Duration::from_millis(milliseconds)
}

/// Whole seconds.
pub const fn seconds(seconds: u64) -> Duration {
    Duration::from_millis(seconds * 1_000)
}

/// Whole minutes.
pub const fn minutes(minutes: u64) -> Duration {
    Duration::from_millis(minutes * 60_000)
}

/// Whole hours.
pub const fn hours(hours: u64) -> Duration {
    Duration::from_millis(hours * 3_600_000)
}

/// Days of 24 hours.
pub const fn days(days: u64) -> Duration {
    Duration::from_millis(days * 86_400_000)
}

impl fmt::Display for Duration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_zero() {
            return f.write_str("0s");
        }
        let mut rest = self.milliseconds;
        for (name, length) in &UNITS[2..] {
            let whole = rest / length;
            if whole > 0 {
                write!(f, "{whole}")?;
                f.write_str(name)?;
                rest %= length;
            }
        }
        Ok(())
    }
}

/// A text that is not a Prometheus duration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DurationError {
    found: String,
}

impl fmt::Display for DurationError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "`{}` is not a duration; expected a number with a unit, such as `30s`, `5m`, `1h30m` or `3d`",
            self.found
        )
    }
}

impl std::error::Error for DurationError {}

impl FromStr for Duration {
    type Err = DurationError;

    /// Reads Prometheus' grammar: each of `y w d h m s ms` at most once, largest first, or a bare `0`.
    fn from_str(text: &str) -> Result<Self, DurationError> {
        let error = || DurationError { found: text.to_owned() };
        if text == "0" {
            return Ok(Self::ZERO);
        }
        let (mut rest, mut total, mut units) = (text, 0_u64, UNITS.iter());
        while !rest.is_empty() {
            let digits = rest.find(|c: char| !c.is_ascii_digit()).filter(|&end| end > 0).ok_or_else(error)?;
            let number: u64 = rest[..digits].parse().map_err(|_| error())?;
            let after = &rest[digits..];
            let name = &after[..after.find(|c: char| c.is_ascii_digit()).unwrap_or(after.len())];
            // The iterator only goes forward: a unit that was passed, or seen, is not found again.
            let (_, length) = units.find(|(unit, _)| *unit == name).ok_or_else(error)?;
            total = number.checked_mul(*length).and_then(|part| total.checked_add(part)).ok_or_else(error)?;
            rest = &after[name.len()..];
        }
        if text.is_empty() { Err(error()) } else { Ok(Self::from_millis(total)) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_printed_reads_as_the_same_duration() {
        for (text, printed) in [
            ("5m", "5m"),
            ("90s", "1m30s"),
            ("1h30m", "1h30m"),
            ("1w", "7d"),
            ("0", "0s"),
            ("1500ms", "1s500ms"),
        ] {
            let duration: Duration = text.parse().unwrap();
            assert_eq!(duration.to_string(), printed);
            assert_eq!(printed.parse::<Duration>().unwrap(), duration);
        }
    }

    #[test]
    fn what_prometheus_would_not_read_is_refused() {
        for text in ["", "5", "m", "5min", "1m1h", "1m1m", "-5m", "5 m", "1.5h", "99999999999999999999d"] {
            assert!(text.parse::<Duration>().is_err(), "{text}");
        }
    }
}
