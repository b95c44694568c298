//! A line on a quantile that is no bound of a bucket.
//!
//! A histogram only knows how many requests lie between two bounds. `histogram_quantile()` assumes that they are
//! spread evenly and makes up a value in between: with the bounds 0.25 and 0.5, a line at 300 ms is crossed although
//! every request takes 260 ms. On a bound the comparison is exact. The value never exceeds the last bound.
//!
//! # Bad
//!
//! ```promql
//! histogram_quantile(0.95, sum by (le) (rate(http_request_duration_seconds_bucket[5m]))) > 0.3
//! ```
//!
//! ```promql
//! histogram_quantile(0.95, sum by (le) (rate(http_request_duration_seconds_bucket[5m]))) > 1
//! ```
//!
//! # Good
//!
//! ```promql
//! histogram_quantile(0.95, sum by (le) (rate(http_request_duration_seconds_bucket[5m]))) > 0.25
//! ```
//!
//! # Fix
//!
//! Put the line on a bound, or have the exporter count a bucket there and declare it.

use plimsoll_promql::MetricDef;
use plimsoll_promql::gate::{Node, NodeKind};
use plimsoll_units::{Base, Origin, Unit};

use super::values::is_comparison;
use crate::registry::Check;
use crate::subject::{Expression, Place};
use crate::{Diagnostic, Subject};

const ID: &str = "promql/bucket-boundary";

pub(crate) const CHECK: Check = Check::error(ID, "a line on a quantile that is no bound of a bucket", run);

fn run(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    for (expression, accepted) in subject.accepted() {
        if !matches!(expression.place, Place::Alert(..) | Place::Record(..)) {
            continue;
        }
        accepted.tree.walk(&mut |node| {
            let Some((quantile, above, line)) = crossing(node) else { return };
            let Some((_, buckets)) = subject.catalogue.quantile(quantile) else { return };
            let Some(histogram) = subject.catalogue.histogram(buckets) else { return };
            let Some((message, help)) = fault(histogram, above, line) else { return };
            let finding = expression.at(Diagnostic::error(ID, message), &node.span).help(help);
            found.push(match threshold(subject, expression, line) {
                Some(origin) => finding.at(origin),
                None => finding,
            });
        });
    }
}

/// A comparison with a number: what is compared, whether it fires above, and the number.
fn crossing(node: &Node) -> Option<(&Node, bool, f64)> {
    let NodeKind::Binary { op, left, right, .. } = &node.kind else { return None };
    match (&left.kind, &right.kind) {
        _ if !is_comparison(op) => None,
        (_, NodeKind::Number(line)) => Some((left, op == ">", *line)),
        (NodeKind::Number(line), _) => Some((right, op == "<", *line)),
        _ => None,
    }
}

/// What is wrong with the line, and what to do.
fn fault(histogram: &MetricDef, above: bool, line: f64) -> Option<(String, String)> {
    let same = |bound: f64| (bound - line).abs() <= line.abs() * 1e-9;
    let (name, unit) = (histogram.name, histogram.unit);
    let last = *histogram.buckets.last()?;
    if line > last || (above && same(last)) {
        let message = format!(
            "a quantile of `{name}` is never above {}, its last bound: it does not cross {}",
            shown(last, unit),
            shown(line, unit)
        );
        return Some((message, format!("count a bucket above {}, or lower the line", shown(line, unit))));
    }
    if histogram.buckets.iter().any(|bound| same(*bound)) {
        return None;
    }
    let above_line = histogram.buckets.iter().copied().find(|bound| *bound > line)?;
    let below_line = histogram.buckets.iter().copied().rfind(|bound| *bound < line).unwrap_or(0.0);
    let (line, low, high) = (shown(line, unit), shown(below_line, unit), shown(above_line, unit));
    let message = format!(
        "{line} is no bound of the buckets of `{name}`: between {low} and {high} a quantile is a guess, \
         and may cross {line} although nothing took as long"
    );
    Some((message, format!("put the line at {low} or {high}, or count a bucket at {line} and declare it")))
}

/// Where the line comes from a threshold, that threshold's place.
fn threshold(subject: &Subject<'_>, expression: &Expression<'_>, line: f64) -> Option<Origin> {
    let thresholds = subject.thresholds_in(expression);
    let found = thresholds.iter().find(|threshold| threshold.value.value().to_string() == line.to_string());
    found.map(|threshold| threshold.origin())
}

/// A value in the unit of a histogram, as people write it.
fn shown(value: f64, unit: Unit) -> String {
    match unit.base() {
        Base::Seconds if value > 0.0 && value < 1.0 => format!("{} ms", (value * 1e9).round() / 1e6),
        Base::Seconds => format!("{value} s"),
        Base::Bytes => format!("{value} bytes"),
        _ => value.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use plimsoll_model::{Alert, Crosses as _, Response, Runbook, Threshold};
    use plimsoll_promql::Signal;
    use plimsoll_units::{Quantity, Seconds, millis, minutes};

    use crate::{Diagnostic, fixture};

    const P90: &str = "histogram_quantile(0.9, sum by (le) (rate(http_request_duration_seconds_bucket[5m])))";

    /// With the bounds 100 ms, 250 ms, 500 ms and 1 s.
    fn crossing(line: Quantity<Seconds>) -> (Vec<Diagnostic>, Threshold<Seconds>) {
        let threshold = Threshold::above("p90_latency", line);
        let signal = Signal::<Seconds>::raw(P90, &[], minutes(5));
        let alert = Alert::new("Probe", Response::Notify, signal.crosses(threshold))
            .summary("Slow")
            .runbook(Runbook::new("probe", "Slow."));
        let found = fixture::findings(|pack| {
            *pack = pack.clone().threshold(threshold).alerts([alert]);
        });
        (found, threshold)
    }

    #[test]
    fn a_line_between_two_bounds_is_told_at_its_threshold() {
        let (found, threshold) = crossing(millis(300.0));
        assert_eq!(fixture::ids(&found), ["promql/bucket-boundary"]);
        assert_eq!(found[0].origin, Some(threshold.def().origin));
        assert!(found[0].message.starts_with("300 ms is no bound of the buckets"), "{}", found[0].message);
        assert!(found[0].message.contains("between 250 ms and 500 ms"), "{}", found[0].message);
    }

    #[test]
    fn a_line_at_or_above_the_last_bound_is_never_crossed() {
        let (found, _) = crossing(millis(1000.0));
        assert!(found[0].message.contains("is never above 1 s"), "{}", found[0].message);
        assert_eq!(fixture::ids(&crossing(millis(3000.0)).0), ["promql/bucket-boundary"]);
    }

    #[test]
    fn a_line_on_a_bound_passes() {
        assert_eq!(crossing(millis(250.0)).0, []);
        assert_eq!(fixture::expression(&format!("max({P90}) >= 1")), []);
    }

    #[test]
    fn a_line_on_a_recorded_quantile_is_told() {
        let found = fixture::through_recording(P90, "probe:recorded:value > 0.3");
        assert_eq!(fixture::ids(&found), ["promql/bucket-boundary"]);
    }
}
