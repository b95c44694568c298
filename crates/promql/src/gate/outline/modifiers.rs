//! Ranges, offsets and timestamps: `[5m]`, `[30m:1m]`, `offset 1d`, `@ start()`.

use std::time::Duration;

use super::super::accepted::Offset;
use super::super::lexer::NUMERIC_DURATIONS;
use super::super::refusal::Refusal;
use super::super::target::Version;
use super::super::token::Kind;
use super::{Reader, Role};

/// Since this version durations can be computed, behind a flag; a sign before one is allowed without it.
pub(super) const DURATION_EXPRESSIONS: Version = Version::new(3, 4);

/// Prometheus counts nanoseconds in 64 bits.
const LONGEST: f64 = 9_223_372_036.0;

/// Timestamps are compared as seconds in 64 bits.
const LAST_TIMESTAMP: f64 = 9.223_372_036_854_775e18;

/// A timestamp that the bundled parser can hold stands for all that it cannot.
const PARSER_LAST_TIMESTAMP: f64 = 1e11;

impl Reader<'_> {
    /// From `[` to behind `]`.
    pub(super) fn range(&mut self) -> Result<(), Refusal> {
        let open = self.at;
        self.at += 1;
        let range = self.positive_duration(open)?;
        let subquery = self.tokens.get(self.at).is_some_and(|token| token.is(":"));
        if subquery {
            self.at += 1;
            if !self.tokens.get(self.at).is_some_and(|token| token.is("]")) {
                self.positive_duration(open)?;
            }
            self.open = None;
        } else {
            self.set_range(range);
        }
        if !self.tokens.get(self.at).is_some_and(|token| token.is("]")) {
            self.not_computed()?;
            return Err(self.unclosed_or(open, if subquery { "`]`" } else { "`]` or `:`" }));
        }
        self.at += 1;
        self.outline.units.push(open..self.at);
        self.operand = false;
        Ok(())
    }

    fn positive_duration(&mut self, open: usize) -> Result<Duration, Refusal> {
        let start = self.at;
        let mut negative = false;
        while let Some(sign) = self.tokens.get(self.at).filter(|token| token.is("-") || token.is("+")) {
            if !self.target.since(DURATION_EXPRESSIONS) {
                return Err(Refusal::syntax(sign.span.clone(), "a range has no sign"));
            }
            negative ^= sign.is("-");
            self.outline.roles[self.at] = Role::Absorbed;
            self.at += 1;
        }
        let Some(seconds) = self.seconds()? else {
            self.not_computed()?;
            let refusal = self.unclosed_or(open, "a duration");
            return Err(refusal.with_help("a range is a duration such as [5m]"));
        };
        let span = self.place(start).start..self.place(self.at - 1).end;
        if negative || seconds <= 0.0 {
            return Err(Refusal::syntax(span, "a range must be longer than nothing"));
        }
        self.outline.roles[self.at - 1] = Role::Seconds(seconds);
        Ok(Duration::from_secs_f64(seconds))
    }

    /// `offset` and its duration.
    pub(super) fn offset(&mut self) -> Result<(), Refusal> {
        let keyword = self.at;
        self.at += 1;
        let mut negative = false;
        if let Some(sign) = self.tokens.get(self.at).filter(|token| token.is("-") || token.is("+")) {
            negative = sign.is("-");
            if !negative && !self.target.since(DURATION_EXPRESSIONS) {
                return Err(Refusal::syntax(sign.span.clone(), "an offset has no plus sign"));
            }
            self.at += 1;
        }
        let Some(seconds) = self.seconds()? else {
            self.not_computed()?;
            let found = self.shown(self.at);
            let place = if self.at < self.tokens.len() { self.at } else { keyword };
            return Err(Refusal::syntax(
                self.place(place),
                format!("an offset needs a duration, not {found}"),
            )
            .with_help("for example: offset 1d"));
        };
        if seconds == 0.0 && !self.target.since(DURATION_EXPRESSIONS) {
            return Err(Refusal::syntax(self.place(self.at - 1), "an offset must be longer than nothing"));
        }
        self.outline.roles[self.at - 1] = Role::Seconds(seconds);
        let duration = Duration::from_secs_f64(seconds);
        self.set_offset(if negative { Offset::Ahead(duration) } else { Offset::Back(duration) });
        self.outline.units.push(keyword..self.at);
        self.operand = false;
        Ok(())
    }

    /// A number or a duration, checked; nothing where the current token is neither.
    fn seconds(&mut self) -> Result<Option<f64>, Refusal> {
        let Some(token) = self.tokens.get(self.at) else {
            return Ok(None);
        };
        let seconds = match token.kind {
            Kind::Number(_) if !self.target.since(NUMERIC_DURATIONS) => {
                let message = format!(
                    "a duration without a unit needs Prometheus {NUMERIC_DURATIONS} or newer, the target is {}",
                    self.target
                );
                return Err(
                    Refusal::dialect(token.span.clone(), message).with_help("write the unit, as in 5m")
                );
            }
            Kind::Duration(seconds) | Kind::Number(seconds) => seconds,
            _ => return Ok(None),
        };
        // Written so that NaN is refused too.
        if !(0.0..=LONGEST).contains(&seconds) {
            return Err(Refusal::syntax(token.span.clone(), "this duration is out of bounds"));
        }
        self.at += 1;
        Ok(Some(seconds))
    }

    /// Says so where the current token would make the duration a computed one.
    fn not_computed(&self) -> Result<(), Refusal> {
        let Some(token) = self.tokens.get(self.at) else {
            return Ok(());
        };
        let computes = ["+", "-", "*", "/", "%", "^", "("].iter().any(|symbol| token.is(symbol))
            || token.is_any_word(&["step", "range", "min", "max", "min_of", "max_of"]);
        if !computes {
            return Ok(());
        }
        Err(Refusal::dialect(
            token.span.clone(),
            "computed durations are experimental: Prometheus refuses them by default",
        )
        .with_help("write the result"))
    }

    /// `@` and its timestamp, `start()` or `end()`.
    pub(super) fn timestamp(&mut self) -> Result<(), Refusal> {
        let keyword = self.at;
        self.at += 1;
        let mut sign = 1.0;
        if let Some(token) = self.tokens.get(self.at).filter(|token| token.is("-") || token.is("+")) {
            sign = if token.is("-") { -1.0 } else { 1.0 };
            self.at += 1;
        }
        let signed = self.at > keyword + 1;
        let seconds = match self.tokens.get(self.at).map(|token| &token.kind) {
            Some(Kind::Number(seconds)) => Some(*seconds),
            Some(Kind::Duration(seconds)) => {
                self.duration_as_number(*seconds, self.place(self.at))?;
                Some(*seconds)
            }
            _ => None,
        };
        if let Some(seconds) = seconds {
            // Written so that NaN is refused too.
            if !(0.0..LAST_TIMESTAMP).contains(&seconds) {
                return Err(Refusal::syntax(self.place(self.at), "this timestamp is out of bounds for `@`"));
            }
            if signed {
                self.outline.roles[keyword + 1] = Role::Absorbed;
            }
            self.outline.roles[self.at] = Role::Seconds(sign * seconds.min(PARSER_LAST_TIMESTAMP));
            self.at += 1;
        } else if !signed && self.is_preprocessor() {
            self.at += 3;
        } else {
            let found = self.shown(self.at);
            let place = if self.at < self.tokens.len() { self.at } else { keyword };
            return Err(Refusal::syntax(
                self.place(place),
                format!("`@` needs a timestamp, start() or end(), not {found}"),
            ));
        }
        self.outline.units.push(keyword..self.at);
        self.operand = false;
        Ok(())
    }

    fn is_preprocessor(&self) -> bool {
        let is = |offset: usize, symbol: &str| {
            self.tokens.get(self.at + offset).is_some_and(|token| token.is(symbol))
        };
        self.tokens.get(self.at).is_some_and(|token| token.is_any_word(&["start", "end"]))
            && is(1, "(")
            && is(2, ")")
    }
}
