//! One line for each finding, as editors and `grep` like it.

use std::io::{self, Write};

use plimsoll_check::Diagnostic;
use plimsoll_codegen::harmless;

/// `file:line:column: error[group/name]: message`.
pub(super) fn write(diagnostic: &Diagnostic, out: &mut dyn Write) -> io::Result<()> {
    if let Some(origin) = diagnostic.origin {
        write!(out, "{origin}: ")?;
    }
    let message: Vec<&str> = diagnostic.message.lines().collect();
    writeln!(out, "{}[{}]: {}", diagnostic.severity.as_str(), diagnostic.id, harmless(&message.join(" ")))
}

#[cfg(test)]
mod tests {
    use plimsoll_units::Origin;

    use super::*;

    fn line(diagnostic: &Diagnostic) -> String {
        super::super::written(|out| write(diagnostic, out))
    }

    #[test]
    fn a_finding_is_one_line() {
        let finding = Diagnostic::warning("rule/loud", "two\nlines").at(Origin::new("a.rs", 3, 7)).help("x");
        assert_eq!(line(&finding), "a.rs:3:7: warning[rule/loud]: two lines\n");
        assert_eq!(line(&Diagnostic::error("a/b", "\u{1b}[2J")), "error[a/b]: \u{fffd}[2J\n");
    }

    #[test]
    fn a_finding_without_a_place_has_none() {
        assert_eq!(line(&Diagnostic::error("a/b", "m")), "error[a/b]: m\n");
    }
}
