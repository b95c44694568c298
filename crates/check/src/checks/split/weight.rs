//! A weight that is not that of the traffic phase.
//!
//! nginx, the route and the steps of a rollout must give the canary what the live traffic phase gives it: people look at
//! the phase, and clients are split by whatever is applied.
//!
//! # Fix
//!
//! Generate the split from the traffic phase, and give weights that every splitter can give.

use crate::registry::Check;
use crate::{Diagnostic, Subject};

const ID: &str = "split/weight";

pub(crate) const CHECK: Check = Check::error(ID, "a weight that is not that of the traffic phase", run);

fn run(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    let Some(traffic) = &subject.plan.traffic else { return };
    let mut differs = |what: String| {
        let message =
            format!("`{}` gives the canary {}, and {what}", traffic.phase, traffic.weight.percent());
        let finding = Diagnostic::error(ID, message).at(traffic.origin).about(subject.plan.folder());
        found.push(finding.help("take the weight from the traffic phase, in whole hundredths of a percent"));
    };
    let written = subject.pack.traffic.as_ref().and_then(|written| written.find_phase(traffic.phase));
    if let Some(phase) = written.filter(|phase| (phase.weight.value() - traffic.weight.part()).abs() > 1e-9) {
        differs(format!("it is written as {}", phase.weight));
    }
    for (whole, (weight, _)) in
        traffic.flagger.iter().zip(&traffic.steps).filter(|_| !traffic.gates.is_empty())
    {
        if (f64::from(*whole) / 100.0 - weight.part()).abs() > 1e-9 {
            differs(format!(
                "a step of {} would be {whole}% for Flagger, which takes whole percents",
                weight.percent()
            ));
        }
    }
    for split in &traffic.splits {
        if split.nginx != traffic.weight {
            differs(format!("nginx gives that of `{}` {}", split.service, split.nginx.percent()));
        }
        let (canary, stable) = split.route;
        let all = canary + stable;
        if all == 0 || (f64::from(canary) / f64::from(all) - traffic.weight.part()).abs() > 1e-9 {
            differs(format!("the route gives that of `{}` {canary} of {all}", split.service));
        }
    }
}

#[cfg(test)]
pub(crate) mod examples {
    use crate::examples::prelude::*;

    /// The traffic phase gives the canary 5 %.
    pub(crate) fn bad() -> Planted {
        split(|checkout| checkout.nginx = Weight::of(percent(50.0)))
    }

    /// The route gives it a tenth.
    pub(crate) fn bad_route() -> Planted {
        split(|checkout| checkout.route = (1, 9))
    }

    pub(crate) fn good() -> Planted {
        split(|checkout| checkout.nginx = Weight::of(percent(5.0)))
    }
}

#[cfg(test)]
mod tests {
    use plimsoll_plan::{ServiceSplit, Weight, lower};
    use plimsoll_units::percent;

    use crate::{fixture, run};

    /// What is found after a change of the one split.
    fn messages(change: impl FnOnce(&mut ServiceSplit)) -> Vec<String> {
        let pack = fixture::split_canary();
        let mut plan = lower(&pack, "production", None).unwrap();
        change(&mut plan.traffic.as_mut().unwrap().splits[0]);
        let own = run(&pack, &plan).into_iter().filter(|finding| finding.id == super::ID);
        own.map(|finding| finding.message).collect()
    }

    #[test]
    fn nginx_with_another_weight_is_found() {
        let found = messages(|split| split.nginx = Weight::of(percent(50.0)));
        assert_eq!(found, ["`first` gives the canary 5%, and nginx gives that of `checkout` 50%"]);
    }

    #[test]
    fn a_route_with_other_weights_is_found() {
        let found = messages(|split| split.route = (1, 9));
        assert_eq!(found, ["`first` gives the canary 5%, and the route gives that of `checkout` 1 of 10"]);
    }

    #[test]
    fn the_same_weight_everywhere_passes() {
        assert_eq!(messages(|_| ()), [""; 0]);
    }
}
