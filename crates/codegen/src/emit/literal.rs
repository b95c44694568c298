//! Values as Rust expressions.

use plimsoll_units::{Amount, Base, Date, Duration, Unit};

use crate::{Located, Place};

/// The keywords of every edition that an identifier may be written as with `r#`.
const KEYWORDS: [&str; 48] = [
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "do", "dyn", "else",
    "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let", "loop", "macro",
    "match", "mod", "move", "mut", "override", "priv", "pub", "ref", "return", "static", "struct", "trait",
    "true", "try", "type", "typeof", "unsafe", "unsized", "use", "virtual", "where", "while", "yield",
];

/// A name as an identifier.
pub(super) fn ident(name: &str) -> String {
    if KEYWORDS.contains(&name) { format!("r#{name}") } else { name.to_owned() }
}

/// A text as a string literal.
pub(super) fn string(text: &str) -> String {
    format!("{text:?}")
}

/// Texts as a slice literal.
pub(super) fn strings(texts: &[Located<String>]) -> String {
    let texts: Vec<String> = texts.iter().map(|text| string(&text.value)).collect();
    format!("&[{}]", texts.join(", "))
}

/// How the module of units is called where a value is written.
///
/// Constants live in a namespace of their own, so that beside them an import is safe. Marker types do not: a label
/// may well be called `units`, and the path must lead around it.
#[derive(Clone, Copy)]
pub(super) struct Units(&'static str);

/// Where `units` is imported.
pub(super) const UNITS: Units = Units("units");
/// Inside a module of marker types.
pub(super) const OUTER_UNITS: Units = Units("super::units");

impl Units {
    /// A place, for `.at(..)`.
    pub(super) fn origin(self, file: &str, place: Place) -> String {
        format!("{}::Origin::new({}, {}, {})", self.0, string(file), place.line, place.column)
    }

    /// A duration in its largest whole unit.
    pub(super) fn duration(self, duration: Duration) -> String {
        let whole = duration.as_millis();
        let (number, unit) =
            [(86_400_000, "days"), (3_600_000, "hours"), (60_000, "minutes"), (1_000, "seconds")]
                .into_iter()
                .find(|(length, _)| whole > 0 && whole.is_multiple_of(*length))
                .map_or((whole, "milliseconds"), |(length, unit)| (whole / length, unit));
        format!("{}::{unit}({number})", self.0)
    }

    /// A day. It was checked; the compiler checks it again.
    pub(super) fn date(self, date: Date) -> String {
        // The calendar prints it as `2025-10-24`; a Rust number has no leading zeros.
        let parts = date.to_string();
        let parts: Vec<&str> = parts.split('-').map(|part| part.trim_start_matches('0')).collect();
        format!("const {{ {}::Date::new({}).expect(\"a day\") }}", self.0, parts.join(", "))
    }

    /// The marker type of a unit.
    pub(super) fn dimension(self, unit: Unit) -> String {
        let base = format!("{}::{:?}", self.0, unit.base());
        if unit.is_per_second() { format!("{}::PerSecond<{base}>", self.0) } else { base }
    }

    /// The unit as a value.
    pub(super) fn unit(self, unit: Unit) -> String {
        let name = match unit.base() {
            Base::Ratio => "RATIO",
            Base::Seconds => "SECONDS",
            Base::Bytes => "BYTES",
            Base::Cores => "CORES",
            Base::CoreSeconds => "CORE_SECONDS",
            Base::Count => "COUNT",
            Base::Timestamp => "TIMESTAMP",
        };
        format!("{}::Unit::{name}{}", self.0, if unit.is_per_second() { ".per_second()" } else { "" })
    }

    /// An amount as a quantity of its unit, written with the suffix that it has in YAML.
    ///
    /// Where the builders have no such suffix (`5ms/s`, `1Ki/s`), the same value in the base unit.
    pub(super) fn quantity(self, amount: Amount) -> String {
        let unit = amount.unit();
        let (constructor, number) = match (unit.base(), unit.is_per_second(), amount.suffix()) {
            (Base::Ratio, _, "%") => ("percent", amount.written()),
            (Base::Ratio, ..) => ("ratio", amount.value()),
            (Base::Seconds, false, "ms") => ("milliseconds", amount.written()),
            (Base::Seconds, false, "m") => ("minutes", amount.written()),
            (Base::Seconds, false, "h") => ("hours", amount.written()),
            (Base::Seconds, false, "d") => ("days", amount.written()),
            (Base::Seconds, false, _) => ("seconds", amount.value()),
            (Base::Seconds, true, _) => ("seconds_per_second", amount.value()),
            (Base::Bytes, false, "Ki") => ("kibibytes", amount.written()),
            (Base::Bytes, false, "Mi") => ("mebibytes", amount.written()),
            (Base::Bytes, false, "Gi") => ("gibibytes", amount.written()),
            (Base::Bytes, false, "Ti") => ("tebibytes", amount.written()),
            (Base::Bytes, false, _) => ("bytes", amount.value()),
            (Base::Bytes, true, "Mi") => ("mebibytes_per_second", amount.written()),
            (Base::Bytes, true, _) => ("bytes_per_second", amount.value()),
            (Base::Cores, _, "m") => ("millicores", amount.written()),
            (Base::Cores, ..) => ("cores", amount.value()),
            (_, true, _) => ("per_second", amount.value()),
            // The reader lets no threshold be in core seconds or a point in time.
            (_, false, _) => ("count", amount.value()),
        };
        format!("{}::Quantity::{constructor}({number:?})", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quantity_keeps_the_suffix_it_was_written_with() {
        let quantity = |text, unit| UNITS.quantity(Amount::parse(text, unit).unwrap());
        assert_eq!(quantity("5%", Unit::RATIO), "units::Quantity::percent(5.0)");
        assert_eq!(quantity("500ms", Unit::SECONDS), "units::Quantity::milliseconds(500.0)");
        assert_eq!(quantity("64Mi", Unit::BYTES), "units::Quantity::mebibytes(64.0)");
        assert_eq!(quantity("100m", Unit::CORES), "units::Quantity::millicores(100.0)");
        let per_second = Unit::SECONDS.per_second();
        assert_eq!(quantity("100ms/s", per_second), "units::Quantity::seconds_per_second(0.1)");
    }

    #[test]
    fn a_duration_stands_in_its_largest_whole_unit() {
        let duration = |text: &str| UNITS.duration(text.parse().unwrap());
        assert_eq!(duration("300s"), "units::minutes(5)");
        assert_eq!(duration("1h30m"), "units::minutes(90)");
        assert_eq!(duration("0s"), "units::milliseconds(0)");
        assert_eq!(duration("1500ms"), "units::milliseconds(1500)");
    }

    #[test]
    fn a_day_has_no_octal_look() {
        assert!(UNITS.date("2025-01-09".parse().unwrap()).contains("Date::new(2025, 1, 9)"));
    }

    #[test]
    fn a_keyword_is_a_raw_identifier() {
        assert_eq!((ident("type"), ident("le")), ("r#type".to_owned(), "le".to_owned()));
        assert!(KEYWORDS.is_sorted());
    }

    #[test]
    fn a_text_cannot_leave_its_quotes() {
        assert_eq!(string("a\"b\\\n"), r#""a\"b\\\n""#);
    }
}
