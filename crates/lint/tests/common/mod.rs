//! One file, linted.
#![allow(dead_code, reason = "each test uses its part")]

use plimsoll_lint::{File, Known, lint};

/// `line:column id` of every finding.
pub(crate) fn places(text: &str) -> Vec<String> {
    with(text, &Known::default()).into_iter().map(|(place, ..)| place).collect()
}

/// `line:column id`, what is told, and `line:column` of the end.
pub(crate) fn with(text: &str, known: &Known) -> Vec<(String, String, String)> {
    let file = File { name: "t.yaml", bytes: text.as_bytes(), searched: false };
    let found = lint(&[file], None, known).found;
    found
        .into_iter()
        .map(|finding| {
            let origin = finding.origin.expect("a place");
            let end = finding.end.map_or_else(String::new, |end| format!("{}:{}", end.line, end.column));
            (format!("{}:{} {}", origin.line, origin.column, finding.id), finding.message, end)
        })
        .collect()
}

/// A rule file of one alert with this expression.
pub(crate) fn alert(expr: &str) -> String {
    format!("groups:\n  - name: g\n    rules:\n      - alert: A\n        expr: {expr}\n")
}
