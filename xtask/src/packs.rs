//! The packs of this repository: their program does the work, `plimsoll-codegen` starts it.

use std::ffi::OsString;
use std::process::ExitCode;

use plimsoll_codegen::xtask::Packs;

/// What is handed on as it is; the program of the packs knows its options.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// See `cargo xtask <command> --help`
    #[arg(value_name = "OPTIONS", trailing_var_arg = true, allow_hyphen_values = true)]
    pub(crate) options: Vec<OsString>,
}

impl Args {
    /// Whether it is the id of a check, `group/name`, and nothing else.
    pub(crate) fn is_one_id(&self) -> bool {
        let [one] = self.options.as_slice() else { return false };
        one.to_str().is_some_and(|id| id.contains('/') && !id.starts_with('-'))
    }
}

/// Builds the packs and runs one of their commands; its exit code is ours.
pub(crate) fn run(command: &str, args: &Args) -> ExitCode {
    ExitCode::from(code(command, &args.options))
}

/// The same, with the exit code as a number.
pub(crate) fn code(command: &str, options: &[OsString]) -> u8 {
    Packs::new("plimsoll-thresholds", crate::root().join("thresholds")).code(command, options)
}
