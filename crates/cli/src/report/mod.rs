//! How diagnostics are told: one file per format.
//!
//! A diagnostic is plain data. Everything about its looks is here, and nothing here opens a file: the lines that
//! an excerpt shows come from [`Sources`], so that every format can be tested with made-up sources.

mod concise;
mod github;
mod human;
mod json;
mod sarif;
mod sources;
mod summary;

use std::io::{self, Write};

use plimsoll_check::Diagnostic;

pub use sources::{Files, Sources};
pub use summary::Summary;

/// What the diagnostics look like.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub enum Format {
    /// With an excerpt of the source and a help line, as rustc does
    #[default]
    Human,
    /// One line each: `file:line:column: error[id]: message`
    Concise,
    /// One JSON object per line, on standard output
    Json,
    /// Workflow commands of GitHub, which shows them beside the lines
    Github,
    /// One SARIF 2.1.0 document, on standard output
    Sarif,
}

impl Format {
    /// Whether people read it, on standard error; everything else is for machines, on standard output.
    pub const fn is_for_people(self) -> bool {
        matches!(self, Self::Human)
    }

    /// Whether all findings of a run must be known before the first is written.
    pub const fn is_one_document(self) -> bool {
        matches!(self, Self::Sarif)
    }

    /// Writes the diagnostics in this format, in the order in which they are given.
    pub fn write(
        self,
        diagnostics: &[Diagnostic],
        sources: &dyn Sources,
        colour: bool,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        if self.is_one_document() {
            return sarif::write(diagnostics, out);
        }
        for diagnostic in diagnostics {
            match self {
                Self::Human => human::write(diagnostic, sources, colour, out)?,
                Self::Concise => concise::write(diagnostic, out)?,
                Self::Json => json::write(diagnostic, out)?,
                Self::Github => github::write(diagnostic, out)?,
                Self::Sarif => {}
            }
        }
        Ok(())
    }
}

/// What a format writes, as a text.
#[cfg(test)]
fn written(write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> String {
    let mut out = Vec::new();
    write(&mut out).unwrap();
    String::from_utf8(out).unwrap()
}
