//! Selectors and lists of labels: `up{job="node"}`, `by (job, instance)`.

use super::super::accepted::LabelMatcher;
use super::super::refusal::Refusal;
use super::super::regex;
use super::super::token::Kind;
use super::{QUOTED_NAMES, Reader, Role};
use crate::MatchOp;

const METRIC_NAME: &str = "__name__";

impl Reader<'_> {
    /// A metric name, matchers in braces, or both. `at` is the name or the opening brace.
    pub(super) fn selector(&mut self, at: usize) -> Result<(), Refusal> {
        let name = self.tokens[at].word().map(str::to_owned);
        self.at = at;
        if name.is_some() {
            self.outline.roles[at] = Role::Metric;
            self.at += 1;
        }
        let matchers = if self.tokens.get(self.at).is_some_and(|token| token.is("{")) {
            self.matchers()?
        } else {
            Vec::new()
        };
        if let Some(name) = &name
            && let Some(second) = matchers.iter().find(|matcher| matcher.label == METRIC_NAME)
        {
            let message = format!("the metric name is set twice: `{name}` and {:?}", second.value);
            return Err(Refusal::syntax(second.span.clone(), message));
        }
        self.push_selector(name, matchers, at..self.at);
        self.operand = false;
        Ok(())
    }

    /// From the opening brace to behind the closing one.
    fn matchers(&mut self) -> Result<Vec<LabelMatcher>, Refusal> {
        let open = self.at;
        let mut matchers = Vec::new();
        self.at += 1;
        loop {
            if self.tokens.get(self.at).is_some_and(|token| token.is("}")) {
                self.at += 1;
                return Ok(matchers);
            }
            matchers.push(self.matcher(open)?);
            match self.tokens.get(self.at) {
                Some(token) if token.is(",") => self.at += 1,
                Some(token) if token.is("}") => {}
                Some(token) if token.is_word("or") => {
                    return Err(Refusal::dialect(
                        token.span.clone(),
                        "`or` between matchers is read by other query engines, not by Prometheus",
                    )
                    .with_help("write two selectors: a{x=\"1\"} or a{y=\"2\"}"));
                }
                _ => return Err(self.unclosed_or(open, "`,` or `}`")),
            }
        }
    }

    fn matcher(&mut self, open: usize) -> Result<LabelMatcher, Refusal> {
        let Some(first) = self.tokens.get(self.at) else {
            return Err(self.unclosed_or(open, "a label or `}`"));
        };
        let start = first.span.start;
        let label = match &first.kind {
            Kind::Word(label) => (*label).to_owned(),
            Kind::Text(text) if text.is_utf8 => {
                self.needs_quoted_names(self.at, "a name in quotes")?;
                text.value.clone().into_owned()
            }
            Kind::Text(_) => return Err(Refusal::syntax(first.span.clone(), "a name must be UTF-8")),
            _ => return Err(self.unclosed_or(open, "a label or `}`")),
        };
        let quoted = matches!(first.kind, Kind::Text(_));
        self.at += 1;
        let op = match self.tokens.get(self.at).map(|token| &token.kind) {
            Some(Kind::Symbol("=")) => MatchOp::Equal,
            Some(Kind::Symbol("!=")) => MatchOp::NotEqual,
            Some(Kind::Symbol("=~")) => MatchOp::Matches,
            Some(Kind::Symbol("!~")) => MatchOp::NotMatches,
            _ if quoted => {
                let span = first.span.clone();
                return Ok(LabelMatcher {
                    label: METRIC_NAME.to_owned(),
                    op: MatchOp::Equal,
                    value: label,
                    span,
                });
            }
            _ => return Err(self.unclosed_or(open, "`=`, `!=`, `=~` or `!~`")),
        };
        self.outline.roles[self.at - 1] = Role::MatcherLabel;
        self.at += 1;
        let Some(token) = self.tokens.get(self.at) else {
            return Err(self.unclosed_or(open, "a value in quotes"));
        };
        let Kind::Text(value) = &token.kind else {
            let refusal = self.unclosed_or(open, "a value in quotes");
            return Err(match token.word() {
                Some(word) => refusal.with_help(format!("write \"{word}\"")),
                None => refusal,
            });
        };
        if matches!(op, MatchOp::Matches | MatchOp::NotMatches) {
            let matches_empty = regex::check(value, self.text, token.span.clone(), self.target)?;
            self.outline.roles[self.at] = Role::Regex { matches_empty };
        } else if label != METRIC_NAME {
            self.outline.roles[self.at] = Role::Value;
        }
        self.at += 1;
        Ok(LabelMatcher { label, op, value: value.value.clone().into_owned(), span: start..token.span.end })
    }

    fn needs_quoted_names(&self, at: usize, what: &str) -> Result<(), Refusal> {
        if self.target.since(QUOTED_NAMES) {
            return Ok(());
        }
        let message =
            format!("{what} needs Prometheus {QUOTED_NAMES} or newer, the target is {}", self.target);
        Err(Refusal::dialect(self.place(at), message))
    }

    /// A keyword and its list of labels in parentheses, as one unit: `by (job, instance)`.
    pub(super) fn label_list(&mut self) -> Result<(), Refusal> {
        let keyword = self.at;
        let open = keyword + 1;
        self.at += 2;
        loop {
            match self.tokens.get(self.at) {
                Some(token) if token.is(")") => break,
                Some(token) if self.is_list_label(self.at)? => {
                    self.outline.roles[self.at] = Role::ListLabel;
                    // A name with a colon is a label only where any UTF-8 is.
                    if token.word().is_some_and(|word| word.contains(':')) {
                        self.needs_quoted_names(self.at, "a colon in a label")?;
                    }
                    self.at += 1;
                }
                _ => return Err(self.unclosed_or(open, "a label or `)`")),
            }
            match self.tokens.get(self.at) {
                Some(token) if token.is(",") => self.at += 1,
                Some(token) if token.is(")") => {}
                _ => return Err(self.unclosed_or(open, "`,` or `)`")),
            }
        }
        self.at += 1;
        self.outline.units.push(keyword..self.at);
        Ok(())
    }

    fn is_list_label(&self, at: usize) -> Result<bool, Refusal> {
        Ok(match &self.tokens[at].kind {
            // The one keyword that Prometheus forgot to allow as a label.
            Kind::Word(word) => {
                !word.eq_ignore_ascii_case("without") && !self.names_nothing(&self.tokens[at])
            }
            Kind::Text(text) if text.is_utf8 && !text.value.is_empty() => {
                self.needs_quoted_names(at, "a label in quotes")?;
                true
            }
            _ => false,
        })
    }

    /// The last argument of the `label_replace` at `at`: promtool does not look at it, and every evaluation fails.
    pub(super) fn replaced_by_regex(&self, at: usize) -> Result<(), Refusal> {
        let mut depth = 0_usize;
        for (closing, token) in self.tokens.iter().enumerate().skip(at + 1) {
            if token.is("(") {
                depth += 1;
            } else if token.is(")") {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    let last = &self.tokens[closing - 1];
                    if let (Kind::Text(pattern), true) = (&last.kind, self.tokens[closing - 2].is(",")) {
                        regex::check(pattern, self.text, last.span.clone(), self.target)?;
                    }
                    return Ok(());
                }
            }
        }
        Ok(())
    }

    /// What stands at the current token is not what was expected; at the end, the opening bracket is to blame.
    pub(super) fn unclosed_or(&self, open: usize, expected: &str) -> Refusal {
        if self.at < self.tokens.len() {
            let found = self.shown(self.at);
            return Refusal::syntax(
                self.place(self.at),
                format!("{expected} was expected here, not {found}"),
            );
        }
        Refusal::syntax(self.place(open), format!("{} is never closed", self.shown(open)))
    }
}
