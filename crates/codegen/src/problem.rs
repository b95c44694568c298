//! One thing that is wrong in a file: where, what, and how to fix it.

use std::borrow::Cow;
use std::fmt;
use std::ops::Range;

use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};

use crate::Place;
use crate::place::floor;

/// Longer excerpts are not drawn: a file of one enormous line would fill the screen.
const LONGEST_EXCERPT: usize = 8 * 1024;

/// One thing that is wrong in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// `group/name`, stable, after the bad pattern: `yaml/unknown-key`.
    pub id: &'static str,
    /// Whether it stops.
    pub severity: Severity,
    /// What was found and what was expected, in one sentence without a full stop.
    pub message: String,
    /// The file, relative to the workspace, with forward slashes.
    pub file: String,
    /// 1-based.
    pub line: u32,
    /// 1-based, in characters.
    pub column: u32,
    /// The bytes of the file at fault.
    pub span: Range<usize>,
    /// Other places of the same file that the problem is about.
    pub related: Vec<Related>,
    /// One concrete fix.
    pub help: Option<String>,
}

/// How bad a problem is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Severity {
    /// Nothing is built or written.
    Error,
    /// Told; an error with `--deny-warnings`.
    Warning,
}

impl Severity {
    /// `error` or `warning`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
        }
    }
}

/// Another place that a problem is about, with what to say there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Related {
    /// Where.
    pub place: Place,
    /// What is there: `the unit comes from here`.
    pub label: String,
}

impl Problem {
    /// An error with nothing but its message.
    pub fn new(id: &'static str, file: &str, place: Place, message: impl Into<String>) -> Self {
        Self {
            id,
            severity: Severity::Error,
            message: message.into(),
            file: file.to_owned(),
            line: place.line,
            column: place.column,
            span: place.start..place.end,
            related: Vec::new(),
            help: None,
        }
    }

    /// A warning with nothing but its message.
    pub fn warning(id: &'static str, file: &str, place: Place, message: impl Into<String>) -> Self {
        Self { severity: Severity::Warning, ..Self::new(id, file, place, message) }
    }

    /// One concrete fix.
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Another place that it is about.
    pub fn related(mut self, place: Place, label: impl Into<String>) -> Self {
        self.related.push(Related { place, label: label.into() });
        self
    }

    /// Draws the problem as rustc draws its own: title, place, excerpt with a caret, help.
    ///
    /// `source` is the text that was read; a byte that is no UTF-8 may be replaced in it. Without colours.
    pub fn render(&self, source: &str) -> String {
        let level = match self.severity {
            Severity::Error => Level::ERROR,
            Severity::Warning => Level::WARNING,
        };
        let title = level.primary_title(&self.message).id(self.id);
        let mut group = match self.window(source) {
            Some(window) => title.element(self.excerpt(source, window)),
            None => title
                .element(Origin::path(&self.file).line(self.line as usize).char_column(self.column as usize)),
        };
        for related in self.related.iter().filter(|related| !self.is_near(related)) {
            let place = related.place;
            let note = format!("{} ({}:{}:{})", related.label, self.file, place.line, place.column);
            group = group.element(Level::NOTE.message(note));
        }
        let mut report = vec![group];
        report.extend(self.help.as_deref().map(|help| Group::with_title(Level::HELP.secondary_title(help))));
        harmless(&Renderer::plain().render(&report)).into_owned()
    }

    /// Whether another place can be shown in one excerpt with this one.
    fn is_near(&self, related: &Related) -> bool {
        related.place.start.abs_diff(self.span.start) < LONGEST_EXCERPT / 4
    }

    /// The bytes of the lines to draw, or `None` where there is too much or nothing to show.
    fn window(&self, source: &str) -> Option<Range<usize>> {
        let places =
            || self.related.iter().filter(|related| self.is_near(related)).map(|related| related.place);
        let start = places().map(|place| place.start).chain([self.span.start]).min()?;
        let end = places().map(|place| place.end).chain([self.span.end]).max()?;
        let (start, end) = (floor(source, start), floor(source, end));
        let start = source[..start].rfind('\n').map_or(0, |newline| newline + 1);
        let end = source[end..].find('\n').map_or(source.len(), |newline| end + newline);
        (start < end && end - start <= LONGEST_EXCERPT).then_some(start..end)
    }

    fn excerpt<'a>(
        &'a self,
        source: &'a str,
        window: Range<usize>,
    ) -> Snippet<'a, annotate_snippets::Annotation<'a>> {
        let line = source[..window.start].matches('\n').count() + 1;
        let inside = |start: usize, end: usize| {
            let (start, end) = (floor(source, start), floor(source, end));
            // A place without an end (a block) is shown by its first character.
            let end = if end > start {
                end
            } else {
                start + source[start..].chars().next().map_or(0, char::len_utf8)
            };
            let to = |byte: usize| byte.clamp(window.start, window.end) - window.start;
            to(start)..to(end)
        };
        Snippet::source(&source[window.clone()])
            .line_start(line)
            .path(&self.file)
            .annotation(AnnotationKind::Primary.span(inside(self.span.start, self.span.end)))
            .annotations(self.related.iter().filter(|related| self.is_near(related)).map(|related| {
                AnnotationKind::Context
                    .span(inside(related.place.start, related.place.end))
                    .label(&related.label)
            }))
    }
}

/// A text that somebody else may have written, so that no control character of it reaches a terminal or a log.
pub fn harmless(text: &str) -> Cow<'_, str> {
    let commands = |c: char| c.is_control() && !matches!(c, '\n' | '\t');
    if text.contains(commands) { text.replace(commands, "\u{fffd}").into() } else { text.into() }
}

impl fmt::Display for Problem {
    /// One line: `file:line:column: error[id]: message`, or `warning[id]`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { file, line, column, id, message, severity, .. } = self;
        write!(f, "{file}:{line}:{column}: {}[{id}]: {message}", severity.as_str())
    }
}

impl std::error::Error for Problem {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_is_drawn_commands_the_terminal() {
        let source = "pack: \u{1b}[2J \u{9b}2J\n";
        let drawn = Problem::new("a/b", "t.yaml", Place::of(source, 6, 9), "found \u{7f}").render(source);
        assert_eq!(drawn.find(|c: char| c.is_control() && c != '\n'), None, "{drawn:?}");
        assert!(drawn.contains("pack: "), "{drawn}");
        assert_eq!(harmless("a\tb\r\n"), "a\tb\u{fffd}\n");
    }

    #[test]
    fn a_problem_is_drawn_with_its_excerpt_and_its_help() {
        let source = "thresholds:\n  error_rate: { abvoe: 5% }\n";
        let at = source.find("abvoe").unwrap();
        let problem = Problem::new(
            "yaml/unknown-key",
            "a/t.yaml",
            Place::of(source, at, at + 5),
            "unknown key `abvoe`",
        )
        .help("did you mean `above`?");
        assert_eq!(
            problem.render(source),
            "error[yaml/unknown-key]: unknown key `abvoe`\n \
             --> a/t.yaml:2:17\n  \
             |\n\
             2 |   error_rate: { abvoe: 5% }\n  \
             |                 ^^^^^\n  \
             |\n\
             help: did you mean `above`?"
        );
    }

    #[test]
    fn an_enormous_line_is_not_drawn() {
        let source = "x".repeat(20_000);
        let problem = Problem::new("yaml/syntax", "t.yaml", Place::of(&source, 5, 6), "no");
        assert_eq!(problem.render(&source), "error[yaml/syntax]: no\n--> t.yaml:1:6");
    }

    #[test]
    fn a_second_place_is_shown_with_its_label() {
        let source = "a: 1\na: 2\n";
        let problem =
            Problem::new("yaml/duplicate-key", "t.yaml", Place::of(source, 5, 6), "`a` is given twice")
                .related(Place::of(source, 0, 1), "first here");
        let drawn = problem.render(source);
        assert!(drawn.contains("--> t.yaml:2:1") && drawn.contains("- first here"), "{drawn}");
    }

    #[test]
    fn a_second_place_far_away_is_named() {
        let source = format!("a: 1\n{}a: 2\n", "# long\n".repeat(5_000));
        let at = source.rfind("a: 2").unwrap();
        let problem = Problem::new("yaml/duplicate-key", "t.yaml", Place::of(&source, at, at + 1), "twice")
            .related(Place::of(&source, 0, 1), "first here");
        let drawn = problem.render(&source);
        assert!(drawn.contains("5002 | a: 2") && drawn.contains("note: first here (t.yaml:1:1)"), "{drawn}");
    }
}
