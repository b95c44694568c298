//! The value of an alert in one of its labels.
//!
//! Labels are the identity of an alert. With the value among them every evaluation makes a new alert: the hold starts
//! again each time, so that it never fires, or it fires and resolves without end.
//!
//! # Fix
//!
//! Say the value in a text: `{value}` in the summary or the description.

use crate::registry::Check;
use crate::{Diagnostic, Subject};

const ID: &str = "rule/value-in-label";

pub(crate) const CHECK: Check = Check::error(ID, "the value of an alert in one of its labels", run);

fn run(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    for rule in subject.alert_rules() {
        let shows = |text: &str| if subject.is_open() { prints_value(text) } else { reads_value(text) };
        for (name, _) in rule.labels.iter().filter(|(_, text)| shows(text)) {
            let outcome = match (subject.is_open(), rule.hold.is_zero()) {
                (false, _) => "so it never fires with a hold",
                (true, true) => "so every new value is a new alert",
                (true, false) => "so with every new value it begins to wait again",
            };
            let message = format!("the label `{name}` of `{}` changes with the value, {outcome}", rule.alert);
            found.push(
                Diagnostic::error(ID, message)
                    .at(rule.origin)
                    .about(subject.about_alert(&rule.alert))
                    .help("say the value in the summary or the description: `{value}`"),
            );
        }
    }
}

/// A branch on the value has few outcomes; the value itself has many.
fn prints_value(text: &str) -> bool {
    let blocks = text.split("{{").skip(1).filter_map(|rest| rest.split("}}").next());
    let words = ["if ", "else", "with ", "range "];
    let prints = |block: &str| !words.iter().any(|word| block.trim_matches(['-', ' ']).starts_with(word));
    blocks.into_iter().any(|block| prints(block) && names_value(block))
}

/// `$value` or `.Value`, and no longer word that begins so.
fn names_value(block: &str) -> bool {
    let ends = |rest: &str| !rest.starts_with(|c: char| c.is_alphanumeric() || c == '_');
    ["$value", ".Value"].iter().any(|name| block.split(name).skip(1).any(ends))
}

fn reads_value(text: &str) -> bool {
    let blocks = text.split("{{").skip(1).filter_map(|rest| rest.split("}}").next());
    blocks.into_iter().any(names_value)
}

#[cfg(test)]
pub(crate) mod examples {
    use crate::examples::prelude::*;

    pub(crate) fn bad() -> Alert {
        probe("node_load > 10").label("load", "{{ $value }}")
    }

    pub(crate) fn bad_too() -> Alert {
        probe("node_load > 10").label("load", "{{ .Value | humanize }}")
    }

    pub(crate) fn good() -> Alert {
        probe("node_load > 10").description("The load is {value}.")
    }
}

#[cfg(test)]
mod tests {
    use crate::{Diagnostic, fixture};

    fn labelled(text: &str) -> Vec<Diagnostic> {
        fixture::findings(|pack| pack.alerts.push(fixture::probe("node_load > 1").label("load", text)))
    }

    #[test]
    fn a_label_that_changes_with_the_value_is_told() {
        assert_eq!(fixture::ids(&labelled("{{ $value | humanize }}")), ["rule/value-in-label"]);
        assert_eq!(fixture::ids(&labelled("{{ .Value }}")), ["rule/value-in-label"]);
    }

    #[test]
    fn a_label_with_a_label_or_a_word_in_it_passes() {
        assert_eq!(labelled("{{ $labels.node }}"), []);
        assert_eq!(labelled("$value"), []);
    }
}
