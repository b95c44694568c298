//! Amounts, and which unit a threshold has.

use plimsoll_units::{Amount, Unit};

use super::reader::Reader;
use crate::data::Threshold;
use crate::document::Node;
use crate::{Located, Place, Problem};

/// The units that a threshold may have: those that an amount can be written in.
pub(crate) const UNITS: [(&str, Unit); 8] = [
    ("ratio", Unit::RATIO),
    ("seconds", Unit::SECONDS),
    ("bytes", Unit::BYTES),
    ("cores", Unit::CORES),
    ("count", Unit::COUNT),
    ("seconds/s", Unit::SECONDS.per_second()),
    ("bytes/s", Unit::BYTES.per_second()),
    ("count/s", Unit::COUNT.per_second()),
];

/// Where a unit comes from, to be shown beside what does not fit it.
#[derive(Clone)]
pub(super) struct UnitSource {
    pub(super) unit: Unit,
    pub(super) place: Place,
    pub(super) said: String,
}

impl UnitSource {
    /// Where the unit of a threshold comes from.
    pub(super) fn of(threshold: &Threshold) -> Self {
        let unit = threshold.unit();
        if let Some(said) = threshold.unit {
            return Self { unit, place: said.place, said: format!("unit: {unit}") };
        }
        let said = format!("{}: {}", threshold.direction.key(), threshold.line.value.source());
        Self { unit, place: threshold.line.place, said }
    }
}

/// What the suffix of an amount says about its unit.
enum Suffix {
    Unit(Unit),
    /// `5m` is five minutes or five thousandths of a core.
    MinutesOrMillicores,
    Unknown,
}

fn suffix(text: &str) -> Suffix {
    let text = text.trim();
    let (text, per_second) = text.strip_suffix("/s").map_or((text, false), |text| (text.trim_end(), true));
    let number = text.find(|c: char| !matches!(c, '0'..='9' | '.' | '+' | '-')).unwrap_or(text.len());
    let unit = match (text[number..].trim(), per_second) {
        _ if number == 0 => return Suffix::Unknown,
        ("m", false) => return Suffix::MinutesOrMillicores,
        ("%", false) => Unit::RATIO,
        ("ms" | "s", _) | ("h" | "d", false) => Unit::SECONDS,
        ("B" | "Ki" | "Mi" | "Gi" | "Ti", _) => Unit::BYTES,
        ("", _) => Unit::COUNT,
        _ => return Suffix::Unknown,
    };
    Suffix::Unit(if per_second { unit.per_second() } else { unit })
}

impl Reader<'_> {
    /// The unit of a threshold: what `unit:` says, else what the suffix of its line says.
    pub(super) fn unit(&mut self, explicit: Option<&Node>, key: &str, line: &Node) -> Option<UnitSource> {
        if let Some(node) = explicit {
            let unit = self.one_of(node, "a unit of a threshold", &UNITS)?;
            return Some(UnitSource {
                unit: unit.value,
                place: unit.place,
                said: format!("unit: {}", unit.value),
            });
        }
        let word = self.word(line, "an amount")?;
        let text = word.value;
        match suffix(text) {
            Suffix::Unit(unit) => {
                Some(UnitSource { unit, place: word.place, said: format!("{key}: {text}") })
            }
            Suffix::MinutesOrMillicores => {
                let message = format!("`{text}` may be minutes or thousandths of a core");
                self.report(
                    "yaml/ambiguous-unit",
                    word.place,
                    message,
                    "add `unit: seconds` or `unit: cores`",
                );
                None
            }
            Suffix::Unknown => {
                let help = "an amount is a number with a suffix: `5%`, `500ms`, `64Mi`, `0.1s/s`, or a bare number of things";
                self.report("yaml/bad-amount", word.place, format!("`{text}` is not an amount"), help);
                None
            }
        }
    }

    /// An amount of a known unit.
    pub(super) fn amount(&mut self, node: &Node, of: &UnitSource) -> Option<Located<Amount>> {
        let word = self.word(node, "an amount")?;
        let amount = match Amount::parse(word.value, of.unit) {
            Ok(amount) => amount,
            Err(error) => {
                let other = match suffix(word.value) {
                    Suffix::Unit(unit) => unit != of.unit,
                    Suffix::MinutesOrMillicores => true,
                    Suffix::Unknown => false,
                };
                let id = if other { "yaml/wrong-unit" } else { "yaml/bad-amount" };
                let problem = Problem::new(id, self.file, word.place, error.to_string()).help(error.help());
                let apart = of.place != word.place;
                self.note(if apart {
                    problem.related(of.place, format!("in {} because of `{}`", of.unit, of.said))
                } else {
                    problem
                });
                return None;
            }
        };
        if of.unit == Unit::RATIO && amount.value() > 1.0 {
            let message = format!("`{}` is more than 100 %", word.value);
            self.report(
                "yaml/over-100-percent",
                word.place,
                message,
                "a ratio is a part of a whole: `5%` or `0.05`",
            );
            return None;
        }
        Some(Located::new(amount, word.place))
    }
}
