//! A fault of what would be shipped.

use std::fmt::Display;

use plimsoll_check::Diagnostic;
use plimsoll_units::{Duration, Origin};

const HELP: &str =
    "this is a fault of Plimsoll, not of the definition it names: please report it with that definition";

/// A file that the program it is for would not read.
pub(super) fn unreadable(path: &str, what: &str, error: impl Display) -> Diagnostic {
    Diagnostic::error(
        "verify/unreadable",
        format!("`{path}` would be written as {what} that cannot be read: {error}"),
    )
    .help(HELP)
}

/// What is compared: a place in a file, and the definition that led to it.
pub(super) struct Place<'a> {
    pub(super) path: &'a str,
    pub(super) subject: String,
    pub(super) origin: Origin,
}

impl Place<'_> {
    /// Something is there that should not, or not there that should.
    pub(super) fn differs(&self, message: impl Display) -> Diagnostic {
        Diagnostic::error("verify/differs", format!("`{}`: {message}", self.path))
            .at(self.origin)
            .about(self.subject.clone())
            .help(HELP)
    }

    /// Nothing, if both say the same.
    pub(super) fn same<T: PartialEq + Display + ?Sized>(
        &self,
        what: &str,
        read: &T,
        planned: &T,
    ) -> Option<Diagnostic> {
        (read != planned)
            .then(|| self.differs(format!("{what} would be read as `{read}`, and the plan says `{planned}`")))
    }

    /// Nothing, if the duration that is read is the planned one; none at all is no time.
    pub(super) fn same_duration(
        &self,
        what: &str,
        read: Option<&str>,
        planned: Duration,
    ) -> Option<Diagnostic> {
        let read = read.unwrap_or("0s");
        if read.parse() == Ok(planned) { None } else { self.same(what, read, &planned.to_string()) }
    }
}
