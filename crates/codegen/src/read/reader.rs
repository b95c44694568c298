//! Reading that goes on after a problem.

use crate::document::{Limits, Node, document};
use crate::{Place, Problem};

/// More are not told: nobody reads them, and a file of a million mistakes would take a million excerpts.
const MOST_PROBLEMS: usize = 100;

/// Collects what is wrong in one file.
pub(super) struct Reader<'a> {
    pub(super) file: &'a str,
    problems: Vec<Problem>,
}

impl<'a> Reader<'a> {
    pub(super) const fn new(file: &'a str) -> Self {
        Self { file, problems: Vec::new() }
    }

    /// Notes a problem with a way out of it.
    pub(super) fn report(
        &mut self,
        id: &'static str,
        place: Place,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        self.note(Problem::new(id, self.file, place, message).help(help));
    }

    /// Notes a problem that is about a second place too.
    pub(super) fn note(&mut self, problem: Problem) {
        self.problems.push(problem);
    }

    /// The problems in the order of the file.
    pub(super) fn problems(mut self) -> Vec<Problem> {
        self.problems.sort_by_key(|problem| (problem.span.start, problem.span.end));
        self.problems.truncate(MOST_PROBLEMS);
        self.problems
    }
}

/// Reads one file: its YAML, then what it says.
pub(super) fn read<T>(
    file: &str,
    bytes: &[u8],
    limits: Limits,
    says: impl FnOnce(&mut Reader<'_>, &Node) -> Option<T>,
) -> Result<T, Vec<Problem>> {
    let node = document(file, bytes, limits).map_err(|problem| vec![*problem])?;
    let mut reader = Reader::new(file);
    let read = says(&mut reader, &node);
    match (read, reader.problems()) {
        (Some(read), problems) if problems.is_empty() => Ok(read),
        (_, problems) => Err(problems),
    }
}
