//! Traffic phases that do not lead from a little traffic to all of it.
//!
//! A version that nobody has seen gets a tenth of the traffic at most; each phase gives it more, and the last one all:
//! else the trial never ends, or it goes back under the eyes of people who believe that it goes on.
//!
//! # Fix
//!
//! Begin with 10 % or less, let every weight be more than the one before, and end with 100 %.

use plimsoll_model::TrafficPhase;

use crate::registry::Check;
use crate::{Diagnostic, Subject};

const ID: &str = "rollout/weights";

pub(crate) const CHECK: Check =
    Check::error(ID, "traffic phases that do not lead from a little traffic to all of it", run);

/// The most that a version gets which nobody has seen.
const FIRST: f64 = 0.1;

fn run(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    let Some(traffic) = &subject.pack.traffic else { return };
    let mut told = |phase: &TrafficPhase, message: String, help: String| {
        let finding = Diagnostic::error(ID, message).at(phase.origin).about(subject.plan.folder());
        found.push(finding.help(help));
    };
    if let Some(first) = traffic.phases.first().filter(|first| first.weight.value() > FIRST) {
        let message = format!(
            "`{}` begins with {} of the traffic, and nobody has seen the version",
            first.name, first.weight
        );
        told(first, message, "begin with 10 % or less".to_owned());
    }
    for pair in traffic.phases.windows(2) {
        let [before, phase] = pair else { continue };
        if phase.weight.value() <= before.weight.value() {
            let message = format!(
                "`{}` gives the canary {} of the traffic, no more than the {} of `{}` before it",
                phase.name, phase.weight, before.weight, before.name
            );
            told(phase, message, format!("take more than {}, or remove the phase", before.weight));
        }
    }
    if let Some(last) = traffic.phases.last().filter(|last| last.weight.value() < 1.0) {
        let message = format!("the last phase, `{}`, ends with {} of the traffic", last.name, last.weight);
        told(
            last,
            message,
            "add a phase with 100 %: the trial ends when the version serves everybody".to_owned(),
        );
    }
}

#[cfg(test)]
pub(crate) mod examples {
    use crate::examples::prelude::*;

    pub(crate) fn bad() -> Traffic {
        Traffic::new(4)
            .phase(TrafficPhase::new("first", percent(25.0), 1))
            .phase(TrafficPhase::new("second", percent(20.0), 1))
            .phase(TrafficPhase::new("third", percent(50.0), 2))
    }

    pub(crate) fn good() -> Traffic {
        Traffic::new(4)
            .phase(TrafficPhase::new("first", percent(5.0), 1))
            .phase(TrafficPhase::new("second", percent(50.0), 2))
            .phase(TrafficPhase::new("third", percent(100.0), 4))
    }
}

#[cfg(test)]
mod tests {
    use plimsoll_model::{Traffic, TrafficPhase};
    use plimsoll_units::percent;

    use crate::{Diagnostic, fixture};

    fn stepped(weights: &[f64]) -> Vec<String> {
        let found = fixture::findings(|pack| {
            let phases = weights.iter().zip(["first", "second", "third"]);
            let traffic = phases.fold(Traffic::new(3), |traffic, (weight, name)| {
                traffic.phase(TrafficPhase::new(name, percent(*weight), 3))
            });
            pack.traffic = Some(traffic);
            pack.environments[0].traffic = Some("first");
        });
        let own = |finding: &Diagnostic| finding.id == super::ID;
        found.into_iter().filter(own).map(|finding| finding.message).collect()
    }

    #[test]
    fn a_bold_beginning_is_found() {
        let expected = "`first` begins with 25 % of the traffic, and nobody has seen the version";
        assert_eq!(stepped(&[25.0, 100.0]), [expected]);
    }

    #[test]
    fn a_step_that_gives_no_more_is_found() {
        let expected =
            "`second` gives the canary 5 % of the traffic, no more than the 5 % of `first` before it";
        assert_eq!(stepped(&[5.0, 5.0, 100.0]), [expected]);
    }

    #[test]
    fn a_trial_that_never_ends_is_found() {
        assert_eq!(stepped(&[5.0, 50.0]), ["the last phase, `second`, ends with 50 % of the traffic"]);
    }

    #[test]
    fn from_a_little_to_all_passes() {
        assert_eq!(stepped(&[10.0, 50.0, 100.0]), [""; 0]);
    }
}
