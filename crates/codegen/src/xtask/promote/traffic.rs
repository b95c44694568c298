//! Which traffic phase may be live next.

use super::ladder::Move;
use super::options::Options;
use super::steps::Steps;
use crate::Problem;
use crate::data::{Environment, ThresholdsFile};

/// Where the live traffic phase of an environment goes, or why it may not. Its dwell is one of hours, so that no day in
/// the file tells whether it is over: a Prometheus is asked, or somebody says why not.
pub(super) fn decide(
    file: &ThresholdsFile,
    (name, environment): (&str, &Environment),
    options: &Options,
) -> Result<Move, Box<Problem>> {
    let problem = |id, place, message: String| Problem::new(id, &file.file, place, message);
    let (Some(traffic), Some(live)) = (&file.traffic, &environment.traffic) else {
        let message = format!("the pack `{}` has no traffic phases", file.pack.value);
        let help = "leave `--traffic` out, or declare `traffic` with phases first";
        return Err(Box::new(problem("promote/no-phases", file.pack.place, message).help(help)));
    };
    let phases = &traffic.value.phases;
    let steps = Steps {
        file,
        kind: "traffic phase",
        names: phases.iter().map(|phase| phase.name.value.as_str()).collect(),
        live,
        said: format!("{} `{name}`", file.pack.value),
        back: "--traffic --demote",
        before_the_first: "to send nobody to the version on trial, apply what stands in `breach/`".to_owned(),
        behind_the_last: "the version on trial has all of the traffic; go back with `--traffic --demote`",
    };
    let to = steps.wanted(options)?;
    let is_asked = options.demote || options.because.is_some() || options.prometheus.is_some();
    if let Some(dwell) = phases[steps.at()].dwell.as_ref().filter(|_| !is_asked) {
        let message = format!(
            "`{}` must last {} without a breach, and nobody was asked whether it did",
            live.value, dwell.value
        );
        let help = "say which Prometheus knows: `--prometheus http://127.0.0.1:9090`; or why it need not be asked: `--because`";
        return Err(Box::new(problem("promote/not-asked", dwell.place, message).help(help)));
    }
    Ok(steps.to(to, options))
}
