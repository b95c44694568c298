//! The page of a check: what is wrong and why, a bad and a good example, how to mend it.

use std::io;

use plimsoll_check::{Check, Diagnostic};

use super::context::Context;
use crate::console::Console;
use crate::outcome::Outcome;
use crate::report::Summary;

/// Prints it. The answer is Markdown: it reads well as it is, and goes well into a file.
pub(super) fn print(context: &Context<'_>, id: &str, console: &mut Console<'_>) -> io::Result<Outcome> {
    let unknown = match Check::find(id) {
        Ok(check) => {
            writeln!(console.out, "{} ({})\n", check.id, check.severity.as_str())?;
            write!(console.out, "{}", check.page())?;
            return Ok(Outcome::Well);
        }
        Err(Some(meant)) => Diagnostic::error("explain/unknown", format!("there is no check `{id}`"))
            .help(format!("did you mean `{meant}`?")),
        Err(None) => Diagnostic::error("explain/unknown", format!("`{id}` alone is no check")).help(
            "docs/checks lists them; of a threshold or an alert, name the pack first and then the threshold or the alert",
        ),
    };
    let mut found = Summary::default();
    context.tell(&[unknown], console, &mut found)?;
    context.sum_up(found, "", console)?;
    Ok(Outcome::Problems)
}
