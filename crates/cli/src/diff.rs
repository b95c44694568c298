//! The difference between what lies in the directory and what was rendered, as text, bounded in length.

use std::io::{self, Write};
use std::time::Duration;

use plimsoll_codegen::harmless;
use similar::{ChangeTag, TextDiff};

use crate::sync::{Comparison, Entry, State, Tree};

/// How many lines of one file are shown.
const LINES_OF_A_FILE: usize = 80;
/// How many lines are shown in all. A threshold stands in rules, dashboards, runbooks and the plan.
const LINES_IN_ALL: usize = 400;
/// How long one file may take: a file that somebody replaced wholly has no short difference.
const PATIENCE: Duration = Duration::from_millis(500);

/// Writes a unified diff of every stale file, and a line for each missing file and each orphan.
pub fn write(comparison: &Comparison, tree: &Tree, colour: bool, out: &mut dyn Write) -> io::Result<()> {
    let paint = Paint(colour);
    let mut left = LINES_IN_ALL;
    let mut hidden = 0;
    for (path, entry) in comparison.entries() {
        let shown = tree.shown(path);
        let path = shown.trim_start_matches('/');
        match entry.state {
            State::Fresh | State::Foreign => {}
            _ if left == 0 => hidden += 1,
            State::Missing => {
                let lines = entry.new.as_deref().unwrap_or_default().lines().count();
                writeln!(out, "{}", paint.added(&format!("+++ b/{path} (new, {lines} lines)")))?;
                left = left.saturating_sub(1);
            }
            State::Orphan => {
                writeln!(out, "{}", paint.removed(&format!("--- a/{path} (nothing produces it any more)")))?;
                left = left.saturating_sub(1);
            }
            State::Stale => {
                let lines = changes(entry);
                write_file(path, &lines, left.min(LINES_OF_A_FILE), paint, out)?;
                left = left.saturating_sub(lines.len().min(LINES_OF_A_FILE) + 2);
            }
        }
    }
    if hidden > 0 {
        writeln!(out, "... {hidden} more files differ")?;
    }
    Ok(())
}

/// The first line (1-based) of a stale file that differs.
pub(crate) fn first_difference(entry: &Entry) -> u32 {
    let old = old_text(entry);
    let new = entry.new.as_deref().unwrap_or_default();
    let same = old.lines().zip(new.lines()).take_while(|(old, new)| old == new).count();
    u32::try_from(same).unwrap_or(u32::MAX).saturating_add(1)
}

fn old_text(entry: &Entry) -> String {
    String::from_utf8_lossy(entry.old.as_deref().unwrap_or_default()).into_owned()
}

/// The hunks of one file, line by line, each with its sign.
fn changes(entry: &Entry) -> Vec<String> {
    let old = old_text(entry);
    let new = entry.new.as_deref().unwrap_or_default();
    let diff = TextDiff::configure().timeout(PATIENCE).diff_lines(old.as_str(), new);
    let mut lines = Vec::new();
    for hunk in diff.unified_diff().context_radius(3).iter_hunks() {
        lines.push(hunk.header().to_string());
        for change in hunk.iter_changes() {
            let sign = match change.tag() {
                ChangeTag::Delete => '-',
                ChangeTag::Insert => '+',
                ChangeTag::Equal => ' ',
            };
            let line = change.value().strip_suffix('\n').unwrap_or(change.value());
            lines.push(format!("{sign}{}", harmless(line)));
            if change.missing_newline() {
                lines.push("\\ No newline at end of file".to_owned());
            }
        }
    }
    lines
}

fn write_file(
    path: &str,
    lines: &[String],
    most: usize,
    paint: Paint,
    out: &mut dyn Write,
) -> io::Result<()> {
    writeln!(out, "{}", paint.removed(&format!("--- a/{path}")))?;
    writeln!(out, "{}", paint.added(&format!("+++ b/{path}")))?;
    for line in lines.iter().take(most) {
        match line.as_bytes().first() {
            Some(b'-') => writeln!(out, "{}", paint.removed(line))?,
            Some(b'+') => writeln!(out, "{}", paint.added(line))?,
            _ => writeln!(out, "{line}")?,
        }
    }
    if lines.len() > most {
        writeln!(out, "... {} more lines", lines.len() - most)?;
    }
    Ok(())
}

/// Red and green, or neither.
#[derive(Clone, Copy)]
struct Paint(bool);

impl Paint {
    fn added(self, text: &str) -> String {
        self.with("\u{1b}[32m", text)
    }

    fn removed(self, text: &str) -> String {
        self.with("\u{1b}[31m", text)
    }

    fn with(self, start: &str, text: &str) -> String {
        if self.0 { format!("{start}{text}\u{1b}[0m") } else { text.to_owned() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stale(old: &str, new: &str) -> Entry {
        Entry { state: State::Stale, new: Some(new.into()), old: Some(old.into()) }
    }

    #[test]
    fn only_what_differs_is_shown_with_three_lines_around_it() {
        let old = "1\n2\n3\n4\n5\n6\n7\n8\n9\n";
        let lines = changes(&stale(old, &old.replace('5', "five")));
        assert_eq!(lines, ["@@ -2,7 +2,7 @@", " 2", " 3", " 4", "-5", "+five", " 6", " 7", " 8"]);
        assert_eq!(first_difference(&stale(old, &old.replace('5', "five"))), 5);
    }

    #[test]
    fn a_long_difference_is_cut_and_says_so() {
        let lines: Vec<String> = (0..LINES_OF_A_FILE + 7).map(|line| format!("+{line}")).collect();
        let mut out = Vec::new();
        write_file("generated/a", &lines, LINES_OF_A_FILE, Paint(false), &mut out).unwrap();
        let text = String::from_utf8(out).unwrap();
        assert_eq!(text.lines().count(), LINES_OF_A_FILE + 3);
        assert!(text.ends_with("... 7 more lines\n"));
    }

    #[test]
    fn nothing_that_lies_there_commands_the_terminal() {
        let lines = changes(&stale("\u{1b}[2J\n\u{202e}\n", "new\n"));
        assert!(lines.iter().all(|line| !line.contains('\u{1b}')), "{lines:?}");
    }

    #[test]
    fn files_that_differ_in_their_line_ends_alone_show_it() {
        assert_eq!(changes(&stale("a\r\n", "a\n")), ["@@ -1 +1 @@", "-a\u{fffd}", "+a"]);
        let lines = changes(&stale("a", "a\n"));
        assert_eq!(lines, ["@@ -1 +1 @@", "-a", "\\ No newline at end of file", "+a"]);
    }
}
