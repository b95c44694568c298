//! What the value of an expression is: a counter, the sum of counters, a gauge, a quantile, a rate.
//!
//! Only what is certain is said. Recordings are followed to their definitions.

use plimsoll_promql::gate::{Node, NodeKind, Selector};
use plimsoll_promql::{MetricDef, MetricType};

use crate::catalogue::{Catalogue, Part, Series};

/// How a value moves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Nature {
    /// Only grows, and starts again at 0.
    Counter,
    /// Made of several counters: where one of them starts again, this falls by a part.
    CounterSum,
    /// Goes up and down.
    Gauge,
    /// Not known.
    Unknown,
}

/// Functions of a range of a counter.
pub(crate) const RATES: [&str; 3] = ["increase", "irate", "rate"];

/// Functions that change labels or the order of series, and no value.
const RELABELS: [&str; 6] =
    ["label_join", "label_replace", "sort", "sort_by_label", "sort_by_label_desc", "sort_desc"];

impl Catalogue<'_> {
    /// How the value of an expression moves.
    pub(crate) fn nature(&self, node: &Node) -> Nature {
        match &node.kind {
            NodeKind::Selector(selector) => self.nature_of_selector(selector),
            NodeKind::Subquery { of, .. } => self.nature(of),
            NodeKind::Call { function, arguments } => match (function.as_str(), arguments.as_slice()) {
                (function, [first, ..]) if RELABELS.contains(&function) || function == "last_over_time" => {
                    self.nature(first)
                }
                ("rate" | "irate" | "increase" | "delta" | "idelta" | "deriv", _) => Nature::Gauge,
                _ => Nature::Unknown,
            },
            NodeKind::Aggregate { op, of, .. } => match (op.as_str(), self.nature(of)) {
                ("sum" | "avg" | "min" | "max", Nature::Counter) => Nature::CounterSum,
                ("sum" | "avg" | "min" | "max" | "topk" | "bottomk" | "limitk" | "limit_ratio", nature) => {
                    nature
                }
                ("count" | "group" | "count_values", _) => Nature::Gauge,
                _ => Nature::Unknown,
            },
            NodeKind::Binary { op, returns_bool, left, right, .. } => {
                let is_counter = |nature| matches!(nature, Nature::Counter | Nature::CounterSum);
                let (on_left, on_right) = (self.nature(left), self.nature(right));
                match op.as_str() {
                    _ if *returns_bool => Nature::Gauge,
                    "and" | "unless" => on_left,
                    "or" if on_left == on_right => on_left,
                    "==" | "!=" | ">" | "<" | ">=" | "<=" => {
                        if left.is_scalar() {
                            on_right
                        } else {
                            on_left
                        }
                    }
                    "+" if is_counter(on_left) && is_counter(on_right) => Nature::CounterSum,
                    "*" | "/" if right.is_scalar() => on_left,
                    "*" if left.is_scalar() => on_right,
                    _ => Nature::Unknown,
                }
            }
            _ => Nature::Unknown,
        }
    }

    fn nature_of_selector(&self, selector: &Selector) -> Nature {
        match self.series(selector) {
            Series::Metric(def, Part::Whole) => match def.kind {
                MetricType::Counter => Nature::Counter,
                MetricType::Gauge => Nature::Gauge,
                MetricType::Histogram => Nature::Unknown,
            },
            Series::Metric(_, Part::Bucket | Part::Total) => Nature::Counter,
            Series::Recording(recorded) => {
                let mut natures = recorded.definitions().map(|definition| self.nature(definition));
                let first = natures.next().unwrap_or(Nature::Unknown);
                if natures.all(|other| other == first) { first } else { Nature::Unknown }
            }
            Series::Own if selector.metric_name() == Some("up") => Nature::Gauge,
            Series::Own | Series::Unknown => Nature::Unknown,
        }
    }

    /// The part whose value is passed on as it is, if there is one: what is relabelled, filtered, picked or read from
    /// a recording.
    pub(crate) fn passed_on<'n>(&'n self, node: &'n Node) -> Option<&'n Node> {
        match &node.kind {
            NodeKind::Selector(selector) => match self.series(selector) {
                Series::Recording(recorded) => {
                    let mut definitions = recorded.definitions();
                    definitions.next().filter(|_| definitions.next().is_none())
                }
                _ => None,
            },
            NodeKind::Call { function, arguments } if RELABELS.contains(&function.as_str()) => {
                arguments.first()
            }
            NodeKind::Aggregate { op, of, .. }
                if matches!(op.as_str(), "max" | "min" | "topk" | "bottomk") =>
            {
                Some(of)
            }
            NodeKind::Binary { op, returns_bool: false, left, right, pairing } => match op.as_str() {
                "==" | "!=" | ">" | "<" | ">=" | "<=" if left.is_scalar() => Some(right),
                "and" | "unless" | "==" | "!=" | ">" | "<" | ">=" | "<=" => Some(left),
                // Labels are brought over from a series that is 1.
                "*" if pairing.group.is_some() => Some(left),
                _ => None,
            },
            _ => None,
        }
    }

    /// The arguments of the `histogram_quantile` whose value this is.
    pub(crate) fn quantile<'n>(&'n self, node: &'n Node) -> Option<(&'n Node, &'n Node)> {
        match &node.kind {
            NodeKind::Call { function, arguments } if function == "histogram_quantile" => {
                let [share, buckets] = arguments.as_slice() else { return None };
                Some((share, buckets))
            }
            _ => self.quantile(self.passed_on(node)?),
        }
    }

    /// The call of `rate`, `irate` or `increase` whose value this is, summed or not: the call's function and range.
    pub(crate) fn rate<'n>(&'n self, node: &'n Node) -> Option<(&'n str, &'n Node)> {
        match &node.kind {
            NodeKind::Call { function, arguments } if RATES.contains(&function.as_str()) => {
                Some((function, arguments.first()?))
            }
            NodeKind::Aggregate { op, of, .. } if matches!(op.as_str(), "sum" | "avg") => self.rate(of),
            NodeKind::Binary { op, left, .. } if op == "+" => self.rate(left),
            _ => self.rate(self.passed_on(node)?),
        }
    }

    /// The histogram whose buckets an expression is made of, if there is one and no other series.
    pub(crate) fn histogram(&self, buckets: &Node) -> Option<&MetricDef> {
        let mut found: Option<&MetricDef> = None;
        let mut is_one = true;
        buckets.walk(&mut |node| {
            let NodeKind::Selector(selector) = &node.kind else { return };
            let def = match self.series(selector) {
                Series::Metric(def, Part::Bucket) => Some(def),
                Series::Recording(_) => {
                    self.passed_on(node).and_then(|definition| self.histogram(definition))
                }
                _ => None,
            };
            is_one &= def.is_some() && found.is_none_or(|found| Some(found) == def);
            found = def.or(found);
        });
        found.filter(|_| is_one)
    }
}

/// A range selector or subquery as it stands in a call: the selector's name for a message.
pub(crate) fn subject_of(node: &Node) -> String {
    match &node.kind {
        NodeKind::Selector(selector) => selector.metric_name().unwrap_or("the selector").to_owned(),
        NodeKind::Subquery { of, .. } | NodeKind::Negated(of) | NodeKind::Aggregate { of, .. } => {
            subject_of(of)
        }
        NodeKind::Call { arguments, .. } => {
            let vector =
                arguments.iter().find(|one| !one.is_scalar() && !matches!(one.kind, NodeKind::Text(_)));
            vector.map_or_else(|| "the expression".to_owned(), subject_of)
        }
        NodeKind::Binary { left, right, .. } => subject_of(if left.is_scalar() { right } else { left }),
        _ => "the expression".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture;

    #[test]
    fn what_is_certain_is_said_and_nothing_else() {
        for (text, wanted) in [
            ("restarts_total", Nature::Counter),
            ("http_request_duration_seconds_bucket", Nature::Counter),
            ("sum(restarts_total)", Nature::CounterSum),
            ("restarts_total + restarts_total", Nature::CounterSum),
            ("topk(3, restarts_total)", Nature::Counter),
            ("node_load", Nature::Gauge),
            ("max by (node) (node_load)", Nature::Gauge),
            ("rate(restarts_total[5m])", Nature::Gauge),
            ("restarts_total > 1", Nature::Counter),
            ("restarts_total - restarts_total offset 5m", Nature::Unknown),
            ("foreign_total", Nature::Unknown),
            ("service:http_requests_failed:ratio_rate5m", Nature::Unknown),
        ] {
            assert_eq!(fixture::ask(text, |tree, catalogue| catalogue.nature(tree)), wanted, "{text}");
        }
    }

    #[test]
    fn a_rate_is_found_behind_sums_and_filters() {
        for (text, wanted) in [
            ("sum by (service) (increase(http_requests_total[5m])) > 0", Some("increase")),
            ("rate(restarts_total[5m]) and on () node_load", Some("rate")),
            ("node_load", None),
            ("1 - rate(restarts_total[5m])", None),
        ] {
            let found = fixture::ask(text, |tree, catalogue| catalogue.rate(tree).map(|(f, _)| f.to_owned()));
            assert_eq!(found.as_deref(), wanted, "{text}");
        }
    }
}
