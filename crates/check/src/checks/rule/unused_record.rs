//! A recording that no rule and no panel reads.
//!
//! It is evaluated at every interval and stored for as long as everything else.
//!
//! # Fix
//!
//! Remove it, or read it in a rule or a panel. Recordings named `plimsoll:...` are made for dashboards and exempt.

use std::collections::BTreeSet;

use plimsoll_plan::Rule;

use crate::registry::Check;
use crate::subject::Place;
use crate::{Diagnostic, Subject};

const ID: &str = "rule/unused-record";

pub(crate) const CHECK: Check = Check::warning(ID, "a recording that no rule and no panel reads", run);

fn run(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    let mut read: BTreeSet<&str> = BTreeSet::new();
    for (expression, accepted) in subject.accepted() {
        let own = match expression.place {
            Place::Record(_, rule) => rule.record.as_str(),
            _ => "",
        };
        read.extend(accepted.metric_names().filter(|name| *name != own));
    }
    for rule in subject.plan.rules().filter_map(Rule::as_record) {
        // The thresholds and the phase are for dashboards, whoever draws them.
        if read.contains(rule.record.as_str()) || rule.record.starts_with("plimsoll:") {
            continue;
        }
        found.push(
            Diagnostic::warning(ID, format!("nothing reads the recording `{}`", rule.record))
                .at(rule.origin)
                .about(subject.about_record(&rule.record))
                .help("remove it, or read it in a rule or a panel"),
        );
    }
}

#[cfg(test)]
pub(crate) mod examples {
    use crate::examples::prelude::*;

    /// A recording that somebody added to the plan.
    pub(crate) fn bad() -> Planted {
        lowered(|plan| {
            let mut rule = plan.rules().find_map(Rule::as_record).unwrap().clone();
            rule.record = "service:http_requests:unused".to_owned();
            plan.groups[0].rules.push(Rule::Record(rule));
        })
    }

    pub(crate) fn good() -> Alert {
        with_texts(Alert::new(
            "NodeBusy",
            Response::Notify,
            node_load().recorded("node", "load", "max").above(count(10.0)),
        ))
    }
}

#[cfg(test)]
mod tests {
    use plimsoll_plan::Rule;

    use crate::fixture;

    #[test]
    fn a_recording_that_nothing_reads_is_told() {
        let found = fixture::findings_in_plan(|plan| {
            let mut rule = plan.rules().find_map(Rule::as_record).unwrap().clone();
            rule.record = "service:http_requests:unused".to_owned();
            plan.groups[0].rules.push(Rule::Record(rule));
        });
        assert_eq!(fixture::ids(&found), ["rule/unused-record"]);
    }

    #[test]
    fn a_recording_that_an_alert_reads_passes_and_so_do_those_for_dashboards() {
        let names = fixture::plan()
            .rules()
            .filter_map(Rule::as_record)
            .map(|rule| rule.record.clone())
            .collect::<Vec<_>>();
        assert!(names.iter().any(|name| name == "plimsoll:threshold:value"), "{names:?}");
        assert!(names.iter().any(|name| name == "service:http_requests_failed:ratio_rate5m"), "{names:?}");
        assert_eq!(fixture::findings(|_| ()), []);
    }
}
