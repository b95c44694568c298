//! In which unit the value of an expression is, as far as the catalogue says it.
//!
//! A number that is written has no unit of its own, and what is multiplied with one may be in another scale: it is not
//! known any more. Counts and ratios go with anything: 0 or 1 is both.

use plimsoll_promql::gate::{Node, NodeKind, Selector};
use plimsoll_units::{Base, Unit};

use crate::catalogue::{Catalogue, Part, Series};

impl Catalogue<'_> {
    /// The unit of an expression; `None` where it is not known.
    pub(crate) fn unit(&self, node: &Node) -> Option<Unit> {
        match &node.kind {
            NodeKind::Selector(selector) => self.unit_of_selector(selector),
            NodeKind::Subquery { of, .. } | NodeKind::Negated(of) => self.unit(of),
            NodeKind::Call { function, arguments } => self.unit_of_call(function, arguments),
            NodeKind::Aggregate { op, of, .. } => match op.as_str() {
                "sum" | "avg" | "min" | "max" | "topk" | "bottomk" | "limitk" | "limit_ratio"
                | "quantile" | "stddev" => self.unit(of),
                "count" | "group" => Some(Unit::COUNT),
                _ => None,
            },
            NodeKind::Binary { op, returns_bool, left, right, .. } => {
                let (on_left, on_right) = (self.unit(left), self.unit(right));
                match op.as_str() {
                    _ if *returns_bool => Some(Unit::COUNT),
                    "and" | "unless" | "==" | "!=" | ">" | "<" | ">=" | "<=" => {
                        if left.is_scalar() && on_left.is_none() { on_right } else { on_left }
                    }
                    "-" if on_left == Some(Unit::TIMESTAMP) && on_right == on_left => Some(Unit::SECONDS),
                    "+" | "-" if on_right.is_none() && right.is_scalar() => on_left,
                    "+" | "-" | "or" if on_left == on_right => on_left,
                    "/" if on_left.is_some() && on_left == on_right => Some(Unit::RATIO),
                    _ => None,
                }
            }
            _ => None,
        }
    }

    fn unit_of_selector(&self, selector: &Selector) -> Option<Unit> {
        match self.series(selector) {
            Series::Metric(def, Part::Whole) => Some(def.unit),
            Series::Metric(def, Part::Total) if selector.metric_name()?.ends_with("_sum") => Some(def.unit),
            Series::Metric(_, Part::Bucket | Part::Total) => Some(Unit::COUNT),
            Series::Recording(recorded) => {
                let mut units = recorded.definitions().map(|definition| self.unit(definition));
                let first = units.next()??;
                units.all(|unit| unit == Some(first)).then_some(first)
            }
            Series::Own | Series::Unknown => None,
        }
    }

    fn unit_of_call(&self, function: &str, arguments: &[Node]) -> Option<Unit> {
        let first = || self.unit(arguments.first()?);
        match function {
            "rate" | "irate" | "deriv" => first().map(Unit::per_second),
            "increase" | "delta" | "idelta" | "abs" | "ceil" | "floor" | "round" | "clamp" | "clamp_min"
            | "clamp_max" | "sort" | "sort_desc" | "sort_by_label" | "sort_by_label_desc"
            | "label_replace" | "label_join" | "avg_over_time" | "min_over_time" | "max_over_time"
            | "sum_over_time" | "last_over_time" | "stddev_over_time" | "predict_linear" | "scalar" => {
                first()
            }
            "quantile_over_time" => self.unit(arguments.get(1)?),
            "histogram_quantile" => self.histogram(arguments.get(1)?).map(|histogram| histogram.unit),
            "count_over_time" | "changes" | "resets" | "absent" | "absent_over_time" => Some(Unit::COUNT),
            "time" | "timestamp" => Some(Unit::TIMESTAMP),
            _ => None,
        }
    }
}

/// Whether two units can be held against each other: the same, or one of them a plain number. A moment is in seconds too,
/// and many a catalogue says no more of it.
pub(crate) fn agree(one: Unit, other: Unit) -> bool {
    let is_plain = |unit: Unit| matches!(unit.base(), Base::Count | Base::Ratio);
    let is_time = |unit: Unit| matches!(unit, Unit::SECONDS | Unit::TIMESTAMP);
    one == other || is_plain(one) || is_plain(other) || (is_time(one) && is_time(other))
}

#[cfg(test)]
mod tests {
    use crate::fixture;

    #[test]
    fn units_flow_through_what_people_write() {
        for (text, wanted) in [
            ("rate(http_requests_total[5m])", "count/s"),
            ("sum by (pod) (memory_bytes) / sum by (pod) (memory_bytes)", "ratio"),
            (
                "histogram_quantile(0.9, sum by (le) (rate(http_request_duration_seconds_bucket[5m])))",
                "seconds",
            ),
            ("rate(http_request_duration_seconds_sum[5m])", "seconds/s"),
            ("rate(http_request_duration_seconds_count[5m])", "count/s"),
            ("time() - started_seconds", "seconds"),
            ("max_over_time(memory_bytes[1h]) > 5", "bytes"),
            ("memory_bytes + 10", "bytes"),
            ("memory_bytes * 2", "?"),
            ("memory_bytes > bool 2", "count"),
            ("foreign_seconds", "?"),
        ] {
            let unit = fixture::ask(text, |tree, catalogue| catalogue.unit(tree));
            assert_eq!(unit.map_or_else(|| "?".to_owned(), |unit| unit.to_string()), wanted, "{text}");
        }
    }
}
