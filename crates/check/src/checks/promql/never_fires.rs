//! A comparison that can never be true.
//!
//! The alert looks like a safeguard and is none.
//!
//! # Bad
//!
//! ```promql
//! up > 1
//! ```
//!
//! ```promql
//! node_load > 5 < 3
//! ```
//!
//! ```promql
//! vector(1) > 2
//! ```
//!
//! ```promql
//! rate(http_requests_total[5m]) < 0
//! ```
//!
//! # Good
//!
//! ```promql
//! up == 0
//! ```
//!
//! ```promql
//! node_load > 3 < 5
//! ```
//!
//! # Fix
//!
//! Correct the line or the operator.

use super::values;
use crate::nature::subject_of;
use crate::registry::Check;
use crate::{Diagnostic, Subject};

const ID: &str = "promql/never-fires";

pub(crate) const CHECK: Check = Check::warning(ID, "a comparison that can never be true", run);

fn run(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    for (expression, accepted) in subject.accepted().filter(|(expression, _)| expression.alert().is_some()) {
        accepted.tree.walk(&mut |node| {
            let Some(filter) = values::filter(node) else { return };
            let below = values::of(&subject.catalogue, filter.of);
            if below.is_empty() || !values::of(&subject.catalogue, node).is_empty() {
                return;
            }
            let message = format!("no value of `{}` passes this comparison", subject_of(filter.of));
            let help = "correct the line or the operator: as it is, nothing is ever told";
            found.push(expression.at(Diagnostic::warning(ID, message), &node.span).help(help));
        });
    }
}

#[cfg(test)]
mod tests {
    use crate::fixture;

    #[test]
    fn a_comparison_that_no_value_passes_is_told() {
        for text in [
            "vector(1) > 2",
            "up > 1",
            "node_load > 5 < 3",
            "(node_load > bool 1) > 1",
            "rate(restarts_total[5m]) < 0",
            "2 < max(up)",
        ] {
            assert_eq!(fixture::ids(&fixture::expression(text)), ["promql/never-fires"], "{text}");
        }
    }

    #[test]
    fn a_comparison_that_some_value_passes_is_none() {
        for text in [
            "up == 0",
            "node_load > 3 < 5",
            "rate(restarts_total[5m]) > 5",
            "vector(1) == 1 and on () up == 0",
        ] {
            assert_eq!(fixture::ids(&fixture::expression(text)), [""; 0], "{text}");
        }
    }
}
