//! A matcher on a label that the series does not have.
//!
//! `http_requests_total{statuss="500"}` selects nothing; `{statuss!="200"}` selects everything.
//!
//! # Bad
//!
//! ```promql
//! rate(http_requests_total{statuss="500"}[5m]) > 10
//! ```
//!
//! # Good
//!
//! ```promql
//! rate(http_requests_total{status="500"}[5m]) > 10
//! ```
//!
//! # Fix
//!
//! Correct the label, or declare it in the catalogue. `job` and `instance` come from the scrape target and `le` from
//! the histogram: they are always there.

use crate::catalogue::Series;
use crate::registry::Check;
use crate::{Diagnostic, Subject, words};

const ID: &str = "metric/unknown-label";

pub(crate) const CHECK: Check = Check::error(ID, "a matcher on a label that the series does not have", run);

fn run(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    for (expression, accepted) in subject.accepted() {
        for selector in &accepted.selectors {
            match subject.catalogue.series(selector) {
                Series::Metric(..) => {}
                // Another file may record other series under the same name.
                Series::Recording(_) if !subject.is_open() => {}
                _ => continue,
            }
            let name = selector.metric_name().unwrap_or_default();
            let labels = subject.catalogue.labels_of_series(selector);
            for matcher in &selector.matchers {
                let label = matcher.label.as_str();
                if label == "__name__" || labels.has(label) {
                    continue;
                }
                let message =
                    format!("`{name}` has no label `{label}`; it has {}", words::list(&labels.names));
                let help = match words::meant(label, labels.names.iter().copied()) {
                    Some(meant) => format!("did you mean `{meant}`?"),
                    None => format!("leave the matcher out, or declare `{label}` where `{name}` is declared"),
                };
                found.push(expression.at(Diagnostic::error(ID, message), &matcher.span).help(help));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::fixture;

    #[test]
    fn a_misspelt_label_is_told_with_what_was_meant() {
        let found = fixture::expression("rate(http_requests_total{statuss=\"500\"}[5m]) > 1");
        assert_eq!(fixture::ids(&found), ["metric/unknown-label"]);
        assert_eq!(found[0].help.as_deref(), Some("did you mean `status`?"));
        let excerpt = found[0].excerpt.as_ref().unwrap();
        assert_eq!(&excerpt.text[excerpt.start..excerpt.end], "statuss=\"500\"");
    }

    #[test]
    fn a_label_that_a_recording_aggregated_away_is_told() {
        let found = fixture::panel("service:http_requests_failed:ratio_rate5m{status=\"500\"}");
        assert_eq!(fixture::ids(&found), ["metric/unknown-label"]);
    }

    #[test]
    fn declared_labels_pass_and_so_do_those_of_the_target_and_the_histogram() {
        for text in [
            "node_load{node=\"a\", job=\"b\", instance!=\"c\"} > 1",
            "rate(http_request_duration_seconds_bucket{le=\"0.5\"}[5m]) > 1",
            "up{anything=\"a\"} == 0",
            "{__name__=\"node_load\", node=\"a\"} > 1",
            "node_disk_info{zone=\"\"} > 1",
        ] {
            assert_eq!(fixture::expression(text), [], "{text}");
        }
        assert_eq!(fixture::panel("service:http_requests_failed:ratio_rate5m{service=\"a\"}"), []);
    }
}
