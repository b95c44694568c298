//! `cargo xtask fuzz`: builds the fuzzer, lets it loose on the readers for a while, and says what came of it.
//!
//! - [`build`]: the fuzzer, with the flags that make the compiler count what is reached
//! - [`run`]: one target for a while
//! - [`keep`]: what was found, reduced and written into `corpus/`

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a command line speaks to its user")]

mod build;
mod keep;
mod run;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Parser;
use plimsoll_fuzz::targets::{self, TARGETS, Target};

use build::Built;

/// Let a fuzzer loose on everything that reads what somebody else wrote
#[derive(Parser)]
#[command(name = "cargo xtask fuzz", bin_name = "cargo xtask fuzz")]
struct Options {
    /// The readers; all of them where none is named
    #[arg(value_name = "TARGET", value_parser = target)]
    targets: Vec<&'static Target>,
    /// For how long, each
    #[arg(long, default_value_t = 20)]
    seconds: u64,
    /// Write what reaches anything into `snapshots/fuzz/corpus/`, reduced
    #[arg(long)]
    keep: bool,
    /// Look at differences between compared values too: slower, and gets further
    #[arg(long)]
    values: bool,
}

fn target(name: &str) -> Result<&'static Target, String> {
    targets::named(name).ok_or_else(|| {
        let known: Vec<&str> = TARGETS.iter().map(|target| target.name).collect();
        format!("no target is called `{name}`: there are {}", known.join(", "))
    })
}

fn main() -> ExitCode {
    let options = Options::parse();
    let fuzzer = match build::fuzzer() {
        Built::Fuzzer(fuzzer) => fuzzer,
        Built::Skipped(why) => {
            println!("fuzz: skipped: {why}");
            return ExitCode::SUCCESS;
        }
        Built::Failed(why) => {
            eprintln!("error: {why}");
            return ExitCode::FAILURE;
        }
    };
    let wanted: Vec<&Target> =
        if options.targets.is_empty() { TARGETS.iter().collect() } else { options.targets.clone() };
    let mut failed = false;
    for target in wanted {
        let one = run::run(&fuzzer, target, options.seconds, options.values).and_then(|outcome| {
            println!("{outcome}");
            if options.keep && !outcome.is_broken() {
                println!("{}", keep::keep(&fuzzer, target)?);
            }
            Ok(outcome)
        });
        match one {
            Ok(outcome) => failed |= outcome.is_broken(),
            Err(error) => {
                eprintln!("error: the target `{}` cannot be run: {error}", target.name);
                failed = true;
            }
        }
    }
    if failed { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}

/// The workspace.
fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.ancestors().nth(2).unwrap_or(here).to_owned()
}

/// Everything that a campaign leaves behind: the fuzzer, what it has found, what broke a promise.
fn folder() -> PathBuf {
    root().join("target/fuzz")
}
