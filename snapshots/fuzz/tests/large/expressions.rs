//! Expressions as long and as deep as the gate takes them, alone and in rules.

use super::Inputs;
use super::rules::HEAD;

/// A little less than the gate refuses for its length alone.
const MOST: usize = 65_000;

pub(super) fn add(inputs: &mut Inputs) {
    for (name, expr) in expressions() {
        inputs.add(&["promql"], &name, expr.as_str());
        let expr = expr.replace('\'', "\"");
        let rule = format!("{HEAD}      - {{alert: A, expr: '{expr}'}}\n");
        inputs.add(&["rules"], &format!("an alert on {name}"), rule);
    }
}

fn filled(part: &str) -> String {
    part.repeat(MOST / part.len())
}

fn selector(matcher: &str) -> String {
    format!("x{{{}}}", filled(matcher))
}

fn chain(part: &str, count: usize, end: &str) -> String {
    part.repeat(count) + end
}

fn expressions() -> Vec<(String, String)> {
    let parts = [
        "(",
        "-",
        "+",
        "x + ",
        "x[5m:] or ",
        "sum(",
        "[",
        "{",
        "x ",
        "x,",
        "x or ",
        "1 ",
        "\"a\" ",
        "@ ",
        "offset ",
        "#",
        "'",
        "a{b=\"c\"} ",
        "on ",
        "by (a) ",
        "x[",
        "# x\n",
    ];
    let parts = parts.iter().map(|part| (format!("{part:?} over and over"), filled(part)));
    let long = "b".repeat(250);
    let others = [
        ("matchers", selector("a=\"b\",")),
        ("regular expressions", selector("a=~\".{1000}\",")),
        ("large regular expressions", selector("a=~\"(.{30}){30}\",")),
        ("a long regular expression", format!("x{{a=~\"{}\"}}", filled("(a|b)*"))),
        ("an alternation", format!("x{{a=~\"{}a\"}}", filled("a|"))),
        ("classes", format!("x{{a=~\"{}a\"}}", filled("[a-z]"))),
        ("classes of Unicode", format!("x{{a=~\"{}a\"}}", filled("\\\\pL"))),
        ("repeated repeats", format!("x{{a=~\"{}a\"}}", filled("a{9}{9}"))),
        ("labels", format!("sum by ({}) (x)", filled("a, "))),
        ("a call with many arguments", format!("label_join(x, {} \"a\")", filled("\"a\", "))),
        ("a long text", format!("label_join(x, \"{}\")", filled("\\x41"))),
        ("a chain", chain("x + ", 240, "x")),
        ("a chain of numbers", chain("1 + ", 240, "x")),
        ("a chain to the right", chain("x ^ ", 240, "x")),
        ("a chain with a wrong end", chain("x + ", 240, ")")),
        ("a chain of pairs", chain("x * on (a) group_left (b) ", 120, "y")),
        ("sums of sums", chain("sum by (a, b) (", 48, "x") + &")".repeat(48)),
        ("subqueries of subqueries", chain("max_over_time(", 45, "x") + &"[5m:])".repeat(45)),
        ("long operands with a wrong end", chain(&format!("x{{a=\"{long}\"}} + "), 240, "by")),
        ("long calls that are wrong", chain(&format!("rate(x{{a=\"{long}\"}}) + "), 120, "y")),
    ];
    parts.chain(others.map(|(name, text)| (name.to_owned(), text))).collect()
}
