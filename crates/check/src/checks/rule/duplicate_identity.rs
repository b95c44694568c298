//! Two rules with the same name and the same labels.
//!
//! Prometheus tells alerts apart by their labels, `alertname` included. Of two rules that give the same labels, one
//! overwrites the state of the other: holds start again and notifications flap. Two recordings of one name and the
//! same labels write different samples into one series.
//!
//! # Fix
//!
//! Give one of them another name, or a label that tells them apart (`Alert::label`).

use std::collections::BTreeMap;

use plimsoll_plan::Rule;

use crate::registry::Check;
use crate::{Diagnostic, Subject};

const ID: &str = "rule/duplicate-identity";

pub(crate) const CHECK: Check = Check::error(ID, "two rules with the same name and the same labels", run);

fn run(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    let mut first = BTreeMap::new();
    for rule in subject.plan.rules() {
        let is_alert = rule.as_alert().is_some();
        // Two rules of one name may tell their series apart by labels of the expressions: of anybody's rules only those
        // are the same that ask the same, in one file.
        let asks = subject.is_open().then(|| (rule.origin().file, rule.expr().render().to_owned()));
        let Some(other) = first.insert((is_alert, rule.name(), rule.labels(), asks), rule.origin()) else {
            continue;
        };
        let (kind, about) = match rule {
            Rule::Alert(_) => ("alert", subject.about_alert(rule.name())),
            Rule::Record(_) => ("recording", subject.about_record(rule.name())),
        };
        let message = format!(
            "two rules make the {kind} `{}` with the same labels; the other one at {other}",
            rule.name()
        );
        found.push(
            Diagnostic::error(ID, message)
                .at(rule.origin())
                .about(about)
                .help("give one of them another name, or a label that tells them apart"),
        );
    }
}

#[cfg(test)]
pub(crate) mod examples {
    use crate::examples::prelude::*;

    pub(crate) fn bad() -> [Alert; 2] {
        [probe("node_load > 5"), probe("node_load > 10")]
    }

    pub(crate) fn bad_twice() -> [Alert; 2] {
        [probe("node_load > 5"), probe("node_load > 5")]
    }

    pub(crate) fn good() -> [Alert; 2] {
        [probe("node_load > 5"), probe("node_load > 10").label("step", "second")]
    }
}

#[cfg(test)]
mod tests {
    use crate::fixture;

    #[test]
    fn two_alerts_of_one_name_and_the_same_labels_are_told_with_both_places() {
        let first = fixture::probe("node_load > 1");
        let second = fixture::probe("node_load > 2");
        let (other, origin) = (first.origin, second.origin);
        let found = fixture::findings(|pack| pack.alerts.extend([first, second]));
        assert_eq!(fixture::ids(&found), ["rule/duplicate-identity"]);
        assert_eq!(found[0].origin, Some(origin));
        assert!(found[0].message.ends_with(&format!("the other one at {other}")), "{}", found[0].message);
    }

    #[test]
    fn a_label_tells_two_alerts_apart() {
        let first = fixture::probe("node_load > 1").label("window", "1h");
        let second = fixture::probe("node_load > 2").label("window", "6h");
        assert_eq!(fixture::findings(|pack| pack.alerts.extend([first, second])), []);
    }
}
