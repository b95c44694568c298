//! Numbers as people write them.

/// To eleven digits: what a person reads, and far finer than any line.
pub(crate) fn tidy(value: f64) -> f64 {
    format!("{value:.10e}").parse().unwrap_or(value)
}

/// One in the last digit that is not 0, which is what a person changes first: 0.01 of 0.05, 100 of 3600. Of nothing it
/// is 1.
pub(crate) fn last_digit(value: f64) -> f64 {
    if value == 0.0 {
        return 1.0;
    }
    let shown = format!("{value:e}");
    let places = shown.split_once('e').and_then(|(digits, exponent)| {
        let places = digits.split_once('.').map_or(0, |(_, places)| places.len());
        Some(exponent.parse::<i32>().ok()? - i32::try_from(places).ok()?)
    });
    places.and_then(|exponent| format!("1e{exponent}").parse().ok()).unwrap_or(1.0)
}

/// How finely counters count where nothing may be rounded.
const GRAIN: f64 = 1_024.0;

/// The nearest number that can be added up without rounding.
pub(crate) fn exactly(value: f64) -> f64 {
    (value * GRAIN).round() / GRAIN
}

/// What can be added up without rounding is left so, anything else is as [`tidy`] has it.
pub(crate) fn tidy_count(value: f64) -> f64 {
    let exact = exactly(value);
    if (exact - value).abs() <= 1e-14 * value.abs() { exact } else { tidy(value) }
}

/// A whole that has the part `share` exactly, at `least` or up to twice that: of 0.05 a power of 2 times 5, of 0.0144 one
/// times 625. Parts of such a whole, and sums of them, are never rounded.
pub(crate) fn whole_of(share: f64, least: f64) -> f64 {
    let mut whole = 1.0;
    let is_binary = |part: f64| (part * 1_048_576.0).fract() == 0.0;
    for _ in 0..12 {
        if is_binary(tidy(share * whole)) {
            break;
        }
        whole *= 5.0;
    }
    while whole < least {
        whole *= 2.0;
    }
    while whole >= least * 2.0 {
        whole /= 2.0;
    }
    whole
}

#[cfg(test)]
#[expect(clippy::float_cmp, reason = "what is exact must be exact")]
mod tests {
    use super::*;

    #[test]
    fn the_last_digit_is_the_last_that_is_not_0() {
        assert_eq!(last_digit(0.05), 0.01);
        assert_eq!(last_digit(0.0144), 0.0001);
        assert_eq!(last_digit(3600.0), 100.0);
        assert_eq!(last_digit(-41.0), 1.0);
        assert_eq!(last_digit(0.0), 1.0);
    }

    #[test]
    fn a_whole_has_its_part_exactly() {
        assert_eq!(whole_of(0.05, 4.0), 5.0);
        assert_eq!(whole_of(0.95, 100.0), 160.0);
        assert_eq!(whole_of(0.0144, 4.0), 4.882_812_5);
        assert_eq!(whole_of(0.25, 1.0), 1.0);
    }

    #[test]
    fn what_addition_leaves_behind_is_taken_off() {
        assert_eq!(tidy(0.1 + 0.2), 0.3);
        assert_eq!(tidy(42_949_672_960.5), 42_949_672_960.0);
        assert_eq!(tidy(1_073_741_824.0), 1_073_741_824.0);
    }
}
