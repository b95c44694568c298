//! Workflow commands: GitHub shows each finding beside its line in a pull request.

use std::io::{self, Write};

use plimsoll_check::{Diagnostic, Severity};
use plimsoll_codegen::harmless;

/// `::error file=a.yaml,line=3,col=7,title=group/name::message`, escaped as GitHub's runner unescapes it.
pub(super) fn write(diagnostic: &Diagnostic, out: &mut dyn Write) -> io::Result<()> {
    let command = match diagnostic.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "notice",
    };
    write!(out, "::{command} ")?;
    if let Some(origin) = diagnostic.origin {
        write!(out, "file={},line={},col={},", property(origin.file), origin.line, origin.column)?;
        if let Some(end) = diagnostic.end {
            write!(out, "endLine={},", end.line)?;
            // Columns of two lines make no range there; of one line the last column is the last that is marked.
            if end.line == origin.line {
                write!(out, "endColumn={},", end.column)?;
            }
        }
    }
    let help = diagnostic.help.as_ref().map(|help| format!("\nhelp: {help}")).unwrap_or_default();
    let text = format!("{}{help}", diagnostic.message);
    writeln!(out, "title={}::{}", property(diagnostic.id), data(&text))
}

fn data(text: &str) -> String {
    harmless(&text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")).into_owned()
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use plimsoll_check::End;
    use plimsoll_units::Origin;

    use super::*;

    fn line(diagnostic: &Diagnostic) -> String {
        super::super::written(|out| write(diagnostic, out))
    }

    #[test]
    fn a_finding_is_one_command_with_its_range() {
        let finding = Diagnostic::warning("rule/loud", "5 % of\nall, or: none")
            .at(Origin::new("a,b.yaml", 3, 7))
            .until(End { line: 3, column: 9 })
            .help("x");
        assert_eq!(
            line(&finding),
            "::warning file=a%2Cb.yaml,line=3,col=7,endLine=3,endColumn=9,title=rule/loud::5 %25 of%0Aall, or: none%0Ahelp: x\n"
        );
    }

    #[test]
    fn what_has_no_place_or_many_lines_says_what_it_knows() {
        assert_eq!(line(&Diagnostic::error("a/b", "m")), "::error title=a/b::m\n");
        let note = Diagnostic::new("a/b", Severity::Note, "m");
        let long = note.at(Origin::new("a", 3, 7)).until(End { line: 4, column: 1 });
        assert_eq!(line(&long), "::notice file=a,line=3,col=7,endLine=4,title=a/b::m\n");
    }
}
