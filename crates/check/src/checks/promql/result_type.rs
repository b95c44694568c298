//! An alert or a panel that is no instant vector.
//!
//! An alert fires for each sample of an instant vector. A range vector and a text cannot be asked; a bare number
//! would always fire, and without labels.
//!
//! # Bad
//!
//! ```promql
//! up[5m]
//! ```
//!
//! ```promql
//! "text"
//! ```
//!
//! ```promql
//! 1
//! ```
//!
//! # Good
//!
//! ```promql
//! min_over_time(up[5m]) == 0
//! ```
//!
//! ```promql
//! vector(1) == 1 and on () up == 0
//! ```
//!
//! # Fix
//!
//! Put the range into a function such as `rate()` or `max_over_time()`; compare a series, not a number.

use plimsoll_promql::gate;

use crate::registry::Check;

pub(crate) const CHECK: Check =
    Check::error(gate::RESULT_TYPE, "an alert or a panel that is no instant vector", |subject, found| {
        super::refusals::find(subject, gate::RESULT_TYPE, found);
    });

#[cfg(test)]
mod tests {
    use crate::fixture;

    #[test]
    fn a_range_a_text_and_a_number_are_no_alerts() {
        for text in ["up[5m]", "\"text\"", "1"] {
            assert_eq!(fixture::ids(&fixture::expression(text)), ["promql/result-type"], "{text}");
        }
    }

    #[test]
    fn an_instant_vector_passes() {
        assert_eq!(fixture::expression("min_over_time(up[5m]) == 0"), []);
    }
}
