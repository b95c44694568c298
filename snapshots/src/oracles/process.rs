//! Runs a tool in bounded time and keeps what it said.

use std::fs::File;
use std::io::{self, Read, Seek};
use std::process::{Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use super::Result;

/// How long a tool may take for one question. The largest one is a fleet's rules, on a machine with other work.
const LIMIT: Duration = Duration::from_mins(2);

/// How often a wait looks.
pub(super) const TICK: Duration = Duration::from_millis(10);

/// What a tool said.
#[derive(Debug, Clone)]
pub struct Verdict {
    /// Whether it exited with 0.
    pub success: bool,
    /// What it printed on standard output.
    pub stdout: String,
    /// What it printed on standard error.
    pub stderr: String,
}

impl Verdict {
    /// The verdict, if the tool accepted what it was asked.
    pub fn accepted(self) -> Result<Self> {
        if self.success { Ok(self) } else { Err(format!("refused:\n{}", self.text()).into()) }
    }

    /// The verdict, if the tool refused what it was asked.
    pub fn refused(self) -> Result<Self> {
        if self.success { Err(format!("accepted:\n{}", self.text()).into()) } else { Ok(self) }
    }

    /// Both streams, for a message or a search: which one a tool uses differs between versions.
    pub fn text(&self) -> String {
        format!("{}{}", self.stdout, self.stderr)
    }
}

/// Runs a command; one that takes too long is ended and is an error.
pub fn run(command: &mut Command) -> Result<Verdict> {
    // Files take any amount of output; pipes would have to be drained meanwhile.
    let (mut stdout, mut stderr) = (tempfile::tempfile()?, tempfile::tempfile()?);
    command.stdin(Stdio::null()).stdout(stdout.try_clone()?).stderr(stderr.try_clone()?);
    let program = command.get_program().to_string_lossy().into_owned();
    let status = wait(command).map_err(|error| format!("{program} cannot be run: {error}"))?;
    let status = status.ok_or_else(|| format!("{program} was ended after {} s", LIMIT.as_secs()))?;
    Ok(Verdict { success: status.success(), stdout: read(&mut stdout)?, stderr: read(&mut stderr)? })
}

fn wait(command: &mut Command) -> io::Result<Option<ExitStatus>> {
    let mut child = command.spawn()?;
    let end = Instant::now() + LIMIT;
    while Instant::now() < end {
        if let Some(status) = child.try_wait()? {
            return Ok(Some(status));
        }
        thread::sleep(TICK);
    }
    child.kill()?;
    child.wait()?;
    Ok(None)
}

fn read(file: &mut File) -> io::Result<String> {
    let mut bytes = Vec::new();
    file.rewind()?;
    file.read_to_end(&mut bytes)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}
