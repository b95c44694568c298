//! Child processes that end in bounded time.

use std::fs::File;
use std::io::{self, Read, Seek};
use std::process::{Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// What a child process left: how it ended, and what it printed on either stream.
pub(super) struct Finished {
    pub(super) success: bool,
    pub(super) output: String,
}

impl Finished {
    /// The line that says what went wrong: apt's first error, otherwise the last line there is.
    pub(super) fn reason(&self) -> String {
        let mut lines = self.output.lines().map(str::trim).filter(|line| !line.is_empty());
        let error = lines.clone().find(|line| line.starts_with("E:"));
        error.or_else(|| lines.next_back()).unwrap_or("it failed without a word").to_owned()
    }
}

/// Runs a command and ends it when it takes longer than `limit`.
pub(super) fn run(command: &mut Command, limit: Duration) -> Result<Finished, String> {
    let name = command.get_program().to_string_lossy().into_owned();
    let mut run = || -> io::Result<(Option<ExitStatus>, String)> {
        // A file takes any amount of output from any number of children; a pipe would have to be drained meanwhile.
        let mut log = tempfile::tempfile()?;
        command.env("LC_ALL", "C").stdin(Stdio::null()).stdout(log.try_clone()?).stderr(log.try_clone()?);
        let status = wait(command, limit)?;
        Ok((status, read(&mut log)?))
    };
    match run() {
        Ok((Some(status), output)) => Ok(Finished { success: status.success(), output }),
        Ok((None, _)) => Err(format!("{name} was ended after {} s without a result", limit.as_secs())),
        Err(error) => Err(format!("{name} cannot be run: {error}")),
    }
}

fn wait(command: &mut Command, limit: Duration) -> io::Result<Option<ExitStatus>> {
    let mut child = command.spawn()?;
    let end = Instant::now() + limit;
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(Some(status));
        }
        if Instant::now() >= end {
            child.kill()?;
            child.wait()?;
            return Ok(None);
        }
        thread::sleep(Duration::from_millis(10));
    }
}

fn read(log: &mut File) -> io::Result<String> {
    let mut bytes = Vec::new();
    log.rewind()?;
    log.read_to_end(&mut bytes)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_that_hangs_is_ended() {
        let started = Instant::now();
        let result = run(Command::new("sleep").arg("60"), Duration::from_millis(50));
        assert!(result.is_err());
        assert!(started.elapsed() < Duration::from_secs(10));
    }

    #[test]
    fn the_reason_is_apts_first_error() {
        let output = "Ign:1 x\nE: Failed to fetch x\nE: Some index files failed to download.\n".to_owned();
        assert_eq!(Finished { success: false, output }.reason(), "E: Failed to fetch x");
    }

    #[test]
    fn the_reason_is_the_last_line_otherwise() {
        let output = "one\ntwo\n\n".to_owned();
        assert_eq!(Finished { success: false, output }.reason(), "two");
    }
}
