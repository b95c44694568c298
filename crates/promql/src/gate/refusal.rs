//! Why an expression was refused, and where.

use std::fmt;
use std::ops::Range;

/// Prometheus could not read it.
pub const SYNTAX: &str = "promql/syntax";
/// Only other versions, other flags or other readers than the target accept it.
pub const DIALECT: &str = "promql/dialect";
/// It is well formed, but its result is not what the use needs.
pub const RESULT_TYPE: &str = "promql/result-type";
/// A regular expression that Prometheus refuses, or that is not read alike everywhere.
pub const REGEX: &str = "promql/regex";

/// An expression that did not pass the gate.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Refusal {
    /// The stable id of the diagnostic: [`SYNTAX`], [`DIALECT`], [`RESULT_TYPE`] or [`REGEX`].
    pub id: &'static str,
    /// What was found and what was expected.
    pub message: String,
    /// Where, in bytes of the text. Never outside it and always on character boundaries; empty only where the text
    /// is, or at its end.
    pub span: Range<usize>,
    /// One concrete way to mend it, where there is one.
    pub help: Option<String>,
}

impl Refusal {
    pub(super) fn new(id: &'static str, span: Range<usize>, message: impl Into<String>) -> Self {
        Self { id, message: message.into(), span, help: None }
    }

    pub(super) fn syntax(span: Range<usize>, message: impl Into<String>) -> Self {
        Self::new(SYNTAX, span, message)
    }

    pub(super) fn dialect(span: Range<usize>, message: impl Into<String>) -> Self {
        Self::new(DIALECT, span, message)
    }

    pub(super) fn with_help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {} (at byte {})", self.id, self.message, self.span.start)?;
        if let Some(help) = &self.help {
            write!(f, "; {help}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Refusal {}
