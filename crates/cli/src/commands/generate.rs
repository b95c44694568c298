//! `generate`: writes what the packs say.

use std::io;

use super::context::Context;
use super::options::Generate;
use crate::console::Console;
use crate::diff;
use crate::outcome::Outcome;
use crate::report::Summary;
use crate::sync::{Differing, Written};

/// Writes what differs, or says what it would write. Nothing is written while anything is wrong.
pub fn generate(context: &Context<'_>, options: &Generate, console: &mut Console<'_>) -> io::Result<Outcome> {
    let mut found = Summary::default();
    let (outcome, said) = attempt(context, options, console, &mut found)?;
    context.sum_up(found, said, console)?;
    Ok(outcome)
}

const NOTHING_WRITTEN: (Outcome, &str) = (Outcome::Problems, "; nothing was written");

/// How it ended, and what is said about that behind the count of the findings.
fn attempt(
    context: &Context<'_>,
    options: &Generate,
    console: &mut Console<'_>,
    found: &mut Summary,
) -> io::Result<(Outcome, &'static str)> {
    let tree = context.tree(&options.place);
    let _lock = if options.dry_run { None } else { tree.lock() };
    let differing = if options.dry_run { Differing::Held } else { Differing::Staged };
    let Some((comparison, staged)) = context.compare(&tree, differing, console, found)? else {
        return Ok(NOTHING_WRITTEN);
    };
    let changes = match comparison.changes() {
        Ok(changes) => changes,
        Err(problems) => {
            context.tell(problems, console, found)?;
            return Ok(NOTHING_WRITTEN);
        }
    };
    if options.dry_run {
        diff::write(&comparison, &tree, console.colour_out, console.out)?;
        context.say(&counts(&tree.shown(""), changes.counts(), "would write", "would delete"), console)?;
        return Ok((Outcome::Well, ""));
    }
    match tree.write_staged(&changes, staged) {
        Ok(written) => {
            context.say(&counts(&tree.shown(""), written, "wrote", "deleted"), console)?;
            Ok((Outcome::Well, ""))
        }
        Err(problem) => {
            context.tell(&[problem], console, found)?;
            Ok((Outcome::Problems, ""))
        }
    }
}

/// `generated: wrote 3, deleted 1, 30 fresh`.
fn counts(shown: &str, Written { wrote, deleted, fresh }: Written, write: &str, delete: &str) -> String {
    if wrote + deleted == 0 {
        return format!("{shown}: {fresh} files fresh");
    }
    let deleted = if deleted == 0 { String::new() } else { format!(", {delete} {deleted}") };
    format!("{shown}: {write} {wrote}{deleted}, {fresh} fresh")
}
