//! Whether a regular expression, anchored as Prometheus does, matches the empty string.
//!
//! A selector without a metric name needs a matcher that does not match it.

use regex_syntax::ast::{AssertionKind, Ast, RepetitionKind, RepetitionRange};

/// Whether the empty string matches.
pub(super) fn matches_empty(ast: &Ast) -> bool {
    match ast {
        Ast::Empty(_) | Ast::Flags(_) => true,
        Ast::Literal(_) | Ast::Dot(_) | Ast::ClassUnicode(_) | Ast::ClassPerl(_) | Ast::ClassBracketed(_) => {
            false
        }
        // The empty string begins and ends everywhere, and no word does.
        Ast::Assertion(assertion) => matches!(
            assertion.kind,
            AssertionKind::StartLine
                | AssertionKind::EndLine
                | AssertionKind::StartText
                | AssertionKind::EndText
                | AssertionKind::NotWordBoundary
        ),
        Ast::Repetition(repetition) => {
            let may_be_left_out = match repetition.op.kind {
                RepetitionKind::ZeroOrOne | RepetitionKind::ZeroOrMore => true,
                RepetitionKind::OneOrMore => false,
                RepetitionKind::Range(
                    RepetitionRange::Exactly(least)
                    | RepetitionRange::AtLeast(least)
                    | RepetitionRange::Bounded(least, _),
                ) => least == 0,
            };
            may_be_left_out || matches_empty(&repetition.ast)
        }
        Ast::Group(group) => matches_empty(&group.ast),
        Ast::Alternation(many) => many.asts.iter().any(matches_empty),
        Ast::Concat(many) => many.asts.iter().all(matches_empty),
    }
}

#[cfg(test)]
mod tests {
    use regex_syntax::ast::parse::Parser;

    use super::*;

    fn empty(pattern: &str) -> bool {
        matches_empty(&Parser::new().parse(pattern).unwrap())
    }

    #[test]
    fn what_can_be_left_out_matches_the_empty_string() {
        for pattern in ["", ".*", "a?", "a{0,3}", "(|a)", "a|", "^$", r"\B", "(?i)", "(a*)+"] {
            assert!(empty(pattern), "{pattern}");
        }
    }

    #[test]
    fn what_needs_a_character_does_not() {
        for pattern in [".+", "a", "a|b", r"\b", "a*b", "[a]{1,}", "(a|b)+", r"\d"] {
            assert!(!empty(pattern), "{pattern}");
        }
    }
}
