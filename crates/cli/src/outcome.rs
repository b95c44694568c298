//! How a command ends.

use std::process::ExitCode;

/// How a command ended, as its exit code says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// 0: all is well.
    Well,
    /// 1: problems were found and told; nothing was written.
    Problems,
    /// 2: the command line was not understood.
    Usage,
    /// 4: generated files are stale, missing or orphaned.
    Stale,
}

impl Outcome {
    /// The exit code.
    pub const fn code(self) -> u8 {
        match self {
            Self::Well => 0,
            Self::Problems => 1,
            Self::Usage => 2,
            Self::Stale => 4,
        }
    }
}

impl From<Outcome> for ExitCode {
    fn from(outcome: Outcome) -> Self {
        Self::from(outcome.code())
    }
}
