//! A command whose output passes through line by line while somebody listens.

use std::io::{self, BufRead as _, BufReader, Read, Write};
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::thread;

use super::wants_colour;

/// Runs the command to its end and says whether it succeeded. Each line of either stream is heard once.
pub(super) fn run(command: &mut Command, hear: impl FnMut(&str) + Send) -> io::Result<bool> {
    // Cargo sees a pipe and would drop the colours of the compiler's messages.
    if wants_colour() {
        command.env("CARGO_TERM_COLOR", "always");
    }
    let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()?;
    let (out, err) = (child.stdout.take(), child.stderr.take());
    let hear = Mutex::new(hear);
    thread::scope(|scope| {
        scope.spawn(|| out.map(|stream| pass(stream, io::stdout(), &hear)));
        scope.spawn(|| err.map(|stream| pass(stream, io::stderr(), &hear)));
    });
    child.wait().map(|status| status.success())
}

/// Passes a stream on to its end, whether or not anybody still reads: the child must not be stopped by that.
fn pass(from: impl Read, mut to: impl Write, hear: &Mutex<impl FnMut(&str)>) {
    let mut from = BufReader::new(from);
    let mut line = Vec::new();
    while from.read_until(b'\n', &mut line).is_ok_and(|length| length > 0) {
        let _ = to.write_all(&line).and_then(|()| to.flush());
        if let Ok(mut hear) = hear.lock() {
            hear(String::from_utf8_lossy(&line).trim_end());
        }
        line.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_is_passed_on_and_heard_the_last_one_too() {
        let (mut heard, mut passed) = (Vec::new(), Vec::new());
        let hear = Mutex::new(|line: &str| heard.push(line.to_owned()));
        pass(&b"one\r\ntwo \xff\nthree"[..], &mut passed, &hear);
        assert_eq!(heard, ["one", "two \u{fffd}", "three"]);
        assert_eq!(passed, b"one\r\ntwo \xff\nthree");
    }

    #[test]
    fn a_reader_that_has_gone_does_not_stop_the_listening() {
        let mut heard = 0;
        let hear = Mutex::new(|_: &str| heard += 1);
        let full: &mut [u8] = &mut [];
        pass(&b"one\ntwo\n"[..], full, &hear);
        assert_eq!(heard, 2);
    }
}
