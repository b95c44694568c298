//! Text to tokens, with their places.
//!
//! It refuses what is no token at all: the place is then exact. Inside braces and brackets other rules hold, as in
//! Prometheus: a colon is part of a name outside, a separator in `[5m:1m]`, and nothing in `{..}`.

use super::literal::{self, Malformed};
use super::refusal::Refusal;
use super::target::{Target, Version};
use super::token::{Kind, Token};

/// Since this version a number may stand for a duration and the reverse, and `1_000` is a number.
pub(super) const NUMERIC_DURATIONS: Version = Version::new(2, 54);

/// All tokens of `text`, comments left out.
pub(super) fn lex(text: &str, target: Target) -> Result<Vec<Token<'_>>, Refusal> {
    // About as many as there are: it seldom grows.
    let mut tokens = Vec::with_capacity(text.len() / 4);
    let mut lexer = Lexer { text, at: 0, braces: false, brackets: false, target };
    while let Some(token) = lexer.next()? {
        tokens.push(token);
    }
    Ok(tokens)
}

struct Lexer<'a> {
    text: &'a str,
    at: usize,
    braces: bool,
    brackets: bool,
    target: Target,
}

impl<'a> Lexer<'a> {
    fn next(&mut self) -> Result<Option<Token<'a>>, Refusal> {
        self.skip_blanks();
        let rest = &self.text[self.at..];
        let Some(first) = rest.chars().next() else {
            return Ok(None);
        };
        let (kind, length) = match first {
            '"' | '\'' | '`' => {
                let (length, text) = literal::string(rest).map_err(|malformed| self.malformed(malformed))?;
                (Kind::Text(text), length)
            }
            ':' if self.brackets => (Kind::Symbol(":"), 1),
            'a'..='z' | 'A'..='Z' | '_' => self.word(rest),
            ':' if !self.braces => self.word(rest),
            '0'..='9' if !self.braces => self.number(rest)?,
            '.' if !self.braces && rest[1..].starts_with(|c: char| c.is_ascii_digit()) => {
                self.number(rest)?
            }
            _ => self.symbol(rest, first)?,
        };
        let span = self.at..self.at + length;
        self.at = span.end;
        Ok(Some(Token { kind, span }))
    }

    fn skip_blanks(&mut self) {
        loop {
            let rest = &self.text.as_bytes()[self.at..];
            // Not `trim_start`: Prometheus knows four blanks.
            let blanks = rest.iter().take_while(|b| matches!(b, b' ' | b'\t' | b'\n' | b'\r')).count();
            self.at += blanks;
            // Between a bracket and its duration Prometheus knows no comment.
            if self.brackets || rest.get(blanks) != Some(&b'#') {
                return;
            }
            self.at += rest[blanks..].iter().take_while(|b| !matches!(b, b'\n' | b'\r')).count();
        }
    }

    fn word(&self, rest: &'a str) -> (Kind<'a>, usize) {
        let colons = !self.braces && !self.brackets;
        let part = |b: &u8| b.is_ascii_alphanumeric() || *b == b'_' || (colons && *b == b':');
        let length = rest.bytes().take_while(part).count();
        let word = &rest[..length];
        let is = |number: &str| !self.braces && word.eq_ignore_ascii_case(number);
        let kind = match word {
            _ if is("inf") => Kind::Number(f64::INFINITY),
            _ if is("nan") => Kind::Number(f64::NAN),
            _ => Kind::Word(word),
        };
        (kind, length)
    }

    fn number(&self, rest: &str) -> Result<(Kind<'a>, usize), Refusal> {
        if let Some(length) = literal::number_length(rest) {
            let spelled = &rest[..length];
            let span = self.at..self.at + length;
            let value = literal::number(spelled).ok_or_else(|| {
                Refusal::syntax(
                    span.clone(),
                    format!("`{}` is not a number that Prometheus can hold", clip(spelled)),
                )
            })?;
            if spelled.contains('_') && !self.target.since(NUMERIC_DURATIONS) {
                let message = format!(
                    "digits are separated by `_` since Prometheus {NUMERIC_DURATIONS}, the target is {}",
                    self.target
                );
                return Err(
                    Refusal::dialect(span, message).with_help(format!("write {}", spelled.replace('_', "")))
                );
            }
            return Ok((Kind::Number(value), length));
        }
        let length =
            rest.bytes().take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.')).count();
        let spelled = &rest[..length];
        literal::duration_length(rest)
            .and_then(|length| Some((Kind::Duration(literal::duration(&rest[..length])?), length)))
            .ok_or_else(|| {
                Refusal::syntax(
                    self.at..self.at + length.max(1),
                    format!("`{}` is neither a number nor a duration", clip(spelled)),
                )
                .with_help("units go from large to small, each once: y, w, d, h, m, s, ms, as in 1h30m")
            })
    }

    fn symbol(&mut self, rest: &str, first: char) -> Result<(Kind<'a>, usize), Refusal> {
        let symbol = match (first, rest.as_bytes().get(1)) {
            ('=', Some(b'=')) => "==",
            ('=', Some(b'~')) => "=~",
            ('!', Some(b'=')) => "!=",
            ('!', Some(b'~')) => "!~",
            ('<', Some(b'=')) => "<=",
            ('>', Some(b'=')) => ">=",
            ('=', _) => "=",
            ('<', _) => "<",
            ('>', _) => ">",
            ('+', _) => "+",
            ('-', _) => "-",
            ('*', _) => "*",
            ('/', _) => "/",
            ('%', _) => "%",
            ('^', _) => "^",
            (',', _) => ",",
            ('(', _) => "(",
            (')', _) => ")",
            ('{', _) => "{",
            ('}', _) => "}",
            ('[', _) => "[",
            (']', _) => "]",
            ('@', _) => "@",
            _ => return Err(self.stray(first)),
        };
        match symbol {
            "{" => self.braces = true,
            "}" => self.braces = false,
            "[" if !self.braces => self.brackets = true,
            "]" => self.brackets = false,
            _ => {}
        }
        Ok((Kind::Symbol(symbol), symbol.len()))
    }

    /// A character that begins no token.
    fn stray(&self, first: char) -> Refusal {
        let span = self.at..self.at + first.len_utf8();
        let refusal = Refusal::syntax(span, format!("{first:?} means nothing to Prometheus here"));
        match first {
            '&' => refusal.with_help("write `and`"),
            '|' => refusal.with_help("write `or`"),
            '!' => refusal.with_help("write `unless`, `!=` or `== 0`"),
            '$' => {
                refusal.with_help("a dashboard variable must be replaced before the expression is checked")
            }
            '\u{201c}' | '\u{201d}' => refusal.with_help("write a plain double quote"),
            _ => refusal,
        }
    }

    fn malformed(&self, Malformed { message, read }: Malformed) -> Refusal {
        Refusal::syntax(self.at..self.at + read, message)
    }
}

/// A literal can be as long as the text; a message should not be.
fn clip(text: &str) -> String {
    const LONGEST: usize = 24;
    let mut clipped: String = text.chars().take(LONGEST).collect();
    if clipped.len() < text.len() {
        clipped.push('…');
    }
    clipped
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(text: &str) -> Vec<Kind<'_>> {
        lex(text, Target::default()).unwrap().into_iter().map(|token| token.kind).collect()
    }

    fn refused(text: &str) -> Refusal {
        lex(text, Target::default()).unwrap_err()
    }

    #[test]
    fn a_colon_is_part_of_a_name_outside_brackets_and_a_separator_inside() {
        assert_eq!(kinds("a:b"), [Kind::Word("a:b")]);
        assert_eq!(
            kinds("[5m:30s]"),
            [
                Kind::Symbol("["),
                Kind::Duration(300.0),
                Kind::Symbol(":"),
                Kind::Duration(30.0),
                Kind::Symbol("]")
            ]
        );
    }

    #[test]
    fn comments_are_left_out() {
        assert_eq!(kinds("# a\nx # b"), [Kind::Word("x")]);
    }

    #[test]
    fn a_stray_character_is_named_with_its_place() {
        let refusal = refused("a && b");
        assert_eq!((refusal.span, refusal.help.as_deref()), (2..3, Some("write `and`")));
        assert_eq!(refused("x\u{a0}y").span, 1..3);
        assert_eq!(refused("x{a=5}").span, 4..5);
    }

    #[test]
    fn a_word_that_starts_like_a_number_is_refused_whole() {
        assert_eq!(refused("1 + 5minutes").span, 4..12);
        assert_eq!(refused("1e400").span, 0..5);
    }

    #[test]
    fn separated_digits_are_newer_than_some_targets() {
        let old = lex("1_000", Target::new(2, 53)).unwrap_err();
        assert_eq!((old.id, old.help.as_deref()), ("promql/dialect", Some("write 1000")));
    }
}
