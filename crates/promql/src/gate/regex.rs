//! Regular expressions that Prometheus accepts and reads as it is meant.
//!
//! Prometheus reads RE2's syntax as Go has it; the parser here reads Rust's. They are close relatives, so an
//! expression passes when Rust reads it and it uses nothing that the two read differently.

mod braces;
mod class;
mod empty;

use std::ops::Range;

use regex_syntax::ast::{
    AssertionKind, Ast, Flag, Flags, FlagsItemKind, GroupKind, RepetitionKind, RepetitionRange, Span,
    parse::ParserBuilder,
};

use braces::Escaped;

use super::refusal::{REGEX, Refusal};
use super::target::{Target, Version};
use super::token::Text;
use crate::matcher::is_plain;

/// Go's limit for a counted repetition, nested ones multiplied.
const MOST_REPETITIONS: u32 = 1000;

/// Prometheus 2.53 writes `x{0,500}` out as nested groups and then cannot read 1000 levels. Far above what is useful.
const MOST_OPTIONAL_REPETITIONS: u32 = 400;

/// Go bounds what an expression takes written out. Characters times repetitions, far below that and far above use.
const LARGEST: usize = 50_000;

/// Go 1.22, with which newer versions are built, reads `(?<name>..)`.
const SHORT_GROUP_NAMES: Version = Version::new(3, 0);

/// Refuses a regular expression, given as the string literal at `span`, or says whether it matches the empty string.
pub(super) fn check(
    literal: &Text<'_>,
    text: &str,
    span: Range<usize>,
    target: Target,
) -> Result<bool, Refusal> {
    let pattern: &str = &literal.value;
    if !literal.is_utf8 {
        return Err(Refusal::new(REGEX, span, "a regular expression must be UTF-8"));
    }
    if is_plain(pattern) {
        return Ok(pattern.split('|').any(str::is_empty));
    }
    let escaped = Escaped::new(pattern);
    let place = |found: Span| {
        let found = escaped.original(found.start.offset)..escaped.original(found.end.offset);
        within(text, &span, pattern, found)
    };
    let ast = ParserBuilder::new().nest_limit(100).build().parse(&escaped.pattern).map_err(|error| {
        Refusal::new(REGEX, place(*error.span()), format!("in the regular expression: {}", error.kind()))
    })?;
    let reader = Reader { pattern: &escaped.pattern, target };
    reader.ast(&ast, Repeated { times: 1, optional: 0 }).map_err(|Difference { found, message, help }| {
        let refusal = Refusal::new(REGEX, place(found), message);
        match help {
            Some(help) => refusal.with_help(help),
            None => refusal,
        }
    })?;
    Ok(empty::matches_empty(&ast))
}

/// The place within the literal, where nothing in it is escaped; otherwise the whole literal.
fn within(text: &str, literal: &Range<usize>, pattern: &str, found: Range<usize>) -> Range<usize> {
    let inner = literal.start + 1..literal.end.saturating_sub(1);
    if text.get(inner.clone()) != Some(pattern) {
        return literal.clone();
    }
    let span = inner.start + found.start..inner.start + found.end;
    if span.is_empty() { literal.clone() } else { span }
}

/// Something that Rust reads and Go does not, or reads otherwise.
struct Difference {
    found: Span,
    message: String,
    help: Option<&'static str>,
}

fn differs(found: &Span, message: impl Into<String>) -> Difference {
    Difference { found: *found, message: message.into(), help: None }
}

/// What the counted repetitions around a part do to it.
#[derive(Clone, Copy)]
struct Repeated {
    /// How often it is repeated at most, all of them multiplied.
    times: u32,
    /// How many of the repetitions may be left out.
    optional: u32,
}

struct Reader<'a> {
    pattern: &'a str,
    target: Target,
}

impl Reader<'_> {
    fn ast(&self, ast: &Ast, repeated: Repeated) -> Result<(), Difference> {
        match ast {
            Ast::Empty(_) | Ast::Dot(_) | Ast::ClassPerl(_) => Ok(()),
            Ast::Flags(set) => flags(&set.flags),
            Ast::Literal(found) => class::literal(found),
            Ast::Assertion(assertion) => match assertion.kind {
                AssertionKind::StartLine
                | AssertionKind::EndLine
                | AssertionKind::StartText
                | AssertionKind::EndText
                | AssertionKind::WordBoundary
                | AssertionKind::NotWordBoundary => Ok(()),
                _ => Err(Difference {
                    help: Some("write \\b"),
                    ..differs(&assertion.span, "Prometheus does not read this as the edge of a word")
                }),
            },
            Ast::ClassUnicode(named) => class::unicode(named),
            Ast::ClassBracketed(bracketed) => class::bracketed(&bracketed.kind),
            Ast::Repetition(repetition) => {
                if let Ast::Repetition(_) = *repetition.ast {
                    return Err(Difference {
                        help: Some("put the inner repetition into a group: (?:a+)*"),
                        ..differs(&repetition.op.span, "Prometheus refuses a repetition of a repetition")
                    });
                }
                let repeated = match &repetition.op.kind {
                    RepetitionKind::Range(range) => self.counted(range, &repetition.op.span, repeated)?,
                    _ => repeated,
                };
                self.ast(&repetition.ast, repeated)
            }
            Ast::Group(group) => {
                match &group.kind {
                    GroupKind::CaptureIndex(_) => {}
                    GroupKind::NonCapturing(set) => flags(set)?,
                    GroupKind::CaptureName { starts_with_p, name } => {
                        if !starts_with_p && !self.target.since(SHORT_GROUP_NAMES) {
                            return Err(Difference {
                                help: Some("write (?P<name>..)"),
                                ..differs(&group.span, "this version reads only (?P<name>..)")
                            });
                        }
                        if !name.name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_') {
                            return Err(differs(
                                &name.span,
                                "Prometheus takes letters, digits and `_` in a group's name",
                            ));
                        }
                    }
                }
                self.ast(&group.ast, repeated)
            }
            Ast::Alternation(many) => many.asts.iter().try_for_each(|ast| self.ast(ast, repeated)),
            Ast::Concat(many) => many.asts.iter().try_for_each(|ast| self.ast(ast, repeated)),
        }
    }

    /// The repetition with what surrounds it.
    fn counted(&self, range: &RepetitionRange, span: &Span, outer: Repeated) -> Result<Repeated, Difference> {
        let spelled = &self.pattern[span.start.offset..span.end.offset];
        // `{,5}`, `{ 1 }` and `{01}` count here; to Prometheus they are the characters themselves.
        let numbers = spelled.trim_end_matches('?').trim_matches(['{', '}']);
        let leading_zero = |n: &str| n.len() > 1 && n.starts_with('0');
        if numbers.starts_with(',')
            || numbers.contains(char::is_whitespace)
            || numbers.split(',').any(leading_zero)
        {
            return Err(differs(span, "Prometheus does not read this as a count"));
        }
        let (least, most) = match *range {
            RepetitionRange::Exactly(n) | RepetitionRange::AtLeast(n) => (n, n),
            RepetitionRange::Bounded(least, most) => (least, most),
        };
        let repeated = Repeated {
            // Once or never multiplies nothing.
            times: outer.times.saturating_mul(most.max(1)),
            optional: outer.optional.saturating_add(most.saturating_sub(least)),
        };
        if repeated.times > MOST_REPETITIONS {
            let message = format!(
                "Prometheus repeats at most {MOST_REPETITIONS} times, this asks for {}",
                repeated.times
            );
            return Err(differs(span, message));
        }
        if usize::try_from(repeated.times)
            .is_ok_and(|times| times > 1 && times * self.pattern.len() > LARGEST)
        {
            return Err(differs(span, "this repetition may be larger than Prometheus allows"));
        }
        if repeated.optional > MOST_OPTIONAL_REPETITIONS {
            return Err(differs(span, "some versions of Prometheus cannot hold a repetition this wide"));
        }
        Ok(repeated)
    }
}

fn flags(flags: &Flags) -> Result<(), Difference> {
    for item in &flags.items {
        match item.kind {
            FlagsItemKind::Negation
            | FlagsItemKind::Flag(
                Flag::CaseInsensitive | Flag::MultiLine | Flag::DotMatchesNewLine | Flag::SwapGreed,
            ) => {}
            FlagsItemKind::Flag(_) => return Err(differs(&item.span, "Prometheus does not know this flag")),
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::literal;
    use super::*;

    fn refused(pattern: &str) -> Option<Refusal> {
        let text = format!("`{pattern}`");
        let (length, literal) = literal::string(&text).unwrap();
        check(&literal, &text, 0..length, Target::default()).err()
    }

    #[test]
    fn everyday_expressions_pass() {
        for pattern in [
            "",
            ".*",
            ".+",
            "5..",
            "a|b",
            "(?i)error",
            "node-[0-9]{1,3}",
            r"10\.0\.\d+\.\d+:9100",
            "api-.*?",
            "[^/]+",
            "[[:alpha:]]+",
            r"\pL+",
            r"\p{Greek}",
            "(?P<x>a)",
            "(?:a|)b",
            "[]a]",
            "[a-]",
            r"\/",
            r"a\-b",
            "/users/{id}",
            "{",
        ] {
            assert_eq!(refused(pattern), None, "{pattern}");
        }
    }

    #[test]
    fn words_pass_as_they_would_by_the_parser() {
        for pattern in ["", "a", "a|b", "a|", "|", "a||b", "background-worker|api_gateway", "é|b c", "a&&b"]
        {
            assert!(is_plain(pattern), "{pattern}");
            let text = format!("`{pattern}`");
            let (length, literal) = literal::string(&text).unwrap();
            let ast = ParserBuilder::new().build().parse(pattern).unwrap();
            let matches_empty = check(&literal, &text, 0..length, Target::default()).unwrap();
            assert_eq!(matches_empty, empty::matches_empty(&ast), "{pattern}");
        }
    }

    #[test]
    fn what_go_refuses_or_reads_otherwise_is_refused() {
        for pattern in [
            "x{1001}",
            "(x{100}){11}",
            "(?x)a b",
            r"\<x\>",
            r"\b{start}",
            "[a&&b]",
            "[a--b]",
            "[a[b]]",
            "a**",
            "a{2}{3}",
            r"\u0041",
            r"\U00000041",
            "x{,5}",
            "(?R)a",
            r"\p{gc=Lu}",
            "(",
            "[",
            "*",
            "x{2,1}",
            r"(?<a.b>c)",
            r"\Z",
            "(?=a)",
        ] {
            assert_eq!(refused(pattern).map(|refusal| refusal.id), Some("promql/regex"), "{pattern}");
        }
    }

    #[test]
    fn the_place_is_within_the_literal() {
        assert_eq!(refused("ab[c&&d]").unwrap().span, 4..8);
        assert_eq!(refused("{a}[c&&d]").unwrap().span, 5..9);
    }

    #[test]
    fn older_versions_read_only_the_long_form_of_a_group_name() {
        let text = "`(?<a>b)`";
        let (length, literal) = literal::string(text).unwrap();
        assert!(check(&literal, text, 0..length, Target::new(2, 42)).is_err());
        assert!(check(&literal, text, 0..length, Target::new(3, 5)).is_ok());
    }
}
