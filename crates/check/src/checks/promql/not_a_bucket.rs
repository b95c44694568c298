//! A quantile of series that are no buckets.
//!
//! `histogram_quantile()` needs the `_bucket` series of a histogram. Of anything else it makes nothing.
//!
//! # Bad
//!
//! ```promql
//! histogram_quantile(0.95, rate(http_request_duration_seconds_sum[5m])) >= 0.5
//! ```
//!
//! ```promql
//! histogram_quantile(0.95, node_load) > 10
//! ```
//!
//! # Good
//!
//! ```promql
//! histogram_quantile(0.95, sum by (le) (rate(http_request_duration_seconds_bucket[5m]))) >= 0.5
//! ```
//!
//! ```promql
//! quantile(0.95, node_load) > 10
//! ```
//!
//! # Fix
//!
//! Read `_bucket`. For a quantile over time of a gauge use `quantile_over_time()`.

use plimsoll_promql::gate::NodeKind;

use crate::catalogue::{Part, Series};
use crate::nature::subject_of;
use crate::registry::Check;
use crate::{Diagnostic, Subject};

const ID: &str = "promql/not-a-bucket";

pub(crate) const CHECK: Check = Check::error(ID, "a quantile of series that are no buckets", run);

fn run(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    for (expression, accepted) in subject.accepted() {
        accepted.tree.walk(&mut |node| {
            let NodeKind::Call { function, arguments } = &node.kind else { return };
            let ("histogram_quantile", [_, buckets]) = (function.as_str(), arguments.as_slice()) else {
                return;
            };
            // What an aggregation removed is another fault: see `promql/missing-le`.
            if subject.catalogue.labels(buckets).has("le")
                || subject.catalogue.dropped_by(buckets, "le").is_some()
            {
                return;
            }
            let name = subject_of(buckets);
            let help = match subject.catalogue.named(&name) {
                Series::Metric(def, Part::Total) => format!("read `{}_bucket`", def.name),
                _ => "read the `_bucket` series of a histogram".to_owned(),
            };
            let message = format!("`histogram_quantile()` needs buckets, and `{name}` has no label `le`");
            found.push(expression.at(Diagnostic::error(ID, message), &buckets.span).help(help));
        });
    }
}

#[cfg(test)]
mod tests {
    use crate::fixture;

    #[test]
    fn a_quantile_of_a_sum_or_a_gauge_is_told() {
        let found =
            fixture::expression("histogram_quantile(0.9, rate(http_request_duration_seconds_sum[5m])) > 1");
        assert_eq!(fixture::ids(&found), ["promql/not-a-bucket"]);
        assert_eq!(found[0].help.as_deref(), Some("read `http_request_duration_seconds_bucket`"));
        let found = fixture::expression("histogram_quantile(0.9, node_load) > 1");
        assert_eq!(fixture::ids(&found), ["promql/not-a-bucket"]);
    }

    #[test]
    fn buckets_pass_and_so_does_what_is_not_known() {
        let text = "histogram_quantile(0.9, rate(http_request_duration_seconds_bucket[5m])) >= 0.5";
        assert_eq!(fixture::expression(text), []);
        assert_eq!(fixture::expression("histogram_quantile(0.9, scrape_anything) > 1"), []);
    }
}
