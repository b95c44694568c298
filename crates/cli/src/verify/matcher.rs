//! A matcher as Alertmanager reads it.

use plimsoll_promql::{MatchOp, Matcher};

/// Reads `name="value"` with the escapes that every Alertmanager reads alike: `\\`, `\"` and `\n`.
///
/// Nothing else is understood on purpose: 0.25 and 0.33 read the rest of the language differently.
pub(super) fn read(text: &str) -> Option<Matcher> {
    let end = text.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_'))?;
    let (label, rest) = text.split_at(end);
    let operators = [
        ("=~", MatchOp::Matches),
        ("!~", MatchOp::NotMatches),
        ("!=", MatchOp::NotEqual),
        ("=", MatchOp::Equal),
    ];
    let (op, quoted) = operators.into_iter().find_map(|(sign, op)| Some((op, rest.strip_prefix(sign)?)))?;
    let inside = quoted.strip_prefix('"')?.strip_suffix('"')?;
    (!label.is_empty()).then_some(())?;
    Some(Matcher::new(label, op, unescape(inside)?))
}

fn unescape(text: &str) -> Option<String> {
    let mut value = String::new();
    let mut characters = text.chars();
    while let Some(c) = characters.next() {
        value.push(match c {
            '\\' => match characters.next()? {
                'n' => '\n',
                c @ ('\\' | '"') => c,
                _ => return None,
            },
            '"' => return None,
            c => c,
        });
    }
    Some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn matchers_are_read_as_they_are_printed() {
        let matchers = [
            Matcher::equal("pack", "edgelink"),
            Matcher::new("service", MatchOp::NotEqual, ""),
            Matcher::new("a_b", MatchOp::Matches, r#"x\.y|"z""#),
            Matcher::new("a", MatchOp::NotMatches, "two\nlines"),
        ];
        for matcher in matchers {
            assert_eq!(read(&matcher.to_string()).as_ref(), Some(&matcher), "{matcher}");
        }
    }

    #[test]
    fn what_alertmanagers_read_differently_is_not_read() {
        for text in
            ["a=b", "a", "", "=\"x\"", "a =\"x\"", "a=\"x", "a=\"", r#"a="\t""#, r#"a="x"y""#, "a='x'"]
        {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
