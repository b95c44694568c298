//! A text that names a label which the expression does not keep.
//!
//! `{{ $labels.instance }}` is filled in from the labels of the *result*. What an aggregation or a pairing removed
//! is an empty text in every notification. The labels that the rule itself adds are not in `$labels` either.
//!
//! # Fix
//!
//! Keep the label in the aggregation that removes it, or name one of those that remain.

use std::collections::BTreeSet;

use plimsoll_plan::AlertRule;
use plimsoll_promql::gate::Accepted;

use crate::flow::Labels;
use crate::registry::Check;
use crate::subject::Expression;
use crate::{Diagnostic, Subject, words};

const ID: &str = "labels/dropped";

pub(crate) const CHECK: Check =
    Check::error(ID, "a text names a label that the expression does not keep", run);

fn run(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    for (expression, accepted) in subject.accepted() {
        let Some(rule) = expression.alert() else { continue };
        let labels = subject.catalogue.labels(&accepted.tree);
        let annotations = rule.annotations.iter().map(|(name, text)| ("annotation", name, text));
        let own = rule.labels.iter().map(|(name, text)| ("label", name, text));
        for (kind, name, text) in annotations.chain(own) {
            // A text that asks whether there is a label is right without it, such as one that many alerts share.
            let asked = if subject.is_open() { asked_labels(text) } else { BTreeSet::new() };
            let mut told = BTreeSet::new();
            for label in named_labels(text).filter(|label| !labels.has(label) && *label != "__name__") {
                if asked.contains(label) || !told.insert(label) {
                    continue;
                }
                let place = format!("the {kind} `{name}`");
                found.push(dropped(subject, expression, accepted, rule, &labels, label, &place));
            }
        }
    }
}

fn dropped(
    subject: &Subject<'_>,
    expression: &Expression<'_>,
    accepted: &Accepted,
    rule: &AlertRule,
    labels: &Labels<'_>,
    label: &str,
    place: &str,
) -> Diagnostic {
    let remain = labels.said();
    let empty = format!("`$labels.{label}` in {place} is always empty");
    if let Some(by) = subject.catalogue.dropped_by(&accepted.tree, label) {
        let within = by.within.map(|name| format!(" in the recording `{name}`")).unwrap_or_default();
        let message = format!("{empty}: `{}`{within} removes `{label}`", by.operation);
        let remains = by.remains.said();
        let help = if by.remains.open && by.remains.names.is_empty() {
            format!("keep `{label}` there, or leave it out of the text")
        } else {
            format!("keep `{label}` there, or name one of what remains: {remains}")
        };
        return expression.at(Diagnostic::error(ID, message), &by.span).help(help);
    }
    let whole = &accepted.tree.span;
    if let Some(value) = rule.labels.get(label) {
        let message = format!("{empty}: the rule adds `{label}`, and its own labels are not in `$labels`");
        return expression
            .at(Diagnostic::error(ID, message), whole)
            .help(format!("write its value, `{value}`"));
    }
    let message = format!("{empty}: no series of the expression has the label `{label}`");
    let help = match words::meant(label, labels.names.iter().copied()) {
        Some(meant) => format!("did you mean `{meant}`? its labels are {remain}"),
        None => format!("its labels are {remain}"),
    };
    expression.at(Diagnostic::error(ID, message), whole).help(help)
}

/// The labels that a text reads from `$labels`, in the order of the text.
fn named_labels(text: &str) -> impl Iterator<Item = &str> {
    // Inside `range query` the dot is a sample of that query.
    let dot_is_alert = text.contains(".Labels") && !text.contains("range") && !text.contains("with");
    let of_dot = move |block| dot_is_alert.then(|| behind_dot(block)).into_iter().flatten();
    blocks(text).flat_map(move |block| behind_dollar(block).chain(of_dot(block)))
}

/// The labels that a text tests before it says them: `{{ with $labels.cluster }}`.
fn asked_labels(text: &str) -> BTreeSet<&str> {
    let tests = |block: &&str| {
        let block = block.trim_start_matches('-').trim_start();
        ["if ", "with ", "else if ", "else with "].iter().any(|word| block.starts_with(word))
    };
    blocks(text).filter(tests).flat_map(|block| behind_dollar(block).chain(behind_dot(block))).collect()
}

/// What stands between `{{` and `}}`.
fn blocks(text: &str) -> impl Iterator<Item = &str> {
    text.split("{{").skip(1).filter_map(|rest| rest.split("}}").next())
}

/// The labels that are read from `$labels`. Every text of every rule is asked: a single character is found sooner.
fn behind_dollar(block: &str) -> impl Iterator<Item = &str> {
    block.split('$').skip(1).filter_map(|rest| label(rest.strip_prefix("labels")?))
}

/// Those that are read from `.Labels`.
fn behind_dot(block: &str) -> impl Iterator<Item = &str> {
    block.split(".Labels").skip(1).filter_map(label)
}

/// `.service ...` or `"service" ...`
fn label(rest: &str) -> Option<&str> {
    let (rest, quoted) = match rest.strip_prefix('.') {
        Some(rest) => (rest, false),
        None => (rest.trim_start().strip_prefix('"')?, true),
    };
    let ends = |c: char| if quoted { c == '"' } else { !c.is_ascii_alphanumeric() && c != '_' };
    rest.split(ends).next().filter(|label| !label.is_empty())
}

#[cfg(test)]
pub(crate) mod examples {
    use crate::examples::prelude::*;

    pub(crate) fn bad() -> Alert {
        probe("sum by (service) (rate(http_requests_total[5m])) > 1").summary("{instance} fails")
    }

    /// The rule adds `severity`; the result of the expression does not have it.
    pub(crate) fn bad_of_the_rule_itself() -> Alert {
        probe("max by (node) (node_load) > 10").summary("{severity}: {node} is busy")
    }

    pub(crate) fn good() -> Alert {
        probe("sum by (service) (rate(http_requests_total[5m])) > 1").summary("{service} fails")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture;

    fn summary(text: &str, summary: &str) -> Vec<Diagnostic> {
        fixture::findings(|pack| pack.alerts.push(fixture::probe(text).summary(summary)))
    }

    #[test]
    fn a_label_that_an_aggregation_removed_is_told_with_the_aggregation() {
        let found = summary("sum by (service) (rate(http_requests_total[5m])) > 1", "{instance} fails");
        assert_eq!(fixture::ids(&found), ["labels/dropped"]);
        assert_eq!(
            found[0].message,
            "`$labels.instance` in the annotation `summary` is always empty: `sum by (service)` removes `instance`"
        );
        assert_eq!(
            found[0].help.as_deref(),
            Some("keep `instance` there, or name one of what remains: `service`")
        );
        let excerpt = found[0].excerpt.as_ref().unwrap();
        assert_eq!(
            &excerpt.text[excerpt.start..excerpt.end],
            "sum by (service) (rate(http_requests_total[5m]))"
        );
    }

    #[test]
    fn a_label_that_a_recording_removed_is_told_with_the_recording() {
        let found = fixture::findings(|pack| pack.alerts[0].summary = "{status} of {service}".to_owned());
        assert_eq!(fixture::ids(&found), ["labels/dropped"]);
        let by = "`sum by (namespace, service)` in the recording `service:http_requests_failed:ratio_rate5m`";
        assert!(found[0].message.ends_with(&format!("{by} removes `status`")), "{}", found[0].message);
    }

    #[test]
    fn a_label_of_the_rule_itself_is_not_one_of_the_result() {
        let found = summary("node_load > 1", "{severity}: busy");
        assert_eq!(found[0].help.as_deref(), Some("write its value, `warning`"));
    }

    #[test]
    fn a_misspelt_label_is_told_with_what_was_meant() {
        let found = summary("node_load > 1", "{nod} is busy");
        assert_eq!(
            found[0].help.as_deref(),
            Some("did you mean `node`? its labels are `instance`, `job` and `node`")
        );
    }

    #[test]
    fn a_label_that_is_kept_passes_and_so_does_one_of_unknown_series() {
        assert_eq!(summary("node_load > 1", "{node} on {instance}"), []);
        assert_eq!(summary("up == 0", "{anything} is down"), []);
    }

    #[test]
    fn labels_are_found_in_every_way_to_name_them() {
        let named = |text| named_labels(text).collect::<Vec<_>>();
        let text = r#"{{ $labels.a }} $labels.b {{ with $labels.c }}{{ . }}{{ end }} {{ index $labels "d" | title }}"#;
        assert_eq!(named(text), ["a", "c", "d"]);
        assert_eq!(named("{{ .Labels.a }}"), ["a"]);
        assert_eq!(named("{{ range query \"up\" }}{{ .Labels.a }}{{ end }}"), [""; 0]);
    }
}
