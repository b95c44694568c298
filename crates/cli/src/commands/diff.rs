//! `diff`: says what changes, in the words of a reviewer.

use std::collections::BTreeSet;
use std::io;

use plimsoll_check::Diagnostic;

use super::context::Context;
use super::options::Diff;
use super::sides::Side;
use crate::change::{Changes, Snapshot};
use crate::console::Console;
use crate::outcome::Outcome;
use crate::produce::produce;
use crate::report::Summary;
use crate::source::{PackSummary, Produced};

/// Compares every environment of every pack that is asked for. Plans are compared, and no text.
pub fn diff(context: &Context<'_>, options: &Diff, console: &mut Console<'_>) -> io::Result<Outcome> {
    let produced = produce(context.source);
    let mut found = Summary::default();
    let answer = if Summary::of(&produced.diagnostics).errors > 0 {
        Err(produced.diagnostics)
    } else {
        compared(context, options, &produced)
    };
    let outcome = match answer {
        Ok(all) => {
            options.format.write(&all, console.out)?;
            Outcome::Well
        }
        Err(diagnostics) => {
            context.tell(&diagnostics, console, &mut found)?;
            Outcome::Problems
        }
    };
    context.sum_up(found, "", console)?;
    Ok(outcome)
}

fn compared(
    context: &Context<'_>,
    options: &Diff,
    produced: &Produced,
) -> Result<Vec<Changes>, Vec<Diagnostic>> {
    let one = |error| vec![error];
    let side = |word: Option<&str>| match word {
        Some(word) => Side::parse(word, context.root, &produced.packs),
        None => Side::tree(produced),
    };
    let from = side(Some(options.from.as_deref().unwrap_or("rev:HEAD"))).map_err(one)?;
    let to = side(options.to.as_deref()).map_err(one)?;
    let mut places: BTreeSet<(String, String)> = known(&produced.packs).collect();
    places.extend(from.places().map_err(one)?);
    places.extend(to.places().map_err(one)?);
    let places = narrowed(places, options).map_err(one)?;
    let mut all = Vec::new();
    for (pack, environment) in &places {
        let snapshot = |side: &Side<'_>| side.snapshot(context.source, (pack, environment), &produced.packs);
        let (old, new) = (snapshot(&from)?, snapshot(&to)?);
        // A pack without such a phase has nothing to compare with.
        let lacks =
            |side: &Side<'_>, found: &Option<Snapshot>| matches!(side, Side::Phase(_)) && found.is_none();
        if lacks(&from, &old) || lacks(&to, &new) || (old.is_none() && new.is_none()) {
            continue;
        }
        let nothing = || Snapshot::empty(pack, environment);
        let (old, new) = (old.unwrap_or_else(nothing), new.unwrap_or_else(nothing));
        all.push(Changes::between((&from.name(), &old), (&to.name(), &new)));
    }
    Ok(all)
}

fn known(packs: &[PackSummary]) -> impl Iterator<Item = (String, String)> {
    packs.iter().flat_map(|pack| {
        pack.environments.iter().map(|environment| (pack.name.clone(), environment.name.clone()))
    })
}

/// Those that are asked for; a name that there is not is told.
fn narrowed(
    mut places: BTreeSet<(String, String)>,
    options: &Diff,
) -> Result<BTreeSet<(String, String)>, Diagnostic> {
    let unknown = |what: &str, name: &str, all: BTreeSet<&str>| {
        let all: Vec<String> = all.into_iter().map(|name| format!("`{name}`")).collect();
        Diagnostic::error("diff/unknown", format!("there is no {what} `{name}`"))
            .help(format!("the {what}s are {}", all.join(", ")))
    };
    if let Some(pack) = &options.pack {
        if places.iter().all(|(known, _)| known != pack) {
            return Err(unknown("pack", pack, places.iter().map(|(pack, _)| pack.as_str()).collect()));
        }
        places.retain(|(known, _)| known == pack);
    }
    if let Some(environment) = &options.env {
        if places.iter().all(|(_, known)| known != environment) {
            return Err(unknown(
                "environment",
                environment,
                places.iter().map(|(_, env)| env.as_str()).collect(),
            ));
        }
        places.retain(|(_, known)| known == environment);
    }
    Ok(places)
}
