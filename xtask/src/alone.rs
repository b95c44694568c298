//! Programs that need no packs, and build while those do not: `plimsoll`, and the one behind `fuzz`.

use std::ffi::OsString;
use std::process::ExitCode;

use plimsoll_codegen::xtask::{cargo, exit_code};

use crate::packs::Args;

/// Builds `plimsoll` and runs one of its commands; its exit code is ours.
pub(crate) fn run(command: &str, args: &Args) -> ExitCode {
    program(&["--package", "plimsoll-cli", "--bin", "plimsoll", "--", command], args)
}

/// Builds the program that builds the fuzzer, and runs it.
pub(crate) fn fuzz(args: &Args) -> ExitCode {
    program(&["--package", "plimsoll-fuzz", "--bin", "campaign", "--"], args)
}

fn program(which: &[&str], args: &Args) -> ExitCode {
    let status = cargo()
        .args(["run", "--quiet", "--manifest-path"])
        .arg(crate::root().join("Cargo.toml"))
        .args(which)
        .args(args.options.iter().map(OsString::as_os_str))
        .status();
    match status {
        Ok(status) => ExitCode::from(exit_code(status.code())),
        Err(error) => {
            // The exit code says it even where nobody listens.
            let _ = std::io::Write::write_fmt(
                &mut std::io::stderr(),
                format_args!("error: cargo cannot be run: {error}\nhelp: is it on PATH?\n"),
            );
            ExitCode::from(1)
        }
    }
}
