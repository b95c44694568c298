//! A scalar, and where each character of its text stands in the file.
//!
//! Folding, indentation, escapes and doubled quotes make the text of a scalar differ from what is written. What never
//! changes is the order of the characters that are no white space: the seventh of the text is the seventh of the
//! source. This is how a place in an expression becomes a place in the file, whatever the style.

use std::ops::Range;

use granit_parser::ScalarStyle;

/// One word, number or text.
#[derive(Debug)]
pub(crate) struct Scalar {
    /// The text without quotes, folding and escapes.
    pub(crate) text: String,
    /// How it is written.
    pub(crate) style: ScalarStyle,
}

impl Scalar {
    /// The bytes of the file at which some bytes of the text stand. `whole` are those of the scalar.
    pub(super) fn locate(&self, source: &str, whole: &Range<usize>, part: &Range<usize>) -> Range<usize> {
        let written = written(source, whole, self.style);
        let mut visible = self.text.char_indices().filter(|(_, c)| !c.is_whitespace());
        let first = visible.clone().position(|(at, c)| at + c.len_utf8() > part.start);
        let last = visible.clone().take_while(|(at, _)| *at < part.end).count();
        // Where the two cannot be laid side by side, the whole is right.
        if written.len() != visible.by_ref().count() {
            return whole.clone();
        }
        let end_of_text = written.last().map_or(whole.end, |unit| unit.end);
        let Some(first) = first else { return end_of_text..end_of_text };
        let start = written.get(first).map_or(end_of_text, |unit| unit.start);
        let end = last.checked_sub(1).and_then(|last| written.get(last)).map_or(start, |unit| unit.end);
        start..end.max(start)
    }
}

/// The bytes of every visible character that is written, escapes as one.
fn written(source: &str, whole: &Range<usize>, style: ScalarStyle) -> Vec<Range<usize>> {
    let text = source.get(whole.clone()).unwrap_or_default();
    let (skipped, text) = match style {
        ScalarStyle::Plain => (0, text),
        ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted => {
            (1, text.get(1..text.trim_end().len().saturating_sub(1)).unwrap_or_default())
        }
        // The indicators of a block stand on a line of their own.
        ScalarStyle::Literal | ScalarStyle::Folded => match text.split_once('\n') {
            Some((header, rest)) if header.starts_with(['|', '>']) => (header.len() + 1, rest),
            _ => (0, text),
        },
    };
    let base = whole.start + skipped;
    let mut units = Vec::new();
    let mut at = 0;
    while let Some(c) = text.get(at..).and_then(|rest| rest.chars().next()) {
        let rest = &text[at..];
        let (length, visible) = match style {
            ScalarStyle::SingleQuoted if rest.starts_with("''") => (2, true),
            ScalarStyle::DoubleQuoted if c == '\\' => escape(rest),
            _ => (c.len_utf8(), !c.is_whitespace()),
        };
        if visible {
            units.push(base + at..base + at + length);
        }
        at += length;
    }
    units
}

/// How long an escape is, and whether what it stands for is visible.
fn escape(rest: &str) -> (usize, bool) {
    let Some(kind) = rest[1..].chars().next() else { return (1, true) };
    let digits = match kind {
        'x' => 2,
        'u' => 4,
        'U' => 8,
        _ => 0,
    };
    let length = 1 + kind.len_utf8() + digits;
    if digits == 0 {
        let blank =
            matches!(kind, 'n' | 't' | 'r' | 'v' | 'f' | ' ' | '\t' | '\n' | '\r' | '_' | 'N' | 'L' | 'P');
        return (length, !blank);
    }
    let code = |rest: &str| rest.get(2..2 + digits).and_then(|hex| u32::from_str_radix(hex, 16).ok());
    // Two halves of a surrogate pair are one character.
    if let Some(0xD800..=0xDBFF) = code(rest)
        && rest.get(length..).is_some_and(|next| next.starts_with("\\u"))
    {
        return (2 * length, true);
    }
    let visible = code(rest).and_then(char::from_u32).is_none_or(|c| !c.is_whitespace());
    (length.min(rest.len()), visible)
}

#[cfg(test)]
mod tests {
    use super::super::load;

    /// What stands in the file where `word` stands in the text of the value `a`.
    fn found(source: &str, word: &str) -> (String, usize) {
        let loaded = load(source);
        assert_eq!(loaded.fault, None, "{source}");
        let node = loaded.documents[0].as_map().unwrap().get("a").unwrap();
        let text = node.text().unwrap();
        let at = text.find(word).unwrap_or_else(|| panic!("{word} in {text:?}"));
        let range = node.locate(source, &(at..at + word.len()));
        (source[range.clone()].to_owned(), source[..range.start].matches('\n').count() + 1)
    }

    #[test]
    fn a_word_is_found_whatever_the_style() {
        for (source, word, written, line) in [
            ("a: sum(x) > 1\n", "x", "x", 1),
            ("a: sum(x)\n   > 1\nb: 2\n", "> 1", "> 1", 2),
            ("a: 'it''s > 1'\n", "it's", "it''s", 1),
            ("a: \"x{a=\\\"b\\\"} > 1\"\n", "> 1", "> 1", 1),
            ("a: \"x{a=\\\"b\\\"}\"\n", "\"b\"", "\\\"b\\\"", 1),
            ("a: \"\\u0041b\\x20c\\\n  d\"\n", "d", "d", 2),
            ("a: |\n  sum(x)\n    > 1\nb: 1\n", "> 1", "> 1", 3),
            ("a: |-\n  sum(x)\n\n  > 1\n", "> 1", "> 1", 4),
            ("a: >\n  sum(x)\n  > 1\n", "x) > 1", "x)\n  > 1", 2),
            ("a: >-\r\n  sum(x)\r\n  > 1\r\nb: 1\r\n", "> 1", "> 1", 3),
            ("a: |2\n   sum(x)\n  > 1\n", "> 1", "> 1", 3),
        ] {
            assert_eq!(found(source, word), (written.to_owned(), line), "{source}");
        }
    }

    #[test]
    fn a_place_at_the_end_of_the_text_is_the_end_of_what_is_written() {
        let source = "a: |\n  sum(x\nb: 1\n";
        let loaded = load(source);
        let node = loaded.documents[0].as_map().unwrap().get("a").unwrap().clone();
        let length = node.text().unwrap().len();
        let at = source.find('\n').unwrap() + "  sum(x".len() + 1;
        assert_eq!(node.locate(source, &(length..length)), at..at);
    }
}
