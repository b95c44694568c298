//! The difference between what lies in the directory and what was rendered, as text, bounded in length.

use std::io::{self, Write};
use std::time::Duration;

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
        let path = tree.shown(path);
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
                write_file(&path, &lines, left.min(LINES_OF_A_FILE), paint, out)?;
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
            // What lies there may be anybody's: no control character of it reaches the terminal.
            let text: String = change
                .value()
                .trim_end_matches(['\n', '\r'])
                .replace(|c: char| c.is_control() && c != '\t', "\u{fffd}");
            lines.push(format!("{sign}{text}"));
        }
    }
    if lines.is_empty() {
        lines.push("(the line ends differ)".to_owned());
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
