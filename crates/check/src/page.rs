//! The page of a check: what is wrong and why, a bad and a good example, how to mend it.
//!
//! A page is read from the file of its check, where it stands beside the code: the module comment is the prose, and
//! examples are either `promql` blocks in that comment or the functions `bad` and `good` of the module `examples`. Tests
//! ask the checks about all of them, so that what a page shows is what was run.

/// What is shown of one example.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Side {
    /// What the check finds.
    Bad,
    /// What it does not.
    Good,
}

impl Side {
    /// The heading above the examples.
    pub(crate) const fn heading(self) -> &'static str {
        match self {
            Self::Bad => "# Bad",
            Self::Good => "# Good",
        }
    }

    /// How the functions begin that make the examples.
    const fn function(self) -> &'static str {
        match self {
            Self::Bad => "    pub(crate) fn bad",
            Self::Good => "    pub(crate) fn good",
        }
    }
}

/// The page in the file of a check, without a title. Markdown, with headings of the first level.
pub(crate) fn of(source: &str) -> String {
    let prose: Vec<&str> = source
        .lines()
        .map_while(|line| line.strip_prefix("//!"))
        .map(|line| line.strip_prefix(' ').unwrap_or(line))
        .collect();
    let mut page = String::new();
    for line in prose {
        if line == "# Fix" {
            for side in [Side::Bad, Side::Good] {
                let examples = written_in_rust(source, side);
                if !examples.is_empty() {
                    for part in [side.heading(), "\n\n", &examples] {
                        page.push_str(part);
                    }
                }
            }
        }
        page += line;
        page.push('\n');
    }
    page
}

/// The blocks of PromQL that stand below a heading.
#[cfg(test)]
pub(crate) fn promql(page: &str, side: Side) -> Vec<String> {
    let below = page.lines().skip_while(|line| *line != side.heading()).skip(1);
    let mut blocks: Vec<String> = Vec::new();
    let mut inside = false;
    for line in below.take_while(|line| !line.starts_with("# ")) {
        match line {
            "```promql" => {
                inside = true;
                blocks.push(String::new());
            }
            "```" => inside = false,
            _ => {
                if let Some(block) = blocks.last_mut().filter(|_| inside) {
                    block.push_str(line);
                    block.push('\n');
                }
            }
        }
    }
    blocks
}

/// The bodies of the functions `bad`, `bad_...` or `good` as blocks of Rust, each below what is said of it.
fn written_in_rust(source: &str, side: Side) -> String {
    let lines: Vec<&str> = source.lines().collect();
    let is_example = |line: &str| {
        line.strip_prefix(side.function()).is_some_and(|rest| rest.starts_with('(') || rest.starts_with('_'))
    };
    let starts = (0..lines.len()).filter(|at| is_example(lines[*at]));
    starts.map(|start| block(&lines[..start], &lines[start + 1..])).collect()
}

/// One example: the comment at the end of the lines before it, and its body at the beginning of those behind.
fn block(before: &[&str], behind: &[&str]) -> String {
    let comment = before.iter().rev().map_while(|line| line.trim_start().strip_prefix("///"));
    let mut said: Vec<&str> = comment.map(str::trim).collect();
    said.reverse();
    let body = behind.iter().take_while(|line| **line != "    }");
    let body: Vec<&str> = body.map(|line| line.get(8..).unwrap_or_default()).collect();
    let said = if said.is_empty() { String::new() } else { format!("{}\n\n", said.join("\n")) };
    format!("{said}```rust\n{}\n```\n\n", body.join("\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOURCE: &str = "//! Wrong.
//!
//! # Bad
//!
//! ```promql
//! up
//!   > 1
//! ```
//!
//! # Good
//!
//! ```promql
//! up == 0
//! ```
//!
//! # Fix
//!
//! Mend it.

fn run() {}
";

    #[test]
    fn a_page_is_the_comment_of_its_module() {
        let page = of(SOURCE);
        assert!(page.starts_with("Wrong.\n\n# Bad\n\n```promql\nup\n  > 1\n```\n"), "{page}");
        assert!(page.ends_with("# Fix\n\nMend it.\n"), "{page}");
        assert_eq!(promql(&page, Side::Bad), ["up\n  > 1\n"]);
        assert_eq!(promql(&page, Side::Good), ["up == 0\n"]);
    }

    #[test]
    fn examples_in_rust_stand_before_the_fix() {
        let source = "//! Wrong.
//!
//! # Fix
//!
//! Mend it.

#[cfg(test)]
pub(crate) mod examples {
    /// What is said
    /// of it.
    pub(crate) fn bad() -> Alert {
        Alert::new(
            \"A\",
        )
    }

    pub(crate) fn bad_too() -> Alert {
        Alert::none()
    }

    pub(crate) fn good() -> Alert {
        Alert::new()
    }
}
";
        let expected = "Wrong.\n\n# Bad\n\nWhat is said\nof it.\n\n```rust\nAlert::new(\n    \"A\",\n)\n```\n\n\
                        ```rust\nAlert::none()\n```\n\n\
                        # Good\n\n```rust\nAlert::new()\n```\n\n# Fix\n\nMend it.\n";
        assert_eq!(of(source), expected);
    }
}
