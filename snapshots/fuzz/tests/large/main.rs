//! What no fuzzer gets to: inputs of megabytes, nesting without end, thousands of everything. Each is answered in bounded
//! time, on the stack of a usual thread, and all of them together in bounded memory.
//!
//! `PLIMSOLL_LARGE=4096 cargo test --package plimsoll-fuzz --test large -- --nocapture` takes inputs of 4 MiB and says
//! what each took; `PLIMSOLL_LARGE_FOLDER` writes them into a folder instead, for a fuzzer or a profiler.

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a test, its helpers included")]

mod expressions;
mod others;
mod rules;
mod yaml;

use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use plimsoll_fuzz::targets;

/// A thread's default.
const STACK: usize = 2 << 20;
/// A debug build on a busy machine takes a fifth of it; what grows with the square of its input takes far more.
const LONGEST: Duration = Duration::from_secs(30);
/// Of the whole process, in kilobytes.
const LARGEST: usize = 1_500_000;

/// Inputs by the target that reads them, each with a name.
struct Inputs {
    size: usize,
    all: Vec<(&'static str, String, String)>,
}

impl Inputs {
    fn add(&mut self, targets: &[&'static str], name: &str, text: impl Into<String>) {
        let text = text.into();
        self.all.extend(targets.iter().map(|target| (*target, name.to_owned(), text.clone())));
    }

    /// A part, as often as it fits.
    fn filled(&self, part: &str) -> String {
        part.repeat(self.size / part.len())
    }

    /// Parts with a number in each, as many as fit.
    fn numbered(&self, part: impl Fn(usize) -> String) -> String {
        let mut text = String::with_capacity(self.size + 1024);
        for at in 0.. {
            if text.len() >= self.size {
                break;
            }
            text += &part(at);
        }
        text
    }
}

#[test]
fn large_inputs_are_answered_in_bounded_time_and_memory() {
    let kilobytes = std::env::var("PLIMSOLL_LARGE").ok().and_then(|size| size.parse().ok()).unwrap_or(64);
    let mut inputs = Inputs { size: kilobytes * 1024, all: Vec::new() };
    yaml::add(&mut inputs);
    rules::add(&mut inputs);
    expressions::add(&mut inputs);
    others::add(&mut inputs);
    if let Some(folder) = std::env::var_os("PLIMSOLL_LARGE_FOLDER") {
        for (at, (target, _, text)) in inputs.all.iter().enumerate() {
            std::fs::write(std::path::Path::new(&folder).join(format!("{target}.{at}")), text).unwrap();
        }
        return;
    }
    let mut broken = Vec::new();
    for (at, (target, name, text)) in inputs.all.into_iter().enumerate() {
        let run = targets::named(target).unwrap().run;
        let (send, answer) = mpsc::channel();
        let started = Instant::now();
        let reader = thread::Builder::new().stack_size(STACK).spawn(move || {
            let promised = std::panic::catch_unwind(|| run(text.as_bytes()));
            // Nobody listens any more where it came too late.
            let _ = send.send(promised.is_ok());
        });
        let answer = answer.recv_timeout(LONGEST);
        println!("{:>8.3} s  {target}.{at}: {name}", started.elapsed().as_secs_f64());
        match answer {
            Ok(true) => drop(reader.unwrap().join()),
            Ok(false) => broken.push(format!("{target}: {name}: a promise is broken")),
            // The thread goes on until the process ends.
            Err(_) => broken.push(format!("{target}: {name}: no answer in {LONGEST:?}")),
        }
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
    if let Some(peak) = peak() {
        assert!(peak < LARGEST, "{peak} kB were taken");
    }
}

/// The most memory that this process had, in kilobytes, where the system says so.
fn peak() -> Option<usize> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?.trim().trim_end_matches(" kB").parse().ok()
}
