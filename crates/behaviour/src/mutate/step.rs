//! Numbers and spans of time, one more or one less in the last digit that is not 0.

use plimsoll_units::Duration;

use crate::digits::{last_digit, tidy};

/// `0.05` becomes 0.06 and 0.04, `41` becomes 42 and 40, `3600` becomes 3700 and 3500, `0` becomes 1.
pub(super) fn number(text: &str) -> Vec<String> {
    let Ok(value) = text.parse::<f64>() else { return Vec::new() };
    if value == 0.0 {
        return vec!["1".to_owned()];
    }
    let digit = last_digit(value);
    [value + digit, value - digit].map(|changed| tidy(changed).to_string()).into()
}

/// `5m` becomes 6m and 4m, `1h30m` becomes 1h31m and 1h29m; nothing becomes no time at all.
pub(super) fn span(span: Duration) -> Vec<Duration> {
    let millis = span.as_millis();
    let units = [86_400_000, 3_600_000, 60_000, 1_000, 1];
    let Some(unit) = units.into_iter().find(|unit| millis.is_multiple_of(*unit)) else { return Vec::new() };
    [millis + unit, millis.saturating_sub(unit)]
        .into_iter()
        .filter(|changed| *changed > 0 && *changed != millis)
        .map(Duration::from_millis)
        .collect()
}

#[cfg(test)]
mod tests {
    use plimsoll_units::{days, minutes, seconds};

    use super::*;

    #[test]
    fn a_number_changes_in_its_last_digit() {
        assert_eq!(number("0.05"), ["0.06", "0.04"]);
        assert_eq!(number("41"), ["42", "40"]);
        assert_eq!(number("3600"), ["3700", "3500"]);
        assert_eq!(number("0.0144"), ["0.0145", "0.0143"]);
        assert_eq!(number("0"), ["1"]);
        assert_eq!(number("1"), ["2", "0"]);
        assert!(number("one").is_empty());
    }

    #[test]
    fn a_span_changes_in_its_last_unit() {
        assert_eq!(span(minutes(5)), [minutes(6), minutes(4)]);
        assert_eq!(span(days(3)), [days(4), days(2)]);
        assert_eq!(span(minutes(1)), [minutes(2)]);
        assert_eq!(span(seconds(90)), [seconds(91), seconds(89)]);
    }
}
