//! A panel that draws a series which nothing declares or records.
//!
//! Its query is well, and finds nothing: the panel is empty, and looks as if all were quiet. What a panel draws of an
//! alert is the alert's own; there `metric/unknown` and `rule/unknown-record` tell of it.
//!
//! # Bad
//!
//! ```promql
//! sum(increase(http_request_total[1d]))
//! ```
//!
//! ```promql
//! service:http_requests_faild:ratio_rate5m
//! ```
//!
//! # Good
//!
//! ```promql
//! sum(increase(http_requests_total[1d]))
//! ```
//!
//! ```promql
//! service:http_requests_failed:ratio_rate5m
//! ```
//!
//! # Fix
//!
//! Correct the name, or declare the metric in the pack's catalogue. A panel made from a signal of the catalogue cannot
//! misspell it.

use crate::catalogue::Series;
use crate::checks::{metric, rule};
use crate::registry::Check;
use crate::{Diagnostic, Subject};

const ID: &str = "panel/unknown-series";

pub(crate) const CHECK: Check =
    Check::error(ID, "a panel draws a series that nothing declares or records", run);

fn run(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    for (expression, accepted) in subject.accepted().filter(|(expression, _)| expression.is_of_a_panel()) {
        for selector in &accepted.selectors {
            let Some(name) = selector.metric_name() else { continue };
            let Series::Unknown = subject.catalogue.named(name) else { continue };
            let (message, help) = if name.contains(':') {
                (format!("nothing records `{name}`"), rule::unknown_record::help(subject, name))
            } else {
                (format!("the catalogue declares no metric `{name}`"), metric::unknown::help(subject, name))
            };
            let finding = Diagnostic::error(ID, message).help(help);
            found.push(expression.at(finding, &selector.span));
        }
    }
}

#[cfg(test)]
mod tests {
    use plimsoll_model::Panel;

    use crate::fixture;

    #[test]
    fn a_metric_that_is_not_declared_is_told_with_what_was_meant() {
        let found = fixture::panel("max by (node) (node_lod)");
        assert_eq!(fixture::ids(&found), ["panel/unknown-series"]);
        assert_eq!(found[0].message, "the catalogue declares no metric `node_lod`");
        assert_eq!(found[0].help.as_deref(), Some("did you mean `node_load`?"));
    }

    #[test]
    fn a_recording_that_nothing_makes_is_told() {
        let found = fixture::panel("node:load:max");
        assert_eq!(fixture::ids(&found), ["panel/unknown-series"]);
        assert_eq!(found[0].message, "nothing records `node:load:max`");
    }

    #[test]
    fn what_a_panel_draws_of_an_alert_is_told_once_and_of_the_alert() {
        let found = fixture::findings(|pack| {
            pack.alerts.push(fixture::probe("node_lod > 1"));
            let panel = Panel::of_alert("probe", "Probe", "Probe").description("Probes.");
            pack.dashboards[0].rows[0].1.push(panel);
        });
        assert_eq!(fixture::ids(&found), ["metric/unknown"]);
    }

    #[test]
    fn what_is_declared_or_recorded_passes() {
        assert_eq!(fixture::panel("max by (node) (node_load)"), []);
        assert_eq!(fixture::panel("service:http_requests_failed:ratio_rate5m"), []);
    }
}
