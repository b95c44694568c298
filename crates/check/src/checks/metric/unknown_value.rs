//! A matcher on a value that the label never has.
//!
//! Where the catalogue closes the set of a label's values, a matcher names one of them. Any other selects nothing,
//! or with `!=` everything. Regular expressions: see `promql/regex`.
//!
//! # Bad
//!
//! ```promql
//! rate(http_requests_total{track="canaryy"}[5m]) > 10
//! ```
//!
//! # Good
//!
//! ```promql
//! rate(http_requests_total{track="canary"}[5m]) > 10
//! ```
//!
//! # Fix
//!
//! Correct the value, or add it to the label's `values` in the catalogue.

use plimsoll_promql::MatchOp;

use crate::catalogue::Series;
use crate::registry::Check;
use crate::{Diagnostic, Subject, words};

const ID: &str = "metric/unknown-value";

pub(crate) const CHECK: Check = Check::error(ID, "a matcher on a value that the label never has", run);

fn run(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    for (expression, accepted) in subject.accepted() {
        for selector in &accepted.selectors {
            let Series::Metric(def, _) = subject.catalogue.series(selector) else { continue };
            for matcher in &selector.matchers {
                let Some(values) = def.values_of(&matcher.label) else { continue };
                let value = matcher.value.as_str();
                let is_plain = matches!(matcher.op, MatchOp::Equal | MatchOp::NotEqual);
                // The empty value asks for series without the label.
                if !is_plain || value.is_empty() || values.contains(&value) {
                    continue;
                }
                let message = format!(
                    "`{}` of `{}` is never `{value}`; its values are {}",
                    matcher.label,
                    def.name,
                    words::list(values)
                );
                let help = match words::meant(value, values.iter().copied()) {
                    Some(meant) => format!("did you mean `{meant}`?"),
                    None => "name one of them, or add the value to the catalogue".to_owned(),
                };
                found.push(expression.at(Diagnostic::error(ID, message), &matcher.span).help(help));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::fixture;

    #[test]
    fn a_value_outside_a_closed_set_is_told_with_the_set() {
        let found = fixture::expression("rate(http_requests_total{track=\"canaryy\"}[5m]) > 1");
        assert_eq!(fixture::ids(&found), ["metric/unknown-value"]);
        assert_eq!(
            found[0].message,
            "`track` of `http_requests_total` is never `canaryy`; its values are `stable` and `canary`"
        );
        assert_eq!(found[0].help.as_deref(), Some("did you mean `canary`?"));
    }

    #[test]
    fn a_value_of_the_set_passes_and_so_does_any_value_of_an_open_label() {
        for text in [
            "rate(http_requests_total{track=\"canary\"}[5m]) > 1",
            "rate(http_requests_total{track=\"\"}[5m]) > 1",
            "rate(http_requests_total{track!=\"stable\", status=\"500\"}[5m]) > 1",
        ] {
            assert_eq!(fixture::expression(text), [], "{text}");
        }
    }
}
