//! The page of a check: what is wrong and why, a bad and a good example, how to mend it.

use plimsoll_check::{Check, Diagnostic, Misread};

/// The page as it is printed. Markdown: it reads well as it is, and goes well into a file.
pub(crate) fn of(id: &str) -> Result<String, Diagnostic> {
    let unknown = |message| Diagnostic::error("explain/unknown", message);
    if let Some(kind) = Misread::find(id) {
        let (summary, page) = (kind.summary, kind.page());
        return Ok(format!("{id}\n\nAn error of anybody's rules (`cargo xtask lint`): {summary}.\n\n{page}"));
    }
    match Check::find(id) {
        Ok(check) => Ok(format!("{}\n\n{}.\n\n{}", check.id, check.standing(), check.page())),
        Err(Some(meant)) => {
            Err(unknown(format!("there is no check `{id}`")).help(format!("did you mean `{meant}`?")))
        }
        Err(None) => Err(unknown(format!("`{id}` alone is no check"))
            .help("docs/checks lists them; of a threshold or an alert, name the pack first")),
    }
}
