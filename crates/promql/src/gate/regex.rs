//! Regular expressions that Prometheus accepts and reads as it is meant.
//!
//! Prometheus reads RE2's syntax as Go has it; the parser here reads Rust's. They are close relatives, so an
//! expression passes when Rust reads it and it uses nothing that the two read differently.

use std::ops::Range;

use regex_syntax::ast::{
    AssertionKind, Ast, ClassSet, ClassSetItem, ClassUnicodeKind, Flag, Flags, FlagsItemKind, GroupKind,
    HexLiteralKind, Literal, LiteralKind, RepetitionKind, RepetitionRange, Span, parse::ParserBuilder,
};

use super::refusal::{REGEX, Refusal};
use super::target::{Target, Version};
use super::token::Text;

/// Go's limit for a counted repetition, nested ones multiplied.
const MOST_REPETITIONS: u32 = 1000;

/// `x{1,1000}` becomes as many nested groups, and Go's limit is 1000 levels for the whole. Far above what is useful.
const MOST_OPTIONAL_REPETITIONS: u32 = 900;

/// Go 1.22, with which newer versions are built, reads `(?<name>..)`.
const SHORT_GROUP_NAMES: Version = Version::new(3, 0);

const GENERAL_CATEGORIES: &[&str] = &[
    "Any", "C", "Cc", "Cf", "Co", "Cs", "L", "Ll", "Lm", "Lo", "Lt", "Lu", "M", "Mc", "Me", "Mn", "N", "Nd",
    "Nl", "No", "P", "Pc", "Pd", "Pe", "Pf", "Pi", "Po", "Ps", "S", "Sc", "Sk", "Sm", "So", "Z", "Zl", "Zp",
    "Zs", // The common scripts; both sides know many more.
    "Arabic", "Cyrillic", "Greek", "Han", "Hebrew", "Hiragana", "Katakana", "Latin", "Thai",
];

/// Refuses a regular expression, given as the string literal at `span`.
pub(super) fn check(literal: &Text, text: &str, span: Range<usize>, target: Target) -> Result<(), Refusal> {
    let pattern = &literal.value;
    if !literal.is_utf8 {
        return Err(Refusal::new(REGEX, span, "a regular expression must be UTF-8"));
    }
    let place = |found: Span| within(text, &span, pattern, found.start.offset..found.end.offset);
    let ast = ParserBuilder::new().nest_limit(100).build().parse(pattern).map_err(|error| {
        let refusal =
            Refusal::new(REGEX, place(*error.span()), format!("in the regular expression: {}", error.kind()));
        if pattern[error.span().start.offset..].starts_with('{') {
            refusal.with_help("a brace that is meant literally is written `[{]`")
        } else {
            refusal
        }
    })?;
    let reader = Reader { pattern, target };
    reader.ast(&ast, 1).map_err(|Difference { found, message, help }| {
        let refusal = Refusal::new(REGEX, place(found), message);
        match help {
            Some(help) => refusal.with_help(help),
            None => refusal,
        }
    })
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

struct Reader<'a> {
    pattern: &'a str,
    target: Target,
}

impl Reader<'_> {
    /// `repeated` is how often the surrounding counted repetitions repeat this.
    fn ast(&self, ast: &Ast, repeated: u32) -> Result<(), Difference> {
        match ast {
            Ast::Empty(_) | Ast::Dot(_) | Ast::ClassPerl(_) => Ok(()),
            Ast::Flags(set) => flags(&set.flags),
            Ast::Literal(found) => literal(found),
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
            Ast::ClassUnicode(class) => {
                let known = match &class.kind {
                    ClassUnicodeKind::OneLetter(letter) => {
                        GENERAL_CATEGORIES.contains(&letter.to_string().as_str())
                    }
                    ClassUnicodeKind::Named(name) => GENERAL_CATEGORIES.contains(&name.as_str()),
                    ClassUnicodeKind::NamedValue { .. } => false,
                };
                known
                    .then_some(())
                    .ok_or_else(|| differs(&class.span, "Prometheus may not know this class of characters"))
            }
            Ast::ClassBracketed(class) => self.class(&class.kind),
            Ast::Repetition(repetition) => {
                if let Ast::Repetition(_) = *repetition.ast {
                    return Err(Difference {
                        help: Some("put the inner repetition into a group: (?:a+)*"),
                        ..differs(&repetition.op.span, "Prometheus refuses a repetition of a repetition")
                    });
                }
                let repeated = match &repetition.op.kind {
                    RepetitionKind::Range(range) => {
                        self.counted(range, &repetition.op.span)?;
                        let most = match range {
                            RepetitionRange::Exactly(n) | RepetitionRange::AtLeast(n) => *n,
                            RepetitionRange::Bounded(_, most) => *most,
                        };
                        // Once or never multiplies nothing.
                        repeated.saturating_mul(most.max(1))
                    }
                    _ => repeated,
                };
                if repeated > MOST_REPETITIONS {
                    let message = format!(
                        "Prometheus repeats at most {MOST_REPETITIONS} times, this asks for {repeated}"
                    );
                    return Err(differs(&repetition.op.span, message));
                }
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

    fn counted(&self, range: &RepetitionRange, span: &Span) -> Result<(), Difference> {
        let spelled = &self.pattern[span.start.offset..span.end.offset];
        // `{,5}` and `{ 1 }` count here; to Prometheus they are the characters themselves.
        let spelled = spelled.trim_end_matches('?');
        if !spelled[1..].starts_with(|c: char| c.is_ascii_digit()) || spelled.contains(char::is_whitespace) {
            return Err(differs(span, "Prometheus does not read this as a count"));
        }
        // Go reads at most this many digits and no leading zero.
        if spelled[1..]
            .split(',')
            .any(|n| n.len() > 1 && n.starts_with('0') && n.as_bytes()[1].is_ascii_digit())
        {
            return Err(differs(span, "Prometheus does not read a count with a leading zero"));
        }
        match range {
            RepetitionRange::Bounded(least, most) if most - least.min(most) > MOST_OPTIONAL_REPETITIONS => {
                Err(differs(span, "Prometheus cannot hold a repetition this wide"))
            }
            _ => Ok(()),
        }
    }

    fn class(&self, set: &ClassSet) -> Result<(), Difference> {
        match set {
            ClassSet::BinaryOp(op) => Err(Difference {
                help: Some("a character that is meant literally is escaped"),
                ..differs(
                    &op.span,
                    "Prometheus does not compute with classes: it reads these characters literally",
                )
            }),
            ClassSet::Item(item) => self.class_item(item),
        }
    }

    fn class_item(&self, item: &ClassSetItem) -> Result<(), Difference> {
        match item {
            ClassSetItem::Empty(_) | ClassSetItem::Ascii(_) | ClassSetItem::Perl(_) => Ok(()),
            ClassSetItem::Literal(found) => literal(found),
            ClassSetItem::Range(range) => literal(&range.start).and_then(|()| literal(&range.end)),
            ClassSetItem::Unicode(class) => self.ast(&Ast::class_unicode(class.clone()), 1),
            ClassSetItem::Bracketed(class) => Err(Difference {
                help: Some("a bracket that is meant literally is written `\\[`"),
                ..differs(&class.span, "Prometheus has no class within a class")
            }),
            ClassSetItem::Union(union) => union.items.iter().try_for_each(|item| self.class_item(item)),
        }
    }
}

fn literal(literal: &Literal) -> Result<(), Difference> {
    match literal.kind {
        LiteralKind::HexFixed(HexLiteralKind::UnicodeShort | HexLiteralKind::UnicodeLong)
        | LiteralKind::HexBrace(HexLiteralKind::UnicodeShort | HexLiteralKind::UnicodeLong) => {
            Err(Difference {
                help: Some("write \\x{..}"),
                ..differs(&literal.span, "Prometheus does not know this escape")
            })
        }
        // Not only punctuation can be escaped here.
        LiteralKind::Meta | LiteralKind::Superfluous
            if !literal.c.is_ascii() || literal.c.is_ascii_alphanumeric() =>
        {
            Err(differs(&literal.span, "Prometheus does not know this escape"))
        }
        _ => Ok(()),
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
        ] {
            assert_eq!(refused(pattern), None, "{pattern}");
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
        assert_eq!(refused("a{").unwrap().help.unwrap(), "a brace that is meant literally is written `[{]`");
    }

    #[test]
    fn older_versions_read_only_the_long_form_of_a_group_name() {
        let text = "`(?<a>b)`";
        let (length, literal) = literal::string(text).unwrap();
        assert!(check(&literal, text, 0..length, Target::new(2, 42)).is_err());
        assert!(check(&literal, text, 0..length, Target::new(3, 5)).is_ok());
    }
}
