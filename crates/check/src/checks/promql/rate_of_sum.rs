//! The rate of a sum of counters.
//!
//! When one of the counters starts again at 0, their sum falls by a part. `rate()` takes that for a restart of the
//! whole and counts everything that is left once more: a spike that never was. The same holds where the sum was
//! recorded first.
//!
//! # Bad
//!
//! ```promql
//! rate(sum by (job) (http_requests_total)[5m:1m]) > 10
//! ```
//!
//! # Good
//!
//! ```promql
//! sum by (job) (rate(http_requests_total[5m])) > 10
//! ```
//!
//! # Fix
//!
//! Take the rate first and sum the rates.

use plimsoll_promql::gate::NodeKind;

use crate::nature::{Nature, RATES, subject_of};
use crate::registry::Check;
use crate::{Diagnostic, Subject};

const ID: &str = "promql/rate-of-sum";

pub(crate) const CHECK: Check = Check::error(ID, "the rate of a sum of counters", run);

fn run(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    for (expression, accepted) in subject.accepted() {
        accepted.tree.walk(&mut |node| {
            let NodeKind::Call { function, arguments } = &node.kind else { return };
            let Some(of) = arguments.first().filter(|_| RATES.contains(&function.as_str())) else { return };
            if subject.catalogue.nature(of) != Nature::CounterSum {
                return;
            }
            let name = subject_of(of);
            let message = format!(
                "`{function}()` of a sum of counters (`{name}`): when one of them restarts, it sees a spike"
            );
            let help = format!("sum the rates: `sum by (...) ({function}(...))`");
            found.push(expression.at(Diagnostic::error(ID, message), &node.span).help(help));
        });
    }
}

#[cfg(test)]
mod tests {
    use crate::fixture;

    #[test]
    fn a_rate_of_a_sum_is_told() {
        let found = fixture::expression("rate(sum by (job) (http_requests_total)[5m:1m]) > 1");
        assert_eq!(fixture::ids(&found), ["promql/rate-of-sum"]);
        let found = fixture::expression("increase((restarts_total + restarts_total)[5m:]) > 1");
        assert_eq!(fixture::ids(&found), ["promql/rate-of-sum"]);
    }

    #[test]
    fn a_rate_of_a_recorded_sum_is_told() {
        let found =
            fixture::through_recording("sum(http_requests_total)", "rate(probe:recorded:value[5m]) > 1");
        assert_eq!(fixture::ids(&found), ["promql/rate-of-sum"]);
    }

    #[test]
    fn a_sum_of_rates_passes() {
        assert_eq!(fixture::expression("sum by (job) (rate(http_requests_total[5m])) > 1"), []);
        assert_eq!(fixture::expression("rate(http_requests_total[5m:1m]) > 1"), []);
    }
}
