//! Which phase may be live next, and when.

use plimsoll_units::Date;

use super::options::Options;
use super::steps::Steps;
use super::{exits, traffic};
use crate::Problem;
use crate::data::{Environment, Phase, ThresholdsFile};
use crate::suggest::instead;

/// A move that is allowed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Move {
    pub(super) from: String,
    pub(super) to: String,
    /// Whether a Prometheus is asked first.
    pub(super) asks: bool,
}

const DAY: u64 = 86_400_000;

/// Where the live phase goes, or why it may not.
pub(super) fn decide(file: &ThresholdsFile, options: &Options, today: Date) -> Result<Move, Box<Problem>> {
    let problem = |id, place, message: String| Problem::new(id, &file.file, place, message);
    let Some((name, environment)) = file.environments.entry(&options.environment) else {
        let message = format!("the pack `{}` has no environment `{}`", file.pack.value, options.environment);
        let help =
            instead(&options.environment, "environments", file.environments.names().collect::<Vec<_>>());
        return Err(Box::new(problem("promote/unknown-environment", file.pack.place, message).help(help)));
    };
    if options.traffic {
        return traffic::decide(file, (&name.value, environment), options);
    }
    let Some(live) = &environment.phase else {
        let message = format!("the pack `{}` has no phases", file.pack.value);
        let help = "there is nothing to promote: declare a `rollout` first";
        return Err(Box::new(problem("promote/no-phases", name.place, message).help(help)));
    };
    let said = format!("{} `{}`", file.pack.value, name.value);
    let steps = Steps {
        file,
        kind: "phase",
        names: file.rollout.iter().map(|phase| phase.name.value.as_str()).collect(),
        live,
        said: said.clone(),
        back: "--demote",
        before_the_first: format!(
            "to stop the machine, silence `pack=\"{}\", auto_rollback=\"true\"` in Alertmanager",
            file.pack.value
        ),
        behind_the_last: "add a phase to `rollout`, or go back with `--demote`",
    };
    let to = steps.wanted(options)?;
    if !options.demote && options.because.is_none() {
        let phase = &file.rollout[steps.at()];
        dwelt(file, phase, environment, &said, today)?;
        exits::approved(file, phase, environment, steps.names[to], today)?;
        exits::asked(file, phase, options)?;
    }
    Ok(steps.to(to, options))
}

/// Whether the live phase has lasted as long as it must.
fn dwelt(
    file: &ThresholdsFile,
    phase: &Phase,
    environment: &Environment,
    said: &str,
    today: Date,
) -> Result<(), Box<Problem>> {
    let (Some(dwell), Some(live)) = (&phase.dwell, &environment.phase) else { return Ok(()) };
    let length = u32::try_from(dwell.value.as_millis().div_ceil(DAY)).unwrap_or(u32::MAX);
    let Some(since) = &environment.since else {
        let message = format!(
            "`{}` must last {}, and nothing says since when it is live in {said}",
            live.value, dwell.value
        );
        let problem = Problem::new("promote/unknown-dwell", &file.file, live.place, message);
        let help = "write `since: YYYY-MM-DD` below it, or say why it need not wait with `--because`";
        return Err(Box::new(problem.related(dwell.place, "at least this long").help(help)));
    };
    let due = since.value.days_since_epoch().saturating_add(length);
    let left = due.saturating_sub(today.days_since_epoch());
    if left == 0 {
        return Ok(());
    }
    let until = Date::from_days_since_epoch(due).map_or_else(|| "later".to_owned(), |day| day.to_string());
    let message = format!(
        "`{}` is live in {said} since {} and must last {}, until {until}; today is {today}",
        live.value, since.value, dwell.value
    );
    let days = if left == 1 { "day" } else { "days" };
    let help = format!("wait {left} {days}, or say why not with `--because`");
    let problem = Problem::new("promote/too-early", &file.file, since.place, message);
    Err(Box::new(problem.related(dwell.place, "at least this long").help(help)))
}
