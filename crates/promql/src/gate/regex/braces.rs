//! Braces that are no count: `/users/{id}` is read literally by Prometheus and refused by Rust.

/// A pattern in which such braces are escaped.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Escaped {
    pub(super) pattern: String,
    /// Where a backslash was put, ascending.
    inserted: Vec<usize>,
}

impl Escaped {
    pub(super) fn new(original: &str) -> Self {
        let mut escaped = Self { pattern: String::with_capacity(original.len()), inserted: Vec::new() };
        let mut rest = original;
        while let Some(first) = rest.chars().next() {
            let length = match first {
                '\\' => escape_length(rest),
                '[' => class_length(rest),
                '{' => {
                    if !may_count(rest) {
                        escaped.inserted.push(escaped.pattern.len());
                        escaped.pattern.push('\\');
                    }
                    1
                }
                c => c.len_utf8(),
            };
            escaped.pattern.push_str(&rest[..length]);
            rest = &rest[length..];
        }
        escaped
    }

    /// A place in the escaped pattern as one in the original.
    pub(super) fn original(&self, at: usize) -> usize {
        at - self.inserted.iter().take_while(|inserted| **inserted < at).count()
    }
}

/// Whether a `{` begins what either side might read as a count.
fn may_count(rest: &str) -> bool {
    let inner = rest[1..].trim_start_matches(|c: char| c.is_ascii_digit() || c == ',' || c.is_whitespace());
    inner.starts_with('}') && inner.len() + 1 < rest.len()
}

/// A backslash with what belongs to it; `\p{Greek}` and `\x{e9}` have braces of their own, `\b{start}` too.
fn escape_length(rest: &str) -> usize {
    let Some(letter) = rest[1..].chars().next() else {
        return 1;
    };
    let length = 1 + letter.len_utf8();
    if matches!(letter, 'p' | 'P' | 'x' | 'u' | 'U' | 'b') && rest[length..].starts_with('{') {
        return rest[length..].find('}').map_or(length, |end| length + end + 1);
    }
    length
}

/// A class in brackets: braces mean nothing in it.
fn class_length(rest: &str) -> usize {
    let mut at = 1 + usize::from(rest[1..].starts_with('^'));
    // A closing bracket that comes first is a character of the class.
    at += usize::from(rest[at..].starts_with(']'));
    while let Some(c) = rest[at..].chars().next() {
        match c {
            ']' => return at + 1,
            '\\' => at += escape_length(&rest[at..]),
            '[' if rest[at..].starts_with("[:") => {
                at += rest[at..].find(":]").map_or(1, |end| end + 2);
            }
            c => at += c.len_utf8(),
        }
    }
    rest.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn escaped(pattern: &str) -> String {
        Escaped::new(pattern).pattern
    }

    #[test]
    fn a_brace_that_is_no_count_is_escaped() {
        for (pattern, expected) in [
            ("/u/{id}/.*", r"/u/\{id}/.*"),
            ("{}", r"\{}"),
            ("a{2", r"a\{2"),
            ("{", r"\{"),
            ("a{x}{2}", r"a\{x}{2}"),
        ] {
            assert_eq!(escaped(pattern), expected);
        }
    }

    #[test]
    fn everything_else_stays() {
        for pattern in [
            "a{2}",
            "a{2,}",
            "a{,5}",
            r"\{x",
            "[{]x",
            r"[^]\]{]",
            "[[:alpha:]{]",
            r"\p{Greek}",
            r"\x{e9}",
            "é",
            r"\",
        ] {
            assert_eq!(escaped(pattern), pattern);
        }
    }

    #[test]
    fn places_are_found_again() {
        let escaped = Escaped::new("{a}{b}c");
        assert_eq!(escaped.pattern, r"\{a}\{b}c");
        assert_eq!(escaped.original(8), 6);
        assert_eq!(escaped.original(0), 0);
    }
}
