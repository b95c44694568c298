//! Whatever the text, the gate answers: it neither panics nor overflows the stack, and its place is in the text.

#![allow(clippy::unwrap_used, reason = "a test, its helpers included")]

use plimsoll_promql::gate::{self, Refusal, Target, Use};

fn check(text: &str) -> Result<gate::Accepted, Refusal> {
    let verdict = gate::check(text, &Target::default(), Use::Any);
    if let Err(refusal) = &verdict {
        assert!(text.get(refusal.span.clone()).is_some(), "{refusal:?} in {text:?}");
    }
    verdict
}

#[test]
fn what_makes_the_bundled_parser_panic_is_refused() {
    for text in [
        "x offset Inf",
        "x[1e400]",
        "x offset NaN",
        "x[NaN]",
        "x[Inf]",
        "x @ Inf",
        "x @ 1e30",
        "x[1e300]",
        "x offset -1e10",
    ] {
        assert_eq!(check(text).unwrap_err().id, gate::SYNTAX, "{text}");
    }
}

#[test]
fn deep_nesting_is_refused_and_not_an_overflow() {
    for (open, close) in [
        ("(", ")"),
        ("abs(", ")"),
        ("-", ""),
        ("x + ", ""),
        ("x[5m:] or ", ""),
        ("sum by (a) (", ")"),
        ("{", "}"),
        ("[", "]"),
    ] {
        for depth in [40, 51, 249, 251, 5_000, 12_000] {
            let text = format!("{}x{}", open.repeat(depth), close.repeat(depth));
            let _ = check(&text);
        }
    }
}

#[test]
fn as_much_as_is_allowed_fits_a_usual_stack() {
    let nested =
        |open: &str, close: &str, depth: usize| format!("{}x{}", open.repeat(depth), close.repeat(depth));
    let texts = [
        nested("(", ")", gate::MOST_NESTED),
        nested("abs(", ")", gate::MOST_NESTED),
        nested("sum(", ")", gate::MOST_NESTED),
        nested("topk(1, ", ")", gate::MOST_NESTED),
        nested("max_over_time(", "[5m:])", gate::MOST_NESTED),
        nested("-", "", gate::MOST_NESTED),
        nested("x + ", "", gate::MOST_OPERATIONS),
        nested("x ^ ", "", gate::MOST_OPERATIONS),
        nested("", " or x", gate::MOST_OPERATIONS),
        nested("x ^ -", "", gate::MOST_OPERATIONS / 2),
        format!("{}{}", "x ^ -".repeat(100), nested("topk(1, -", ")", 24)),
    ];
    // A thread's default, of which its caller has used some.
    let judged = std::thread::Builder::new().stack_size(1_800_000).spawn(move || {
        for text in texts {
            check(&text).unwrap();
        }
    });
    judged.unwrap().join().unwrap();
}

#[test]
fn a_long_text_is_refused() {
    let refusal = check(&format!("x{{a=\"{}\"}}", "b".repeat(gate::MOST_BYTES))).unwrap_err();
    assert!(refusal.message.contains("at most 65536"));
}

#[test]
fn a_regular_expression_that_is_deep_or_large_is_refused() {
    for pattern in
        ["(".repeat(20_000), format!("{}a{}", "(".repeat(200), ")".repeat(200)), "(a{9}){9}".repeat(2_000)]
    {
        assert!(check(&format!("x{{a=~\"{pattern}\"}}")).is_err());
    }
}

#[test]
fn odd_characters_are_refused_with_their_place() {
    for text in [
        "\0",
        "x\u{7f}",
        "\u{feff}x",
        "x\u{a0}",
        "é",
        "x{é=\"a\"}",
        "\u{1f600}",
        "x \u{2028}",
        "'",
        "\"\\",
        "`",
        "#",
        "",
        " \n",
        "[",
        "{",
        "x[",
        "x{a",
        "x{a=",
        "@",
        "x @",
        "offset",
        "x offset",
        "by",
        "x by (",
        "x by (a",
        ":",
        "1:",
        "x[5m:",
        "x[:5m]",
    ] {
        if let Err(refusal) = check(text) {
            assert!(
                text.get(refusal.span.clone()).is_some_and(|at| !at.is_empty()) || text.trim().is_empty(),
                "{text:?}: {refusal:?}"
            );
        }
    }
}
