//! A matcher on one bucket that only some versions store so.
//!
//! Prometheus 3 stores the bound of a bucket as `le="1.0"`, Prometheus 2 as the exporter wrote it, usually `le="1"`.
//! A matcher on one of the two finds nothing after an upgrade, or before it.
//!
//! # Bad
//!
//! ```promql
//! rate(http_request_duration_seconds_bucket{le="1"}[5m]) > 1
//! ```
//!
//! # Good
//!
//! ```promql
//! rate(http_request_duration_seconds_bucket{le=~"1|1.0"}[5m]) > 1
//! ```
//!
//! # Fix
//!
//! Match both spellings, or take a bound that is no whole number.

use plimsoll_promql::MatchOp;

use crate::registry::Check;
use crate::{Diagnostic, Subject};

const ID: &str = "promql/bucket-matcher";

pub(crate) const CHECK: Check =
    Check::error(ID, "a matcher on one bucket that only some versions store so", run);

fn run(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    for (expression, accepted) in subject.accepted() {
        for matcher in accepted.selectors.iter().flat_map(|selector| &selector.matchers) {
            let is_plain = matches!(matcher.op, MatchOp::Equal | MatchOp::NotEqual);
            let Some(bound) = matcher.value.parse::<f64>().ok().filter(|bound| bound.is_finite()) else {
                continue;
            };
            if matcher.label != "le" || !is_plain || bound.fract() != 0.0 {
                continue;
            }
            let message = format!(
                "`le=\"{}\"` is stored as `{bound}` by Prometheus 2 and as `{bound:.1}` by Prometheus 3",
                matcher.value
            );
            let op = if matcher.op == MatchOp::Equal { "=~" } else { "!~" };
            let help = format!("match both: `le{op}\"{bound}|{bound:.1}\"`");
            found.push(expression.at(Diagnostic::error(ID, message), &matcher.span).help(help));
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::{Diagnostic, fixture};

    fn bucket(matcher: &str) -> Vec<Diagnostic> {
        fixture::expression(&format!("rate(http_request_duration_seconds_bucket{{{matcher}}}[5m]) > 1"))
    }

    #[test]
    fn a_whole_bound_in_one_spelling_is_told_with_both() {
        for matcher in ["le=\"1\"", "le=\"1.0\""] {
            let found = bucket(matcher);
            assert_eq!(fixture::ids(&found), ["promql/bucket-matcher"], "{matcher}");
            assert_eq!(found[0].help.as_deref(), Some("match both: `le=~\"1|1.0\"`"));
        }
    }

    #[test]
    fn both_spellings_a_broken_bound_and_infinity_pass() {
        for matcher in ["le=~\"1|1.0\"", "le=\"0.25\"", "le=\"+Inf\""] {
            assert_eq!(bucket(matcher), [], "{matcher}");
        }
    }
}
