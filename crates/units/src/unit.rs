//! Units as values: what a metric catalogue names and what a generated table prints.

use std::fmt;
use std::str::FromStr;

/// What is measured, before any division by time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Base {
    /// A part of a whole, 1 = 100 %.
    Ratio,
    /// A span of time in seconds.
    Seconds,
    /// Bytes.
    Bytes,
    /// CPU cores.
    Cores,
    /// CPU time: one core busy for one second. Its rate is [`Base::Cores`].
    CoreSeconds,
    /// A number of things: requests, pods, connections; also the 0 or 1 of a state.
    Count,
    /// A point in time, in seconds since 1970-01-01 UTC. The difference of two is in seconds.
    Timestamp,
}

/// A unit as a value: a [`Base`], or a [`Base`] per second.
///
/// Printed and parsed as `ratio`, `seconds`, `bytes`, `cores`, `core-seconds`, `count`, `timestamp`, and with
/// `/s` appended for the per-second forms (`bytes/s`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Unit {
    base: Base,
    per_second: bool,
}

impl Unit {
    /// A part of a whole.
    pub const RATIO: Self = Self::of(Base::Ratio);
    /// A span of time.
    pub const SECONDS: Self = Self::of(Base::Seconds);
    /// Bytes.
    pub const BYTES: Self = Self::of(Base::Bytes);
    /// CPU cores.
    pub const CORES: Self = Self::of(Base::Cores);
    /// CPU time.
    pub const CORE_SECONDS: Self = Self::of(Base::CoreSeconds);
    /// A number of things.
    pub const COUNT: Self = Self::of(Base::Count);
    /// A point in time.
    pub const TIMESTAMP: Self = Self::of(Base::Timestamp);

    /// The names that a metric catalogue may use, in the order in which messages list them.
    pub const NAMES: [&'static str; 10] = [
        "ratio",
        "seconds",
        "bytes",
        "cores",
        "core-seconds",
        "count",
        "timestamp",
        "seconds/s",
        "bytes/s",
        "count/s",
    ];

    /// The unit of a base quantity.
    pub const fn of(base: Base) -> Self {
        Self { base, per_second: false }
    }

    /// What is measured, before any division by time.
    pub const fn base(self) -> Base {
        self.base
    }

    /// Whether this is a per-second form.
    pub const fn is_per_second(self) -> bool {
        self.per_second
    }

    /// The unit that `rate()` makes of this one. Core-seconds per second are cores; a rate has no rate of its
    /// own and stays what it is.
    pub const fn per_second(self) -> Self {
        match self.base {
            Base::CoreSeconds => Self::CORES,
            base => Self { base, per_second: true },
        }
    }
}

impl fmt::Display for Unit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.base {
            Base::Ratio => "ratio",
            Base::Seconds => "seconds",
            Base::Bytes => "bytes",
            Base::Cores => "cores",
            Base::CoreSeconds => "core-seconds",
            Base::Count => "count",
            Base::Timestamp => "timestamp",
        })?;
        f.write_str(if self.per_second { "/s" } else { "" })
    }
}

/// A unit name that is not in [`Unit::NAMES`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnitError {
    found: String,
}

impl fmt::Display for UnitError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` is not a unit; expected one of {}", self.found, Unit::NAMES.join(", "))
    }
}

impl std::error::Error for UnitError {}

impl FromStr for Unit {
    type Err = UnitError;

    fn from_str(text: &str) -> Result<Self, UnitError> {
        let (name, per_second) = text.strip_suffix("/s").map_or((text, false), |name| (name, true));
        let unit = match name {
            "ratio" => Self::RATIO,
            "seconds" => Self::SECONDS,
            "bytes" => Self::BYTES,
            "cores" if !per_second => Self::CORES,
            "core-seconds" if !per_second => Self::CORE_SECONDS,
            "count" => Self::COUNT,
            "timestamp" if !per_second => Self::TIMESTAMP,
            _ => return Err(UnitError { found: text.to_owned() }),
        };
        Ok(if per_second { unit.per_second() } else { unit })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_listed_name_parses_and_prints_as_itself() {
        for name in Unit::NAMES {
            assert_eq!(name.parse::<Unit>().unwrap().to_string(), name);
        }
    }

    #[test]
    fn the_rate_of_cpu_time_is_cores() {
        assert_eq!(Unit::CORE_SECONDS.per_second(), Unit::CORES);
        assert_eq!(Unit::BYTES.per_second().to_string(), "bytes/s");
    }

    #[test]
    fn an_unknown_name_is_told_with_the_known_ones() {
        let told = "percent".parse::<Unit>().unwrap_err().to_string();
        assert!(told.starts_with("`percent` is not a unit; expected one of ratio, seconds"), "{told}");
    }
}
