//! `absent()` whose result cannot say what is absent.
//!
//! The one sample of `absent()` has the labels that `=` matchers give it, and no others: what is not there has no
//! labels. With a regular expression it also says nothing until *all* that it matches are gone.
//!
//! # Bad
//!
//! ```promql
//! absent(up{job=~"api|worker"})
//! ```
//!
//! ```promql
//! absent(sum(up{job="api"}))
//! ```
//!
//! # Good
//!
//! ```promql
//! absent(up{job="api"}) or absent(up{job="worker"})
//! ```
//!
//! # Fix
//!
//! Ask for each one with `=`.

use plimsoll_promql::MatchOp;
use plimsoll_promql::gate::NodeKind;

use crate::flow::absent_labels;
use crate::registry::Check;
use crate::{Diagnostic, Subject, words};

const ID: &str = "promql/absent-labels";

pub(crate) const CHECK: Check = Check::warning(ID, "`absent()` whose result cannot say what is absent", run);

fn run(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    for (expression, accepted) in subject.accepted() {
        accepted.tree.walk(&mut |node| {
            let NodeKind::Call { function, arguments } = &node.kind else { return };
            let ("absent" | "absent_over_time", [of]) = (function.as_str(), arguments.as_slice()) else {
                return;
            };
            let finding = |message| expression.at(Diagnostic::warning(ID, message), &node.span);
            let NodeKind::Selector(selector) = &of.kind else {
                // That a filter has no labels is known to whoever asks only whether there is anything.
                if !matches!(of.kind, NodeKind::Subquery { .. }) && !subject.is_open() {
                    let message = format!("`{function}()` of anything but a selector has no labels at all");
                    found.push(finding(message).help("ask for the series itself: `absent(x{job=\"a\"})`"));
                }
                return;
            };
            let patterns = selector.matchers.iter().filter(|matcher| {
                // Names in a row are each meant; a wild pattern is meant as one.
                let names = matcher.value.contains('|') && !matcher.value.contains(['*', '+', '.', '?']);
                matcher.op == MatchOp::Matches && (names || !subject.is_open())
            });
            let lost: Vec<&str> = patterns
                .map(|matcher| matcher.label.as_str())
                .filter(|label| !absent_labels(selector).iter().any(|kept| kept == label))
                .collect();
            if lost.is_empty() {
                return;
            }
            let message = format!(
                "`{function}()` says nothing until all that this matches are gone, and then has no label {}",
                words::list(&lost)
            );
            found.push(finding(message).help("ask for each one with `=`, joined by `or`"));
        });
    }
}

#[cfg(test)]
mod tests {
    use crate::fixture;

    #[test]
    fn a_pattern_in_absent_is_told_with_the_label_that_is_lost() {
        let found = fixture::expression("absent(up{job=~\"a|b\"})");
        assert_eq!(fixture::ids(&found), ["promql/absent-labels"]);
        assert!(found[0].message.ends_with("has no label `job`"), "{}", found[0].message);
    }

    #[test]
    fn absent_of_an_aggregation_is_told() {
        assert_eq!(
            fixture::ids(&fixture::expression("absent(sum(up{job=\"a\"}))")),
            ["promql/absent-labels"]
        );
    }

    #[test]
    fn absent_with_equal_matchers_passes() {
        assert_eq!(fixture::expression("absent(up{job=\"a\"}) or absent_over_time(up{job=\"b\"}[5m])"), []);
    }
}
