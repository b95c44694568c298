//! A function of gauges on a counter.
//!
//! A counter starts again at 0 with its process. `delta()`, `deriv()` and `predict_linear()` do not know that: each
//! restart is a cliff.
//!
//! # Bad
//!
//! ```promql
//! deriv(http_requests_total[5m]) > 1
//! ```
//!
//! ```promql
//! delta(http_requests_total[5m]) > 300
//! ```
//!
//! # Good
//!
//! ```promql
//! rate(http_requests_total[5m]) > 1
//! ```
//!
//! ```promql
//! increase(http_requests_total[5m]) > 300
//! ```
//!
//! # Fix
//!
//! Use `rate()` for the slope and `increase()` for the difference over the window.

use plimsoll_promql::gate::NodeKind;

use crate::nature::{Nature, subject_of};
use crate::registry::Check;
use crate::{Diagnostic, Subject};

const ID: &str = "promql/gauge-function-on-counter";

pub(crate) const CHECK: Check = Check::error(ID, "a function of gauges on a counter", run);

/// Functions that do not take restarts out, with what does.
const INSTEAD: [(&str, &str); 6] = [
    ("delta", "increase"),
    ("deriv", "rate"),
    ("double_exponential_smoothing", "rate"),
    ("holt_winters", "rate"),
    ("idelta", "irate"),
    ("predict_linear", "rate"),
];

fn run(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    for (expression, accepted) in subject.accepted() {
        accepted.tree.walk(&mut |node| {
            let NodeKind::Call { function, arguments } = &node.kind else { return };
            let instead = INSTEAD.iter().find(|(name, _)| name == function);
            let (Some((_, instead)), Some(of)) = (instead, arguments.first()) else { return };
            if !matches!(subject.catalogue.nature(of), Nature::Counter | Nature::CounterSum) {
                return;
            }
            let counter = subject_of(of);
            let message = format!("`{function}()` takes a restart of the counter `{counter}` for a fall");
            let help = format!("use `{instead}()`, which takes restarts out");
            found.push(expression.at(Diagnostic::error(ID, message), &node.span).help(help));
        });
    }
}

#[cfg(test)]
mod tests {
    use crate::fixture;

    #[test]
    fn a_function_of_gauges_on_a_counter_is_told_with_what_to_use() {
        let found = fixture::expression("deriv(http_requests_total[5m]) > 1");
        assert_eq!(fixture::ids(&found), ["promql/gauge-function-on-counter"]);
        assert_eq!(found[0].help.as_deref(), Some("use `rate()`, which takes restarts out"));
        let found = fixture::expression("delta(http_request_duration_seconds_sum[5m]) > 1");
        assert_eq!(fixture::ids(&found), ["promql/gauge-function-on-counter"]);
    }

    #[test]
    fn a_function_of_gauges_on_a_gauge_passes() {
        assert_eq!(fixture::expression("predict_linear(memory_bytes[5m], 600) > 1"), []);
        assert_eq!(fixture::expression("changes(restarts_total[5m]) > 1"), []);
    }
}
