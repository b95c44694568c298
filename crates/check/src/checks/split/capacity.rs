//! A canary with too few instances for its traffic.
//!
//! If the stable version needs so many instances for all of the traffic, the canary needs the same part of them for its
//! part of the traffic. With fewer it is overloaded, and the trial judges the load and not the version.
//!
//! # Fix
//!
//! Give the canary as many instances as the message says.

use crate::registry::Check;
use crate::{Diagnostic, Subject};

const ID: &str = "split/capacity";

pub(crate) const CHECK: Check = Check::warning(ID, "a canary with too few instances for its traffic", run);

fn run(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    let Some(traffic) = &subject.pack.traffic else { return };
    for phase in &traffic.phases {
        let needed = phase.weight.value() * f64::from(traffic.stable_replicas);
        // A hundredth of an instance is none: weights are not exact in binary.
        if f64::from(phase.replicas) + 0.01 >= needed {
            continue;
        }
        let message = format!(
            "`{}` gives the canary {} of the traffic and {} of the {} instances that stable has for all of it",
            phase.name, phase.weight, phase.replicas, traffic.stable_replicas
        );
        let finding = Diagnostic::warning(ID, message).at(phase.origin).about(subject.plan.folder());
        found.push(finding.help(format!("give it {} instances", needed.ceil())));
    }
}

#[cfg(test)]
pub(crate) mod examples {
    use crate::examples::prelude::*;

    pub(crate) fn bad() -> Traffic {
        Traffic::new(6)
            .phase(TrafficPhase::new("first", percent(10.0), 1))
            .phase(TrafficPhase::new("half", percent(50.0), 2))
            .phase(TrafficPhase::new("all", percent(100.0), 6))
    }

    pub(crate) fn good() -> Traffic {
        Traffic::new(6)
            .phase(TrafficPhase::new("first", percent(10.0), 1))
            .phase(TrafficPhase::new("half", percent(50.0), 3))
            .phase(TrafficPhase::new("all", percent(100.0), 6))
    }
}

#[cfg(test)]
mod tests {
    use plimsoll_model::{Traffic, TrafficPhase};
    use plimsoll_units::percent;

    use crate::{Diagnostic, fixture};

    fn with(replicas: [u32; 2]) -> Vec<Diagnostic> {
        fixture::findings(|pack| {
            let traffic = Traffic::new(3)
                .phase(TrafficPhase::new("first", percent(5.0), replicas[0]))
                .phase(TrafficPhase::new("all", percent(100.0), replicas[1]));
            pack.traffic = Some(traffic);
            pack.environments[0].traffic = Some("first");
        })
    }

    #[test]
    fn fewer_instances_than_its_part_of_the_traffic_are_told() {
        let found = with([1, 2]);
        assert_eq!(fixture::ids(&found), ["split/capacity"]);
        assert_eq!(
            found[0].message,
            "`all` gives the canary 100 % of the traffic and 2 of the 3 instances that stable has for all of it"
        );
        assert_eq!(found[0].help.as_deref(), Some("give it 3 instances"));
    }

    #[test]
    fn as_many_as_its_part_of_the_traffic_pass() {
        assert_eq!(with([1, 3]), []);
    }
}
