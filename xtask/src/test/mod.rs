//! `cargo xtask test`: everything that is tested, in order, with one summary.
//!
//! A step that fails does not keep the next from running: whoever reads the end sees all of it.
//!
//! - [`stream`]: runs a command, passes its output through and listens
//! - [`tally`]: counts what cargo's tests and the oracles say

mod stream;
mod tally;

use std::ffi::OsStr;
use std::fmt::Write as _;
use std::io::{self, Write as _};
use std::process::{Command, ExitCode};
use std::time::{Duration, Instant};

use tally::Tally;

use crate::{packs, tools};

/// What `cargo xtask test` takes on its command line.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// Ask the oracles that are there already, and get none
    #[arg(long)]
    no_tools: bool,
}

/// Runs all steps; fails if one of them did.
pub(crate) fn run(args: &Args) -> ExitCode {
    let mut report = Report::default();
    if !args.no_tools {
        report.step(headed("tools"), |_| tools::ensure() == ExitCode::SUCCESS);
    }
    report.step(headed("tests"), |tally| cargo_test(&["--all-targets"], tally));
    report.step(headed("doc tests"), |tally| cargo_test(&["--doc"], tally));
    report.step(headed("drift of generated/"), |_| packs::code("check", &[]) == 0);
    say(&report.summary());
    if report.failed() { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}

/// Says which step comes now.
fn headed(name: &'static str) -> &'static str {
    say(&format!("\n== {name}\n"));
    name
}

fn cargo_test(which: &[&str], tally: &mut Tally) -> bool {
    let mut command = plimsoll_codegen::xtask::cargo();
    command.args(["test", "--workspace", "--no-fail-fast", "--manifest-path"]);
    command.arg(crate::root().join("Cargo.toml")).args(which);
    run_listening(&mut command, tally)
}

fn run_listening(command: &mut Command, tally: &mut Tally) -> bool {
    stream::run(command, |line| tally.hear(line)).unwrap_or_else(|error| {
        let name = command.get_program().to_string_lossy();
        say(&format!("error: {name} cannot be run: {error}\n"));
        false
    })
}

/// What every step gave.
#[derive(Default)]
struct Report {
    steps: Vec<Step>,
    tally: Tally,
}

struct Step {
    name: &'static str,
    passed: bool,
    took: Duration,
}

impl Report {
    fn step(&mut self, name: &'static str, run: impl FnOnce(&mut Tally) -> bool) {
        let before = self.tally.failed;
        let started = Instant::now();
        let passed = run(&mut self.tally);
        // What does not build has no failed test to count, and no drift has either.
        if !passed && self.tally.failed == before {
            self.tally.failed += 1;
        }
        self.steps.push(Step { name, passed, took: started.elapsed() });
    }

    fn failed(&self) -> bool {
        self.tally.failed > 0 || self.steps.iter().any(|step| !step.passed)
    }

    /// The oracles' answers, a line for each step, and the count as the last line.
    fn summary(&self) -> String {
        let mut text = String::from("\n== summary\n");
        // Tests run side by side: sorted, one tool's versions stand together.
        let mut oracles = self.tally.oracles.clone();
        oracles.sort();
        for line in &oracles {
            let _ = writeln!(text, "{line}");
        }
        for Step { name, passed, took } in &self.steps {
            let verdict = if *passed { "ok" } else { "FAILED" };
            let _ = writeln!(text, "{name:<20} {verdict:<6} {:>7.1} s", took.as_secs_f64());
        }
        let _ = writeln!(text, "{}", self.tally);
        text
    }
}

/// Speaks on standard output. A reader that has gone is no reason to stop: the exit code is what counts.
fn say(text: &str) {
    let mut out = io::stdout().lock();
    let _ = out.write_all(text.as_bytes()).and_then(|()| out.flush());
}

/// Whether colours may be asked of a child whose output passes through here.
fn wants_colour() -> bool {
    io::IsTerminal::is_terminal(&io::stderr())
        && std::env::var_os("NO_COLOR").as_deref().is_none_or(OsStr::is_empty)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_that_fails_without_a_failed_test_counts_as_one() {
        let mut report = Report::default();
        report.step("builds", |tally| {
            tally.hear("test result: ok. 3 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out");
            true
        });
        report.step("does not build", |_| false);
        assert!(report.failed());
        assert!(report.summary().ends_with("\n3 passed, 1 failed, 1 skipped\n"), "{}", report.summary());
    }

    #[test]
    fn failed_tests_count_themselves() {
        let mut report = Report::default();
        report.step("tests", |tally| {
            tally.hear("test result: FAILED. 3 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out");
            false
        });
        assert!(report.summary().ends_with("\n3 passed, 2 failed, 0 skipped\n"));
    }
}
