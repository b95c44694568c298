//! A window with too few samples for what is asked of it.
//!
//! A slope needs two samples. In a window of less than two scrape intervals there is at most one, and the expression
//! is empty. With less than four, one scrape that fails or comes late leaves a hole, in which an alert resolves.
//!
//! # Bad
//!
//! ```text
//! timing: { scrape: 15s }
//! rate(http_requests_total[20s])
//! ```
//!
//! # Good
//!
//! ```text
//! rate(http_requests_total[1m])
//! ```
//!
//! # Fix
//!
//! Make the window at least four scrape intervals long; of a recording, four evaluation intervals.

use std::collections::BTreeSet;

use plimsoll_promql::gate::NodeKind;
use plimsoll_promql::{Expr, Window};
use plimsoll_units::{Duration, Origin};

use crate::catalogue::Series;
use crate::registry::Check;
use crate::subject::{Expression, Place};
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
                (Severity::Error, "holds at most one sample, and two are needed")
            } else if window < 4 * interval.as_millis() {
                (Severity::Warning, "is empty as soon as a scrape or two are missed")
            } else {
                return;
            };
            let window = Duration::from_millis(window);
            let message = format!("`{function}()` over {window} at {what}s every {interval} {consequence}");
            let help =
                format!("make the window {} or longer", Duration::from_millis(4 * interval.as_millis()));
            let finding = expression.at(Diagnostic::new(ID, severity, message), &node.span).help(help);
            found.push(match threshold(subject, expression, window) {
                Some(origin) => finding.at(origin),
                None => finding,
            });
        });
    }
}

/// Where the window comes from a threshold, that threshold's place.
fn threshold(subject: &Subject<'_>, expression: &Expression<'_>, window: Duration) -> Option<Origin> {
    let mut ids: BTreeSet<&str> = BTreeSet::new();
    for alert in &subject.pack.alerts {
        let guards = alert.guards.iter().map(|guard| guard.condition.expr());
        for expr in std::iter::once(alert.condition.expr()).chain(guards) {
            expr.walk(&mut |part| match (part, expression.place) {
                (Expr::Recorded(recording, of), Place::Record(_, rule))
                    if recording.origin == rule.origin =>
                {
                    ids.extend(windows(of));
                }
                (part, Place::Alert(_, rule)) if alert.origin == rule.origin => ids.extend(windows(part)),
                _ => {}
            });
        }
    }
    let thresholds = subject.plan.thresholds.iter().filter(|threshold| ids.contains(threshold.id));
    thresholds
        .into_iter()
        .find(|threshold| threshold.window == Some(window))
        .map(plimsoll_plan::EffectiveThreshold::origin)
}

/// The thresholds whose windows an expression uses.
fn windows(expr: &Expr) -> Vec<&'static str> {
    let mut ids = Vec::new();
    expr.walk(&mut |part| {
        if let Expr::Range(_, Window::Of(id)) = part {
            ids.push(*id);
        }
    });
    ids
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
            "`rate()` over 20s at scrapes every 15s holds at most one sample, and two are needed"
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
        assert_eq!(fixture::panel("rate(http_requests_total[15s])"), []);
    }
}
