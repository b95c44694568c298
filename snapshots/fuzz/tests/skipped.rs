//! Where there can be no fuzzer, `cargo xtask fuzz` says why, and is no failure.
#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "a test, its helpers included")]

use std::process::Command;

/// What is said with this C++ compiler and this cargo.
fn said(compiler: &str, cargo: &str) -> String {
    let mut campaign = Command::new(env!("CARGO_BIN_EXE_campaign"));
    let output = campaign.env("CXX", compiler).env("CARGO", cargo).output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap() + &String::from_utf8(output.stderr).unwrap();
    assert!(output.status.success(), "{text}");
    text
}

#[test]
fn without_a_compiler_for_the_fuzzer_nothing_is_built() {
    assert_eq!(
        said("no-such-compiler", "no-such-cargo"),
        "fuzz: skipped: libFuzzer needs a C++ compiler, and `no-such-compiler` is none (set CXX)\n"
    );
}

#[test]
fn without_the_crates_of_the_fuzzer_nothing_is_built() {
    // `true` answers as a compiler does, and `false` as a cargo that reaches no registry.
    assert_eq!(
        said("true", "false"),
        "fuzz: skipped: the crates of the fuzzer cannot be had: `cargo fetch --locked` failed\n"
    );
}
