//! `cargo xtask docs`: writes the pages of the checks into `docs/checks/`.
//!
//! They say what was found of their examples, so the tests that run the examples write them. Without this task the same
//! test compares: `cargo xtask test` holds the pages to what the checks say.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a command line speaks to its user")]

use std::process::{ExitCode, Stdio};

/// The test that compares the pages, or writes them where this is set.
const TEST: &str = "examples::docs::the_pages_in_docs_are_those_of_the_checks";
const WRITE: &str = "PLIMSOLL_WRITE_DOCS";

pub(crate) fn run() -> ExitCode {
    let mut command = plimsoll_codegen::xtask::cargo();
    command.args(["test", "--quiet", "--package", "plimsoll-check", "--lib", "--manifest-path"]);
    command.arg(crate::root().join("Cargo.toml")).args(["--", "--exact", TEST]).env(WRITE, "1");
    // What the test has to say is of interest where it fails.
    match command.stdout(Stdio::piped()).stderr(Stdio::inherit()).output() {
        Ok(output) if output.status.success() => ExitCode::SUCCESS,
        Ok(output) => {
            print!("{}", String::from_utf8_lossy(&output.stdout));
            ExitCode::FAILURE
        }
        Err(error) => {
            eprintln!("error: cargo cannot be run: {error}");
            ExitCode::FAILURE
        }
    }
}
