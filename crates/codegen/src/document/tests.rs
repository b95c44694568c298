//! What is no YAML document that we read, and that every node knows its place.

use super::*;

fn refused(bytes: &[u8]) -> Problem {
    *document("t.yaml", bytes, Limits::PACK).unwrap_err()
}

#[track_caller]
fn assert_refused(bytes: &[u8], id: &str, line: u32, column: u32) {
    let problem = refused(bytes);
    assert_eq!((problem.id, problem.line, problem.column), (id, line, column), "{problem}");
    assert!(problem.help.is_some(), "{problem} has no help");
    // What is drawn must not depend on the bytes being good.
    assert!(problem.render(&String::from_utf8_lossy(bytes)).contains("help: "));
}

#[test]
fn an_empty_file_is_refused_whatever_it_is_empty_with() {
    for text in ["", "\n\n", "# only a comment\n", "---\n", "~\n"] {
        assert_refused(text.as_bytes(), "yaml/empty", 1, 1);
    }
}

#[test]
fn a_tab_is_told_where_it_stands() {
    assert_refused(b"a:\n\tb: 1\n", "yaml/tab", 2, 1);
    assert_refused(b"a:\n  \tb: 1\n  c: 2\n", "yaml/tab", 2, 3);
}

#[test]
fn an_alias_bomb_stops_at_its_first_anchor() {
    assert_refused(b"a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n", "yaml/alias", 1, 7);
    assert_refused(b"a: *nothing\n", "yaml/alias", 1, 4);
}

#[test]
fn an_alias_bomb_is_bounded_where_anchors_are_allowed() {
    let level = |level: usize| {
        let before = if level == 0 { "x".to_owned() } else { format!("*a{}", level - 1) };
        format!("a{level}: &a{level} [{}]\n", vec![before; 10].join(", "))
    };
    let bomb: String = (0..12).map(level).collect();
    let problem = document("t.yaml", bomb.as_bytes(), Limits::LINT).unwrap_err();
    assert!(matches!(problem.id, "yaml/alias" | "yaml/too-large"), "{problem}");
}

#[test]
fn what_is_not_utf8_is_told_by_its_byte() {
    assert_refused(b"a: 1\nb: \xe4\n", "yaml/not-utf8", 2, 4);
    assert_eq!(refused(b"a: \xff").message, "the byte 0xFF is not UTF-8");
}

#[test]
fn a_byte_order_mark_and_a_nul_are_refused() {
    assert_refused("\u{feff}a: 1\n".as_bytes(), "yaml/byte-order-mark", 1, 1);
    assert_refused(b"a: b\0c\n", "yaml/control-character", 1, 5);
}

#[test]
fn a_carriage_return_that_ends_no_line_is_refused() {
    assert_refused(b"a: 1\r\nb: 2\rc: 3\r\n", "yaml/control-character", 2, 5);
    assert!(document("t.yaml", b"a: 1\r\nb: 2\r\n", Limits::PACK).is_ok());
}

#[test]
fn ten_megabytes_are_refused_without_being_read() {
    assert_refused(&vec![b'x'; 10 << 20], "yaml/too-large", 1, 1);
    assert!(document("t.yaml", &vec![b'x'; 10 << 20], Limits::LINT).is_ok());
}

#[test]
fn more_values_or_levels_than_allowed_are_refused() {
    let many = "- 1\n".repeat(Limits::PACK.nodes + 1);
    assert_eq!(refused(many.as_bytes()).id, "yaml/too-large");
    let deep = format!("{}1{}", "[".repeat(100), "]".repeat(100));
    for limits in [Limits::PACK, Limits::LINT] {
        assert_eq!(document("t.yaml", deep.as_bytes(), limits).unwrap_err().id, "yaml/too-deep");
    }
}

#[test]
fn a_second_document_is_refused() {
    assert_refused(b"---\na: 1\n---\nb: 2\n", "yaml/several-documents", 3, 1);
}

#[test]
fn a_tag_is_refused() {
    assert_refused(b"a: !env HOME\n", "yaml/tag", 1, 9);
}

#[test]
fn broken_syntax_is_told_with_a_way_out() {
    assert_refused(b"a: b: c\n", "yaml/syntax", 1, 5);
    assert_refused(b"a: @x\n", "yaml/syntax", 1, 4);
    assert_eq!(refused(b"a: [1, 2\nb: 3\n").id, "yaml/syntax");
    assert_eq!(refused(b"a: 'x\n").id, "yaml/syntax");
    assert_eq!(refused(b"[a, b]: c\n").message, "a key must be one word, not a list or a map");
}

#[test]
fn every_value_knows_its_place_and_a_number_its_spelling() {
    let source = "a: 5%\nl:\n  - { v: 3.10, 'q': \"x\\ty\" }\n\u{fc}: on\n";
    let node = document("t.yaml", source.as_bytes(), Limits::PACK).unwrap();
    let Value::Map(map) = node.value else { panic!("a map") };
    let (name, on) = map.entry("\u{fc}").unwrap();
    assert_eq!((name.place.line, name.place.column, on.place.column), (4, 1, 4));
    assert_eq!(on.value, Value::Scalar(Scalar { text: "on".into(), kind: ScalarKind::Text }));
    let Value::List(list) = &map.get("l").unwrap().value else { panic!("a list") };
    let Value::Map(inner) = &list[0].value else { panic!("a map") };
    let version = inner.get("v").unwrap();
    assert_eq!(version.value, Value::Scalar(Scalar { text: "3.10".into(), kind: ScalarKind::Number }));
    assert_eq!(&source[version.place.start..version.place.end], "3.10");
    assert_eq!(inner.get("q").unwrap().describe(), "a text");
}
