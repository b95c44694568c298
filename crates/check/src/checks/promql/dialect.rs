//! An expression that only another reader than the target Prometheus accepts.
//!
//! Other versions, other flags and other programs read more than the Prometheus that will load the rules. The target
//! is what the environment says under `targets`.
//!
//! # Bad
//!
//! ```promql
//! up{job="api" or job="worker"} == 0
//! ```
//!
//! ```promql
//! integral(node_load[5m]) > 100
//! ```
//!
//! ```promql
//! mad_over_time(node_load[5m]) > 1
//! ```
//!
//! ```promql
//! first_over_time(node_load[5m]) > 10
//! ```
//!
//! # Good
//!
//! ```promql
//! up{job="api"} == 0 or up{job="worker"} == 0
//! ```
//!
//! ```promql
//! sum_over_time(node_load[5m]) > 100
//! ```
//!
//! ```promql
//! stddev_over_time(node_load[5m]) > 1
//! ```
//!
//! ```promql
//! node_load offset 5m > 10
//! ```
//!
//! # Fix
//!
//! Write it in the language of the target, or raise the target once that Prometheus runs.

use plimsoll_promql::gate;

use crate::registry::Check;

pub(crate) const CHECK: Check = Check::error(
    gate::DIALECT,
    "an expression that the target Prometheus does not read",
    |subject, found| {
        super::refusals::find(subject, gate::DIALECT, found);
    },
);

#[cfg(test)]
mod tests {
    use crate::fixture;

    #[test]
    fn what_only_other_readers_accept_is_told() {
        assert_eq!(fixture::ids(&fixture::expression("up{job=\"a\" or job=\"b\"} == 0")), ["promql/dialect"]);
        assert_eq!(
            fixture::ids(&fixture::expression("mad_over_time(node_load[5m]) > 1")),
            ["promql/dialect"]
        );
    }

    #[test]
    fn what_the_target_reads_passes() {
        assert_eq!(fixture::expression("up{job=\"a\"} == 0 or up{job=\"b\"} == 0"), []);
    }
}
