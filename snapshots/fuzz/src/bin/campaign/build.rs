//! Builds the fuzzer.
//!
//! The compiler counts what is reached by a pass of LLVM that the stable compiler has too; no other toolchain is needed.
//! What counts is libFuzzer, which is C++: without a compiler for it there is no fuzzer.

use std::path::PathBuf;
use std::process::{Command, Stdio};

use crate::{folder, root};

/// What came of it.
pub(crate) enum Built {
    /// The program.
    Fuzzer(PathBuf),
    /// It cannot be had here.
    Skipped(String),
    /// It does not build.
    Failed(String),
}

/// An 8-bit counter and an address for each edge, and what is compared.
const COUNTING: [&str; 5] = [
    "-Cpasses=sancov-module",
    "-Cllvm-args=-sanitizer-coverage-level=4",
    "-Cllvm-args=-sanitizer-coverage-inline-8bit-counters",
    "-Cllvm-args=-sanitizer-coverage-pc-table",
    "-Cllvm-args=-sanitizer-coverage-trace-compares",
];

/// The fuzzer, built where nothing else is: its flags would build everything anew.
pub(crate) fn fuzzer() -> Built {
    let compiler = std::env::var("CXX").unwrap_or_else(|_| "c++".to_owned());
    if !succeeds(Command::new(&compiler).arg("--version")) {
        return Built::Skipped(format!("libFuzzer needs a C++ compiler, and `{compiler}` is none (set CXX)"));
    }
    let Some(host) = host() else { return Built::Failed("`rustc -vV` does not say its host".to_owned()) };
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    // What cannot be fetched is not there today; what does not build is a mistake.
    if !succeeds(
        Command::new(&cargo).args(["fetch", "--quiet", "--locked", "--target", &host]).current_dir(root()),
    ) {
        return Built::Skipped(
            "the crates of the fuzzer cannot be had: `cargo fetch --locked` failed".to_owned(),
        );
    }
    let build = Command::new(&cargo)
        .args(["build", "--quiet", "--locked", "--package", "plimsoll-fuzz", "--features", "libfuzzer"])
        .args(["--bin", "fuzzer", "--profile", "fuzz", "--target", &host, "--target-dir"])
        .arg(folder())
        .current_dir(root())
        // With `--target`, build scripts and macros are built without these.
        .env("CARGO_ENCODED_RUSTFLAGS", COUNTING.join("\u{1f}"))
        .status();
    match build {
        Ok(status) if status.success() => Built::Fuzzer(folder().join(host).join("fuzz/fuzzer")),
        Ok(_) => Built::Failed("the fuzzer does not build".to_owned()),
        Err(error) => Built::Failed(format!("cargo cannot be run: {error}")),
    }
}

fn succeeds(command: &mut Command) -> bool {
    let quiet = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    quiet.status().is_ok_and(|status| status.success())
}

/// The triple of this machine.
fn host() -> Option<String> {
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let output = Command::new(rustc).arg("-vV").output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    text.lines().find_map(|line| line.strip_prefix("host: ").map(str::to_owned))
}
