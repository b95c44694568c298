//! What an `xtask` does for its packs, so that it is three lines in any repository.
//!
//! It links neither the packs nor what renders them: a mistake in YAML is told in a moment, before anything is
//! built, and while a pack does not build.
//!
//! ```no_run
//! fn main() -> std::process::ExitCode {
//!     plimsoll_codegen::xtask::main("shop", concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
//! }
//! ```

mod expired;
mod inputs;
mod promote;
mod replace;
mod schemas;

use std::ffi::OsString;
use std::io::{self, IsTerminal as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use crate::workspace_root;

/// The whole of an `xtask`: its command line is handed to the program of the packs. See [`Packs`].
pub fn main(package: &str, folder: impl AsRef<Path>) -> ExitCode {
    let mut arguments = std::env::args_os().skip(1);
    let command = arguments.next().unwrap_or_else(|| "--help".into());
    let options: Vec<OsString> = arguments.collect();
    ExitCode::from(Packs::new(package, folder).code(&command, &options))
}

/// The packs of a repository: the package whose program knows the commands, and the folder in which each pack has
/// one of its own. The JSON Schemas of the YAML stand in `schema/` beside them.
#[derive(Debug, Clone)]
pub struct Packs {
    package: String,
    folder: PathBuf,
    root: PathBuf,
}

impl Packs {
    /// The packs of `package`, in the folders below `folder`.
    pub fn new(package: &str, folder: impl AsRef<Path>) -> Self {
        let folder = folder.as_ref();
        // Without `..`, so that places in messages are relative to the workspace.
        let folder = folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
        let root = workspace_root(&folder);
        Self { package: package.to_owned(), folder, root }
    }

    /// Builds the packs and runs one of their commands (`generate`, `check`, `diff`, `explain`, `gates`, `backtest`, `list`);
    /// gives its exit code.
    ///
    /// A mistake in YAML is told first, with exit code 1. `generate` writes the JSON Schemas too, and `check` says
    /// 4 where they are stale. `promote` is a command of this half: it edits the YAML, then generates.
    pub fn code(&self, command: impl Into<OsString>, options: &[OsString]) -> u8 {
        let command = command.into();
        if command == "promote" {
            return self.promote(options);
        }
        if !inputs::are_well(&self.root, &self.folder, options) {
            return 1;
        }
        let asks = |option: &str| options.iter().any(|own| own == option);
        if matches!(command.to_str(), Some("generate" | "check"))
            && !self.warned(options)
            && asks("--deny-warnings")
        {
            return 1;
        }
        let status = cargo()
            .args(build_options(io::stderr().is_terminal()))
            // Not the current directory: paths on the command line are relative to that.
            .arg("--manifest-path")
            .arg(self.root.join("Cargo.toml"))
            .args(["--package", &self.package, "--"])
            .arg(&command)
            .args(options)
            .status();
        let code = match status {
            Ok(status) => exit_code(status.code()),
            Err(error) => {
                say(&format!("error: cargo cannot be run: {error}\nhelp: is it on PATH?"));
                1
            }
        };
        if code != 0 || asks("--help") || asks("-h") {
            return code;
        }
        match command.to_str() {
            Some("generate") if !asks("--dry-run") => schemas::write(&self.root, &self.folder),
            Some("generate" | "check") => schemas::check(&self.root, &self.folder),
            _ => code,
        }
    }

    /// Tells which exceptions are over; whether there are none.
    fn warned(&self, options: &[OsString]) -> bool {
        let Some(today) = promote::today() else { return true };
        let over = expired::exceptions(&self.root, inputs::packs(&self.folder), today);
        // The exit code says it even where nobody listens.
        let _ = inputs::warn(&over, options);
        over.is_empty()
    }

    /// Moves a live phase; see `promote --help`.
    fn promote(&self, options: &[OsString]) -> u8 {
        let Some(today) = promote::today() else {
            say("error: the clock of this machine stands before 1970\nhelp: set it");
            return 1;
        };
        let mut run = |command: &str, options: &[String]| {
            self.code(command, &options.iter().map(OsString::from).collect::<Vec<_>>())
        };
        let mut world = promote::World {
            root: &self.root,
            folder: &self.folder,
            today,
            run: &mut run,
            out: &mut io::stdout(),
            err: &mut io::stderr(),
        };
        promote::promote(&mut world, options).unwrap_or(1)
    }
}

/// The cargo that runs this, so that the toolchain is the same.
pub fn cargo() -> Command {
    Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
}

/// A first build takes a minute: on a terminal cargo shows its progress, elsewhere it is quiet.
fn build_options(terminal: bool) -> &'static [&'static str] {
    if terminal { &["run"] } else { &["run", "--quiet"] }
}

/// The exit code of a program that cargo ran. 101 is cargo's own: it does not build. For whoever asked, that is a
/// problem found (1) like any other.
pub fn exit_code(code: Option<i32>) -> u8 {
    match code.and_then(|code| u8::try_from(code).ok()) {
        Some(101) | None => 1,
        Some(code) => code,
    }
}

/// Speaks on standard error. The exit code says it even where nobody listens.
fn say(text: &str) {
    let _ = writeln!(io::stderr(), "{text}");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packs_that_do_not_build_are_a_problem_and_other_codes_pass() {
        assert_eq!([Some(0), Some(1), Some(2), Some(4)].map(exit_code), [0, 1, 2, 4]);
        assert_eq!([Some(101), Some(-1), Some(300), None].map(exit_code), [1, 1, 1, 1]);
    }
}
