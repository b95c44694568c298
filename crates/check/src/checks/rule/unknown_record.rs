//! A rule that reads a recording which nothing records.
//!
//! A name with a colon is that of a recording, by convention. Where no rule makes it, the expression is empty for
//! ever and the alert never fires.
//!
//! # Fix
//!
//! Correct the name, record it (`Signal::recorded`), or declare it in the metric catalogue where somebody else
//! records it.

use crate::catalogue::Series;
use crate::registry::Check;
use crate::{Diagnostic, Subject, words};

const ID: &str = "rule/unknown-record";

pub(crate) const CHECK: Check = Check::error(ID, "a recording that nothing records", run);

fn run(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    // What a panel draws for itself: see `panel/unknown-series`.
    for (expression, accepted) in subject.accepted().filter(|(expression, _)| !expression.is_of_a_panel()) {
        for selector in &accepted.selectors {
            let Some(name) = selector.metric_name().filter(|name| name.contains(':')) else { continue };
            let Series::Unknown = subject.catalogue.named(name) else { continue };
            let finding = Diagnostic::error(ID, format!("nothing records `{name}`"));
            found.push(expression.at(finding, &selector.span).help(help(subject, name)));
        }
    }
}

/// What to do about a recording that nothing makes.
pub(crate) fn help(subject: &Subject<'_>, name: &str) -> String {
    match words::meant(name, subject.catalogue.recording_names()) {
        Some(meant) => format!("did you mean `{meant}`?"),
        None => "record it with `.recorded(...)`, or declare it in the metric catalogue".to_owned(),
    }
}

#[cfg(test)]
pub(crate) mod examples {
    use crate::examples::prelude::*;

    pub(crate) fn bad() -> Alert {
        probe("node:lod:max > 10")
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
    use crate::fixture;

    #[test]
    fn a_recording_that_nothing_records_is_told_with_what_was_meant() {
        let found = fixture::expression("service:http_requests_faild:ratio_rate5m > 0.05");
        assert_eq!(fixture::ids(&found), ["rule/unknown-record"]);
        assert_eq!(
            found[0].help.as_deref(),
            Some("did you mean `service:http_requests_failed:ratio_rate5m`?")
        );
    }

    #[test]
    fn a_recording_of_the_plan_passes() {
        assert_eq!(fixture::panel("service:http_requests_failed:ratio_rate5m"), []);
    }
}
