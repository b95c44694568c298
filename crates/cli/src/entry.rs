//! From the command line to the exit code.

use std::ffi::OsString;
use std::io::{self, Write as _};
use std::panic::{self, AssertUnwindSafe};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::{Arc, Mutex};

use clap::Parser as _;
use clap::error::ErrorKind;

use crate::commands::{self, Cli, Command, Context, Output};
use crate::console::{Console, Patient, may_colour};
use crate::outcome::Outcome;
use crate::source::Source;

/// The whole program over what the packs give: reads the command line, speaks to the terminal.
pub fn run(source: &dyn Source) -> ExitCode {
    let here = std::env::var_os("CARGO_MANIFEST_DIR")
        .map(PathBuf::from)
        .or_else(|| std::env::current_dir().ok())
        .unwrap_or_default();
    let root = plimsoll_codegen::workspace_root(&here);
    spoken(|console| execute(std::env::args_os(), source, &root, console))
}

/// Runs a program on the terminal, to the end whatever happens.
pub(crate) fn spoken(program: impl FnOnce(&mut Console<'_>) -> io::Result<Outcome>) -> ExitCode {
    let (colour_out, colour_err) = (may_colour(&io::stdout()), may_colour(&io::stderr()));
    // By the line, as standard output is: on a terminal a diff stands above the error that is said of it.
    let mut out = Patient(io::stdout().lock());
    let mut err = Patient(io::stderr().lock());
    let mut console = Console { out: &mut out, err: &mut err, colour_out, colour_err };
    let done = guarded(|| program(&mut console));
    let done = done.map(|result| result.and_then(|outcome| out.flush().map(|()| outcome)));
    // Where these last words cannot be said either, the exit code says it.
    let _ = match &done {
        Ok(Ok(outcome)) => return (*outcome).into(),
        Ok(Err(error)) => writeln!(err, "error: the answer cannot be written: {error}"),
        Err(fault) => writeln!(
            err,
            "error[internal/panic]: Plimsoll met a fault of its own: {fault}\n  = help: please report it, with the \
             definitions that led to it; every generated file is as it was, or whole and new"
        ),
    };
    Outcome::Problems.into()
}

/// One command line (with the program's name first) over what the packs give, for a workspace at `root`.
///
/// An error is one of the console's alone; everything else is told and has its [`Outcome`].
pub fn execute(
    arguments: impl IntoIterator<Item = OsString>,
    source: &dyn Source,
    root: &Path,
    console: &mut Console<'_>,
) -> io::Result<Outcome> {
    let cli = match Cli::try_parse_from(arguments) {
        Ok(cli) => cli,
        Err(error) => return usage(&error, console),
    };
    command(&cli.command, source, root, console)
}

/// Runs to the end whatever happens: a fault of our own is told as one, with the place, and no backtrace.
fn guarded(work: impl FnOnce() -> io::Result<Outcome>) -> Result<io::Result<Outcome>, String> {
    let said = Arc::new(Mutex::new(String::new()));
    let note = Arc::clone(&said);
    panic::set_hook(Box::new(move |fault| {
        if let Ok(mut note) = note.lock() {
            *note = fault.to_string();
        }
    }));
    let done = panic::catch_unwind(AssertUnwindSafe(work));
    drop(panic::take_hook());
    done.map_err(|_| said.lock().map_or_else(|_| String::new(), |said| said.replace('\n', " ")))
}

fn command(
    command: &Command,
    source: &dyn Source,
    root: &Path,
    console: &mut Console<'_>,
) -> io::Result<Outcome> {
    let context = |output| Context::new(source, root, output);
    match command {
        Command::Backtest(options) => commands::backtest(&context(options.output), options, console),
        Command::Behaviour(options) => commands::behaviour(&context(options.output), options, console),
        Command::Mutate(options) => commands::mutate(&context(options.output), options, console),
        Command::Generate(options) => commands::generate(&context(options.output), options, console),
        Command::Check(options) => commands::check(&context(options.output), options, console),
        Command::Diff(options) => commands::diff(&context(Output::of(options.format)), options, console),
        Command::Explain(options) => commands::explain(&context(Output::default()), options, console),
        Command::Gates(options) => commands::gates(&context(Output::default()), options, console),
        Command::List(options) => commands::list(&context(options.output), options, console),
    }
}

/// Help and version are answers; everything else is a mistake on the command line.
pub(crate) fn usage(error: &clap::Error, console: &mut Console<'_>) -> io::Result<Outcome> {
    match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
            write!(console.out, "{}", error.render())?;
            Ok(Outcome::Well)
        }
        _ => {
            write!(console.err, "{}", error.render())?;
            Ok(Outcome::Usage)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_becomes_one_sentence_with_its_place() {
        let said = guarded(|| panic!("a bone\nis broken")).map(|_| ()).unwrap_err();
        assert!(said.contains("entry.rs:") && said.ends_with("a bone is broken"), "{said}");
        assert!(matches!(guarded(|| Ok(Outcome::Stale)), Ok(Ok(Outcome::Stale))));
    }
}
