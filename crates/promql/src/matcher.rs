//! Label matchers.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;

use regex::{Regex, RegexBuilder};

/// How a matcher compares.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MatchOp {
    /// `=`
    Equal,
    /// `!=`
    NotEqual,
    /// `=~`, anchored on both sides.
    Matches,
    /// `!~`, anchored on both sides.
    NotMatches,
}

impl MatchOp {
    /// As written: `=`, `!=`, `=~`, `!~`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Equal => "=",
            Self::NotEqual => "!=",
            Self::Matches => "=~",
            Self::NotMatches => "!~",
        }
    }
}

/// One label matcher. Printed as PromQL reads it: `service=~"a|b"`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Matcher {
    /// The label.
    pub label: String,
    /// How it is compared.
    pub op: MatchOp,
    /// The value or the regular expression, unescaped.
    pub value: String,
}

impl Matcher {
    /// A matcher.
    pub fn new(label: impl Into<String>, op: MatchOp, value: impl Into<String>) -> Self {
        Self { label: label.into(), op, value: value.into() }
    }

    /// `label="value"`
    pub fn equal(label: impl Into<String>, value: impl Into<String>) -> Self {
        Self::new(label, MatchOp::Equal, value)
    }

    /// Exactly these values: `label="a"` for one, `label=~"a|b"` for more, escaped.
    pub fn one_of<S: AsRef<str>>(label: impl Into<String>, values: &[S]) -> Self {
        match values {
            [one] => Self::equal(label, one.as_ref()),
            many => Self::new(label, MatchOp::Matches, alternation(many)),
        }
    }

    /// Every value but these: the exact negation of [`Matcher::one_of`].
    pub fn none_of<S: AsRef<str>>(label: impl Into<String>, values: &[S]) -> Self {
        match values {
            [one] => Self::new(label, MatchOp::NotEqual, one.as_ref()),
            many => Self::new(label, MatchOp::NotMatches, alternation(many)),
        }
    }

    pub(crate) fn write(&self, out: &mut impl fmt::Write) -> fmt::Result {
        out.write_str(&self.label)?;
        out.write_str(self.op.as_str())?;
        quote(out, &self.value)
    }
}

impl MatchOp {
    /// Whether a label with this value is selected; `None` where the regular expression cannot be read.
    ///
    /// ```
    /// use plimsoll_promql::MatchOp;
    ///
    /// assert_eq!(MatchOp::Matches.selects("5..", "503"), Some(true));
    /// assert_eq!(MatchOp::Matches.selects("5", "503"), Some(false));
    /// assert_eq!(MatchOp::NotEqual.selects("canary", "stable"), Some(true));
    /// ```
    pub fn selects(self, pattern: &str, value: &str) -> Option<bool> {
        let matches = || {
            if is_plain(pattern) {
                Some(pattern.as_bytes().split(|byte| *byte == b'|').any(|one| one == value.as_bytes()))
            } else {
                compiled(pattern, value)
            }
        };
        match self {
            Self::Equal => Some(pattern == value),
            Self::NotEqual => Some(pattern != value),
            Self::Matches => matches(),
            Self::NotMatches => matches().map(|matches| !matches),
        }
    }
}

/// Whether a pattern is words with `|` between them, as nearly all are: those need no engine.
pub(crate) fn is_plain(pattern: &str) -> bool {
    let is_special = |byte| {
        matches!(
            byte,
            b'\\' | b'.' | b'+' | b'*' | b'?' | b'(' | b')' | b'[' | b']' | b'{' | b'}' | b'^' | b'$'
        )
    };
    !pattern.bytes().any(is_special)
}

thread_local! {
    /// The engines of patterns: alerts by the thousand are held against a few of them.
    static ENGINES: RefCell<BTreeMap<String, Option<Regex>>> = const { RefCell::new(BTreeMap::new()) };
}

/// More patterns than this are not kept,
const MOST_ENGINES: usize = 1024;
/// and one that takes more bytes than this is not read: far beyond what people write.
const LARGEST_ENGINE: usize = 1 << 19;

/// As Prometheus anchors it: the dot takes line breaks too. `None` if it is no regular expression.
fn compiled(pattern: &str, value: &str) -> Option<bool> {
    ENGINES.with_borrow_mut(|engines| {
        if !engines.contains_key(pattern) {
            if engines.len() >= MOST_ENGINES {
                engines.clear();
            }
            let engine = RegexBuilder::new(&format!("^(?s:{pattern})$"))
                .size_limit(LARGEST_ENGINE)
                .dfa_size_limit(LARGEST_ENGINE)
                .build();
            engines.insert(pattern.to_owned(), engine.ok());
        }
        engines.get(pattern)?.as_ref().map(|engine| engine.is_match(value))
    })
}

/// `a|b|c`, each escaped so that it matches itself alone.
pub fn alternation<S: AsRef<str>>(values: &[S]) -> String {
    values
        .iter()
        .map(|value| regex_syntax::escape(value.as_ref()).replace("\\-", "-"))
        .collect::<Vec<_>>()
        .join("|")
}

impl fmt::Display for Matcher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.write(f)
    }
}

/// A double-quoted PromQL string with the escapes that every Prometheus and Go reader shares.
pub(crate) fn quote(out: &mut impl fmt::Write, text: &str) -> fmt::Result {
    out.write_str("\"")?;
    let mut rest = text;
    while let Some(at) = rest.find(|c: char| matches!(c, '"' | '\\') || c.is_control()) {
        let (plain, escaped) = rest.split_at(at);
        let mut chars = escaped.chars();
        out.write_str(plain)?;
        match chars.next() {
            Some('\n') => out.write_str("\\n")?,
            Some('\t') => out.write_str("\\t")?,
            Some(c) if c.is_control() => write!(out, "\\u{:04x}", u32::from(c))?,
            Some(c) => write!(out, "\\{c}")?,
            None => {}
        }
        rest = chars.as_str();
    }
    out.write_str(rest)?;
    out.write_str("\"")
}

/// A label name as a type.
pub trait LabelTag: Copy + fmt::Debug + 'static {
    /// The label's name.
    const NAME: &'static str;
}

/// A handle to a label, for matchers that are checked against the metric.
#[derive(Debug, Clone, Copy)]
pub struct Label<L: LabelTag>(PhantomData<L>);

impl<L: LabelTag> Label<L> {
    /// The handle; `plimsoll-codegen` makes one constant per label of the catalogue.
    #[expect(clippy::new_without_default, reason = "a constant, never a default")]
    pub const fn new() -> Self {
        Self(PhantomData)
    }

    /// The label's name.
    pub const fn name(self) -> &'static str {
        L::NAME
    }

    /// `label="value"`
    pub fn is(self, value: &str) -> LabelMatch<L> {
        LabelMatch::new(Matcher::equal(L::NAME, value))
    }

    /// `label!="value"`
    pub fn is_not(self, value: &str) -> LabelMatch<L> {
        LabelMatch::new(Matcher::new(L::NAME, MatchOp::NotEqual, value))
    }

    /// `label=~"regex"`, anchored on both sides.
    pub fn matches(self, regex: &str) -> LabelMatch<L> {
        LabelMatch::new(Matcher::new(L::NAME, MatchOp::Matches, regex))
    }

    /// `label!~"regex"`, anchored on both sides.
    pub fn matches_not(self, regex: &str) -> LabelMatch<L> {
        LabelMatch::new(Matcher::new(L::NAME, MatchOp::NotMatches, regex))
    }

    /// Exactly these values.
    pub fn one_of(self, values: &[&str]) -> LabelMatch<L> {
        LabelMatch::new(Matcher::one_of(L::NAME, values))
    }
}

/// A matcher on a label that is known as a type.
#[derive(Debug, Clone)]
pub struct LabelMatch<L: LabelTag> {
    pub(crate) matcher: Matcher,
    label: PhantomData<L>,
}

impl<L: LabelTag> LabelMatch<L> {
    fn new(matcher: Matcher) -> Self {
        Self { matcher, label: PhantomData }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_positive_list_and_its_negation_differ_in_the_operator_alone() {
        let services = ["background-worker", "api.gateway"];
        assert_eq!(
            Matcher::one_of("service", &services).to_string(),
            r#"service=~"background-worker|api\\.gateway""#
        );
        assert_eq!(
            Matcher::none_of("service", &services).to_string(),
            r#"service!~"background-worker|api\\.gateway""#
        );
        assert_eq!(Matcher::one_of("service", &["a"]).to_string(), r#"service="a""#);
        assert_eq!(Matcher::none_of("service", &["a"]).to_string(), r#"service!="a""#);
    }

    #[test]
    fn a_pattern_that_would_take_megabytes_is_not_read() {
        assert_eq!(MatchOp::Matches.selects("[a-z]{1,200}", "service"), Some(true));
        assert_eq!(MatchOp::Matches.selects("(\\pL{100}){100}", "service"), None);
    }

    #[test]
    fn values_are_escaped() {
        assert_eq!(Matcher::equal("a", "x\"\\\n\u{7}").to_string(), r#"a="x\"\\\n\u0007""#);
    }
}
