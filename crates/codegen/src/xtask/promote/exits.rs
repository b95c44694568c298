//! Whether the gates of the live phase are open, as far as the YAML says it. What a Prometheus must say is asked of the
//! packs' program.

use plimsoll_units::Date;

use super::options::Options;
use crate::Problem;
use crate::data::{Environment, Phase, ThresholdsFile};

/// Whether the next phase is approved today, where the live one's exit asks for it.
pub(super) fn approved(
    file: &ThresholdsFile,
    live: &Phase,
    environment: &Environment,
    wanted: &str,
    today: Date,
) -> Result<(), Box<Problem>> {
    let asks = live.exit.as_ref().and_then(|exit| exit.value.approval).filter(|approval| approval.value);
    let (Some(asks), Some(phase)) = (asks, &environment.phase) else { return Ok(()) };
    let refused = |place, message: String, help: &str| {
        let problem = Problem::new("promote/not-approved", &file.file, place, message);
        Err(Box::new(problem.related(asks.place, "asked for here").help(help)))
    };
    let example = format!("approved: {{ phase: {wanted}, until: {today}, because: <where it was decided> }}");
    let Some(approved) = &environment.approved else {
        let message = format!("nobody has approved `{wanted}`");
        return refused(
            phase.place,
            message,
            &format!("add `{example}` below it, or say why not with `--because`"),
        );
    };
    let approval = &approved.value;
    if approval.phase.value != wanted {
        let message = format!("`{}` is approved and not `{wanted}`", approval.phase.value);
        return refused(approval.phase.place, message, &format!("write `{example}`"));
    }
    if approval.until.value < today {
        let message =
            format!("the approval of `{wanted}` held until {}; today is {today}", approval.until.value);
        return refused(
            approval.until.place,
            message,
            "have it approved anew, or say why not with `--because`",
        );
    }
    Ok(())
}

/// Whether somebody says which Prometheus decides the gates that need one.
pub(super) fn asked(file: &ThresholdsFile, live: &Phase, options: &Options) -> Result<(), Box<Problem>> {
    let Some(exit) = live.exit.filter(|_| options.prometheus.is_none()) else { return Ok(()) };
    let quiet = exit.value.quiet.map(|period| (period, "after a dry run that was quiet for"));
    let none = exit.value.no_rollback.map(|period| (period, "after nothing was rolled back for"));
    let Some((period, what)) = quiet.or(none) else { return Ok(()) };
    let message =
        format!("`{}` is left {what} {}, and nobody was asked whether it was", live.name.value, period.value);
    let problem = Problem::new("promote/not-asked", &file.file, period.place, message);
    Err(Box::new(problem.help(
        "say which Prometheus knows: `--prometheus http://127.0.0.1:9090`; or why it need not be asked: `--because`",
    )))
}
