//! One step along the phases of an environment, whichever kind they are: to the next one, to a named one, or back.

use super::ladder::Move;
use super::options::Options;
use crate::data::ThresholdsFile;
use crate::suggest::instead;
use crate::{Located, Problem};

/// The phases in order, the one that is live, and what is said of them.
pub(super) struct Steps<'a> {
    pub(super) file: &'a ThresholdsFile,
    /// `phase` or `traffic phase`.
    pub(super) kind: &'static str,
    pub(super) names: Vec<&'a str>,
    pub(super) live: &'a Located<String>,
    /// ``shop `production` ``: what is moved.
    pub(super) said: String,
    /// The options that go back.
    pub(super) back: &'static str,
    /// What to do where there is no phase before.
    pub(super) before_the_first: String,
    /// What to do where there is no phase behind.
    pub(super) behind_the_last: &'static str,
}

impl Steps<'_> {
    /// The number of the live phase.
    pub(super) fn at(&self) -> usize {
        self.position(&self.live.value).unwrap_or_default()
    }

    fn position(&self, name: &str) -> Option<usize> {
        self.names.iter().position(|known| *known == name)
    }

    /// The number of the phase that shall be live: the one before, or one behind. None is skipped without a reason.
    pub(super) fn wanted(&self, options: &Options) -> Result<usize, Box<Problem>> {
        let Self { file, kind, names, live, said, back, .. } = self;
        let refused = |id, message: String, help: &str| {
            Err(Box::new(Problem::new(id, &file.file, live.place, message).help(help)))
        };
        let at = self.at();
        if options.demote {
            return at.checked_sub(1).map_or_else(
                || {
                    let message = format!("{said} is in `{}`, the first of its {kind}s", live.value);
                    refused("promote/no-phase-before", message, &self.before_the_first)
                },
                Ok,
            );
        }
        let to = match &options.to {
            None => at + 1,
            Some(wanted) => {
                let Some(to) = self.position(wanted) else {
                    let message = format!("the pack `{}` has no {kind} `{wanted}`", file.pack.value);
                    let help = instead(wanted, &format!("{kind}s"), names.iter().copied());
                    return refused("promote/unknown-phase", message, &help);
                };
                to
            }
        };
        let Some(wanted) = names.get(to) else {
            let message = format!("{said} is in `{}`, the last of its {kind}s", live.value);
            return refused("promote/no-next-phase", message, self.behind_the_last);
        };
        if to == at {
            let message = format!("{said} is in `{wanted}` already");
            return refused(
                "promote/already-live",
                message,
                &format!("leave `--to` out to go to the next {kind}"),
            );
        }
        if to < at {
            let message = format!("`{wanted}` comes before `{}`, which is live in {said}", live.value);
            return refused("promote/backwards", message, &format!("`{back}` goes back one {kind} at once"));
        }
        if to > at + 1 && options.because.is_none() {
            let skipped: Vec<String> = names[at + 1..to].iter().map(|name| format!("`{name}`")).collect();
            let message =
                format!("from `{}` to `{wanted}` {} would be skipped", live.value, skipped.join(", "));
            let help = format!("leave `--to` out to go to `{}`, or say why with `--because`", names[at + 1]);
            return refused("promote/skipped-phase", message, &help);
        }
        Ok(to)
    }

    /// The move to a phase.
    pub(super) fn to(&self, to: usize, options: &Options) -> Move {
        let asks = options.prometheus.is_some();
        Move { from: self.live.value.clone(), to: self.names[to].to_owned(), asks }
    }
}
