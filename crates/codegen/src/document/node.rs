//! The tree: scalars, lists and maps, each at its place.

use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_saphyr::{Location, Spanned};

use crate::{Entries, Located, Place};

/// A value of a YAML document, at its place.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    /// Where it stands.
    pub place: Place,
    /// What it is.
    pub value: Value,
}

/// What a value of a YAML document is.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// Nothing: an empty value, `~` or `null`.
    Null,
    /// One word, number or text.
    Scalar(Scalar),
    /// `[a, b]`, or lines that begin with `-`.
    List(Vec<Node>),
    /// `{a: b}`, or lines of `a: b`.
    Map(Entries<Node>),
}

/// One word, number or text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scalar {
    /// The text without its quotes. A number stands as it was written: `3.10` is not `3.1`.
    pub text: String,
    /// What a YAML reader takes it for.
    pub kind: ScalarKind,
}

/// What a YAML reader takes a scalar for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ScalarKind {
    /// A text, quoted or not.
    Text,
    /// `true` or `false`.
    Boolean,
    /// A number.
    Number,
}

impl Node {
    /// What it is, for a message: `a list`.
    pub fn describe(&self) -> &'static str {
        match &self.value {
            Value::Null => "nothing",
            Value::Scalar(scalar) => match scalar.kind {
                ScalarKind::Text => "a text",
                ScalarKind::Boolean => "a boolean",
                ScalarKind::Number => "a number",
            },
            Value::List(_) => "a list",
            Value::Map(_) => "a map",
        }
    }
}

/// The tree as serde-saphyr hands it over, before numbers get back the text that they were written as.
pub(super) struct Raw(Spanned<RawValue>);

enum RawValue {
    Null,
    Text(String),
    Boolean,
    Number,
    List(Vec<Raw>),
    Map(Vec<(Raw, Raw)>),
}

impl Raw {
    pub(super) fn locate(self, source: &str) -> Node {
        let Self(Spanned { value, referenced, defined }) = self;
        let written = || place(source, defined);
        let verbatim = || source.get(written().start..written().end).unwrap_or_default().to_owned();
        let scalar = |text, kind| Value::Scalar(Scalar { text, kind });
        let value = match value {
            RawValue::Null => Value::Null,
            RawValue::Text(text) => scalar(text, ScalarKind::Text),
            RawValue::Boolean => scalar(verbatim(), ScalarKind::Boolean),
            RawValue::Number => scalar(verbatim(), ScalarKind::Number),
            RawValue::List(items) => Value::List(items.into_iter().map(|item| item.locate(source)).collect()),
            RawValue::Map(pairs) => Value::Map(
                pairs.into_iter().map(|(key, value)| (key.name(source), value.locate(source))).collect(),
            ),
        };
        Node { place: place(source, referenced), value }
    }

    /// A key as a text. What has no text is caught while reading.
    fn name(self, source: &str) -> Located<String> {
        let Node { place, value } = self.locate(source);
        let text = if let Value::Scalar(scalar) = value { scalar.text } else { "~".to_owned() };
        Located::new(text, place)
    }
}

/// The place of a location; of a block scalar without the line break that ends it.
pub(super) fn place(source: &str, location: Location) -> Place {
    let number = |count: u64| u32::try_from(count.max(1)).unwrap_or(u32::MAX);
    let byte = |offset: u64| usize::try_from(offset).unwrap_or(usize::MAX).min(source.len());
    let (line, column) = (number(location.line()), number(location.column()));
    let span = location.span();
    if let (Some(offset), Some(length)) = (span.byte_offset(), span.byte_len()) {
        let (start, end) = (byte(offset), byte(offset.saturating_add(length)));
        let text = source.get(start..end).unwrap_or_default();
        return Place { start, end: start + text.trim_end().len(), line, column };
    }
    let mut lines = source.split_inclusive('\n');
    let skipped = line as usize - 1;
    let line_start: usize = lines.by_ref().take(skipped).map(str::len).sum();
    let inside = lines.next().unwrap_or_default().chars().take(column as usize - 1);
    let start = line_start + inside.map(char::len_utf8).sum::<usize>();
    Place { start, end: start, line, column }
}

impl<'de> Deserialize<'de> for Raw {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Spanned::deserialize(deserializer).map(Self)
    }
}

impl<'de> Deserialize<'de> for RawValue {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(AnyValue)
    }
}

struct AnyValue;

impl<'de> Visitor<'de> for AnyValue {
    type Value = RawValue;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a YAML value")
    }

    fn visit_unit<E>(self) -> Result<RawValue, E> {
        Ok(RawValue::Null)
    }

    fn visit_bool<E>(self, _: bool) -> Result<RawValue, E> {
        Ok(RawValue::Boolean)
    }

    fn visit_u64<E>(self, _: u64) -> Result<RawValue, E> {
        Ok(RawValue::Number)
    }

    fn visit_i64<E>(self, _: i64) -> Result<RawValue, E> {
        Ok(RawValue::Number)
    }

    fn visit_f64<E>(self, _: f64) -> Result<RawValue, E> {
        Ok(RawValue::Number)
    }

    fn visit_str<E>(self, text: &str) -> Result<RawValue, E> {
        Ok(RawValue::Text(text.to_owned()))
    }

    fn visit_string<E>(self, text: String) -> Result<RawValue, E> {
        Ok(RawValue::Text(text))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<RawValue, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = list.next_element()? {
            items.push(item);
        }
        Ok(RawValue::List(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<RawValue, A::Error> {
        let mut pairs = Vec::new();
        while let Some((key, value)) = map.next_entry::<Raw, Raw>()? {
            if matches!(key.0.value, RawValue::List(_) | RawValue::Map(_)) {
                return Err(A::Error::custom("a key must be one word, not a list or a map"));
            }
            pairs.push((key, value));
        }
        Ok(RawValue::Map(pairs))
    }
}
