//! Where a command speaks: standard output and standard error, or a test's buffers.

use std::io::{self, ErrorKind, IsTerminal, Write};

/// Two streams, and whether each may be coloured.
///
/// What a command answers goes to [`out`](Self::out); what it has to say about it goes to [`err`](Self::err).
pub struct Console<'a> {
    /// The answer: diffs, counts, lists, JSON.
    pub out: &'a mut dyn Write,
    /// Diagnostics for people, and the last word.
    pub err: &'a mut dyn Write,
    /// Whether the answer may be coloured.
    pub colour_out: bool,
    /// Whether diagnostics may be coloured.
    pub colour_err: bool,
}

impl<'a> Console<'a> {
    /// Two streams without colours.
    pub fn plain(out: &'a mut dyn Write, err: &'a mut dyn Write) -> Self {
        Self { out, err, colour_out: false, colour_err: false }
    }
}

/// Whether a stream may be coloured: a terminal that is not dumb, and nobody said no (<https://no-color.org>).
pub fn may_colour(stream: &impl IsTerminal) -> bool {
    let set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    stream.is_terminal() && !set("NO_COLOR") && std::env::var_os("TERM").is_none_or(|term| term != "dumb")
}

/// A stream that goes on when its reader has gone.
///
/// `cargo xtask check | head` closes the pipe early. That is no failure: the command goes on, says the rest to
/// nobody, and ends with the exit code that its work deserves.
pub struct Patient<W>(pub W);

impl<W: Write> Write for Patient<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self.0.write(bytes) {
            Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(bytes.len()),
            result => result,
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self.0.flush() {
            Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
            result => result,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Refusing(ErrorKind);

    impl Write for Refusing {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(self.0.into())
        }

        fn flush(&mut self) -> io::Result<()> {
            Err(self.0.into())
        }
    }

    #[test]
    fn a_reader_that_has_gone_is_no_failure() {
        let mut gone = Patient(Refusing(ErrorKind::BrokenPipe));
        assert!(writeln!(gone, "hello").is_ok() && gone.flush().is_ok());
        assert!(writeln!(Patient(Refusing(ErrorKind::StorageFull)), "hello").is_err());
    }
}
