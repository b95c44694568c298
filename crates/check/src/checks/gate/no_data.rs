//! A gate for which nobody decided what no data means.
//!
//! A version without traffic, or one that exposes no metrics, gives nothing to judge by. A gate that lets it pass sends
//! everybody to a version that nobody has seen. It may hold the step or fail it; it never passes.
//!
//! # Fix
//!
//! Say `no_data: hold` or `no_data: fail`.

use crate::registry::Check;
use crate::{Diagnostic, Subject};

const ID: &str = "gate/no-data";

pub(crate) const CHECK: Check = Check::error(ID, "a gate for which nobody decided what no data means", run);

fn run(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    let (Some(written), Some(traffic)) = (&subject.pack.traffic, &subject.plan.traffic) else { return };
    let undecided = traffic.gates.iter().filter(|gate| gate.no_data.is_none()).count();
    if undecided == 0 {
        return;
    }
    let message = format!("nobody decided what {undecided} gates do when they find no data, or no number");
    let finding = Diagnostic::error(ID, message).at(written.origin).about(subject.plan.folder());
    found.push(finding.help("say `no_data: hold` or `no_data: fail` in `traffic`"));
}

#[cfg(test)]
pub(crate) mod examples {
    use crate::examples::prelude::*;

    pub(crate) fn bad() -> Traffic {
        Traffic::new(3)
            .prometheus("http://prometheus:9090")
            .phase(TrafficPhase::new("first", percent(5.0), 1))
            .phase(TrafficPhase::new("all", percent(100.0), 3))
    }

    pub(crate) fn good() -> Traffic {
        Traffic::new(3)
            .prometheus("http://prometheus:9090")
            .no_data(NoData::Hold)
            .phase(TrafficPhase::new("first", percent(5.0), 1))
            .phase(TrafficPhase::new("all", percent(100.0), 3))
    }
}

#[cfg(test)]
mod tests {
    use crate::checks::gate::boundary::tests::gated;

    #[test]
    fn an_undecided_gate_is_found() {
        let found = gated(
            |pack| {
                if let Some(traffic) = &mut pack.traffic {
                    traffic.no_data = None;
                }
            },
            |_| (),
        );
        let own: Vec<&str> = found
            .iter()
            .filter(|finding| finding.id == super::ID)
            .map(|finding| finding.message.as_str())
            .collect();
        assert_eq!(own, ["nobody decided what 1 gates do when they find no data, or no number"]);
    }

    #[test]
    fn a_decision_passes() {
        assert_eq!(gated(|_| (), |_| ()), []);
    }
}
