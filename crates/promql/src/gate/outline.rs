//! A first reading of the tokens: what each word is, and everything that is regular enough to be judged here, so
//! that its place is exact: matchers, label lists, ranges, offsets and `@`.
//!
//! What remains for the parser is the nesting of operators, parentheses and calls.

mod matchers;
mod modifiers;

use std::ops::Range;
use std::sync::Arc;
use std::time::Duration;

use super::accepted::{Call, LabelMatcher, Offset, Selector};
use super::functions;
use super::lexer::NUMERIC_DURATIONS;
use super::refusal::Refusal;
use super::target::{Target, Version};
use super::token::{AGGREGATIONS, GROUPINGS, Kind, Token, WORD_OPERATORS};

/// Since this version names of metrics and labels may be any UTF-8, in quotes.
const QUOTED_NAMES: Version = Version::new(3, 0);

/// What a token is in its place.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Role {
    /// As it is written.
    Plain,
    /// A metric name before or without braces.
    Metric,
    /// The name of a called function.
    Function,
    /// An aggregation.
    Aggregation,
    /// A label of a matcher.
    MatcherLabel,
    /// A value that a label is compared with.
    Value,
    /// A regular expression, and whether it matches the empty string: that is all the verdict asks of it.
    Regex { matches_empty: bool },
    /// A label in a list after `by`, `on` and the like.
    ListLabel,
    /// A sign before an operand.
    Sign,
    /// Part of a range, an offset or a timestamp that is re-spelled as a whole.
    Absorbed,
    /// A range, an offset or a timestamp, re-spelled as these seconds.
    Seconds(f64),
}

/// The first reading of an expression.
#[derive(Debug, Default)]
pub(super) struct Outline {
    /// One for each token.
    pub(super) roles: Vec<Role>,
    /// Runs of tokens that are judged here: an expression is never cut within one.
    pub(super) units: Vec<Range<usize>>,
    pub(super) selectors: Vec<Arc<Selector>>,
    /// The tokens of each selector, without range and offset.
    pub(super) selector_tokens: Vec<Range<usize>>,
    pub(super) calls: Vec<Call>,
    /// The places of the aggregations' names, in the order of the text.
    pub(super) aggregations: Vec<Range<usize>>,
}

/// Reads the outline, or refuses with an exact place.
pub(super) fn outline(text: &str, tokens: &[Token<'_>], target: Target) -> Result<Outline, Refusal> {
    let mut reader = Reader {
        text,
        tokens,
        target,
        at: 0,
        operand: true,
        open: None,
        outline: Outline { roles: vec![Role::Plain; tokens.len()], ..Outline::default() },
    };
    while reader.at < tokens.len() {
        reader.step()?;
    }
    Ok(reader.outline)
}

struct Reader<'a> {
    text: &'a str,
    tokens: &'a [Token<'a>],
    target: Target,
    at: usize,
    /// An operand is expected next, not an operator.
    operand: bool,
    /// The selector that a range or an offset directly behind it would belong to.
    open: Option<usize>,
    outline: Outline,
}

impl Reader<'_> {
    fn step(&mut self) -> Result<(), Refusal> {
        let at = self.at;
        let token = &self.tokens[at];
        match token.kind {
            Kind::Word(word) if self.operand => return self.word_as_operand(word),
            Kind::Word(_) => return self.word_as_operator(),
            Kind::Symbol("{") => return self.selector(at),
            Kind::Symbol("[") => return self.range(),
            Kind::Symbol("@") => return self.timestamp(),
            Kind::Symbol("+" | "-") if self.operand => self.outline.roles[at] = Role::Sign,
            Kind::Symbol(")") | Kind::Number(_) | Kind::Text(_) => self.operand = false,
            Kind::Symbol(_) => self.operand = true,
            Kind::Duration(seconds) => {
                self.duration_as_number(seconds, token.span.clone())?;
                self.operand = false;
            }
        }
        self.open = None;
        self.at += 1;
        Ok(())
    }

    fn word_as_operand(&mut self, word: &str) -> Result<(), Refusal> {
        let at = self.at;
        let token = &self.tokens[at];
        let next = self.tokens.get(at + 1);
        let called = next.is_some_and(|next| next.is("("));
        if (called || next.is_some_and(|next| next.is_any_word(&["by", "without"])))
            && token.is_any_word(AGGREGATIONS)
            && self.knows_aggregation(word)
        {
            self.outline.roles[at] = Role::Aggregation;
            self.outline.aggregations.push(token.span.clone());
            if token.is_any_word(&["limitk", "limit_ratio"]) {
                functions::check(&word.to_ascii_lowercase(), token.span.clone(), self.target)?;
            }
        } else if called && token.is_any_word(GROUPINGS) {
            return self.label_list();
        } else if called && !is_reserved(token) {
            self.outline.roles[at] = Role::Function;
            functions::check(word, token.span.clone(), self.target)?;
            if word == "label_replace" {
                self.replaced_by_regex(at)?;
            }
            self.outline.calls.push(Call { function: word.to_owned(), span: token.span.clone() });
        } else if !called && !token.is_any_word(NEVER_METRICS) && !self.names_nothing(token) {
            return self.selector(at);
        }
        self.open = None;
        self.at += 1;
        Ok(())
    }

    fn word_as_operator(&mut self) -> Result<(), Refusal> {
        let token = &self.tokens[self.at];
        if token.is_word("offset") {
            return self.offset();
        }
        self.open = None;
        if token.is_any_word(GROUPINGS) && self.tokens.get(self.at + 1).is_some_and(|next| next.is("(")) {
            return self.label_list();
        }
        self.operand = token.is_any_word(WORD_OPERATORS);
        self.at += 1;
        Ok(())
    }

    /// Before `limitk` was an aggregation it was a name like any other, and so an unknown function.
    fn knows_aggregation(&self, word: &str) -> bool {
        !word.to_ascii_lowercase().starts_with("limit") || self.target.since(Version::new(2, 54))
    }

    /// The one version that made these two keywords forgot that they may be names.
    fn names_nothing(&self, token: &Token<'_>) -> bool {
        self.target.version() == Version::new(3, 7) && token.is_any_word(&["anchored", "smoothed"])
    }

    fn duration_as_number(&self, seconds: f64, span: Range<usize>) -> Result<(), Refusal> {
        if !self.target.since(NUMERIC_DURATIONS) {
            let message = format!(
                "a duration is a number since Prometheus {NUMERIC_DURATIONS}, the target is {}",
                self.target
            );
            return Err(Refusal::dialect(span, message).with_help(format!("write {seconds}")));
        }
        if seconds == 0.0 && !self.target.since(modifiers::DURATION_EXPRESSIONS) {
            return Err(Refusal::syntax(span, "a duration of nothing is refused by this version"));
        }
        Ok(())
    }

    /// The token at `at`, as text for a message.
    fn shown(&self, at: usize) -> String {
        self.tokens
            .get(at)
            .map_or_else(|| "the end".to_owned(), |token| format!("`{}`", excerpt(self.text, token)))
    }

    /// The place of the token at `at`, or the end of the text.
    fn place(&self, at: usize) -> Range<usize> {
        self.tokens.get(at).map_or(self.text.len()..self.text.len(), |token| token.span.clone())
    }

    fn set_range(&mut self, range: Duration) {
        if let Some(open) = self.open {
            Arc::make_mut(&mut self.outline.selectors[open]).range = Some(range);
        }
    }

    fn set_offset(&mut self, offset: Offset) {
        if let Some(open) = self.open {
            Arc::make_mut(&mut self.outline.selectors[open]).offset = Some(offset);
        }
    }

    fn push_selector(&mut self, name: Option<String>, matchers: Vec<LabelMatcher>, tokens: Range<usize>) {
        let span = self.tokens[tokens.start].span.start..self.tokens[tokens.end - 1].span.end;
        self.open = Some(self.outline.selectors.len());
        let selector = Selector { name, matchers, range: None, offset: None, span };
        self.outline.selectors.push(Arc::new(selector));
        self.outline.units.push(tokens.clone());
        self.outline.selector_tokens.push(tokens);
    }
}

/// Keywords that Prometheus does not take for a metric name.
const NEVER_METRICS: &[&str] = &["bool", "on", "ignoring", "group_left", "group_right", "atan2"];

/// Keywords that cannot be functions, whatever follows. `start` and `end` can, in newer versions.
fn is_reserved(token: &Token<'_>) -> bool {
    token.is_any_word(WORD_OPERATORS)
        || token.is_any_word(GROUPINGS)
        || token.is_any_word(&["bool", "offset"])
        || token.word().is_some_and(|word| word.contains(':'))
}

/// The text of a token, shortened.
pub(super) fn excerpt(text: &str, token: &Token<'_>) -> String {
    const LONGEST: usize = 32;
    let spelled = &text[token.span.clone()];
    let mut short: String = spelled.chars().take(LONGEST).collect();
    if short.len() < spelled.len() {
        short.push('…');
    }
    short
}
