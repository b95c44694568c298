//! One JSON object per line, for machines.

use std::io::{self, Write};

use plimsoll_check::Diagnostic;
use serde::Serialize;

/// The wire type. Its keys, their order and their meaning are a promise; lines and columns count from 1.
#[derive(Serialize)]
struct Finding<'a> {
    id: &'a str,
    severity: &'a str,
    message: &'a str,
    file: Option<&'a str>,
    line: Option<u32>,
    column: Option<u32>,
    help: Option<&'a str>,
}

pub(super) fn write(diagnostic: &Diagnostic, out: &mut dyn Write) -> io::Result<()> {
    let origin = diagnostic.origin;
    let finding = Finding {
        id: diagnostic.id,
        severity: diagnostic.severity.as_str(),
        message: &diagnostic.message,
        file: origin.map(|origin| origin.file),
        line: origin.map(|origin| origin.line),
        column: origin.map(|origin| origin.column),
        help: diagnostic.help.as_deref(),
    };
    serde_json::to_writer(&mut *out, &finding)?;
    writeln!(out)
}

#[cfg(test)]
mod tests {
    use plimsoll_units::Origin;

    use super::*;

    fn line(diagnostic: &Diagnostic) -> String {
        super::super::written(|out| write(diagnostic, out))
    }

    #[test]
    fn the_keys_stand_in_their_order() {
        let finding =
            Diagnostic::error("rule/loud", "a \"b\"\nc").at(Origin::new("a.rs", 3, 7)).help("do it");
        assert_eq!(
            line(&finding),
            "{\"id\":\"rule/loud\",\"severity\":\"error\",\"message\":\"a \\\"b\\\"\\nc\",\"file\":\"a.rs\",\
             \"line\":3,\"column\":7,\"help\":\"do it\"}\n"
        );
    }

    #[test]
    fn what_is_not_known_is_null() {
        assert!(
            line(&Diagnostic::error("a/b", "m"))
                .ends_with("\"file\":null,\"line\":null,\"column\":null,\"help\":null}\n")
        );
    }
}
