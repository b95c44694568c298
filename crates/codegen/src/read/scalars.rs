//! Words, numbers and texts.

use std::str::FromStr;

use plimsoll_units::{Date, Duration};

use super::reader::Reader;
use crate::Located;
use crate::data::Version;
use crate::document::{Node, ScalarKind, Value};
use crate::suggest::instead;

/// How a name may be written that becomes a label value and a part of a file name.
const NAME_HELP: &str =
    "a name has lower-case letters, digits and hyphens, begins with a letter, and is at most 63 long";

impl Reader<'_> {
    /// What was written, whatever a YAML reader would take it for.
    pub(super) fn word<'n>(&mut self, node: &'n Node, expected: &str) -> Option<Located<&'n str>> {
        if let Value::Scalar(scalar) = &node.value {
            return Some(Located::new(&scalar.text, node.place));
        }
        self.wrong_type(node, expected, &format!("write {expected} here, or remove the key"));
        None
    }

    /// A text. What a YAML reader takes for a number or a boolean needs quotes: the next reader would change it.
    pub(super) fn text(&mut self, node: &Node, expected: &str) -> Option<Located<String>> {
        match &node.value {
            Value::Scalar(scalar) if scalar.kind == ScalarKind::Text && scalar.text.trim().is_empty() => {
                self.report(
                    "yaml/wrong-type",
                    node.place,
                    format!("expected {expected}, found an empty text"),
                    "say something",
                );
                None
            }
            Value::Scalar(scalar) if scalar.kind == ScalarKind::Text => {
                Some(Located::new(scalar.text.clone(), node.place))
            }
            Value::Scalar(scalar) => {
                self.wrong_type(node, expected, &format!("put it in quotes: `\"{}\"`", scalar.text));
                None
            }
            _ => self.word(node, expected).map(|text| text.map(str::to_owned)),
        }
    }

    /// A text of one line.
    pub(super) fn line(&mut self, node: &Node, expected: &str) -> Option<Located<String>> {
        let text = self.text(node, expected)?;
        if text.value.trim().contains('\n') {
            self.report(
                "yaml/several-lines",
                text.place,
                format!("{expected} must be one line"),
                "shorten it",
            );
            return None;
        }
        Some(text.map(|text| text.trim().to_owned()))
    }

    /// `true` or `false`.
    pub(super) fn boolean(&mut self, node: &Node) -> Option<Located<bool>> {
        match &node.value {
            Value::Scalar(scalar) if scalar.kind == ScalarKind::Boolean => {
                Some(Located::new(scalar.text.eq_ignore_ascii_case("true"), node.place))
            }
            _ => {
                self.wrong_type(node, "`true` or `false`", "write `true` or `false`, without quotes");
                None
            }
        }
    }

    /// A whole number of at least 1.
    pub(super) fn whole(&mut self, node: &Node) -> Option<Located<u32>> {
        let word = self.word(node, "a whole number")?;
        match word.value.parse() {
            Ok(number) if number > 0 => Some(Located::new(number, word.place)),
            _ => {
                let message = format!("`{}` is not a whole number of at least 1", word.value);
                self.report("yaml/bad-number", word.place, message, "write a number such as `3`");
                None
            }
        }
    }

    /// A whole number, 0 included.
    pub(super) fn number(&mut self, node: &Node) -> Option<Located<u32>> {
        let word = self.word(node, "a whole number")?;
        if let Ok(number) = word.value.parse() {
            return Some(Located::new(number, word.place));
        }
        let message = format!("`{}` is not a whole number", word.value);
        self.report("yaml/bad-number", word.place, message, "write a number such as `0` or `1`");
        None
    }

    /// A duration; zero where nothing is a sensible answer.
    pub(super) fn duration(&mut self, node: &Node, zero: bool) -> Option<Located<Duration>> {
        let word = self.word(node, "a duration")?;
        let help = "a duration is a number with `ms`, `s`, `m`, `h` or `d`, such as `30s`, `5m` or `1h30m`";
        match Duration::from_str(word.value) {
            Ok(duration) if duration.is_zero() && !zero => {
                let message = format!("`{}` is no time at all; it must be longer", word.value);
                self.report("yaml/bad-duration", word.place, message, help);
                None
            }
            Ok(duration) => Some(Located::new(duration, word.place)),
            Err(_) => {
                self.report(
                    "yaml/bad-duration",
                    word.place,
                    format!("`{}` is not a duration", word.value),
                    help,
                );
                None
            }
        }
    }

    /// A day.
    pub(super) fn date(&mut self, node: &Node) -> Option<Located<Date>> {
        let word = self.word(node, "a day")?;
        match Date::from_str(word.value) {
            Ok(date) => Some(Located::new(date, word.place)),
            Err(error) => {
                self.report(
                    "yaml/bad-date",
                    word.place,
                    error.to_string(),
                    "write the day as in `2025-10-24`",
                );
                None
            }
        }
    }

    /// One word of a closed list.
    pub(super) fn one_of<T: Clone>(
        &mut self,
        node: &Node,
        what: &str,
        of: &[(&'static str, T)],
    ) -> Option<Located<T>> {
        let word = self.word(node, what)?;
        let found = of.iter().find(|(name, _)| *name == word.value).map(|(_, value)| value.clone());
        if found.is_none() {
            let names: Vec<&str> = of.iter().map(|(name, _)| *name).collect();
            let message = format!("`{}` is not {what}; expected one of {}", word.value, names.join(", "));
            self.report("yaml/unknown-value", word.place, message, instead(word.value, "choices", names));
        }
        found.map(|value| Located::new(value, word.place))
    }

    /// A name of a pack, service, tier, phase, environment or team.
    pub(super) fn name(&mut self, node: &Node, what: &str) -> Option<Located<String>> {
        let word = self.word(node, what)?.map(str::to_owned);
        self.valid_name(&word, what).then_some(word)
    }

    /// Whether a key is such a name.
    pub(super) fn valid_name(&mut self, name: &Located<String>, what: &str) -> bool {
        let text = &name.value;
        let valid = text.len() <= 63
            && text.starts_with(|c: char| c.is_ascii_lowercase())
            && !text.ends_with('-')
            && text.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-'));
        if !valid {
            self.report("yaml/bad-name", name.place, format!("`{text}` cannot be {what}"), NAME_HELP);
        }
        valid
    }

    /// A web address.
    pub(super) fn url(&mut self, node: &Node) -> Option<Located<String>> {
        let text = self.text(node, "a web address")?;
        let rest = ["https://", "http://"].iter().find_map(|scheme| text.value.strip_prefix(scheme));
        if rest.is_some_and(|rest| !rest.is_empty() && !rest.contains(char::is_whitespace)) {
            return Some(text);
        }
        let message = format!("`{}` is not a web address", text.value);
        self.report("yaml/bad-url", text.place, message, "begin with `https://` or `http://`");
        None
    }

    /// `3.5`, quoted or not.
    pub(super) fn version(&mut self, node: &Node) -> Option<Located<Version>> {
        let word = self.word(node, "a version")?;
        let parts = word.value.split_once('.');
        let version = parts.and_then(|(major, minor)| {
            Some(Version { major: major.parse().ok()?, minor: minor.parse().ok()? })
        });
        if version.is_none() {
            let message = format!("`{}` is not a version", word.value);
            self.report("yaml/bad-version", word.place, message, "write major and minor, such as `\"3.5\"`");
        }
        version.map(|version| Located::new(version, word.place))
    }
}
