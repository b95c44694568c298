//! Numbers as the functions of Prometheus' templates print them (`template/template.go`, `util/convert.go`).

/// `humanize`: four digits with an SI prefix.
pub(crate) fn humanize(value: f64) -> String {
    let (scaled, prefix) = scaled(value, 1_000.0, &["k", "M", "G", "T", "P", "E", "Z", "Y"]);
    format!("{}{prefix}", four_digits(scaled))
}

/// `humanize1024`: four digits with a binary prefix.
pub(crate) fn humanize1024(value: f64) -> String {
    if value.abs() <= 1.0 || !value.is_finite() {
        return four_digits(value);
    }
    let (scaled, prefix) = grown(value, 1_024.0, &["ki", "Mi", "Gi", "Ti", "Pi", "Ei", "Zi", "Yi"]);
    format!("{}{prefix}", four_digits(scaled))
}

/// `humanizePercentage`: four digits of the hundredfold.
pub(crate) fn percentage(value: f64) -> String {
    format!("{}%", four_digits(value * 100.0))
}

/// `humanizeDuration`: `1d 2h 3m 4s`, or four digits of seconds below a minute.
pub(crate) fn duration(value: f64) -> String {
    if !value.is_finite() {
        return four_digits(value);
    }
    if value == 0.0 {
        return "0s".to_owned();
    }
    if value.abs() < 1.0 {
        let (scaled, prefix) = shrunk(value);
        return format!("{}{prefix}s", four_digits(scaled));
    }
    let sign = if value < 0.0 { "-" } else { "" };
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "as Go truncates it")]
    let whole = value.abs() as u64;
    let (seconds, minutes) = (whole % 60, whole / 60 % 60);
    let (hours, days) = (whole / 3_600 % 24, whole / 86_400);
    if days > 0 {
        format!("{sign}{days}d {hours}h {minutes}m {seconds}s")
    } else if hours > 0 {
        format!("{sign}{hours}h {minutes}m {seconds}s")
    } else if minutes > 0 {
        format!("{sign}{minutes}m {seconds}s")
    } else {
        format!("{sign}{}s", four_digits(value.abs()))
    }
}

fn scaled(value: f64, base: f64, prefixes: &[&'static str]) -> (f64, &'static str) {
    if value == 0.0 || !value.is_finite() {
        (value, "")
    } else if value.abs() >= 1.0 {
        grown(value, base, prefixes)
    } else {
        shrunk(value)
    }
}

fn grown(mut value: f64, base: f64, prefixes: &[&'static str]) -> (f64, &'static str) {
    let mut prefix = "";
    for next in prefixes {
        if value.abs() < base {
            break;
        }
        prefix = next;
        value /= base;
    }
    (value, prefix)
}

fn shrunk(mut value: f64) -> (f64, &'static str) {
    let mut prefix = "";
    for next in ["m", "u", "n", "p", "f", "a", "z", "y"] {
        if value.abs() >= 1.0 {
            break;
        }
        prefix = next;
        value *= 1_000.0;
    }
    (value, prefix)
}

/// C's `%.4g`: four significant digits, none of them a trailing zero, with an exponent where the number is far from 1.
fn four_digits(value: f64) -> String {
    if value.is_nan() {
        return "NaN".to_owned();
    }
    if value.is_infinite() {
        return if value > 0.0 { "+Inf" } else { "-Inf" }.to_owned();
    }
    // Rounding comes first: 9999.6 has five digits.
    let rounded = format!("{value:.3e}");
    let Some((digits, exponent)) = rounded.split_once('e') else { return rounded };
    let exponent: i32 = exponent.parse().unwrap_or(0);
    if (-4..4).contains(&exponent) {
        let places = usize::try_from(3 - exponent).unwrap_or(0);
        return trimmed(&format!("{value:.places$}")).to_owned();
    }
    let sign = if exponent < 0 { '-' } else { '+' };
    format!("{}e{sign}{:02}", trimmed(digits), exponent.abs())
}

fn trimmed(digits: &str) -> &str {
    if digits.contains('.') { digits.trim_end_matches('0').trim_end_matches('.') } else { digits }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_printed_as_go_prints_them() {
        for (value, printed) in [
            (0.0, "0"),
            (5.1, "5.1"),
            (0.000_123_456, "0.0001235"),
            (0.000_012_345, "1.234e-05"),
            (1234.5, "1234"),
            (9999.6, "1e+04"),
            (-0.5, "-0.5"),
            (f64::INFINITY, "+Inf"),
        ] {
            assert_eq!(four_digits(value), printed, "{value}");
        }
    }

    #[test]
    fn prefixes_are_those_of_prometheus() {
        assert_eq!(humanize(1_234_567.0), "1.235M");
        assert_eq!(humanize(0.0123), "12.3m");
        assert_eq!(humanize(1.0), "1");
        assert_eq!(humanize1024(67_108_865.0), "64Mi");
        assert_eq!(humanize1024(1.0), "1");
        assert_eq!(percentage(0.0512), "5.12%");
    }

    #[test]
    fn durations_have_parts() {
        assert_eq!(duration(0.512), "512ms");
        assert_eq!(duration(12.3456), "12.35s");
        assert_eq!(duration(3_725.9), "1h 2m 5s");
        assert_eq!(duration(90_061.0), "1d 1h 1m 1s");
        assert_eq!(duration(-61.0), "-1m 1s");
    }
}
