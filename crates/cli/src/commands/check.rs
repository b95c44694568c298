//! `check`: says whether what is written is what the packs say.

use std::io;

use plimsoll_check::Diagnostic;
use plimsoll_units::Origin;

use super::context::{Context, repair};
use super::options::Check;
use crate::console::Console;
use crate::diff;
use crate::outcome::Outcome;
use crate::report::{Format, Summary};
use crate::sync::{Comparison, Differing, State, Tree};

/// Compares and writes nothing. What is stale is shown with its difference and with the command that repairs it.
pub fn check(context: &Context<'_>, options: &Check, console: &mut Console<'_>) -> io::Result<Outcome> {
    let mut found = Summary::default();
    let tree = context.tree(&options.place);
    let outcome = match context.compare(&tree, Differing::Held, console, &mut found)? {
        Some((comparison, _)) => tell(context, options, &tree, &comparison, console, &mut found)?,
        None => Outcome::Problems,
    };
    context.sum_up(found, "", console)?;
    Ok(outcome)
}

fn tell(
    context: &Context<'_>,
    options: &Check,
    tree: &Tree,
    comparison: &Comparison,
    console: &mut Console<'_>,
    found: &mut Summary,
) -> io::Result<Outcome> {
    if comparison.is_fresh() {
        let fresh = comparison.count(State::Fresh);
        context.say(&format!("{}: {fresh} files fresh", tree.shown("")), console)?;
        return Ok(Outcome::Well);
    }
    let repair = repair(&options.place);
    let mut findings = comparison.problems().to_vec();
    if context.output.format == Format::Human {
        diff::write(comparison, tree, console.colour_out, console.out)?;
        findings.extend(in_one(comparison, tree, &repair));
    } else {
        findings.extend(one_by_one(comparison, tree, &repair));
    }
    context.tell(&findings, console, found)?;
    Ok(if comparison.problems().is_empty() { Outcome::Stale } else { Outcome::Problems })
}

/// People have seen the difference; one sentence says what it means.
fn in_one(comparison: &Comparison, tree: &Tree, repair: &str) -> Option<Diagnostic> {
    let kinds = [(State::Stale, "stale"), (State::Missing, "missing"), (State::Orphan, "orphaned")];
    let counts: Vec<String> = kinds
        .into_iter()
        .map(|(state, word)| (comparison.count(state), word))
        .filter(|(count, _)| *count > 0)
        .map(|(count, word)| format!("{count} {word}"))
        .collect();
    (!counts.is_empty()).then(|| {
        let message = format!("`{}` is not what the packs say: {}", tree.shown(""), counts.join(", "));
        Diagnostic::error("generated/stale", message).help(format!("run `{repair}`"))
    })
}

/// Machines get a finding for each file, with the first line that differs.
fn one_by_one(comparison: &Comparison, tree: &Tree, repair: &str) -> Vec<Diagnostic> {
    let help = format!("run `{repair}`");
    comparison
        .entries()
        .filter_map(|(path, entry)| {
            let shown = tree.shown(path);
            let (id, message, line) = match entry.state {
                State::Fresh | State::Foreign => return None,
                State::Stale => {
                    ("generated/stale", "is not what the packs say", Some(diff::first_difference(entry)))
                }
                State::Missing => ("generated/missing", "is missing", None),
                State::Orphan => ("generated/orphan", "is produced by nothing any more", None),
            };
            let finding = Diagnostic::error(id, format!("`{shown}` {message}")).help(&*help);
            // An origin lives as long as the process, which ends when these are told.
            Some(match line {
                Some(line) => finding.at(Origin::new(String::leak(shown), line, 1)),
                None => finding,
            })
        })
        .collect()
}
