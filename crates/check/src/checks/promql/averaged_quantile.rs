//! The mean or the sum of quantiles.
//!
//! The mean of the P95 of ten pods is not the P95 of all their requests: it may be above or below, by any factor. A
//! quantile can be taken of summed buckets; summed quantiles say nothing.
//!
//! # Bad
//!
//! ```promql
//! avg(histogram_quantile(0.95, sum by (service, le) (rate(http_request_duration_seconds_bucket[5m])))) >= 0.5
//! ```
//!
//! ```promql
//! avg_over_time(histogram_quantile(0.95, sum by (le) (rate(http_request_duration_seconds_bucket[5m])))[1h:1m]) >= 0.5
//! ```
//!
//! # Good
//!
//! ```promql
//! histogram_quantile(0.95, sum by (le) (rate(http_request_duration_seconds_bucket[5m]))) >= 0.5
//! ```
//!
//! # Fix
//!
//! Sum the buckets and take one quantile of them. The worst quantile, `max()`, is meaningful too.

use plimsoll_promql::gate::{Node, NodeKind};

use crate::flow::operation;
use crate::registry::Check;
use crate::{Diagnostic, Subject};

const ID: &str = "promql/averaged-quantile";

pub(crate) const CHECK: Check = Check::error(ID, "the mean or the sum of quantiles", run);

fn run(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    for (expression, accepted) in subject.accepted() {
        accepted.tree.walk(&mut |node| {
            let Some(of) = averaged(node) else { return };
            if subject.catalogue.quantile(of).is_none() {
                return;
            }
            let message = format!("`{}` of quantiles is no quantile of anything", operation(node));
            let help = "sum the buckets by `le` and take one quantile of them; the worst one is `max()`";
            found.push(expression.at(Diagnostic::error(ID, message), &node.span).help(help));
        });
    }
}

/// What is averaged or summed here, over series or over time.
fn averaged(node: &Node) -> Option<&Node> {
    match &node.kind {
        NodeKind::Aggregate { op, of, .. } if matches!(op.as_str(), "avg" | "sum") => Some(of),
        NodeKind::Call { function, arguments }
            if matches!(function.as_str(), "avg_over_time" | "sum_over_time") =>
        {
            match &arguments.first()?.kind {
                NodeKind::Subquery { of, .. } => Some(of),
                _ => arguments.first(),
            }
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use crate::fixture;

    const P90: &str =
        "histogram_quantile(0.9, sum by (service, le) (rate(http_request_duration_seconds_bucket[5m])))";

    #[test]
    fn a_mean_of_quantiles_is_told() {
        for text in [format!("avg({P90}) >= 0.5"), format!("avg_over_time({P90}[1h:1m]) >= 0.5")] {
            assert_eq!(fixture::ids(&fixture::expression(&text)), ["promql/averaged-quantile"], "{text}");
        }
    }

    #[test]
    fn a_mean_of_recorded_quantiles_is_told() {
        let found = fixture::through_recording(P90, "avg(probe:recorded:value) > 0.5");
        assert_eq!(fixture::ids(&found), ["promql/averaged-quantile"]);
    }

    #[test]
    fn the_worst_quantile_passes() {
        assert_eq!(fixture::expression(&format!("max({P90}) >= 0.5")), []);
    }
}
