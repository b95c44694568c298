//! What a check says: plain data, drawn elsewhere.

use std::ops::Range;

use plimsoll_units::Origin;

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Nothing is written.
    Error,
    /// Told; an error with `--deny-warnings`.
    Warning,
    /// Told, never an error.
    Note,
}

impl Severity {
    /// `error`, `warning` or `note`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Note => "note",
        }
    }
}

/// A rendered expression and the part of it that is at fault.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Excerpt {
    /// The whole expression as it is rendered.
    pub text: String,
    /// The bytes of [`text`](Self::text) at fault.
    pub start: usize,
    /// One past the last byte at fault.
    pub end: usize,
}

impl Excerpt {
    /// An expression with the bytes at fault.
    pub fn new(text: impl Into<String>, span: Range<usize>) -> Self {
        Self { text: text.into(), start: span.start, end: span.end }
    }
}

/// One past the last character at fault, in a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct End {
    /// 1-based.
    pub line: u32,
    /// 1-based, in characters.
    pub column: u32,
}

/// One finding.
///
/// The definition at fault is named by [`origin`](Self::origin), in YAML or in Rust. Ordered by place, then id,
/// so that a list of findings reads along the files.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Diagnostic {
    /// Where the definition at fault stands; `None` for what has no line (a whole directory, a lost tool).
    pub origin: Option<Origin>,
    /// Where the fault ends in the file of [`origin`](Self::origin); `None` where only its beginning is known.
    pub end: Option<End>,
    /// `group/name`, stable, after the bad pattern.
    pub id: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// What was found and what was expected, in one sentence without a full stop.
    pub message: String,
    /// What it is about: `edgelink/production alert EdgeLinkHighErrorRate`.
    pub subject: Option<String>,
    /// The expression with a caret.
    pub excerpt: Option<Excerpt>,
    /// One concrete fix.
    pub help: Option<String>,
}

impl Diagnostic {
    /// A finding with nothing but its message.
    pub fn new(id: &'static str, severity: Severity, message: impl Into<String>) -> Self {
        Self {
            origin: None,
            end: None,
            id,
            severity,
            message: message.into(),
            subject: None,
            excerpt: None,
            help: None,
        }
    }

    /// An error.
    pub fn error(id: &'static str, message: impl Into<String>) -> Self {
        Self::new(id, Severity::Error, message)
    }

    /// A warning.
    pub fn warning(id: &'static str, message: impl Into<String>) -> Self {
        Self::new(id, Severity::Warning, message)
    }

    /// Where the definition at fault stands.
    pub fn at(mut self, origin: Origin) -> Self {
        self.origin = Some(origin);
        self
    }

    /// Where the fault ends, in the file in which it begins.
    pub fn until(mut self, end: End) -> Self {
        self.end = Some(end);
        self
    }

    /// What it is about.
    pub fn about(mut self, subject: impl Into<String>) -> Self {
        self.subject = Some(subject.into());
        self
    }

    /// The expression and the bytes of it that are at fault.
    pub fn excerpt(mut self, text: impl Into<String>, span: Range<usize>) -> Self {
        self.excerpt = Some(Excerpt::new(text, span));
        self
    }

    /// One concrete fix.
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}
