//! A regular expression that Prometheus refuses or reads otherwise, or that matches no declared value.
//!
//! Prometheus reads RE2's syntax and anchors every expression on both sides. What it shares with other dialects and
//! reads alike is accepted. Where the catalogue closes the set of a label's values, an expression must match one of
//! them: otherwise the selector finds nothing, and the alert is silent for ever.
//!
//! # Bad
//!
//! ```promql
//! rate(http_requests_total{track=~"can"}[5m]) > 10
//! ```
//!
//! ```promql
//! node_load{node=~"edge-[0-9]{1001}"} > 10
//! ```
//!
//! ```promql
//! node_load{node=~"(?x) edge"} > 10
//! ```
//!
//! ```promql
//! node_load{node=~"\\<edge\\>"} > 10
//! ```
//!
//! # Good
//!
//! ```promql
//! rate(http_requests_total{track=~"can.*"}[5m]) > 10
//! ```
//!
//! ```promql
//! node_load{node=~"edge-[0-9]+"} > 10
//! ```
//!
//! ```promql
//! node_load{node=~"edge"} > 10
//! ```
//!
//! # Fix
//!
//! Write what matches the whole value, in the syntax that RE2 reads.

use plimsoll_promql::{MatchOp, gate};

use crate::catalogue::Series;
use crate::registry::Check;
use crate::{Diagnostic, Subject, words};

pub(crate) const CHECK: Check =
    Check::error(gate::REGEX, "a regular expression that is refused, or that matches no declared value", run);

fn run(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    super::refusals::find(subject, gate::REGEX, found);
    for (expression, accepted) in subject.accepted() {
        for selector in &accepted.selectors {
            let Series::Metric(def, _) = subject.catalogue.series(selector) else { continue };
            for matcher in selector.matchers.iter().filter(|matcher| matcher.op == MatchOp::Matches) {
                let Some(values) = def.values_of(&matcher.label) else { continue };
                // A series without the label has the empty value, which may be what is meant.
                let mut possible = values.iter().chain(&[""]);
                if possible.any(|value| matcher.op.selects(&matcher.value, value) != Some(false)) {
                    continue;
                }
                let message = format!(
                    "the regular expression `{}` matches no value of `{}`; those of `{}` are {}",
                    matcher.value,
                    matcher.label,
                    def.name,
                    words::list(values)
                );
                let help = "it is anchored: it must match a whole value";
                found.push(expression.at(Diagnostic::error(gate::REGEX, message), &matcher.span).help(help));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::fixture;

    #[test]
    fn what_is_not_read_alike_by_prometheus_is_told() {
        assert_eq!(fixture::ids(&fixture::expression("node_load{node=~\"x{1001}\"} > 1")), ["promql/regex"]);
    }

    #[test]
    fn what_matches_no_declared_value_is_told_with_the_values() {
        let found = fixture::expression("rate(http_requests_total{track=~\"can\"}[5m]) > 1");
        assert_eq!(fixture::ids(&found), ["promql/regex"]);
        assert!(found[0].message.ends_with("those of `http_requests_total` are `stable` and `canary`"));
    }

    #[test]
    fn what_matches_a_declared_value_or_an_open_label_passes() {
        assert_eq!(fixture::expression("rate(http_requests_total{track=~\"can.*\"}[5m]) > 1"), []);
        assert_eq!(fixture::expression("rate(http_requests_total{track=~\"canary|\"}[5m]) > 1"), []);
        assert_eq!(fixture::expression("node_load{node=~\"a|b\"} > 1"), []);
    }
}
