//! `generate`: writes what the packs say.

use std::io;

use super::context::Context;
use super::options::Generate;
use crate::console::Console;
use crate::diff;
use crate::outcome::Outcome;
use crate::sync::{State, Written};

/// Writes what differs, or says what it would write. Nothing is written while anything is wrong.
pub fn generate(context: &Context<'_>, options: &Generate, console: &mut Console<'_>) -> io::Result<Outcome> {
    let Some(artifacts) = context.artifacts(console)? else {
        writeln!(console.err, "nothing was written")?;
        return Ok(Outcome::Problems);
    };
    let tree = context.tree(&options.place);
    let _lock = if options.dry_run { None } else { tree.lock() };
    let comparison = tree.compare(&artifacts);
    let changes = match comparison.changes() {
        Ok(changes) => changes,
        Err(problems) => {
            context.tell(problems, console)?;
            writeln!(console.err, "nothing was written")?;
            return Ok(Outcome::Problems);
        }
    };
    if options.dry_run {
        diff::write(&comparison, &tree, console.colour_out, console.out)?;
        let would = Written {
            wrote: comparison.count(State::Stale) + comparison.count(State::Missing),
            deleted: comparison.count(State::Orphan),
            fresh: comparison.count(State::Fresh),
        };
        context.say(&counts(&tree.shown(""), would, "would write", "would delete"), console)?;
        return Ok(Outcome::Well);
    }
    match tree.write(&changes) {
        Ok(written) => {
            context.say(&counts(&tree.shown(""), written, "wrote", "deleted"), console)?;
            Ok(Outcome::Well)
        }
        Err(problem) => {
            context.tell(&[problem], console)?;
            Ok(Outcome::Problems)
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
