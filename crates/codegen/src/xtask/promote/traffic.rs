//! Which traffic phase may be live next.

use super::ladder::Move;
use super::options::Options;
use crate::data::{Environment, ThresholdsFile};
use crate::suggest::instead;
use crate::{Place, Problem};

/// Where the live traffic phase of an environment goes, or why it may not. Its dwell is one of hours, so that no day in
/// the file tells whether it is over: a Prometheus is asked, or somebody says why not.
pub(super) fn decide(
    file: &ThresholdsFile,
    (name, environment): (&str, &Environment),
    options: &Options,
) -> Result<Move, Box<Problem>> {
    let refused = |id, place: Place, message: String, help: &str| {
        Box::new(Problem::new(id, &file.file, place, message).help(help))
    };
    let (Some(traffic), Some(live)) = (&file.traffic, &environment.traffic) else {
        let message = format!("the pack `{}` has no traffic phases", file.pack.value);
        let help = "leave `--traffic` out, or declare `traffic` with phases first";
        return Err(refused("promote/no-phases", file.pack.place, message, help));
    };
    let phases = &traffic.value.phases;
    let position = |name: &str| phases.iter().position(|known| known.name.value == name);
    let at = position(&live.value).unwrap_or_default();
    let said = format!("{} `{name}`", file.pack.value);
    let to = |to: usize| Move {
        from: live.value.clone(),
        to: phases[to].name.value.clone(),
        asks: options.prometheus.is_some(),
    };
    if options.demote {
        return at.checked_sub(1).map(to).ok_or_else(|| {
            let message = format!("{said} is in `{}`, the first of its traffic phases", live.value);
            let help = "to send nobody to the version on trial, apply what stands in `breach/`";
            refused("promote/no-phase-before", live.place, message, help)
        });
    }
    let wanted = match &options.to {
        Some(wanted) => position(wanted).ok_or_else(|| {
            let message = format!("the pack `{}` has no traffic phase `{wanted}`", file.pack.value);
            let known = phases.iter().map(|phase| phase.name.value.as_str());
            refused("promote/unknown-phase", live.place, message, &instead(wanted, "traffic phases", known))
        })?,
        None => at + 1,
    };
    if wanted >= phases.len() {
        let message = format!("{said} is in `{}`, the last of its traffic phases", live.value);
        let help = "the version on trial has all of the traffic; go back with `--traffic --demote`";
        return Err(refused("promote/no-next-phase", live.place, message, help));
    }
    if wanted <= at {
        let message = format!(
            "`{}` does not come after `{}`, which is live in {said}",
            phases[wanted].name.value, live.value
        );
        let help = "`--traffic --demote` goes back one phase at once";
        return Err(refused("promote/backwards", live.place, message, help));
    }
    if options.because.is_some() {
        return Ok(to(wanted));
    }
    if wanted > at + 1 {
        let message = format!(
            "between `{}` and `{}` traffic phases would be skipped",
            live.value, phases[wanted].name.value
        );
        let help =
            format!("leave `--to` out to go to `{}`, or say why with `--because`", phases[at + 1].name.value);
        return Err(refused("promote/skipped-phase", live.place, message, &help));
    }
    if let Some(dwell) = phases[at].dwell.as_ref().filter(|_| options.prometheus.is_none()) {
        let message = format!(
            "`{}` must last {} without a breach, and nobody was asked whether it did",
            live.value, dwell.value
        );
        let help = "say which Prometheus knows: `--prometheus http://127.0.0.1:9090`; or why it need not be asked: `--because`";
        return Err(refused("promote/not-asked", dwell.place, message, help));
    }
    Ok(to(wanted))
}
