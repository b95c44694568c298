//! The tokens again as text, in the one spelling that the bundled parser reads as Prometheus does.
//!
//! This text is for the verdict alone. What is shipped stays as it was written.

use std::fmt::Write as _;
use std::ops::Range;

use super::outline::{Outline, Role};
use super::token::{Kind, Token};

/// Names to Prometheus, keywords to the bundled parser.
const NAMES_TO_PROMETHEUS: &[&str] = &["anchored", "smoothed", "fill", "fill_left", "fill_right", "step"];

/// How much of the strings is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Strings {
    /// All of it, but of a value that a label is compared with only whether it is empty: that is all the verdict asks.
    Alike,
    /// Nothing: where only the nesting is of interest.
    Emptied,
}

/// A run of tokens re-spelled.
pub(super) fn respell(
    tokens: &[Token<'_>],
    outline: &Outline,
    run: Range<usize>,
    strings: Strings,
) -> String {
    // About what tokens and their blanks take: it seldom grows.
    let mut text = String::with_capacity(8 * run.len());
    let mut quoted_name_before_brace = false;
    for at in run.clone() {
        let token = &tokens[at];
        let role = outline.roles[at];
        let braces_follow = at + 1 < run.end && tokens[at + 1].is("{");
        match (&token.kind, role) {
            (_, Role::Absorbed) => continue,
            (_, Role::Seconds(seconds)) => number(&mut text, seconds),
            // The parser would compile it, which takes long, and may find it too large where Go does not: an equality
            // that matches the empty string where it does stands for it.
            (_, Role::Regex { matches_empty }) => {
                text.push_str(if matches_empty { "\"\"" } else { "\".\"" });
            }
            (Kind::Symbol("=~"), _) => text.push('='),
            (Kind::Symbol("!~"), _) => text.push_str("!="),
            (Kind::Word(word), Role::Metric) if is_name_to_prometheus(word) => {
                text.push('{');
                quoted(&mut text, word);
                if !braces_follow {
                    text.push('}');
                }
                quoted_name_before_brace = braces_follow;
            }
            (Kind::Symbol("{"), _) if quoted_name_before_brace => {
                quoted_name_before_brace = false;
                // `{"fill", }` is well formed.
                text.push(',');
            }
            (Kind::Word(word), Role::MatcherLabel | Role::ListLabel) => quoted(&mut text, word),
            (Kind::Word(_), Role::Function) if token.is_word("holt_winters") => {
                text.push_str("double_exponential_smoothing");
            }
            (Kind::Word(word), _) => text.push_str(word),
            // The parser drops a unary plus without looking at what follows.
            (Kind::Symbol(_), Role::Sign) => text.push('-'),
            (Kind::Symbol(symbol), _) => text.push_str(symbol),
            (Kind::Number(value) | Kind::Duration(value), _) => number(&mut text, *value),
            (Kind::Text(literal), _) => {
                let is_label = matches!(role, Role::MatcherLabel | Role::ListLabel);
                quoted(
                    &mut text,
                    match strings {
                        Strings::Alike if role == Role::Value && !literal.value.is_empty() => ".",
                        Strings::Emptied if !is_label => "",
                        _ => &literal.value,
                    },
                );
            }
        }
        text.push(' ');
    }
    text
}

fn is_name_to_prometheus(word: &str) -> bool {
    NAMES_TO_PROMETHEUS.iter().any(|name| word.eq_ignore_ascii_case(name))
}

/// Plain decimal: neither an exponent nor a leading zero that would make it octal.
fn number(text: &mut String, value: f64) {
    // Writing to a string cannot fail.
    let _ = write!(text, "{value}");
}

fn quoted(text: &mut String, value: &str) {
    text.push('"');
    let mut rest = value;
    while let Some(at) = rest.bytes().position(|b| matches!(b, b'"' | b'\\' | b'\n')) {
        text.push_str(&rest[..at]);
        text.push_str(match rest.as_bytes()[at] {
            b'"' => "\\\"",
            b'\\' => "\\\\",
            _ => "\\n",
        });
        rest = &rest[at + 1..];
    }
    text.push_str(rest);
    text.push('"');
}

#[cfg(test)]
mod tests {
    use super::super::lexer::lex;
    use super::super::outline::outline;
    use super::super::target::Target;
    use super::*;

    fn respelled(text: &str) -> String {
        let target = Target::default();
        let tokens = lex(text, target).unwrap();
        let outline = outline(text, &tokens, target).unwrap();
        respell(&tokens, &outline, 0..tokens.len(), Strings::Alike).trim_end().to_owned()
    }

    #[test]
    fn values_are_spelled_alike_but_for_the_empty_one_and_names() {
        assert_eq!(respelled(r#"x{a="b", c!="d"}"#), respelled(r#"x{a="e", c!="f"}"#));
        assert_ne!(respelled(r#"x{a="b"}"#), respelled(r#"x{a=""}"#));
        assert_ne!(respelled(r#"{__name__="b"}"#), respelled(r#"{__name__="c"}"#));
        assert_ne!(respelled(r#"count_values("a", x)"#), respelled(r#"count_values("b", x)"#));
    }

    #[test]
    fn numbers_and_durations_become_plain_seconds() {
        assert_eq!(respelled("0x1f > 1h30m"), "31 > 5400");
        assert_eq!(respelled("x[+5m] offset -1w"), "x [ 300 ] offset - 604800");
        assert_eq!(respelled("x @ -3e2"), "x @ -300");
    }

    #[test]
    fn strings_and_labels_are_double_quoted() {
        assert_eq!(respelled(r#"{__name__='a"b\n', or=''}"#), r#"{ "__name__" = "a\"b\n" , "or" = "" }"#);
        assert_eq!(respelled("sum by (fill, le) (x)"), r#"sum by ( "fill" , "le" ) ( x )"#);
    }

    #[test]
    fn names_that_the_parser_takes_for_keywords_are_quoted() {
        assert_eq!(respelled("anchored + fill{}"), r#"{"anchored"} + {"fill" , }"#);
    }

    #[test]
    fn a_unary_plus_becomes_a_minus() {
        assert_eq!(respelled("+x + +1"), "- x + - 1");
    }
}
