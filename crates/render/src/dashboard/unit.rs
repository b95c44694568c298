//! Our units in Grafana's words.

use plimsoll_units::{Base, Unit};

/// The id of Grafana's value format: one of its own, so that it is known wherever the dashboard is read. Where it has
/// none, the plain number; see [`axis_label`].
pub(super) const fn grafana(unit: Unit) -> &'static str {
    match (unit.base(), unit.is_per_second()) {
        (Base::Ratio, _) => "percentunit",
        (Base::Seconds, false) | (Base::CoreSeconds, _) => "s",
        (Base::Bytes, false) => "bytes",
        (Base::Bytes, true) => "binBps",
        (Base::Cores, _) | (Base::Seconds, true) | (Base::Count, false) => "short",
        (Base::Count, true) => "cps",
        // Grafana's dates are in milliseconds, ours in seconds: a plain number is right where a date would not be.
        (Base::Timestamp, _) => "none",
    }
}

/// What the format leaves unsaid, for the axis.
pub(super) const fn axis_label(unit: Unit) -> Option<&'static str> {
    match (unit.base(), unit.is_per_second()) {
        (Base::Ratio, true) => Some("per second"),
        (Base::Seconds, true) => Some("seconds per second"),
        (Base::Cores, _) => Some("cores"),
        (Base::CoreSeconds, _) => Some("CPU time"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_unit_of_a_catalogue_has_a_format() {
        let formats = Unit::NAMES.map(|name| grafana(name.parse().unwrap()));
        assert_eq!(
            formats,
            ["percentunit", "s", "bytes", "short", "s", "short", "none", "short", "binBps", "cps"]
        );
    }
}
