//! A process, watched from outside: how long it took by the clock and on the processors, and its peak of memory.

use std::fs;
use std::io::{Read as _, Seek as _};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use crate::{Result, usage};

/// A process that takes longer is ended, and is an error.
const LIMIT: Duration = Duration::from_mins(5);

/// How often it is looked at: no time is more exact than this, and no peak of a shorter moment is seen.
const TICK: Duration = Duration::from_millis(1);

/// What was seen of a process.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Watched {
    /// By the clock, from start to end.
    pub(crate) time: Duration,
    /// On all processors together, as far as it is known.
    pub(crate) processor: Option<Duration>,
    /// The most memory that it held, in bytes, as far as it is known.
    pub(crate) peak: Option<u64>,
}

/// Runs a command to its end; gives what was seen of it and what it said on standard output.
pub(crate) fn watch(command: &mut Command) -> Result<(Watched, String)> {
    // A file takes any amount of output; a pipe would have to be drained meanwhile.
    let mut stdout = tempfile::tempfile()?;
    command.stdin(Stdio::null()).stdout(stdout.try_clone()?);
    let begin = Instant::now();
    let mut child = command.spawn()?;
    let mut peak = None;
    while !has_ended(&mut child, &mut peak)? {
        if begin.elapsed() > LIMIT {
            child.kill()?;
            child.wait()?;
            return Err(format!("ended after {} s: {command:?}", LIMIT.as_secs()).into());
        }
        thread::sleep(TICK);
    }
    let time = begin.elapsed();
    // Only until it is waited for is this known of a process that has ended.
    let stat = fs::read_to_string(format!("/proc/{}/stat", child.id()));
    let processor = stat.ok().as_deref().and_then(usage::processor_in);
    let status = child.wait()?;
    if !status.success() {
        return Err(format!("{}: {status}", command.get_program().display()).into());
    }
    let mut said = String::new();
    stdout.rewind()?;
    stdout.read_to_string(&mut said)?;
    Ok((Watched { time, processor, peak }, said))
}

/// Whether the process has ended, without waiting for it; notes its peak while it runs.
fn has_ended(child: &mut Child, peak: &mut Option<u64>) -> Result<bool> {
    let Ok(status) = fs::read_to_string(format!("/proc/{}/status", child.id())) else {
        return Ok(child.try_wait()?.is_some());
    };
    *peak = usage::peak_in(&status).max(*peak);
    Ok(status.lines().any(|line| line.starts_with("State:\tZ")))
}
