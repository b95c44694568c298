//! A group that does not fit into one Kubernetes object.
//!
//! The Prometheus operator writes rules into config maps and refuses a `PrometheusRule` of more than 512 KiB. Rules
//! are spread over several objects group by group; one group cannot be spread.
//!
//! # Fix
//!
//! Split what the group's alerts share, or shorten their texts: every rule carries all of them.

use plimsoll_plan::{Group, Rule};

use crate::registry::Check;
use crate::{Diagnostic, Subject};

const ID: &str = "rule/object-too-large";

pub(crate) const CHECK: Check = Check::error(ID, "a group that does not fit into one Kubernetes object", run);

/// What the operator takes.
const MOST_BYTES: usize = 512 * 1024;

/// Keys, quotes, indentation and line breaks of one rule, and of one label or annotation.
const BYTES_OF_RULE: usize = 120;
const BYTES_OF_TEXT: usize = 16;

fn run(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    for group in &subject.plan.groups {
        let bytes = estimate(group);
        if bytes <= MOST_BYTES {
            continue;
        }
        let message = format!(
            "the group `{}` has {} rules and about {} KiB; one object takes 512 KiB",
            group.name,
            group.rules.len(),
            bytes / 1024
        );
        let origin = group.rules.first().map_or(subject.plan.origin, Rule::origin);
        found.push(Diagnostic::error(ID, message).at(origin).about(subject.plan.folder()).help(
            "record what its alerts share separately for parts of the fleet: each is a group of its own",
        ));
    }
}

/// About as many bytes as the group takes as YAML.
fn estimate(group: &Group) -> usize {
    let texts = |rule: &Rule| {
        let annotations = rule.as_alert().into_iter().flat_map(|alert| &alert.annotations);
        rule.labels().iter().chain(annotations).map(|(k, v)| k.len() + v.len() + BYTES_OF_TEXT).sum::<usize>()
    };
    let rule = |rule: &Rule| BYTES_OF_RULE + rule.name().len() + rule.expr().render().len() + texts(rule);
    group.rules.iter().map(rule).sum()
}

#[cfg(test)]
pub(crate) mod examples {
    use crate::examples::prelude::*;

    /// Nine hundred alerts in one group.
    pub(crate) fn bad() -> Planted {
        lowered(|plan| {
            let alert = plan.groups[0].rules.iter().find_map(Rule::as_alert).unwrap().clone();
            let of_part = |part: u32| {
                let mut alert = alert.clone();
                alert.labels.insert("part".to_owned(), part.to_string());
                Rule::Alert(alert)
            };
            plan.groups[0].rules.extend((0..900).map(of_part));
        })
    }

    pub(crate) fn good() -> Pack {
        shop()
    }
}

#[cfg(test)]
mod tests {
    use plimsoll_plan::Rule;

    use super::*;
    use crate::fixture;

    fn with_rules(count: usize) -> Vec<Diagnostic> {
        fixture::findings_in_plan(|plan| {
            let group =
                plan.groups.iter_mut().find(|group| group.rules.iter().any(|rule| rule.as_alert().is_some()));
            let group = group.unwrap();
            let alert = group.rules.iter().find_map(Rule::as_alert).unwrap().clone();
            group.rules.extend((0..count).map(|at| {
                let mut alert = alert.clone();
                alert.labels.insert("part".to_owned(), at.to_string());
                Rule::Alert(alert)
            }));
        })
    }

    #[test]
    fn a_group_of_hundreds_of_alerts_is_told_with_its_size() {
        let found = with_rules(900);
        assert_eq!(fixture::ids(&found), ["rule/object-too-large"]);
        assert!(found[0].message.contains("one object takes 512 KiB"), "{}", found[0].message);
    }

    #[test]
    fn a_group_of_some_alerts_passes() {
        assert_eq!(with_rules(20), []);
    }
}
