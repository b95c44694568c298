//! Placeholders of texts, as Prometheus' template language.

use plimsoll_units::{Base, Unit};

use crate::EffectiveThreshold;

/// What a text may speak of.
pub(super) struct Words<'a> {
    /// The unit of `{value}`.
    pub(super) unit: Unit,
    /// The threshold of `{line}`, `{window}` and `{hold}`.
    pub(super) threshold: Option<&'a EffectiveThreshold>,
}

/// `{service}` becomes `{{ $labels.service }}`, `{value}` the value in its unit, `{line}`, `{window}` and
/// `{hold}` the threshold's. What is not a placeholder stays as it is.
pub(super) fn template(text: &str, words: &Words<'_>) -> String {
    let mut result = String::with_capacity(text.len() * 2);
    let mut rest = text;
    while let Some(open) = rest.find('{') {
        let (before, after) = rest.split_at(open);
        result.push_str(before);
        match after[1..].find('}').map(|close| &after[1..=close]) {
            Some(name) if is_placeholder(name) => {
                push_placeholder(&mut result, name, words);
                rest = &after[name.len() + 2..];
            }
            _ => {
                result.push('{');
                rest = &after[1..];
            }
        }
    }
    result.push_str(rest);
    result
}

fn is_placeholder(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_')
}

fn push_placeholder(text: &mut String, name: &str, words: &Words<'_>) {
    let of_threshold = |show: fn(&EffectiveThreshold) -> Option<String>| words.threshold.and_then(show);
    let known = match name {
        "value" => return text.push_str(value(words.unit)),
        "line" => of_threshold(|threshold| Some(threshold.value.to_string())),
        "window" => of_threshold(|threshold| threshold.window.map(|window| window.to_string())),
        "hold" => of_threshold(|threshold| threshold.hold.map(|hold| hold.to_string())),
        label => return text.extend(["{{ $labels.", label, " }}"]),
    };
    text.push_str(known.as_deref().unwrap_or("none"));
}

/// The value of the alert in words that fit its unit.
fn value(unit: Unit) -> &'static str {
    match (unit.base(), unit.is_per_second()) {
        (Base::Ratio, false) => "{{ $value | humanizePercentage }}",
        (Base::Seconds, false) => "{{ $value | humanizeDuration }}",
        (Base::Seconds, true) => "{{ $value | humanize }} s/s",
        (Base::Bytes, false) => "{{ $value | humanize1024 }}B",
        (Base::Bytes, true) => "{{ $value | humanize1024 }}B/s",
        (Base::Cores, _) => "{{ $value | humanize }} cores",
        (Base::CoreSeconds, _) => "{{ $value | humanize }} core seconds",
        (Base::Timestamp, _) => "{{ $value | humanizeTimestamp }}",
        (Base::Ratio | Base::Count, true) => "{{ $value | humanize }} /s",
        (Base::Count, false) => "{{ $value | humanize }}",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_and_values_become_templates_and_the_rest_stays() {
        let words = Words { unit: Unit::RATIO, threshold: None };
        assert_eq!(
            template("{service} fails {value} of {a b} {{x}} {", &words),
            "{{ $labels.service }} fails {{ $value | humanizePercentage }} of {a b} {{{ $labels.x }}} {"
        );
    }
}
