//! Lines with indentation.

use std::fmt::{self, Write};

/// Collects lines of Rust and indents them as rustfmt would: one step inside a bracket or after a `=`, one more
/// for a line that begins with a dot.
pub(super) struct Writer {
    text: String,
    open: Vec<Opened>,
}

struct Opened {
    indent: usize,
    /// After a `=`: closed by the semicolon, not by a bracket.
    expression: bool,
}

const STEP: usize = 4;

impl Writer {
    pub(super) const fn new() -> Self {
        Self { text: String::new(), open: Vec::new() }
    }

    /// One line.
    pub(super) fn line(&mut self, line: fmt::Arguments<'_>) {
        let line = line.to_string();
        let comment = line.starts_with("//");
        let closed = if line.starts_with(['}', ']', ')']) { self.open.pop() } else { None };
        let indent = closed.map_or_else(|| self.indent(line.starts_with('.')), |opened| opened.indent);
        // Writing into a String cannot fail.
        let _ = writeln!(self.text, "{:indent$}{line}", "");
        if comment {
            return;
        }
        if line.ends_with(['{', '[', '(', '=']) {
            self.open.push(Opened { indent, expression: line.ends_with('=') });
        } else if line.ends_with(';') && self.open.last().is_some_and(|opened| opened.expression) {
            self.open.pop();
        }
    }

    fn indent(&self, continued: bool) -> usize {
        self.open.last().map_or(0, |opened| opened.indent + STEP) + if continued { STEP } else { 0 }
    }

    /// An empty line between two items.
    pub(super) fn gap(&mut self) {
        self.text.push('\n');
    }

    pub(super) fn finish(self) -> String {
        self.text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chains_and_blocks_are_indented_as_rustfmt_would() {
        let mut out = Writer::new();
        for line in [
            "mod t {",
            "const a: T =",
            "T::new()",
            ".one(1);",
            "fn f() {",
            "new()",
            ".two(",
            "x",
            ".y(),",
            ")",
            "}",
            "}",
        ] {
            out.line(format_args!("{line}"));
        }
        assert_eq!(
            out.finish(),
            "mod t {\n    const a: T =\n        T::new()\n            .one(1);\n    fn f() {\n        new()\n            \
             .two(\n                x\n                    .y(),\n            )\n    }\n}\n"
        );
    }
}
