//! The program that needs no packs: `plimsoll lint` for anybody's rules, `plimsoll catalogue` for their metrics, `plimsoll
//! explain` for the page of a check.
//!
//! `cargo xtask` runs it too, so that all are there while a pack does not build.

mod catalogue;
mod files;
mod lint;
mod metadata;
mod options;

use std::ffi::OsString;
use std::io;
use std::path::Path;
use std::process::ExitCode;

use clap::Parser as _;

use crate::console::Console;
use crate::entry;
use crate::outcome::Outcome;
use crate::page;
use crate::report::{Files, Format};

pub use metadata::observed_by_prometheus;
pub use options::{Catalogue, Command, Explain, Lint, Program};

/// The whole program: reads the command line, speaks to the terminal. Paths are relative to the current directory.
pub fn run() -> ExitCode {
    let here = std::env::current_dir().unwrap_or_default();
    entry::spoken(|console| execute(std::env::args_os(), &here, console))
}

/// One command line (with the program's name first), with paths relative to `here`.
///
/// An error is one of the console's alone; everything else is told and has its [`Outcome`].
pub fn execute(
    arguments: impl IntoIterator<Item = OsString>,
    here: &Path,
    console: &mut Console<'_>,
) -> io::Result<Outcome> {
    match Program::try_parse_from(arguments) {
        Ok(Program { command: Command::Lint(options) }) => lint::lint(&options, here, console),
        Ok(Program { command: Command::Catalogue(options) }) => catalogue::catalogue(&options, here, console),
        Ok(Program { command: Command::Explain(options) }) => explain(&options, here, console),
        Err(error) => entry::usage(&error, console),
    }
}

/// Prints the page of a check.
fn explain(options: &Explain, here: &Path, console: &mut Console<'_>) -> io::Result<Outcome> {
    match page::of(&options.check) {
        Ok(page) => write!(console.out, "{page}").map(|()| Outcome::Well),
        Err(unknown) => {
            Format::Human.write(&[unknown], &Files::below(here), console.colour_err, console.err)?;
            Ok(Outcome::Problems)
        }
    }
}
