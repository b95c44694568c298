//! YAML that is long, deep or full of aliases, for everything that reads YAML.

use super::Inputs;

const READERS: &[&str] = &["thresholds", "metrics", "rules", "routes"];

/// What a scanner may get lost in.
const PARTS: &[&str] = &[
    "[",
    "{",
    "- ",
    "? ",
    "a: ",
    "{a: ",
    "[[],",
    "- a\n",
    "a: 1\n",
    "---\n",
    "--- a\n",
    "x",
    "\n",
    " ",
    "#\n",
    "# a",
    "&a ",
    "*a ",
    "!t ",
    "\"",
    "'",
    "|\n",
    ">",
    ",",
    "a: [1]\n",
    "\t",
    "%a\n",
    "- [] \n",
    "a,",
    "\u{e9}",
    "- \"x\n",
    "? a\n",
    "- - a\n",
    "a: &b\n",
    "<<: {a: 1}\n",
    "- !!binary x\n",
];

pub(super) fn add(inputs: &mut Inputs) {
    for part in PARTS {
        inputs.add(READERS, &format!("{part:?} over and over"), inputs.filled(part));
    }
    inputs.add(READERS, "a list in brackets", format!("a: [{}]", inputs.filled("1,")));
    inputs.add(READERS, "lists in a list in brackets", format!("a: [{}]", inputs.filled("[],")));
    inputs.add(READERS, "one key many times in braces", format!("a: {{{}}}", inputs.filled("b: 1,")));
    inputs.add(READERS, "a text of many lines", format!("a: \"{}\"", inputs.filled("x\n ")));
    inputs.add(READERS, "a text of escapes", format!("a: \"{}\"", inputs.filled("\\n")));
    inputs.add(READERS, "a block of many lines", format!("a: |\n{}", inputs.filled("  x\n")));
    inputs.add(READERS, "a text without an end", format!("a: \"{}", inputs.filled("x ")));
    inputs.add(READERS, "many keys", inputs.numbered(|at| format!("k{at}: 1\n")));
    let deeper: Vec<String> = (0..500).map(|at| " ".repeat(at) + "a:\n").collect();
    inputs.add(READERS, "indented ever deeper", deeper.concat());
    inputs.add(READERS, "many anchors", inputs.numbered(|at| format!("k{at}: &a{at} 1\n")));
    inputs.add(READERS, "aliases of aliases", laughs());
    inputs.add(READERS, "merges of merges", merges());
    let quoted = "  b: \"x\ny\"\n".repeat(300);
    inputs.add(READERS, "outdented quotes", format!("a:\n{quoted}{}", inputs.filled("  c: 1\n")));
    inputs.add(READERS, "outdented quotes at the end", format!("a:\n{}{quoted}", inputs.filled("  c: 1\n")));
}

/// Nine to the fortieth, were it written out.
fn laughs() -> String {
    let level = |level: usize| match level {
        0 => "a0: &a0 [x, x, x, x, x, x, x, x, x]\n".to_owned(),
        _ => format!("a{level}: &a{level} [{}]\n", format!("*a{}, ", level - 1).repeat(9)),
    };
    (0..40).map(level).collect()
}

/// Each map takes all keys of the one before.
fn merges() -> String {
    let level = |level: usize| match level {
        0 => "a0: &a0 {k: 1}\n".to_owned(),
        _ => format!("a{level}: &a{level} {{<<: *a{}, k{level}: 1}}\n", level - 1),
    };
    (0..2000).map(level).collect()
}
