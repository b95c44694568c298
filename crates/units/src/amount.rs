//! A number in a unit that is known at run time.

use std::cmp::Ordering;
use std::fmt;

use crate::scale::{self, Factor, Scale};
use crate::{Base, Unit};

/// A number with its unit, and how it was written.
///
/// Equality and order compare the value in the base unit: `0.5s` equals `500ms`. Printed for people as written
/// (`500 ms`, `5 %`, `64 MiB`, `0.1 s/s`); [`promql`](Amount::promql) prints the bare number in the base unit.
#[derive(Debug, Clone, Copy)]
pub struct Amount {
    written: f64,
    scale: &'static Scale,
    unit: Unit,
}

impl Amount {
    pub(crate) const fn new(written: f64, scale: &'static Scale, unit: Unit) -> Self {
        Self { written, scale, unit }
    }

    /// Reads `5%`, `500ms`, `64Mi`, `100m`, `0.1 s/s` or a bare number, as an amount of `unit`.
    ///
    /// # Errors
    ///
    /// [`AmountError`] when the text is no finite number, is negative, or carries a suffix of another unit. A
    /// bare number is taken for ratios, counts and cores alone: `500` could be seconds or milliseconds.
    pub fn parse(text: &str, unit: Unit) -> Result<Self, AmountError> {
        let error = |problem| AmountError { found: text.to_owned(), unit, problem };
        let text = text.trim();
        let body = match (unit.is_per_second(), text.strip_suffix("/s")) {
            (true, Some(body)) => body.trim_end(),
            (false, Some(_)) => return Err(error(Problem::Suffix)),
            (_, None) => text,
        };
        let end = body.find(|c: char| !matches!(c, '0'..='9' | '.' | '+' | '-')).unwrap_or(body.len());
        let (number, suffix) = (&body[..end], body[end..].trim());
        let scales = scale::of(unit);
        let scale = if suffix.is_empty() && !matches!(unit.base(), Base::Seconds | Base::Bytes) {
            scales[0]
        } else {
            scales
                .iter()
                .copied()
                .find(|scale| scale.suffix == suffix)
                .ok_or_else(|| error(if number.is_empty() { Problem::Number } else { Problem::Suffix }))?
        };
        let written: f64 = number.parse().map_err(|_| error(Problem::Number))?;
        let amount = Self::new(written, scale, unit);
        match amount.value() {
            value if !value.is_finite() => Err(error(Problem::Number)),
            value if value < 0.0 => Err(error(Problem::Negative)),
            _ => Ok(amount),
        }
    }

    /// The value in the base unit: seconds, bytes, cores, a ratio of 1.
    pub fn value(self) -> f64 {
        match self.scale.factor {
            Factor::Ten(0) => self.written,
            // A quotient of whole numbers is the nearest number to what was written,
            Factor::Ten(exponent) if exponent < 0 && self.is_whole() => {
                self.written / 10_f64.powi(-i32::from(exponent))
            }
            // and so is what the decimal text says of any other.
            Factor::Ten(exponent) => format!("{}e{exponent}", self.written).parse().unwrap_or(f64::NAN),
            #[expect(clippy::cast_precision_loss, reason = "every factor is below 2^53")]
            Factor::Times(factor) => self.written * factor as f64,
        }
    }

    /// Whether it was written without decimals, and is small enough to be exact.
    fn is_whole(self) -> bool {
        self.written.abs() < 1e15 && self.written.fract() == 0.0
    }

    /// The number as it was written, before its suffix.
    pub const fn written(self) -> f64 {
        self.written
    }

    /// The suffix as it stands in YAML, without `/s`: `%`, `ms`, `Mi`; empty for a bare number.
    pub const fn suffix(self) -> &'static str {
        self.scale.suffix
    }

    /// The unit.
    pub const fn unit(self) -> Unit {
        self.unit
    }

    /// The bare number in the base unit, as PromQL takes it: `0.05`.
    pub fn promql(self) -> String {
        format!("{}", self.value())
    }

    /// As it stands in YAML: `5%`, `500ms`, `0.1s/s`.
    pub fn source(self) -> String {
        format!("{}{}{}", self.written, self.scale.suffix, if self.unit.is_per_second() { "/s" } else { "" })
    }
}

impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.written)?;
        match (self.scale.shown, self.unit.is_per_second()) {
            ("", false) => Ok(()),
            ("", true) => f.write_str(" /s"),
            (shown, false) => write!(f, " {shown}"),
            (shown, true) => write!(f, " {shown}/s"),
        }
    }
}

impl PartialEq for Amount {
    fn eq(&self, other: &Self) -> bool {
        self.unit == other.unit && self.value().total_cmp(&other.value()).is_eq()
    }
}

impl PartialOrd for Amount {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        (self.unit == other.unit).then(|| self.value().total_cmp(&other.value()))
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Problem {
    Number,
    Negative,
    Suffix,
}

/// A text that is not an amount of the wanted unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AmountError {
    found: String,
    unit: Unit,
    problem: Problem,
}

impl fmt::Display for AmountError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { found, unit, problem } = self;
        match problem {
            Problem::Number => write!(f, "`{found}` is not a number with a unit"),
            Problem::Negative => write!(f, "`{found}` is negative"),
            Problem::Suffix => write!(f, "`{found}` is not in {unit}"),
        }
    }
}

impl std::error::Error for AmountError {}

impl AmountError {
    /// How an amount of this unit may be written, for a help line: ``write it as `5%` or `0.05` ``.
    pub fn help(&self) -> String {
        let per = if self.unit.is_per_second() { "/s" } else { "" };
        let examples: &[&str] = match self.unit.base() {
            Base::Ratio => &["5%", "0.05"],
            Base::Seconds => &["500ms", "0.5s"],
            Base::Bytes => &["64Mi", "1Gi"],
            Base::Cores => &["100m", "0.1"],
            Base::CoreSeconds | Base::Count | Base::Timestamp => &["10"],
        };
        let examples: Vec<String> = examples.iter().map(|example| format!("`{example}{per}`")).collect();
        format!("an amount in {} is written {}", self.unit, examples.join(" or "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn amount(text: &str, unit: Unit) -> Amount {
        Amount::parse(text, unit).unwrap()
    }

    #[test]
    fn the_value_is_the_nearest_number_to_the_decimal_text() {
        for (text, unit, promql) in [
            ("0.7%", Unit::RATIO, "0.007"),
            ("29%", Unit::RATIO, "0.29"),
            ("500ms", Unit::SECONDS, "0.5"),
            ("1s", Unit::SECONDS, "1"),
            ("64Mi", Unit::BYTES, "67108864"),
            ("100m", Unit::CORES, "0.1"),
            ("0.1s/s", Unit::SECONDS.per_second(), "0.1"),
            ("41", Unit::COUNT, "41"),
        ] {
            assert_eq!(amount(text, unit).promql(), promql, "{text}");
            assert_eq!(amount(text, unit).source(), text);
        }
    }

    #[test]
    fn a_whole_number_has_the_value_of_its_decimal_text() {
        for (suffix, exponent, unit) in [("%", -2, Unit::RATIO), ("ms", -3, Unit::SECONDS)] {
            for written in (0..=10_000_u64).chain((0..50).map(|power| 3_u64.pow(power % 32))) {
                let text: f64 = format!("{written}e{exponent}").parse().unwrap();
                let value = amount(&format!("{written}{suffix}"), unit).value();
                assert_eq!(value.to_bits(), text.to_bits(), "{written}{suffix}");
            }
        }
    }

    #[test]
    fn it_is_shown_as_it_was_written() {
        assert_eq!(amount("500ms", Unit::SECONDS).to_string(), "500 ms");
        assert_eq!(amount("5%", Unit::RATIO).to_string(), "5 %");
        assert_eq!(amount("64Mi", Unit::BYTES).to_string(), "64 MiB");
        assert_eq!(amount("0.1s/s", Unit::SECONDS.per_second()).to_string(), "0.1 s/s");
    }

    #[test]
    fn two_spellings_of_one_value_are_equal() {
        assert_eq!(amount("0.5s", Unit::SECONDS), amount("500ms", Unit::SECONDS));
        assert!(amount("1s", Unit::SECONDS) > amount("500ms", Unit::SECONDS));
    }

    #[test]
    fn what_is_no_amount_of_the_unit_is_refused() {
        for (text, unit) in [
            ("5s", Unit::RATIO),
            ("500", Unit::SECONDS),
            ("5%", Unit::SECONDS),
            ("-1%", Unit::RATIO),
            ("1e400", Unit::COUNT),
            ("nan", Unit::RATIO),
            ("", Unit::RATIO),
            ("5%/s", Unit::RATIO),
        ] {
            assert!(Amount::parse(text, unit).is_err(), "{text} as {unit}");
        }
        let error = Amount::parse("5s", Unit::RATIO).unwrap_err();
        assert_eq!(error.to_string(), "`5s` is not in ratio");
        assert_eq!(error.help(), "an amount in ratio is written `5%` or `0.05`");
    }
}
