//! Runs the program of the packs: `thresholds/` with its library does the work, this starts it.

use std::ffi::OsString;
use std::io::{self, IsTerminal as _, Write as _};
use std::process::{Command, ExitCode};

use crate::inputs;

/// What is handed on as it is; the program of the packs knows its options.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// See `cargo xtask <command> --help`
    #[arg(value_name = "OPTIONS", trailing_var_arg = true, allow_hyphen_values = true)]
    options: Vec<OsString>,
}

/// Builds the packs and runs one of their commands; its exit code is ours.
pub(crate) fn run(command: &str, args: &Args) -> ExitCode {
    ExitCode::from(code(command, &args.options))
}

/// The same, with the exit code as a number.
pub(crate) fn code(command: &str, options: &[OsString]) -> u8 {
    // A mistake in YAML is told at once, not after the build that it would fail.
    if !inputs::are_well(options) {
        return 1;
    }
    let status = cargo()
        .args(build_options(io::stderr().is_terminal()))
        .args(["--package", "plimsoll-thresholds", "--", command])
        .args(options)
        .status();
    match status {
        Ok(status) => exit_code(status.code()),
        Err(error) => {
            let _ = writeln!(io::stderr(), "error: cargo cannot be run: {error}\nhelp: is it on PATH?");
            1
        }
    }
}

/// The cargo that runs this, so that the toolchain is the same.
pub(crate) fn cargo() -> Command {
    Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
}

/// A first build takes a minute: on a terminal cargo shows its progress, elsewhere it is quiet.
fn build_options(terminal: bool) -> Vec<OsString> {
    let mut options: Vec<OsString> = vec!["run".into()];
    if !terminal {
        options.push("--quiet".into());
    }
    // Not the current directory: paths on the command line are relative to that.
    options.extend(["--manifest-path".into(), crate::root().join("Cargo.toml").into_os_string()]);
    options
}

/// 101 is cargo's own: the packs do not build. For whoever asked, that is a problem found (1) like any other.
fn exit_code(code: Option<i32>) -> u8 {
    match code.and_then(|code| u8::try_from(code).ok()) {
        Some(101) | None => 1,
        Some(code) => code,
    }
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
