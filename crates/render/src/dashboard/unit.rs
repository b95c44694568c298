//! Our units in Grafana's words.

use plimsoll_units::{Base, Unit};

/// The id of Grafana's value format. `suffix:` shows the plain number and the text after it.
pub(super) const fn grafana(unit: Unit) -> &'static str {
    match (unit.base(), unit.is_per_second()) {
        (Base::Ratio, false) => "percentunit",
        (Base::Ratio, true) => "suffix:/s",
        (Base::Seconds, false) => "s",
        (Base::Seconds, true) => "suffix:s/s",
        (Base::Bytes, false) => "bytes",
        (Base::Bytes, true) => "binBps",
        (Base::Cores, _) => "suffix:cores",
        (Base::CoreSeconds, _) => "suffix:core seconds",
        (Base::Count, false) => "short",
        (Base::Count, true) => "cps",
        // Grafana's dates are in milliseconds, ours in seconds: a plain number is right where a date would not be.
        (Base::Timestamp, _) => "none",
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
            [
                "percentunit",
                "s",
                "bytes",
                "suffix:cores",
                "suffix:core seconds",
                "short",
                "none",
                "suffix:s/s",
                "binBps",
                "cps"
            ]
        );
    }
}
