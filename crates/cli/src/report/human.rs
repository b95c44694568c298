//! A finding as rustc draws it: the place with an excerpt, the expression with a caret, the help.

use std::io::{self, Write};
use std::ops::Range;

use annotate_snippets::{AnnotationKind, Group, Level, Origin as Place, Renderer, Snippet};
use plimsoll_check::{Diagnostic, Excerpt, Severity};
use plimsoll_units::Origin;

use super::Sources;

/// Longer lines are not shown: they are data, and the place says where.
const LONGEST_LINE: usize = 2_000;
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
    if let Some(origin) = diagnostic.origin {
        group = with_place(group, origin, sources);
    }
    if let Some(excerpt) = &diagnostic.excerpt {
        group = group.element(expression(excerpt));
    }
    if let Some(subject) = &diagnostic.subject {
        group = group.element(Level::NOTE.message(format!("in {subject}")));
    }
    if let Some(help) = &diagnostic.help {
        group = group.element(Level::HELP.message(help));
    }
    let renderer = if colour { Renderer::styled() } else { Renderer::plain() };
    writeln!(out, "{}\n", renderer.render(&[group]))
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
