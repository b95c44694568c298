//! How a quantity may be written: the suffixes of each unit and what they multiply by.

use crate::{Base, Unit};

/// One way to write a quantity: a suffix and what it stands for.
#[derive(Debug, PartialEq, Eq)]
pub struct Scale {
    /// As typed in YAML: `ms`, `Mi`, `%`; empty for the bare unit.
    pub(crate) suffix: &'static str,
    /// As shown to people, after a space: `ms`, `MiB`, `%`; empty for a bare number.
    pub(crate) shown: &'static str,
    pub(crate) factor: Factor,
}

/// What a written number is multiplied by to get the base unit.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Factor {
    /// A power of ten. Kept apart so that 0.7 % is 0.007 and not 0.006999999999999999.
    Ten(i8),
    /// Any other whole number.
    Times(u64),
}

macro_rules! scales {
    ($($name:ident = $suffix:literal, $shown:literal, $factor:expr;)*) => {
        $(pub(crate) const $name: &Scale = &Scale { suffix: $suffix, shown: $shown, factor: $factor };)*
    };
}

scales! {
    NUMBER = "", "", Factor::Ten(0);
    PERCENT = "%", "%", Factor::Ten(-2);
    MILLISECONDS = "ms", "ms", Factor::Ten(-3);
    SECONDS = "s", "s", Factor::Ten(0);
    MINUTES = "m", "min", Factor::Times(60);
    HOURS = "h", "h", Factor::Times(3_600);
    DAYS = "d", "d", Factor::Times(86_400);
    BYTES = "B", "B", Factor::Ten(0);
    KIBI = "Ki", "KiB", Factor::Times(1 << 10);
    MEBI = "Mi", "MiB", Factor::Times(1 << 20);
    GIBI = "Gi", "GiB", Factor::Times(1 << 30);
    TEBI = "Ti", "TiB", Factor::Times(1 << 40);
    MILLICORES = "m", "m", Factor::Ten(-3);
    CORES = "", "cores", Factor::Ten(0);
    CORE_SECONDS = "", "core seconds", Factor::Ten(0);
}

/// The scales that a unit may be written in, the bare unit first.
pub(crate) fn of(unit: Unit) -> &'static [&'static Scale] {
    match unit.base() {
        Base::Ratio => &[NUMBER, PERCENT],
        Base::Seconds => &[SECONDS, MILLISECONDS, MINUTES, HOURS, DAYS],
        Base::Bytes => &[BYTES, KIBI, MEBI, GIBI, TEBI],
        Base::Cores => &[CORES, MILLICORES],
        Base::CoreSeconds => &[CORE_SECONDS],
        Base::Count | Base::Timestamp => &[NUMBER],
    }
}
