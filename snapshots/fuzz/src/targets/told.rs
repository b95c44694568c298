//! What holds for everything that is told, whoever tells it.

use plimsoll_check::Diagnostic;
use plimsoll_cli::report::{Format, Sources};
use plimsoll_codegen::Problem;

/// So many are said; what is said of more looks the same.
const SAID: usize = 100;
const FORMATS: [Format; 5] = [Format::Human, Format::Concise, Format::Json, Format::Github, Format::Sarif];

/// A text under the name under which it was read, by its lines.
pub(super) struct Named<'a> {
    name: &'a str,
    lines: Vec<&'a str>,
}

impl<'a> Named<'a> {
    pub(super) fn new(name: &'a str, text: &'a str) -> Self {
        // Places are those after a byte order mark.
        Self { name, lines: text.strip_prefix('\u{feff}').unwrap_or(text).split('\n').collect() }
    }

    /// A column may be one past the end of its line.
    fn has(&self, line: u32, column: u32) -> bool {
        let (Some(above), Some(before)) = (line.checked_sub(1), column.checked_sub(1)) else { return false };
        self.lines.get(above as usize).is_some_and(|line| before as usize <= line.chars().count())
    }
}

struct Texts<'a>(&'a [Named<'a>]);

impl Sources for Texts<'_> {
    fn line(&self, file: &str, line: u32) -> Option<String> {
        let own = self.0.iter().find(|own| own.name == file)?;
        own.lines.get(usize::try_from(line.checked_sub(1)?).ok()?).map(|&line| line.to_owned())
    }
}

/// Every finding has an id, a message and a place inside its file, and can be told.
pub(super) fn findings(found: &[Diagnostic], texts: &[Named<'_>]) {
    for finding in found {
        is_said(finding.id, &finding.message, finding.help.as_deref());
        let origin = finding.origin.unwrap_or_else(|| panic!("no place: {finding:?}"));
        let text = texts.iter().find(|text| text.name == origin.file);
        let text = text.unwrap_or_else(|| panic!("a place in no file: {finding:?}"));
        assert!(text.has(origin.line, origin.column), "outside: {finding:?}");
        if let Some(end) = finding.end {
            assert!(text.has(end.line, end.column), "ends outside: {finding:?}");
            assert!((origin.line, origin.column) <= (end.line, end.column), "ends before: {finding:?}");
        }
        if let Some(excerpt) = &finding.excerpt {
            assert!(excerpt.text.get(excerpt.start..excerpt.end).is_some(), "excerpt: {finding:?}");
        }
    }
    let said = &found[..found.len().min(SAID)];
    // People's, in which places matter, and one other, as the text decides.
    let other = FORMATS[texts.iter().map(|text| text.lines.len()).sum::<usize>() % FORMATS.len()];
    for format in [Format::Human, other] {
        let mut out = Vec::new();
        let written = format.write(said, &Texts(texts), false, &mut out);
        assert!(written.is_ok(), "{format:?} cannot say it");
        let told = str::from_utf8(&out).unwrap_or_else(|_| panic!("{format:?} says no text"));
        if !matches!(format, Format::Json | Format::Sarif) {
            is_harmless(told);
        }
    }
}

/// The same of what the readers of a pack tell.
pub(super) fn problems(problems: &[Problem], file: &str, bytes: &[u8]) {
    assert!(!problems.is_empty(), "refused, and nobody says why");
    let text = String::from_utf8_lossy(bytes);
    // A byte that is no UTF-8 becomes three, and its place is that in the bytes.
    let is_text = str::from_utf8(bytes).is_ok();
    let lines = Named::new(file, &text);
    for problem in problems {
        is_said(problem.id, &problem.message, problem.help.as_deref());
        assert_eq!(problem.file, file, "{problem:?}");
        assert!(lines.has(problem.line, problem.column), "outside: {problem:?}");
        assert!(!is_text || text.get(problem.span.clone()).is_some(), "span: {problem:?}");
        for related in &problem.related {
            let place = related.place;
            assert!(lines.has(place.line, place.column), "outside: {problem:?}");
            assert!(text.get(place.start..place.end).is_some(), "span: {problem:?}");
        }
        let drawn = problem.render(&text);
        assert!(drawn.contains(problem.id), "{problem:?}");
        is_harmless(&drawn);
    }
}

/// What is told to a terminal or a log commands neither, whatever was read.
pub(super) fn is_harmless(told: &str) {
    let command = told.chars().find(|c| c.is_control() && !matches!(c, '\n' | '\t'));
    assert_eq!(command, None, "a control character is told: {told:?}");
}

fn is_said(id: &str, message: &str, help: Option<&str>) {
    let is_word = |word: &str| {
        !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
    };
    assert!(id.split_once('/').is_some_and(|(group, name)| is_word(group) && is_word(name)), "{id}");
    assert!(!message.trim().is_empty(), "{id} without a message");
    assert!(help.is_none_or(|help| !help.trim().is_empty()), "{id} with an empty help");
}
