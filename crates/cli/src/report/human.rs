//! A finding as rustc draws it: the place with an excerpt, the expression with a caret, the help.

use std::io::{self, Write};
use std::ops::Range;

use annotate_snippets::{AnnotationKind, Group, Level, Origin as Place, Renderer, Snippet};
use plimsoll_check::{Diagnostic, End, Excerpt, Severity};
use plimsoll_codegen::harmless;
use plimsoll_units::Origin;

use super::Sources;

/// Longer lines are not shown: they are data, and the place says where.
const LONGEST_LINE: usize = 2_000;
/// Faults of more lines are shown by their beginning.
const LONGEST_EXPRESSION_LINES: u32 = 40;
/// Expressions of more lines are shown around their fault only.
const LONGEST_EXPRESSION: usize = 12;

pub(super) fn write(
    diagnostic: &Diagnostic,
    sources: &dyn Sources,
    colour: bool,
    out: &mut dyn Write,
) -> io::Result<()> {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Note => Level::NOTE,
    };
    let mut group = Group::with_title(level.primary_title(&diagnostic.message).id(diagnostic.id));
    match (diagnostic.origin, diagnostic.end) {
        (Some(origin), Some(end)) => group = with_lines(group, origin, end, sources),
        (Some(origin), None) => group = with_place(group, origin, sources),
        (None, _) => {}
    }
    if let Some(excerpt) = &diagnostic.excerpt {
        group = group.element(expression(excerpt));
    }
    if let Some(subject) = &diagnostic.subject {
        group = group.element(Level::NOTE.message(harmless(&format!("in {subject}")).into_owned()));
    }
    if let Some(help) = &diagnostic.help {
        group = group.element(Level::HELP.message(harmless(help)));
    }
    let renderer = if colour { Renderer::styled() } else { Renderer::plain() };
    // What draws has replaced the control characters of ASCII in the title and the lines; colours are some of its own.
    let above_ascii = |c: char| matches!(c, '\u{80}'..='\u{9f}');
    writeln!(out, "{}\n", renderer.render(&[group]).replace(above_ascii, "\u{fffd}"))
}

/// The place with all its lines, if they can be read: where its end is known too.
fn with_lines<'a>(group: Group<'a>, origin: Origin, end: End, sources: &dyn Sources) -> Group<'a> {
    let last = end.line.min(origin.line.saturating_add(LONGEST_EXPRESSION_LINES));
    let lines = (origin.line..=last.max(origin.line)).map(|line| sources.line(origin.file, line));
    let Some(lines) = lines.collect::<Option<Vec<String>>>() else {
        return with_place(group, origin, sources);
    };
    if lines.iter().any(|line| line.len() > LONGEST_LINE) {
        return with_place(group, origin, sources);
    }
    let text = lines.join("\n");
    let byte = |line: usize, column: u32| {
        let before: usize = lines.iter().take(line).map(|line| line.len() + 1).sum();
        let own = lines.get(line).map(String::as_str).unwrap_or_default();
        before + own.char_indices().nth(column.saturating_sub(1) as usize).map_or(own.len(), |(at, _)| at)
    };
    let start = byte(0, origin.column);
    let end = if last < end.line { text.len() } else { byte((last - origin.line) as usize, end.column) };
    // What has no width is shown by the character at which it stands.
    let one = text.get(start..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
    let end = end.max(start + one);
    group.element(
        Snippet::source(text)
            .line_start(origin.line as usize)
            .path(origin.file)
            .fold(true)
            .annotation(AnnotationKind::Primary.span(start..end)),
    )
}

/// The place, with its line if that can be read.
fn with_place<'a>(group: Group<'a>, origin: Origin, sources: &dyn Sources) -> Group<'a> {
    let number = usize::try_from(origin.line).unwrap_or(usize::MAX);
    let column = usize::try_from(origin.column).unwrap_or(usize::MAX);
    let line = sources.line(origin.file, origin.line).filter(|line| line.len() <= LONGEST_LINE);
    match line {
        Some(line) => {
            let span = word_at(&line, column);
            group.element(
                Snippet::source(line)
                    .line_start(number)
                    .path(origin.file)
                    .annotation(AnnotationKind::Primary.span(span)),
            )
        }
        None => group.element(Place::path(origin.file).line(number).char_column(column)),
    }
}

/// The word that begins at a column (1-based, in characters), or the one character there.
fn word_at(line: &str, column: usize) -> Range<usize> {
    let start = line.char_indices().nth(column.saturating_sub(1)).map_or(line.len(), |(at, _)| at);
    let rest = &line[start..];
    let is_word = |c: char| c.is_alphanumeric() || matches!(c, '_' | ':' | '-' | '.' | '%');
    let word = rest.find(|c| !is_word(c)).unwrap_or(rest.len());
    let one = rest.chars().next().map_or(0, char::len_utf8);
    // `key: value` in YAML and `path::to` in Rust: a colon in the end belongs to neither.
    let word = rest[..word].trim_end_matches([':', '.', '-']).len();
    start..start + word.max(one)
}

/// The rendered expression. It has no file, so it has no line numbers either.
fn expression(excerpt: &Excerpt) -> Snippet<'_, annotate_snippets::Annotation<'_>> {
    let text = excerpt.text.as_str();
    // A span that lies between two characters must not stop the report.
    let start = text.floor_char_boundary(excerpt.start);
    let end = text.ceil_char_boundary(excerpt.end).max(start);
    Snippet::source(text)
        .path("rendered expression")
        .line_numbering(false)
        .fold(text.lines().count() > LONGEST_EXPRESSION)
        .annotation(AnnotationKind::Primary.span(start..end))
}
