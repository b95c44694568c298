//! `behaviour`: the tests that follow from the alerts, written for `promtool test rules`.

use std::collections::BTreeSet;
use std::io;
use std::path::Path;

use plimsoll_check::Diagnostic;
use plimsoll_plan::Plan;

use super::context::Context;
use super::meant;
use super::options::Behaviour;
use crate::console::Console;
use crate::outcome::Outcome;
use crate::report::Summary;

/// Derives the tests of every plan that is meant, and writes them with the rules that they are about. An alert without
/// a test is an error, and then nothing is written of its plan.
pub fn behaviour(
    context: &Context<'_>,
    options: &Behaviour,
    console: &mut Console<'_>,
) -> io::Result<Outcome> {
    let mut found = Summary::default();
    let out = options.out.clone().unwrap_or_else(|| context.root.join("target").join("behaviour"));
    match meant::plans(context, &options.meant) {
        Ok(plans) => {
            for plan in &plans {
                match one(context, plan, &out) {
                    Ok(said) => writeln!(console.out, "{said}")?,
                    Err(problems) => context.tell(&problems, console, &mut found)?,
                }
            }
        }
        Err(problems) => context.tell(&problems, console, &mut found)?,
    }
    context.sum_up(found, "", console)?;
    Ok(if found.stops(context.output.deny_warnings) { Outcome::Problems } else { Outcome::Well })
}

fn one(context: &Context<'_>, plan: &Plan, out: &Path) -> Result<String, Vec<Diagnostic>> {
    let tests = context.source.behaviour(plan)?;
    let alerts: BTreeSet<&str> = tests.iter().map(|test| test.alert).collect();
    let checks: usize = tests.iter().map(|test| test.checks.len()).sum();
    let folder = out.join(plan.pack).join(plan.environment()).join(plan.phase().unwrap_or_default());
    let unwritten = |error: io::Error, path: &Path| {
        let message = format!("`{}` cannot be written: {error}", path.display());
        vec![Diagnostic::error("behaviour/unwritable", message).help("choose another folder with `--out`")]
    };
    // What a group was called before must not be run any more.
    if folder.is_dir() {
        std::fs::remove_dir_all(&folder).map_err(|error| unwritten(error, &folder))?;
    }
    std::fs::create_dir_all(&folder).map_err(|error| unwritten(error, &folder))?;
    for file in plimsoll_render::behaviour(plan, &tests) {
        let path = folder.join(file.path.rsplit('/').next().unwrap_or_default());
        std::fs::write(&path, &file.text).map_err(|error| unwritten(error, &path))?;
    }
    Ok(format!(
        "{}: {} tests of {} alerts, {checks} moments; promtool test rules {}/*.test.yaml",
        meant::title(plan),
        tests.len(),
        alerts.len(),
        folder.display()
    ))
}
