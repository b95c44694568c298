//! Label flow over the tree of an expression: which labels its result can carry, and which operation took one away.

use std::ops::Range;

use plimsoll_promql::gate::{GroupSide, Grouping, Node, NodeKind, Pairing, PairingLabels, Selector};
use plimsoll_promql::{LabelNames, MatchOp};

use crate::catalogue::{Catalogue, Series, USUAL_EXTERNAL_LABELS};
use crate::words;

/// The labels that every scraped series carries besides those of its exporter.
pub(crate) const TARGET_LABELS: [&str; 2] = ["instance", "job"];

/// Labels that a result can carry.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Labels<'l> {
    /// These, as far as is known.
    pub(crate) names: LabelNames<'l>,
    /// Where something is read of which the labels are not known, any other label may be there too,
    pub(crate) open: bool,
    /// but these: an operation has removed them.
    pub(crate) lacks: LabelNames<'l>,
}

impl<'l> Labels<'l> {
    fn of(names: impl IntoIterator<Item = &'l str>) -> Self {
        Self { names: names.into_iter().collect(), ..Self::default() }
    }

    pub(crate) fn any() -> Self {
        Self { open: true, ..Self::default() }
    }

    /// Whether the result can carry this one.
    pub(crate) fn has(&self, label: &str) -> bool {
        self.names.contains(label) || (self.open && !self.lacks.contains(label))
    }

    fn and(mut self, other: Self) -> Self {
        let lacks = self.lacks.iter().chain(&other.lacks).copied();
        let lacks = lacks.filter(|label| !self.has(label) && !other.has(label)).collect();
        self.names.extend(other.names);
        self.open |= other.open;
        self.lacks = lacks;
        self
    }

    fn only(self, labels: &'l [String]) -> Self {
        Self::of(labels.iter().map(String::as_str).filter(|label| self.has(label)))
    }

    fn without(mut self, labels: impl IntoIterator<Item = &'l str>) -> Self {
        for label in labels {
            self.names.remove(label);
            if self.open {
                self.lacks.insert(label);
            }
        }
        self
    }

    /// What remains, for a message.
    pub(crate) fn said(&self) -> String {
        match (self.open, self.names.is_empty()) {
            (false, _) => words::list(&self.names),
            (true, true) => "whatever else the series have".to_owned(),
            (true, false) => format!("{} and whatever else the series have", words::list(&self.names)),
        }
    }
}

impl Catalogue<'_> {
    /// The labels that the result of an expression can carry.
    pub(crate) fn labels<'l>(&'l self, node: &'l Node) -> Labels<'l> {
        match &node.kind {
            NodeKind::Number(_) | NodeKind::Text(_) => Labels::default(),
            NodeKind::Selector(selector) => self.labels_of_selector(selector),
            NodeKind::Subquery { of, .. } | NodeKind::Negated(of) => self.labels(of),
            NodeKind::Call { function, arguments } => self.labels_of_call(function, arguments),
            NodeKind::Aggregate { op, grouping, parameter, of } => {
                let below = self.labels(of);
                match (op.as_str(), grouping) {
                    ("topk" | "bottomk" | "limitk" | "limit_ratio", _) => below,
                    (_, Grouping::By(labels)) => below.only(labels).and(counted(op, parameter.as_deref())),
                    (_, Grouping::Without(labels)) => {
                        below.without(strs(labels)).and(counted(op, parameter.as_deref()))
                    }
                }
            }
            NodeKind::Binary { op, pairing, left, right, .. } => {
                if left.is_scalar() || right.is_scalar() {
                    return self.labels(left).and(self.labels(right));
                }
                match op.as_str() {
                    "or" => self.labels(left).and(self.labels(right)),
                    "and" | "unless" => self.labels(left),
                    _ => paired(pairing, self.labels(left), self.labels(right)),
                }
            }
            // A kind that is added later: anything may be.
            _ => Labels::any(),
        }
    }

    pub(crate) fn labels_of_selector<'l>(&'l self, selector: &'l Selector) -> Labels<'l> {
        // `label=""` selects the series without it.
        let absent = selector.matchers.iter().filter(|m| m.op == MatchOp::Equal && m.value.is_empty());
        self.labels_of_series(selector).without(absent.map(|matcher| &*matcher.label))
    }

    /// The labels of the series that a selector is about, whatever it asks of them.
    pub(crate) fn labels_of_series(&self, selector: &Selector) -> Labels<'_> {
        if let Some(names) = selector.metric_name().and_then(|name| self.labels_of_metric(name)) {
            return Labels { names: names.clone(), ..Labels::default() };
        }
        let Series::Recording(recorded) = self.series(selector) else { return Labels::any() };
        let of_rules = recorded.rules.iter().flat_map(|rule| rule.labels.keys().map(String::as_str));
        let mut labels = Labels::of(of_rules);
        let mut definitions = recorded.definitions().peekable();
        labels.open = definitions.peek().is_none();
        let labels = definitions.fold(labels, |labels, definition| labels.and(self.labels(definition)));
        // Whoever reads them elsewhere than they are recorded sees the labels of the sender too.
        if self.is_open() { labels.and(Labels::of(USUAL_EXTERNAL_LABELS)) } else { labels }
    }

    fn labels_of_call<'l>(&'l self, function: &str, arguments: &'l [Node]) -> Labels<'l> {
        let below = || arguments.iter().fold(Labels::default(), |all, one| all.and(self.labels(one)));
        match (function, arguments) {
            ("absent" | "absent_over_time", [Node { kind: NodeKind::Selector(selector), .. }]) => {
                Labels::of(absent_labels(selector))
            }
            ("absent" | "absent_over_time" | "scalar" | "vector", _) => Labels::default(),
            ("histogram_quantile" | "histogram_fraction", _) => below().without(["le"]),
            ("label_replace" | "label_join", [_, Node { kind: NodeKind::Text(to), .. }, ..]) => {
                below().and(Labels::of([to.as_str()]))
            }
            ("info", _) => Labels::any(),
            _ => below(),
        }
    }

    /// The operation that took `label` away, here or in a recording that is read. `None` if the result can carry the
    /// label, or nothing below ever had it.
    pub(crate) fn dropped_by<'l>(&'l self, node: &'l Node, label: &str) -> Option<Dropped<'l>> {
        let remains = self.labels(node);
        if remains.has(label) {
            return None;
        }
        // The right side of `and` gives no labels; that it has some is no news.
        let filters = |op: &str| matches!(op, "and" | "unless");
        let is_filter = matches!(&node.kind, NodeKind::Binary { op, .. } if filters(op));
        let mut children = node.children().take(if is_filter { 1 } else { usize::MAX });
        if children.clone().any(|child| self.labels(child).has(label)) {
            return Some(Dropped {
                span: node.span.clone(),
                operation: operation(node),
                within: None,
                remains,
            });
        }
        if let NodeKind::Selector(selector) = &node.kind {
            let Series::Recording(recorded) = self.series(selector) else { return None };
            let dropped = recorded.definitions().find_map(|definition| self.dropped_by(definition, label))?;
            // The place is that of the selector: the recording is another text.
            let name = selector.metric_name().unwrap_or_default().to_owned();
            let within = dropped.within.or(Some(name));
            return Some(Dropped { span: node.span.clone(), within, remains, ..dropped });
        }
        children.find_map(|child| self.dropped_by(child, label))
    }
}

/// What took a label away.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Dropped<'l> {
    /// Its place in the expression that was asked about.
    pub(crate) span: Range<usize>,
    /// In short: `sum by (namespace, service)`.
    pub(crate) operation: String,
    /// The recording in which it stands, where it is not the expression itself.
    pub(crate) within: Option<String>,
    /// What remains.
    pub(crate) remains: Labels<'l>,
}

/// The labels of the one sample of `absent()`: those that one `=` matcher gives.
pub(crate) fn absent_labels(selector: &Selector) -> Vec<&str> {
    let single = |label: &str| selector.matchers.iter().filter(|matcher| matcher.label == label).count() == 1;
    let equal = selector.matchers.iter().filter(|m| m.op == MatchOp::Equal && m.label != "__name__");
    equal.filter(|matcher| single(&matcher.label)).map(|matcher| &*matcher.label).collect()
}

fn strs(labels: &[String]) -> impl Iterator<Item = &str> {
    labels.iter().map(String::as_str)
}

/// The label that `count_values` adds.
fn counted<'l>(op: &str, parameter: Option<&'l Node>) -> Labels<'l> {
    match parameter.map(|parameter| &parameter.kind) {
        Some(NodeKind::Text(label)) if op == "count_values" => Labels::of([label.as_str()]),
        _ => Labels::default(),
    }
}

/// The labels of an operation on pairs.
fn paired<'l>(pairing: &'l Pairing, left: Labels<'l>, right: Labels<'l>) -> Labels<'l> {
    match (&pairing.group, &pairing.labels) {
        (Some((GroupSide::Left, bring)), _) => left.without(strs(bring)).and(right.only(bring)),
        (Some((GroupSide::Right, bring)), _) => right.without(strs(bring)).and(left.only(bring)),
        (None, PairingLabels::On(labels)) => left.only(labels),
        (None, PairingLabels::Ignoring(labels)) => left.without(strs(labels)),
        (None, PairingLabels::All) => left,
    }
}

/// An operation in short, for a message: `sum by (namespace, service)`.
pub(crate) fn operation(node: &Node) -> String {
    match &node.kind {
        NodeKind::Aggregate { op, grouping: Grouping::By(labels), .. } if labels.is_empty() => op.clone(),
        NodeKind::Aggregate { op, grouping: Grouping::By(labels), .. } => {
            format!("{op} by ({})", labels.join(", "))
        }
        NodeKind::Aggregate { op, grouping: Grouping::Without(labels), .. } => {
            format!("{op} without ({})", labels.join(", "))
        }
        NodeKind::Call { function, .. } => format!("{function}()"),
        NodeKind::Binary { op, pairing, .. } => match &pairing.labels {
            PairingLabels::All => op.clone(),
            PairingLabels::On(labels) => format!("{op} on ({})", labels.join(", ")),
            PairingLabels::Ignoring(labels) => format!("{op} ignoring ({})", labels.join(", ")),
        },
        NodeKind::Selector(selector) => selector.metric_name().unwrap_or("the selector").to_owned(),
        _ => "the expression".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use crate::fixture;

    fn names(text: &str) -> String {
        fixture::ask(text, |tree, catalogue| {
            catalogue.labels(tree).names.into_iter().collect::<Vec<_>>().join(" ")
        })
    }

    fn has(text: &str, label: &str) -> bool {
        fixture::ask(text, |tree, catalogue| catalogue.labels(tree).has(label))
    }

    #[test]
    fn labels_flow_through_what_people_write() {
        for (text, wanted) in [
            ("sum by (service) (rate(http_requests_total[5m]))", "service"),
            ("sum without (instance, job, status, track) (http_requests_total)", "namespace service"),
            (
                "histogram_quantile(0.9, sum by (le, service) (http_request_duration_seconds_bucket))",
                "service",
            ),
            ("topk(1, node_load)", "instance job node"),
            ("sum(node_load) or sum by (disk) (node_disk_info)", "disk"),
            ("node_load * on (node) group_left (zone) node_disk_info", "instance job node zone"),
            ("node_load / on (node) node_load", "node"),
            ("node_load / ignoring (job) node_load", "instance node"),
            ("absent(node_load{node=\"a\", job=~\"b\"})", "node"),
            ("count_values by (node) (\"load\", node_load)", "load node"),
            ("label_replace(sum(node_load), \"x\", \"y\", \"\", \"\")", "x"),
            ("vector(1)", ""),
            ("time() - node_load", "instance job node"),
            ("node_disk_info{zone=\"\"}", "disk instance job node"),
        ] {
            assert_eq!(names(text), wanted, "{text}");
        }
    }

    #[test]
    fn where_the_labels_are_not_known_any_may_be_there() {
        assert!(has("foreign_metric", "anything"));
        assert!(!has("sum by (job) (foreign_metric)", "anything"));
    }
}
