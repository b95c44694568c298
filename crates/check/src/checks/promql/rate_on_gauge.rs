//! A rate of something that goes up and down.
//!
//! `rate()`, `irate()` and `increase()` take every fall for a restart of a counter and add it up: a gauge that swings
//! between 10 and 20 seems to grow without end.
//!
//! # Bad
//!
//! ```promql
//! rate(memory_bytes[5m]) > 1000
//! ```
//!
//! ```promql
//! increase(memory_bytes[1h]) > 1000000
//! ```
//!
//! # Good
//!
//! ```promql
//! deriv(memory_bytes[5m]) > 1000
//! ```
//!
//! ```promql
//! delta(memory_bytes[1h]) > 1000000
//! ```
//!
//! # Fix
//!
//! For the slope of a gauge use `deriv()`, for the difference over the window `delta()`. Of a recorded rate take the
//! value, or its mean with `avg_over_time()`.

use plimsoll_promql::gate::NodeKind;

use crate::nature::{Nature, RATES, subject_of};
use crate::registry::Check;
use crate::{Diagnostic, Subject};

const ID: &str = "promql/rate-on-gauge";

pub(crate) const CHECK: Check = Check::error(ID, "a rate of something that goes up and down", run);

fn run(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    for (expression, accepted) in subject.accepted() {
        accepted.tree.walk(&mut |node| {
            let NodeKind::Call { function, arguments } = &node.kind else { return };
            let Some(of) = arguments.first().filter(|_| RATES.contains(&function.as_str())) else { return };
            if subject.catalogue.nature(of) != Nature::Gauge {
                return;
            }
            let message =
                format!("`{function}()` needs a counter, and `{}` goes up and down", subject_of(of));
            let instead = if function == "increase" { "delta" } else { "deriv" };
            let help = format!("use `{instead}()`, or the value itself where it is a rate already");
            found.push(expression.at(Diagnostic::error(ID, message), &node.span).help(help));
        });
    }
}

#[cfg(test)]
mod tests {
    use crate::fixture;

    #[test]
    fn a_rate_of_a_gauge_is_told() {
        let found = fixture::expression("rate(node_load[5m]) > 1");
        assert_eq!(fixture::ids(&found), ["promql/rate-on-gauge"]);
        assert_eq!(found[0].message, "`rate()` needs a counter, and `node_load` goes up and down");
        assert_eq!(fixture::ids(&fixture::panel("increase(node_load[5m])")), ["promql/rate-on-gauge"]);
    }

    #[test]
    fn a_rate_of_a_recorded_rate_is_told() {
        let found = fixture::through_recording(
            "sum(rate(http_requests_total[5m]))",
            "rate(probe:recorded:value[5m]) > 1",
        );
        assert_eq!(fixture::ids(&found), ["promql/rate-on-gauge"]);
    }

    #[test]
    fn a_rate_of_a_counter_passes_and_so_does_what_is_not_known() {
        assert_eq!(fixture::expression("rate(http_requests_total[5m]) > 1"), []);
        assert_eq!(fixture::expression("rate(http_request_duration_seconds_count[5m]) > 1"), []);
        assert_eq!(fixture::expression("deriv(node_load[5m]) > 1"), []);
        assert_eq!(fixture::expression("increase(scrape_anything[5m]) > 1"), []);
    }
}
