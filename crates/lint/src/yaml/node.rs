//! The tree: scalars, lists and maps, each with the bytes at which it stands.

use std::ops::Range;
use std::rc::Rc;

use super::scalar::Scalar;

/// A value of a document.
#[derive(Debug)]
pub(crate) struct Node {
    /// Its bytes in the file.
    pub(crate) range: Range<usize>,
    /// What it is.
    pub(crate) value: Value,
}

/// What a value is. An alias is the value that it stands for, at that value's place.
#[derive(Debug)]
pub(crate) enum Value {
    /// Nothing: an empty value, `~` or `null`.
    Null,
    /// One word, number or text.
    Scalar(Scalar),
    /// A list.
    List(Vec<Rc<Node>>),
    /// A map.
    Map(Map),
}

/// A map in the order of the file, merge keys resolved.
#[derive(Debug, Default)]
pub(crate) struct Map {
    /// Keys and values, each key once.
    pub(crate) entries: Vec<(Rc<Node>, Rc<Node>)>,
    /// Keys that stand there once more.
    pub(crate) twice: Vec<Rc<Node>>,
}

impl Node {
    /// The text of a scalar; nothing for nothing.
    pub(crate) fn text(&self) -> Option<&str> {
        match &self.value {
            Value::Null => Some(""),
            Value::Scalar(scalar) => Some(&scalar.text),
            Value::List(_) | Value::Map(_) => None,
        }
    }

    pub(crate) const fn as_map(&self) -> Option<&Map> {
        match &self.value {
            Value::Map(map) => Some(map),
            _ => None,
        }
    }

    /// What it is, for a message.
    pub(crate) const fn describe(&self) -> &'static str {
        match &self.value {
            Value::Null => "nothing",
            Value::Scalar(_) => "a text",
            Value::List(_) => "a list",
            Value::Map(_) => "a map",
        }
    }

    /// The bytes of the file at which some bytes of a scalar's text stand; all of it for what is no scalar.
    pub(crate) fn locate(&self, source: &str, part: &Range<usize>) -> Range<usize> {
        match &self.value {
            Value::Scalar(scalar) => scalar.locate(source, &self.range, part),
            _ => self.range.clone(),
        }
    }
}

impl Map {
    /// The value of a key.
    pub(crate) fn get(&self, key: &str) -> Option<&Rc<Node>> {
        self.entry(key).map(|(_, value)| value)
    }

    /// A key with its value.
    pub(crate) fn entry(&self, key: &str) -> Option<&(Rc<Node>, Rc<Node>)> {
        self.entries.iter().find(|(name, _)| name.text() == Some(key))
    }
}
