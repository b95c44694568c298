//! One target for a while.

use std::fmt;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use plimsoll_fuzz::targets::Target;
use plimsoll_fuzz::{kept, packed, seeds};

use crate::folder;

/// One input must be answered in so many seconds by the clock, which a busy machine must not reach,
const LONGEST: u64 = 10;
/// by a process of so many megabytes,
const LARGEST: u64 = 2048;
/// with no piece larger than so many.
const LARGEST_PIECE: u64 = 256;

/// What came of it.
pub(crate) struct Outcome {
    target: &'static str,
    executions: u64,
    seconds: u64,
    /// The last line in which libFuzzer counts what is reached.
    reached: String,
    broken: Option<Broken>,
}

/// A promise that was broken.
struct Broken {
    /// What was said.
    said: String,
    /// By which input, and where it lies; what a machine that is thrown away leaves is what is printed.
    input: Option<(PathBuf, Vec<u8>)>,
}

impl Outcome {
    pub(crate) const fn is_broken(&self) -> bool {
        self.broken.is_some()
    }
}

/// Where a target's inputs are, from one campaign to the next.
pub(crate) fn inputs(target: &Target) -> PathBuf {
    folder().join("inputs").join(target.name)
}

/// The fuzzer with a target.
pub(crate) fn command(fuzzer: &Path, target: &Target) -> Command {
    let mut command = Command::new(fuzzer);
    command.env("PLIMSOLL_FUZZ_TARGET", target.name).env("RUST_BACKTRACE", "0").stdin(Stdio::null());
    command
}

/// Lets the fuzzer loose on one target.
pub(crate) fn run(fuzzer: &Path, target: &Target, seconds: u64, values: bool) -> io::Result<Outcome> {
    let inputs = inputs(target);
    fs::create_dir_all(&inputs)?;
    let begin = seeds::seeds(target.name, target.longest).into_iter().chain(kept::inputs(target.name)?);
    for (at, input) in begin.enumerate() {
        fs::write(inputs.join(format!("kept-{at}")), input)?;
    }
    let words = folder().join(format!("{}.words", target.name));
    fs::write(&words, dictionary(target.words))?;
    let broken = folder().join(format!("broken-{}-", target.name));
    let before = artifacts(&broken)?;
    let output = command(fuzzer, target)
        .arg(&inputs)
        .arg(format!("-dict={}", words.display()))
        .arg(format!("-artifact_prefix={}", broken.display()))
        .arg(format!("-max_len={}", target.longest))
        .arg(format!("-max_total_time={seconds}"))
        .arg(format!("-timeout={LONGEST}"))
        .arg(format!("-rss_limit_mb={LARGEST}"))
        .arg(format!("-malloc_limit_mb={LARGEST_PIECE}"))
        .arg(format!("-use_value_profile={}", u8::from(values)))
        .arg("-print_final_stats=1")
        .output()?;
    let log = String::from_utf8_lossy(&output.stderr).into_owned();
    fs::write(folder().join(format!("{}.log", target.name)), &log)?;
    let number = |line: Option<&str>| line.and_then(|line| line.trim().parse().ok()).unwrap_or_default();
    let stat = log.lines().find_map(|line| line.strip_prefix("stat::number_of_executed_units:"));
    let done = log.lines().find_map(|line| line.strip_prefix("Done ")?.split(' ').nth(3));
    let input = artifacts(&broken)?.into_iter().find(|path| !before.contains(path));
    Ok(Outcome {
        target: target.name,
        executions: number(stat),
        seconds: number(done),
        reached: reached(&log),
        broken: (!output.status.success()).then(|| Broken {
            said: said(&log),
            input: input.and_then(|path| fs::read(&path).ok().map(|bytes| (path, bytes))),
        }),
    })
}

/// The files that a fuzzer left: each is an input that broke a promise.
fn artifacts(prefix: &Path) -> io::Result<Vec<PathBuf>> {
    let prefix = prefix.to_string_lossy();
    let entries = fs::read_dir(folder())?.map(|entry| entry.map(|entry| entry.path()));
    let entries: Vec<PathBuf> = entries.collect::<io::Result<_>>()?;
    Ok(entries.into_iter().filter(|path| path.to_string_lossy().starts_with(&*prefix)).collect())
}

/// `cov: 5180 ft: 19633 corp: 1731/130Kb` of the last line that has it.
fn reached(log: &str) -> String {
    let line = log.lines().rev().find(|line| line.starts_with('#') && line.contains("cov: "));
    let from = line.and_then(|line| line.find("cov: ").map(|at| &line[at..])).unwrap_or_default();
    from.split_whitespace().take(6).collect::<Vec<_>>().join(" ")
}

/// What a panic said, or else what libFuzzer says.
fn said(log: &str) -> String {
    let panic = log.lines().skip_while(|line| !line.contains("panicked at")).take(2);
    let panic: Vec<&str> = panic.collect();
    if !panic.is_empty() {
        return panic.join(" ");
    }
    let summary = log.lines().find(|line| line.starts_with("SUMMARY: ") || line.contains("ERROR: "));
    summary.unwrap_or("it ended, and nobody says why").to_owned()
}

/// Words as libFuzzer reads them.
fn dictionary(words: &[&[&str]]) -> String {
    let escaped = |byte: u8| match byte {
        b'"' | b'\\' => format!("\\x{byte:02x}"),
        b' '..=b'~' => char::from(byte).to_string(),
        _ => format!("\\x{byte:02x}"),
    };
    let line = |word: &&str| format!("\"{}\"", word.bytes().map(escaped).collect::<String>());
    words.iter().copied().flatten().map(line).collect::<Vec<_>>().join("\n") + "\n"
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { target, executions, seconds, reached, broken } = self;
        write!(f, "fuzz {target}: {executions} executions in {seconds} s, {reached}")?;
        let Some(Broken { said, input }) = broken else { return Ok(()) };
        write!(f, "\nfuzz {target}: BROKEN: {said}")?;
        if let Some((path, input)) = input {
            write!(
                f,
                "\nfuzz {target}: the input, {} bytes in {}, as a line of snapshots/fuzz/corpus/{target}.found.txt:\n{}\n\
                 help: mend what it broke, and add the line there",
                input.len(),
                path.display(),
                packed::line(input)
            )?;
        }
        Ok(())
    }
}
