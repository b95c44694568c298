//! Which phase may be live next, and when.

use plimsoll_units::Date;

use super::options::Options;
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
    let names = || file.rollout.iter().map(|phase| phase.name.value.as_str());
    let position = |name: &str| names().position(|known| known == name);
    let at = position(&live.value).unwrap_or_default();
    let said = format!("{} `{}`", file.pack.value, name.value);
    if options.demote {
        let before = at.checked_sub(1).and_then(|before| file.rollout.get(before)).ok_or_else(|| {
            let message = format!("{said} is in `{}`, the first of its phases", live.value);
            let help = format!(
                "to stop the machine, silence `pack=\"{}\", auto_rollback=\"true\"` in Alertmanager",
                file.pack.value
            );
            Box::new(problem("promote/no-phase-before", live.place, message).help(help))
        })?;
        return Ok(Move { from: live.value.clone(), to: before.name.value.clone(), asks: false });
    }
    let next = file.rollout.get(at + 1);
    let to = match &options.to {
        None => next.map(|_| at + 1).ok_or_else(|| {
            let message = format!("{said} is in `{}`, the last of its phases", live.value);
            let help = "add a phase to `rollout`, or go back with `--demote`";
            Box::new(problem("promote/no-next-phase", live.place, message).help(help))
        })?,
        Some(wanted) => position(wanted).ok_or_else(|| {
            let message = format!("the pack `{}` has no phase `{wanted}`", file.pack.value);
            Box::new(problem("promote/unknown-phase", live.place, message).help(instead(
                wanted,
                "phases",
                names(),
            )))
        })?,
    };
    let wanted = &file.rollout[to].name.value;
    if to == at {
        let message = format!("{said} is in `{wanted}` already");
        let help = "leave `--to` out to go to the next phase";
        return Err(Box::new(problem("promote/already-live", live.place, message).help(help)));
    }
    if to < at {
        let message = format!("`{wanted}` comes before `{}`, which is live in {said}", live.value);
        let help = "`--demote` goes back one phase at once";
        return Err(Box::new(problem("promote/backwards", live.place, message).help(help)));
    }
    if options.because.is_none() {
        if to > at + 1 {
            let skipped: Vec<String> =
                file.rollout[at + 1..to].iter().map(|phase| format!("`{}`", phase.name.value)).collect();
            let message =
                format!("from `{}` to `{wanted}` {} would be skipped", live.value, skipped.join(", "));
            let help = format!(
                "leave `--to` out to go to `{}`, or say why with `--because`",
                file.rollout[at + 1].name.value
            );
            return Err(Box::new(problem("promote/skipped-phase", live.place, message).help(help)));
        }
        dwelt(file, &file.rollout[at], environment, &said, today)?;
        exits::approved(file, &file.rollout[at], environment, wanted, today)?;
        exits::asked(file, &file.rollout[at], options)?;
    }
    Ok(Move { from: live.value.clone(), to: wanted.clone(), asks: options.prometheus.is_some() })
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
