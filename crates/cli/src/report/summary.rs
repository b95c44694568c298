//! How many findings there are of each kind: the last line of a report.

use std::fmt;
use std::ops::AddAssign;

use plimsoll_check::{Check, Diagnostic, Severity};

/// Findings, counted. Printed as `2 errors, 1 warning`; as nothing when there are none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Summary {
    /// Findings that stop everything.
    pub errors: usize,
    /// Findings that are told.
    pub warnings: usize,
    /// Findings that are never an error.
    pub notes: usize,
    /// The first check that found something and has a page.
    pub page: Option<&'static str>,
}

impl Summary {
    /// Counts.
    pub fn of(diagnostics: &[Diagnostic]) -> Self {
        let count = |severity| diagnostics.iter().filter(|finding| finding.severity == severity).count();
        Self {
            errors: count(Severity::Error),
            warnings: count(Severity::Warning),
            notes: count(Severity::Note),
            page: diagnostics.iter().map(|finding| finding.id).find(|id| Check::find(id).is_ok()),
        }
    }

    /// Whether these findings stop everything.
    pub const fn stops(&self, deny_warnings: bool) -> bool {
        self.errors > 0 || (deny_warnings && self.warnings > 0)
    }
}

impl AddAssign for Summary {
    fn add_assign(&mut self, more: Self) {
        self.errors += more.errors;
        self.warnings += more.warnings;
        self.notes += more.notes;
        self.page = self.page.or(more.page);
    }
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kinds = [(self.errors, "error"), (self.warnings, "warning"), (self.notes, "note")];
        let mut between = "";
        for (count, kind) in kinds.into_iter().filter(|(count, _)| *count > 0) {
            let plural = if count == 1 { "" } else { "s" };
            write!(f, "{between}{count} {kind}{plural}")?;
            between = ", ";
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_kinds_that_occur_are_named() {
        let found =
            [Diagnostic::error("a/b", ""), Diagnostic::error("a/b", ""), Diagnostic::warning("a/b", "")];
        assert_eq!(Summary::of(&found).to_string(), "2 errors, 1 warning");
        assert_eq!(Summary::of(&found[2..]).to_string(), "1 warning");
        assert_eq!(Summary::of(&[]).to_string(), "");
    }

    #[test]
    fn the_first_check_with_a_page_is_remembered() {
        let mut found = Summary::of(&[Diagnostic::error("a/b", ""), Diagnostic::error("promql/syntax", "")]);
        assert_eq!(found.page, Some("promql/syntax"));
        found += Summary::of(&[Diagnostic::warning("allow/stale", "")]);
        assert_eq!(found.page, Some("promql/syntax"));
    }

    #[test]
    fn warnings_stop_when_they_are_denied() {
        let warned = Summary::of(&[Diagnostic::warning("a/b", "")]);
        assert!(!warned.stops(false) && warned.stops(true));
        assert!(!Summary::of(&[Diagnostic::new("a/b", Severity::Note, "")]).stops(true));
    }
}
