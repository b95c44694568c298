//! Maps with known keys, texts, lists and durations: what is there, and what should be.

use std::ops::Range;
use std::rc::Rc;

use plimsoll_check::{Diagnostic, words};
use plimsoll_units::Duration;

use super::at;
use crate::yaml::{Lines, Map, Node, Value};

/// Reads one file, and collects what is wrong.
#[derive(Debug)]
pub(crate) struct Reader<'a> {
    pub(crate) lines: &'a Lines<'a>,
    pub(crate) found: Vec<Diagnostic>,
}

impl Reader<'_> {
    pub(crate) fn error(
        &mut self,
        id: &'static str,
        range: &Range<usize>,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        let finding = Diagnostic::error(id, message).help(help);
        self.found.push(at(self.lines, finding, range));
    }

    /// The map that a value is, its keys judged: `what` has those of `known` and no other.
    pub(crate) fn fields<'n>(&mut self, node: &'n Node, what: &str, known: &[&str]) -> Option<&'n Map> {
        let map = self.map(node, what)?;
        for (key, _) in &map.entries {
            let name = key.text().unwrap_or_default();
            if !known.contains(&name) {
                let message = format!("{what} has no key `{name}`: the file is refused");
                self.error(
                    "yaml/unknown-key",
                    &key.range,
                    message,
                    words::instead(name, known.iter().copied()),
                );
            }
        }
        Some(map)
    }

    /// The map that a value is.
    pub(crate) fn map<'n>(&mut self, node: &'n Node, what: &str) -> Option<&'n Map> {
        let Value::Map(map) = &node.value else {
            self.wrong_type(node, &format!("{what} as a map"), "a map is lines of `key: value`");
            return None;
        };
        for key in &map.twice {
            let message = format!("`{}` is given twice", key.text().unwrap_or_default());
            self.error("yaml/duplicate-key", &key.range, message, "remove one of the two");
        }
        Some(map)
    }

    /// The items of a list; none for nothing.
    pub(crate) fn list<'n>(&mut self, node: &'n Node, what: &str) -> &'n [Rc<Node>] {
        match &node.value {
            Value::List(items) => items,
            Value::Null => &[],
            _ => {
                self.wrong_type(node, &format!("{what} as a list"), "a list is lines that begin with `-`");
                &[]
            }
        }
    }

    /// The text of a value; numbers and words are texts too.
    pub(crate) fn text<'n>(&mut self, node: &'n Node, what: &str) -> Option<&'n str> {
        let text = node.text();
        if text.is_none() {
            self.wrong_type(
                node,
                what,
                "write a text, in quotes where it has `: ` or begins with `{` or `[`",
            );
        }
        text
    }

    /// A duration, as Prometheus writes it; zero for nothing.
    pub(crate) fn duration(&mut self, node: &Node, what: &str) -> Option<Duration> {
        let text = self.text(node, what)?;
        match text.parse() {
            Ok(duration) => Some(duration),
            Err(_) if text.is_empty() && matches!(node.value, Value::Null) => Some(Duration::ZERO),
            Err(error) => {
                let help = if text.bytes().all(|b| b.is_ascii_digit()) && !text.is_empty() {
                    format!("write `{text}s` if these are seconds")
                } else {
                    "write whole numbers with a unit, the largest first: `1h30m`, `90s`".to_owned()
                };
                self.error("rule/bad-duration", &node.range, format!("{what}: {error}"), help);
                None
            }
        }
    }

    pub(crate) fn wrong_type(&mut self, node: &Node, expected: &str, help: &str) {
        let message = format!("expected {expected}, found {}", node.describe());
        self.error("yaml/wrong-type", &node.range, message, help);
    }
}
