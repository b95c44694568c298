//! The one place that writes YAML.
//!
//! Kubernetes reads YAML 1.1, Prometheus and Alertmanager something in between: `on`, `n`, `12:30` and `1_000` are
//! strings to one and not to another. serde-saphyr quotes whatever any of them would take for something else.

use std::collections::BTreeMap;

use serde::{Serialize, Serializer};
use serde_saphyr::{LitStr, SerializerOptions, ser_options};

/// A text that is always a literal block: an expression keeps its lines, and a diff of it is one of lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Block<T = String>(pub(crate) T);

impl<T: AsRef<str>> Serialize for Block<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        LitStr(self.0.as_ref()).serialize(serializer)
    }
}

/// One or several documents below a header.
pub(crate) fn file<T: Serialize>(header: &str, documents: &[T]) -> String {
    let documents: Vec<String> = documents.iter().map(document).collect();
    format!("{header}{}", documents.join("---\n"))
}

/// One document, ending with a newline.
///
/// Writing to a string fails for values alone that YAML cannot hold, and no wire type has such a one. Should it
/// happen, the text is no YAML (`@` starts nothing), so that whoever reads it back refuses it.
pub(crate) fn document<T: Serialize>(value: &T) -> String {
    serde_saphyr::to_string_with_options(value, options()).unwrap_or_else(|error| format!("@ {error}\n"))
}

/// A map of one list, whose items are written already: each is a document of a list of one. Items of a list stand as far
/// in as its key, so that here `by` moves all alike.
pub(crate) fn list<T: AsRef<str>>(key: &str, items: &[T], by: usize) -> String {
    let mut text = format!("{:by$}{key}:{}\n", "", if items.is_empty() { " []" } else { "" });
    for item in items {
        push_indented(&mut text, item.as_ref(), by);
    }
    text
}

/// A map of one text, as a literal block, in a document `by` columns further in.
///
/// Of a text that is all printable ASCII, without an empty line, the lines are set in as they are: there may be a megabyte
/// of them, and the serializer looks at each character several times.
pub(crate) fn block(key: &str, text: &str, by: usize) -> String {
    // Without a branch for each character.
    let is_plain = text.bytes().fold(true, |all, byte| all & (byte == b'\n' || matches!(byte, b' '..=b'~')));
    let is_plain =
        is_plain && text.ends_with('\n') && !text.starts_with([' ', '\n']) && !text.contains("\n\n");
    let mut written = String::with_capacity(text.len() + text.len() / 4);
    let stand_in = if is_plain { "x\n" } else { text };
    push_indented(&mut written, &document(&BTreeMap::from([(key, Block(stand_in))])), by);
    if stand_in != text {
        written.truncate(written.len() - by - "  x\n".len());
        push_indented(&mut written, text, by + 2);
    }
    written
}

/// Every line further in; an empty one stays empty.
pub(crate) fn push_indented(text: &mut String, lines: &str, by: usize) {
    let indent = " ".repeat(by);
    let mut from = 0;
    // One search that goes on from line to line: most lines are shorter than what it takes to begin one.
    let ends = memchr::memchr_iter(b'\n', lines.as_bytes()).map(|at| at + 1).chain([lines.len()]);
    for end in ends {
        let line = &lines[from..end];
        if !matches!(line, "" | "\n") {
            text.push_str(&indent);
        }
        text.push_str(line);
        from = end;
    }
}

fn options() -> SerializerOptions {
    // Lines are never folded: a long summary stays one line, and every block is a literal one, however short.
    ser_options! { folded_wrap_chars: usize::MAX, min_fold_chars: 0 }
}

/// The comment on top of every text file that is read as YAML.
pub(crate) fn header(pack: &str) -> String {
    format!("# {}\n", crate::artifact::generated_from(pack))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a YAML 1.1 reader, or a careless 1.2 one, takes for something else than a string.
    const SURPRISING: [&str; 40] = [
        "on",
        "off",
        "yes",
        "no",
        "y",
        "n",
        "Y",
        "N",
        "true",
        "false",
        "True",
        "null",
        "Null",
        "~",
        "",
        "-",
        "?",
        "=",
        "<<",
        "12:30",
        "1:30:00",
        "0x10",
        "0o17",
        "0b11",
        "08",
        "017",
        "1e3",
        "1_000",
        "1.5",
        ".5",
        ".inf",
        ".NaN",
        "+1",
        "-1",
        "2025-10-24",
        "2025-10-24T10:00:00Z",
        "---",
        "...",
        "[a]",
        "{a: b}",
    ];

    /// Texts with characters that mean something in YAML.
    const AWKWARD: [&str; 18] = [
        "a: b",
        "a #b",
        "#a",
        "'a'",
        "\"a\"",
        "it's",
        "a\nb",
        "a\n",
        "\na",
        "  a",
        "a  ",
        "a\n\n  b\n",
        "a\tb",
        "&a",
        "*a",
        "!a",
        "|",
        "{{ $value }}: 5 % of \"x\" # line",
    ];

    fn survive(texts: &[&str]) -> String {
        let values: BTreeMap<String, &str> =
            texts.iter().enumerate().map(|(at, text)| (format!("key{at}"), *text)).collect();
        let written = document(&values);
        let read: BTreeMap<String, String> = serde_yaml::from_str(&written).unwrap();
        for (key, text) in values {
            assert_eq!(read[&key], text, "{written}");
        }
        written
    }

    #[test]
    fn what_yaml_1_1_takes_for_something_else_is_quoted() {
        let written = survive(&SURPRISING);
        for line in written.lines() {
            let (_, value) = line.split_once(": ").unwrap();
            assert!(value.starts_with(['"', '\'']), "{line}");
        }
    }

    #[test]
    fn the_same_holds_for_keys() {
        for text in ["on", "n", "12:30", "1_000", "a: b", "~"] {
            let written = document(&BTreeMap::from([(text, "x")]));
            assert!(written.starts_with(['"', '\'']), "{written}");
            let read: BTreeMap<String, String> = serde_yaml::from_str(&written).unwrap();
            assert_eq!(read[text], "x");
        }
    }

    #[test]
    fn awkward_texts_survive() {
        survive(&AWKWARD);
    }

    #[test]
    fn a_long_text_stays_one_line() {
        let long = "word ".repeat(60);
        assert_eq!(document(&[long.trim()]).lines().count(), 1);
    }

    #[test]
    fn an_expression_is_a_literal_block_however_short() {
        let written = document(&BTreeMap::from([("expr", Block("vector(1)".to_owned()))]));
        assert_eq!(written, "expr: |-\n  vector(1)\n");
        let written = document(&BTreeMap::from([("expr", Block("a > 0.05\n  and on (b) c".to_owned()))]));
        assert_eq!(written, "expr: |-\n  a > 0.05\n    and on (b) c\n");
    }

    #[test]
    fn a_list_is_the_same_whether_it_is_written_item_by_item_or_at_once() {
        #[derive(Serialize)]
        struct Item {
            name: &'static str,
            expr: Block,
            note: &'static str,
        }
        let expr = |text: &str| Block(text.to_owned());
        let all = [
            Item { name: "a: b", expr: expr("x\n\n  > 1\n"), note: "on" },
            Item { name: "---", expr: expr("  x"), note: "a\n\nb\n" },
        ];
        let items: Vec<String> = all.iter().map(|item| document(&[item])).collect();
        for count in [2, 1, 0] {
            let at_once = BTreeMap::from([("groups", &all[..count])]);
            assert_eq!(list("groups", &items[..count], 0), document(&at_once));
            let inside = BTreeMap::from([("spec", at_once)]);
            assert_eq!(format!("spec:\n{}", list("groups", &items[..count], 2)), document(&inside));
        }
    }

    #[test]
    fn a_block_is_the_same_whether_the_serializer_writes_it_or_not() {
        for text in [
            "{\n  \"a\": 1\n}\n",
            "a\n\nb\n",
            "a",
            "",
            "  a\n",
            "\na\n",
            "a\n\n",
            "\u{e9}\n",
            "a\tb\n",
            "a\u{7f}\n",
        ] {
            let inside = BTreeMap::from([("data", BTreeMap::from([("on", Block(text))]))]);
            assert_eq!(format!("data:\n{}", block("on", text, 2)), document(&inside), "{text:?}");
        }
    }

    #[test]
    fn documents_are_separated_below_one_header() {
        let written = file("# header\n", &[BTreeMap::from([("a", 1)]), BTreeMap::from([("b", 2)])]);
        assert_eq!(written, "# header\na: 1\n---\nb: 2\n");
    }
}
