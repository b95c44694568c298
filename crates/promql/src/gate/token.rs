//! What the lexer makes of the text.

use std::borrow::Cow;
use std::ops::Range;

/// One token and its place in the text, from which its word or string is lent.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Token<'t> {
    pub(super) kind: Kind<'t>,
    pub(super) span: Range<usize>,
}

/// What a token is, with its value decoded and checked.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Kind<'t> {
    /// A name or a keyword as written. Which of the two is for the outline to say: most keywords may be names.
    Word(&'t str),
    /// A number, `Inf` and `NaN` included.
    Number(f64),
    /// A duration such as `1h30m`, in seconds.
    Duration(f64),
    /// A string literal without its quotes and escapes.
    Text(Text<'t>),
    /// Everything else: operators, brackets and separators.
    Symbol(&'static str),
}

/// A decoded string literal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Text<'t> {
    pub(super) value: Cow<'t, str>,
    /// An escape such as `\xff` made bytes that are not UTF-8; `value` then holds U+FFFD in their place.
    pub(super) is_utf8: bool,
}

impl<'t> Token<'t> {
    pub(super) fn is(&self, symbol: &str) -> bool {
        matches!(self.kind, Kind::Symbol(found) if found == symbol)
    }

    /// The word, where it is one.
    pub(super) fn word(&self) -> Option<&'t str> {
        match self.kind {
            Kind::Word(word) => Some(word),
            _ => None,
        }
    }

    /// Whether it is this keyword, in any case.
    pub(super) fn is_word(&self, word: &str) -> bool {
        self.word().is_some_and(|found| found.eq_ignore_ascii_case(word))
    }

    pub(super) fn is_any_word(&self, words: &[&str]) -> bool {
        self.word().is_some_and(|found| words.iter().any(|word| found.eq_ignore_ascii_case(word)))
    }
}

/// The keywords that aggregate when `(`, `by` or `without` follows.
pub(super) const AGGREGATIONS: &[&str] = &[
    "sum",
    "avg",
    "count",
    "min",
    "max",
    "group",
    "stddev",
    "stdvar",
    "topk",
    "bottomk",
    "count_values",
    "quantile",
    "limitk",
    "limit_ratio",
];

/// The keywords between two operands.
pub(super) const WORD_OPERATORS: &[&str] = &["and", "or", "unless", "atan2"];

/// The keywords that a list of labels follows.
pub(super) const GROUPINGS: &[&str] = &["by", "without", "on", "ignoring", "group_left", "group_right"];
