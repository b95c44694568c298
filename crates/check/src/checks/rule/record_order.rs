//! A rule that reads a recording which is evaluated later.
//!
//! Prometheus evaluates the rules of a group one after the other, and groups at different moments. What is read from
//! a later rule or from another group is up to one interval old, or missing after a restart: the alert fires later
//! than its hold says.
//!
//! # Fix
//!
//! Put the recording into the group of the rule that reads it, before that rule.

use std::collections::BTreeSet;

use plimsoll_plan::Group;

use crate::catalogue::Series;
use crate::registry::Check;
use crate::subject::Place;
use crate::{Diagnostic, Subject};

const ID: &str = "rule/record-order";

pub(crate) const CHECK: Check = Check::error(ID, "a rule reads a recording which is evaluated later", run);

fn run(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    let mut current: Option<&Group> = None;
    let mut before: BTreeSet<&str> = BTreeSet::new();
    let mut in_group: BTreeSet<&str> = BTreeSet::new();
    for expression in subject.expressions() {
        let (Place::Alert(group, _) | Place::Record(group, _)) = expression.place else { continue };
        if !current.is_some_and(|current| std::ptr::eq(current, group)) {
            current = Some(group);
            before.clear();
            let records = group.rules.iter().filter_map(|rule| rule.as_record());
            in_group = records.map(|rule| rule.record.as_str()).collect();
        }
        for selector in expression.verdict.iter().flat_map(|accepted| &accepted.selectors) {
            let name = selector.metric_name().unwrap_or_default();
            let Series::Recording(_) = subject.catalogue.series(selector) else { continue };
            // What is made for dashboards does not change between two evaluations.
            if before.contains(name) || name.starts_with("plimsoll:") {
                continue;
            }
            let in_group = in_group.contains(name);
            // Anybody may read what another group records, and know that it is a little older.
            if !in_group && subject.is_open() {
                continue;
            }
            let how = if in_group { "later in the same group" } else { "in another group" };
            let message =
                format!("`{name}` is read here and recorded {how}: what is read is one interval old");
            found.push(
                expression
                    .at(Diagnostic::error(ID, message), &selector.span)
                    .help(format!("record it in the group `{}`, before this rule", group.name)),
            );
        }
        if let Place::Record(_, rule) = expression.place {
            before.insert(&rule.record);
        }
    }
}

#[cfg(test)]
pub(crate) mod examples {
    use crate::examples::prelude::*;

    /// Lowering puts recordings first; here they come last.
    pub(crate) fn bad() -> Planted {
        lowered(|plan| {
            for group in &mut plan.groups {
                group.rules.reverse();
            }
        })
    }

    /// The recording is in another group.
    pub(crate) fn bad_group() -> Planted {
        lowered(|plan| {
            let is_read = |rule: &Rule| rule.name() == "service:http_requests_failed:ratio_rate5m";
            let group = plan.groups.iter_mut().find(|group| group.rules.iter().any(is_read)).unwrap();
            let (records, alerts) =
                std::mem::take(&mut group.rules).into_iter().partition(|rule| rule.as_record().is_some());
            group.rules = alerts;
            let other = Group { name: "shop.other".to_owned(), rules: records, ..group.clone() };
            plan.groups.push(other);
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
    use plimsoll_plan::{Group, Rule};

    use crate::fixture;

    fn group_with_recording(groups: &mut [Group]) -> &mut Group {
        let recorded = |rule: &Rule| rule.name() == "service:http_requests_failed:ratio_rate5m";
        groups.iter_mut().find(|group| group.rules.iter().any(recorded)).unwrap()
    }

    #[test]
    fn a_recording_behind_its_reader_is_told() {
        let found = fixture::findings_in_plan(|plan| group_with_recording(&mut plan.groups).rules.reverse());
        assert_eq!(fixture::ids(&found), ["rule/record-order"]);
        assert!(found[0].message.contains("recorded later in the same group"), "{}", found[0].message);
    }

    #[test]
    fn a_recording_of_another_group_is_told() {
        let found = fixture::findings_in_plan(|plan| {
            let group = group_with_recording(&mut plan.groups);
            let (records, alerts) =
                std::mem::take(&mut group.rules).into_iter().partition(|rule| rule.as_record().is_some());
            group.rules = alerts;
            let other = Group { name: "shop.other".to_owned(), rules: records, ..group.clone() };
            plan.groups.push(other);
        });
        assert_eq!(fixture::ids(&found), ["rule/record-order"]);
        assert!(found[0].message.contains("recorded in another group"), "{}", found[0].message);
    }

    #[test]
    fn a_recording_before_its_reader_passes() {
        assert_eq!(fixture::findings_in_plan(|_| ()), []);
    }
}
