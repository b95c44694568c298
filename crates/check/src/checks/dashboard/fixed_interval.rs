//! A panel that takes a rate over a fixed range.
//!
//! Over a day Grafana asks every few minutes: a rate over one minute leaves most of the day out. `$__rate_interval`
//! grows with the time range. What an alert asks is drawn as the alert asks it; such a panel is not meant.
//!
//! # Bad
//!
//! ```promql
//! sum(rate(http_requests_total[5m]))
//! ```
//!
//! # Good
//!
//! ```promql
//! sum(rate(http_requests_total[$__rate_interval]))
//! ```
//!
//! # Fix
//!
//! Use `Window::Panel`. What shall be over a fixed time, as a sum of the last week, is an `increase()`.

use plimsoll_promql::gate::{self, NodeKind, Target, Use};

use crate::registry::Check;
use crate::{Diagnostic, Subject};

const ID: &str = "dashboard/fixed-interval";

pub(crate) const CHECK: Check = Check::warning(ID, "a panel that takes a rate over a fixed range", run);

const INTERVAL: &str = "$__rate_interval";
const PANELS_RANGE: &str = "[$__rate_interval]";

/// Stands for the interval where a panel is read: no one writes this range.
const MARK: &str = "86399999ms";

fn run(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    let (major, minor) = subject.plan.targets().prometheus;
    let target = Target::new(major, minor);
    for (board, panel) in subject.panels().filter(|(_, panel)| panel.alert.is_none()) {
        for query in panel.asked().filter(|query| query.expr.contains("rate")) {
            // Every range is the panel's, as in nearly every panel.
            if query.expr.matches('[').count() == query.expr.matches(PANELS_RANGE).count() {
                continue;
            }
            let text = query.expr.replace(INTERVAL, MARK);
            // What the gate refuses is told by the checks on expressions.
            let Ok(accepted) = gate::check(&text, &target, Use::InstantVector) else { continue };
            accepted.tree.walk(&mut |node| {
                let NodeKind::Call { function, arguments } = &node.kind else { return };
                let fixed = arguments.iter().any(|range| !text[range.span.clone()].contains(MARK));
                if matches!(function.as_str(), "rate" | "irate") && fixed {
                    let message = format!("`{}` is over a fixed range", &text[node.span.clone()]);
                    let help = "use `Window::Panel`, or `increase()` where the range is meant";
                    found.push(subject.at_panel(Diagnostic::warning(ID, message), board, panel).help(help));
                }
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::fixture;

    #[test]
    fn a_rate_over_a_fixed_range_is_told() {
        let found = fixture::panel("sum(rate(http_requests_total[5m]))");
        assert_eq!(fixture::ids(&found), ["dashboard/fixed-interval"]);
        assert_eq!(found[0].message, "`rate(http_requests_total[5m])` is over a fixed range");
    }

    #[test]
    fn the_interval_of_the_panel_passes_and_so_does_a_sum_over_a_week() {
        assert_eq!(fixture::panel("sum(increase(http_requests_total[7d]))"), []);
        assert_eq!(fixture::panel("sum(rate(http_requests_total[$__rate_interval]))"), []);
    }
}
