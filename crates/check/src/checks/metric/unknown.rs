//! A metric that the catalogue does not declare.
//!
//! A misspelt metric is not an error to Prometheus: the expression is empty, and the alert is silent for ever.
//!
//! # Bad
//!
//! ```promql
//! rate(http_request_total[5m]) > 10
//! ```
//!
//! ```promql
//! rate(http_request_duration_seconds[5m]) > 10
//! ```
//!
//! # Good
//!
//! ```promql
//! rate(http_requests_total[5m]) > 10
//! ```
//!
//! ```promql
//! rate(http_request_duration_seconds_count[5m]) > 10
//! ```
//!
//! # Fix
//!
//! Correct the name, or declare the metric in the pack's catalogue. Of a histogram there are `_bucket`, `_sum` and
//! `_count`; `up`, `ALERTS`, `ALERTS_FOR_STATE` and `scrape_...` are Prometheus' own.

use std::collections::BTreeMap;

use plimsoll_promql::MetricType;

use crate::catalogue::Series;
use crate::registry::Check;
use crate::{Diagnostic, Subject, words};

const ID: &str = "metric/unknown";

pub(crate) const CHECK: Check = Check::error(ID, "a metric that the catalogue does not declare", run);

fn run(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    if subject.is_open() && subject.pack.metrics.is_empty() {
        return;
    }
    // A name that is not known usually stands in many rules: what was meant is looked for once.
    let mut known: BTreeMap<String, (bool, String)> = BTreeMap::new();
    // What a panel draws for itself: see `panel/unknown-series`.
    for (expression, accepted) in subject.accepted().filter(|(expression, _)| !expression.is_of_a_panel()) {
        for selector in &accepted.selectors {
            // A name with a colon is a recording: see `rule/unknown-record`.
            let Some(name) = selector.metric_name().filter(|name| !name.contains(':')) else { continue };
            let Series::Unknown = subject.catalogue.named(name) else { continue };
            let (is_near, help) = known.entry(name.to_owned()).or_insert_with(|| told(subject, name));
            let message = format!("the catalogue declares no metric `{name}`");
            // A catalogue of anybody's metrics may be one of some exporters only; what is misspelt is wrong all the same.
            let finding = if subject.is_open() && !*is_near {
                Diagnostic::warning(ID, message)
            } else {
                Diagnostic::error(ID, message)
            };
            found.push(expression.at(finding, &selector.span).help(&**help));
        }
    }
}

/// What to do about a metric that is not declared.
pub(crate) fn help(subject: &Subject<'_>, name: &str) -> String {
    told(subject, name).1
}

/// Whether the catalogue has a metric of almost this name, or a histogram of just this one; and what to do.
fn told(subject: &Subject<'_>, name: &str) -> (bool, String) {
    let histogram =
        subject.pack.metrics.iter().find(|def| def.kind == MetricType::Histogram && def.name == name);
    if let Some(histogram) = histogram {
        return (
            true,
            format!("`{name}` is a histogram; its series are {}", words::list(histogram.series_names())),
        );
    }
    match words::meant(name, subject.catalogue.metric_names()) {
        Some(meant) => (true, format!("did you mean `{meant}`?")),
        None => (
            false,
            "correct the name, or declare it in the metric catalogue with its type, unit and labels"
                .to_owned(),
        ),
    }
}

#[cfg(test)]
mod tests {
    use crate::fixture;

    #[test]
    fn a_misspelt_metric_is_told_with_what_was_meant() {
        let found = fixture::expression("rate(http_request_total[5m]) > 1");
        assert_eq!(fixture::ids(&found), ["metric/unknown"]);
        assert_eq!(found[0].help.as_deref(), Some("did you mean `http_requests_total`?"));
    }

    #[test]
    fn a_histogram_has_no_series_of_its_own_name() {
        let found = fixture::expression("rate(http_request_duration_seconds[5m]) > 1");
        assert_eq!(
            found[0].help.as_deref(),
            Some(
                "`http_request_duration_seconds` is a histogram; its series are \
                 `http_request_duration_seconds_bucket`, `http_request_duration_seconds_sum` and \
                 `http_request_duration_seconds_count`"
            )
        );
    }

    #[test]
    fn declared_metrics_pass_and_so_do_those_of_prometheus_itself() {
        for text in [
            "node_load > 1",
            "rate(http_request_duration_seconds_count[5m]) > 1",
            "up == 0",
            "scrape_duration_seconds > 10",
            "ALERTS{alertstate=\"firing\"} > 0",
            "{job=\"a\"} > 1",
        ] {
            assert_eq!(fixture::expression(text), [], "{text}");
        }
    }
}
