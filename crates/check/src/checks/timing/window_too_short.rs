//! A window with too few samples for what is asked of it.
//!
//! A slope needs two samples. In a window of less than two scrape intervals there is at most one, and the expression
//! is empty. With less than four, one scrape that fails or comes late leaves a hole, in which an alert resolves.
//!
//! # Bad
//!
//! ```promql
//! rate(http_requests_total[20s]) > 10
//! ```
//!
//! ```promql
//! rate(http_requests_total[45s]) > 10
//! ```
//!
//! # Good
//!
//! ```promql
//! rate(http_requests_total[1m]) > 10
//! ```
//!
//! # Fix
//!
//! Make the window at least four scrape intervals long; of a recording, four evaluation intervals.

use plimsoll_promql::gate::NodeKind;
use plimsoll_units::Duration;

use crate::catalogue::Series;
use crate::registry::Check;
use crate::subject::Place;
use crate::{Diagnostic, Severity, Subject};

const ID: &str = "timing/window-too-short";

pub(crate) const CHECK: Check =
    Check::error(ID, "a window with too few samples for what is asked of it", run);

/// Functions that need two samples.
const OF_TWO: [&str; 9] = [
    "delta",
    "deriv",
    "double_exponential_smoothing",
    "holt_winters",
    "idelta",
    "increase",
    "irate",
    "predict_linear",
    "rate",
];

fn run(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    let timing = subject.pack.timing;
    for (expression, accepted) in subject.accepted() {
        // The window of a panel is Grafana's.
        if !matches!(expression.place, Place::Alert(..) | Place::Record(..)) {
            continue;
        }
        accepted.tree.walk(&mut |node| {
            let NodeKind::Call { function, arguments } = &node.kind else { return };
            if !OF_TWO.contains(&function.as_str()) {
                return;
            }
            let Some(NodeKind::Selector(selector)) = arguments.first().map(|argument| &argument.kind) else {
                return;
            };
            let (interval, what) = match subject.catalogue.series(selector) {
                Series::Recording(_) => (timing.evaluation, "evaluation"),
                Series::Metric(..) | Series::Own => (timing.scrape, "scrape"),
                Series::Unknown => return,
            };
            let Some(window) = selector.range.and_then(|range| u64::try_from(range.as_millis()).ok()) else {
                return;
            };
            let (severity, consequence) = if window < 2 * interval.as_millis() {
                (Severity::Error, "holds at most one sample, and a slope needs two")
            } else if window < 4 * interval.as_millis() {
                (Severity::Warning, "is empty as soon as a scrape or two are missed")
            } else {
                return;
            };
            let window = Duration::from_millis(window);
            let message = format!("with {what}s every {interval} a window of {window} {consequence}");
            let help =
                format!("make the window {} or longer", Duration::from_millis(4 * interval.as_millis()));
            let of_threshold = |window| {
                let thresholds = subject.thresholds_in(expression);
                thresholds.into_iter().find(|threshold| threshold.window == Some(window))
            };
            let finding = expression.at(Diagnostic::new(ID, severity, message), &node.span).help(help);
            found.push(match of_threshold(window) {
                Some(threshold) => finding.at(threshold.origin()),
                None => finding,
            });
        });
    }
}

#[cfg(test)]
mod tests {
    use crate::{Severity, fixture};

    #[test]
    fn a_window_of_less_than_two_scrapes_is_an_error() {
        let found = fixture::expression("rate(http_requests_total[20s]) > 1");
        assert_eq!(fixture::ids(&found), ["timing/window-too-short"]);
        assert_eq!(found[0].severity, Severity::Error);
        assert_eq!(
            found[0].message,
            "with scrapes every 15s a window of 20s holds at most one sample, and a slope needs two"
        );
    }

    #[test]
    fn a_window_of_less_than_four_scrapes_is_a_warning() {
        let found = fixture::expression("rate(http_requests_total[45s]) > 1");
        assert_eq!(found[0].severity, Severity::Warning);
        assert_eq!(found[0].help.as_deref(), Some("make the window 1m or longer"));
    }

    #[test]
    fn four_scrapes_pass_and_so_does_what_needs_one_sample() {
        assert_eq!(fixture::expression("rate(http_requests_total[1m]) > 1"), []);
        assert_eq!(fixture::expression("max_over_time(node_load[20s]) > 1"), []);
        assert_eq!(fixture::panel("rate(http_requests_total[$__rate_interval])"), []);
    }
}
