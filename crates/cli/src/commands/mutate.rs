//! `mutate`: whether the behaviour tests notice small mistakes in the rules.

use std::collections::BTreeMap;
use std::io;

use plimsoll_behaviour::{Kind, Mutant, mutants};
use plimsoll_check::Diagnostic;
use plimsoll_plan::Plan;

use super::context::Context;
use super::meant;
use super::options::Mutate;
use crate::console::Console;
use crate::outcome::Outcome;
use crate::report::Summary;

/// How many mutants there are, and how many of them are noticed.
#[derive(Default, Clone, Copy)]
struct Score {
    noticed: usize,
    all: usize,
}

impl Score {
    fn percent(self) -> f64 {
        #[expect(clippy::cast_precision_loss, reason = "far below 2^53 mutants")]
        let part = self.noticed as f64 / self.all.max(1) as f64;
        part * 100.0
    }
}

/// Changes every rule of every plan that is meant, one place at a time, and runs the tests that read it. Too few that
/// are noticed are a problem.
pub fn mutate(context: &Context<'_>, options: &Mutate, console: &mut Console<'_>) -> io::Result<Outcome> {
    let mut found = Summary::default();
    let mut total = Score::default();
    let plans = match meant::plans(context, &options.meant) {
        Ok(plans) => plans,
        Err(problems) => {
            context.tell(&problems, console, &mut found)?;
            context.sum_up(found, "", console)?;
            return Ok(Outcome::Problems);
        }
    };
    for plan in &plans {
        match one(context, plan, console)? {
            Ok(score) => {
                total.noticed += score.noticed;
                total.all += score.all;
            }
            Err(problems) => context.tell(&problems, console, &mut found)?,
        }
    }
    let percent = total.percent();
    writeln!(console.out, "in all {} of {} noticed: {percent:.1} %", total.noticed, total.all)?;
    if found == Summary::default() && percent < options.at_least {
        let message = format!(
            "the behaviour tests notice {percent:.1} % of the mutants, less than {} %",
            options.at_least
        );
        let problem = Diagnostic::error("behaviour/too-blunt", message).help(
            "look at the survivors: give the alert a case of its own, or a line that its signal can meet",
        );
        context.tell(&[problem], console, &mut found)?;
    }
    context.sum_up(found, "", console)?;
    Ok(if found.stops(context.output.deny_warnings) { Outcome::Problems } else { Outcome::Well })
}

fn one(
    context: &Context<'_>,
    plan: &Plan,
    console: &mut Console<'_>,
) -> io::Result<Result<Score, Vec<Diagnostic>>> {
    let tests = match context.source.behaviour(plan).map(|derived| derived.tests) {
        Ok(tests) => tests,
        Err(problems) => return Ok(Err(problems)),
    };
    let mut scores: BTreeMap<Kind, Score> = BTreeMap::new();
    let mut equivalent: BTreeMap<&str, usize> = BTreeMap::new();
    let mut survivors: Vec<Mutant> = Vec::new();
    let mut untried = 0;
    for mutant in mutants(plan) {
        if let Some(why) = mutant.equivalent {
            *equivalent.entry(why).or_default() += 1;
            continue;
        }
        let mutated = mutant.apply(plan);
        let own = tests.iter().filter(|test| mutant.alerts.contains(test.alert));
        let mut verdicts = own.filter_map(|test| test.run(&mutated)).peekable();
        if verdicts.peek().is_none() {
            untried += 1;
            continue;
        }
        let noticed = verdicts.any(|verdict| verdict.is_err());
        let score = scores.entry(mutant.kind).or_default();
        score.all += 1;
        score.noticed += usize::from(noticed);
        if !noticed {
            survivors.push(mutant);
        }
    }
    let sum = |of: fn(&Score) -> usize| scores.values().map(of).sum::<usize>();
    let total = Score { noticed: sum(|score| score.noticed), all: sum(|score| score.all) };
    let out = &mut console.out;
    writeln!(
        out,
        "{}: {} tests, {} of {} mutants noticed ({:.1} %)",
        meant::title(plan),
        tests.len(),
        total.noticed,
        total.all,
        total.percent()
    )?;
    for (kind, score) in &scores {
        writeln!(out, "  {kind}: {} of {}", score.noticed, score.all)?;
    }
    for (why, count) in &equivalent {
        writeln!(out, "  {count} are none: {why}")?;
    }
    if untried > 0 {
        writeln!(out, "  {untried} are not tried: promtool alone can run the cases that authors give")?;
    }
    for mutant in &survivors {
        let why = mutant.survives_because().map(|why| format!(" ({why})")).unwrap_or_default();
        writeln!(out, "  survives: {} at {}: {}{why}", mutant.rule, mutant.origin, mutant.change)?;
    }
    Ok(Ok(total))
}
