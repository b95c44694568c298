//! A quantile of buckets that have lost their bounds.
//!
//! `histogram_quantile()` reads the upper bound of each bucket from the label `le`. Once an aggregation has removed
//! it, the result is empty.
//!
//! # Bad
//!
//! ```promql
//! histogram_quantile(0.95, sum by (service) (rate(http_request_duration_seconds_bucket[5m]))) >= 0.5
//! ```
//!
//! ```promql
//! histogram_quantile(0.95, sum without (le) (rate(http_request_duration_seconds_bucket[5m]))) >= 0.5
//! ```
//!
//! # Good
//!
//! ```promql
//! histogram_quantile(0.95, sum by (service, le) (rate(http_request_duration_seconds_bucket[5m]))) >= 0.5
//! ```
//!
//! # Fix
//!
//! Keep `le` until the quantile is taken.

use plimsoll_promql::gate::{Node, NodeKind};

use crate::registry::Check;
use crate::{Diagnostic, Subject};

const ID: &str = "promql/missing-le";

pub(crate) const CHECK: Check = Check::error(ID, "a quantile of buckets that have lost their bounds", run);

fn run(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    for (expression, accepted) in subject.accepted() {
        accepted.tree.walk(&mut |node| {
            let NodeKind::Call { function, arguments } = &node.kind else { return };
            let ("histogram_quantile", [_, buckets]) = (function.as_str(), arguments.as_slice()) else {
                return;
            };
            // A native histogram has no `le`, and no `_bucket` in its name.
            if subject.is_open() && !reads_buckets(subject, buckets) {
                return;
            }
            // Where `le` was never there, it is no bucket at all.
            let Some(by) = subject.catalogue.dropped_by(buckets, "le") else { return };
            // VictoriaMetrics takes quantiles of its own buckets.
            if subject.is_open() && by.remains.has("vmrange") {
                return;
            }
            let within = by.within.map(|name| format!(" in the recording `{name}`")).unwrap_or_default();
            let message =
                format!("`{}`{within} removes `le`, from which the quantile reads the bounds", by.operation);
            let help = "keep it until the quantile is taken: `sum by (le, ...) (...)`";
            found.push(expression.at(Diagnostic::error(ID, message), &by.span).help(help));
        });
    }
}

/// Whether something is read that surely is buckets.
fn reads_buckets(subject: &Subject<'_>, node: &Node) -> bool {
    let mut found = false;
    node.walk(&mut |part| {
        if let NodeKind::Selector(selector) = &part.kind {
            found |= selector.metric_name().is_some_and(|name| name.ends_with("_bucket"))
                || subject.catalogue.passed_on(part).is_some_and(|of| reads_buckets(subject, of));
        }
    });
    found
}

#[cfg(test)]
mod tests {
    use crate::fixture;

    #[test]
    fn an_aggregation_without_le_is_told() {
        let text = "histogram_quantile(0.9, sum by (service) (rate(http_request_duration_seconds_bucket[5m]))) >= 0.5";
        let found = fixture::expression(text);
        assert_eq!(fixture::ids(&found), ["promql/missing-le"]);
        assert!(found[0].message.starts_with("`sum by (service)` removes `le`"), "{}", found[0].message);
        let text = "histogram_quantile(0.9, sum without (le) (rate(http_request_duration_seconds_bucket[5m]))) >= 0.5";
        assert_eq!(fixture::ids(&fixture::expression(text)), ["promql/missing-le"]);
    }

    #[test]
    fn a_recording_without_le_is_told() {
        let found = fixture::through_recording(
            "sum by (service) (rate(http_request_duration_seconds_bucket[5m]))",
            "histogram_quantile(0.9, probe:recorded:value) >= 0.5",
        );
        assert_eq!(fixture::ids(&found), ["promql/missing-le"]);
        assert!(found[0].message.contains("in the recording `probe:recorded:value`"), "{}", found[0].message);
    }

    #[test]
    fn le_that_is_kept_passes() {
        for text in [
            "histogram_quantile(0.9, sum by (le) (rate(http_request_duration_seconds_bucket[5m]))) >= 0.5",
            "histogram_quantile(0.9, sum without (job) (rate(http_request_duration_seconds_bucket[5m]))) >= 0.5",
            "histogram_quantile(0.9, rate(http_request_duration_seconds_bucket[5m])) >= 0.5",
        ] {
            assert_eq!(fixture::expression(text), [], "{text}");
        }
    }
}
