//! How diagnostics are told: one file per format.
//!
//! A diagnostic is plain data. Everything about its looks is here, and nothing here opens a file: the lines that
//! an excerpt shows come from [`Sources`], so that every format can be tested with made-up sources.

mod concise;
mod human;
mod json;
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
}

impl Format {
    /// Writes the diagnostics in this format, in the order in which they are given.
    pub fn write(
        self,
        diagnostics: &[Diagnostic],
        sources: &dyn Sources,
        colour: bool,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        for diagnostic in diagnostics {
            match self {
                Self::Human => human::write(diagnostic, sources, colour, out)?,
                Self::Concise => concise::write(diagnostic, out)?,
                Self::Json => json::write(diagnostic, out)?,
            }
        }
        Ok(())
    }
}
