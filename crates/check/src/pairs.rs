//! What decides whether two operands have pairs: the labels that a result surely carries, and those that tell its
//! series apart.

use std::collections::{BTreeMap, BTreeSet};

use plimsoll_promql::MatchOp;
use plimsoll_promql::gate::{GroupSide, Grouping, Node, NodeKind, Pairing, PairingLabels, Selector};

use crate::catalogue::{Catalogue, Part, Series};
use crate::flow::{TARGET_LABELS, absent_labels};

/// Labels that are surely there, with the value where only one is possible.
type Sure<'l> = BTreeMap<&'l str, Option<&'l str>>;

impl Catalogue<'_> {
    /// The labels that every series of the result surely carries, with the value where only one is possible.
    pub(crate) fn sure<'l>(&'l self, node: &'l Node) -> Sure<'l> {
        match &node.kind {
            NodeKind::Selector(selector) => self.sure_of_selector(selector),
            NodeKind::Subquery { of, .. } | NodeKind::Negated(of) => self.sure(of),
            NodeKind::Call { function, arguments } => match function.as_str() {
                "info" => BTreeMap::new(),
                "absent" | "absent_over_time" => sure_of_absent(arguments),
                // The label that is written may become empty.
                "label_replace" | "label_join" => {
                    let mut sure = self.sure_of_arguments(arguments);
                    if let Some(Node { kind: NodeKind::Text(to), .. }) = arguments.get(1) {
                        sure.remove(to.as_str());
                    }
                    sure
                }
                "histogram_quantile" | "histogram_fraction" => {
                    let mut sure = self.sure_of_arguments(arguments);
                    sure.remove("le");
                    sure
                }
                _ => self.sure_of_arguments(arguments),
            },
            NodeKind::Aggregate { op, grouping, of, .. } => {
                let mut sure = self.sure(of);
                match (op.as_str(), grouping) {
                    ("topk" | "bottomk" | "limitk" | "limit_ratio", _) => {}
                    (_, Grouping::By(labels)) => sure.retain(|label, _| is_in(labels, label)),
                    (_, Grouping::Without(labels)) => sure.retain(|label, _| !is_in(labels, label)),
                }
                sure
            }
            NodeKind::Binary { op, left, right, pairing, .. } => {
                let (on_left, on_right) = (self.sure(left), self.sure(right));
                match op.as_str() {
                    _ if left.is_scalar() => on_right,
                    _ if right.is_scalar() => on_left,
                    "unless" => on_left,
                    "or" => on_left
                        .into_iter()
                        .filter_map(|(label, value)| {
                            let other = *on_right.get(label)?;
                            Some((label, value.filter(|_| other == value)))
                        })
                        .collect(),
                    "and" => joined(on_left, on_right, |label| pairing.compares(label)),
                    _ => match &pairing.group {
                        None => {
                            let mut both = joined(on_left, on_right, |_| true);
                            both.retain(|label, _| pairing.compares(label));
                            both
                        }
                        Some((GroupSide::Left, bring)) => of_many(on_left, on_right, bring, pairing),
                        Some((GroupSide::Right, bring)) => of_many(on_right, on_left, bring, pairing),
                    },
                }
            }
            _ => BTreeMap::new(),
        }
    }

    fn sure_of_selector<'l>(&'l self, selector: &'l Selector) -> Sure<'l> {
        let mut sure = BTreeMap::new();
        match self.series(selector) {
            // Some of a metric's series may lack a label, and other files may record other series.
            _ if self.is_open() => {}
            Series::Metric(def, part) => {
                let own = def.labels.iter().chain(&TARGET_LABELS).copied();
                let own = own.chain((part == Part::Bucket).then_some("le"));
                sure.extend(own.map(|label| (label, None)));
            }
            Series::Recording(recorded) => {
                let mut definitions = recorded.definitions();
                if let (Some(definition), None) = (definitions.next(), definitions.next()) {
                    sure = self.sure(definition);
                }
                for rule in recorded.rules.iter().take(usize::from(recorded.rules.len() == 1)) {
                    sure.extend(
                        rule.labels.iter().map(|(label, value)| (label.as_str(), Some(value.as_str()))),
                    );
                }
            }
            Series::Own | Series::Unknown => {}
        }
        for matcher in &selector.matchers {
            match matcher.op {
                MatchOp::Equal if matcher.value.is_empty() => {
                    sure.remove(matcher.label.as_str());
                }
                MatchOp::Equal => {
                    sure.insert(&matcher.label, Some(&matcher.value));
                }
                // What is sure already needs no look at the pattern, which has to be compiled.
                _ if sure.contains_key(matcher.label.as_str()) => {}
                // What does not select the empty value selects no series without the label.
                _ if matcher.op.selects(&matcher.value, "") == Some(false) => {
                    sure.insert(&matcher.label, None);
                }
                _ => {}
            }
        }
        sure.remove("__name__");
        sure
    }

    fn sure_of_arguments<'l>(&'l self, arguments: &'l [Node]) -> Sure<'l> {
        vector(arguments).map(|vector| self.sure(vector)).unwrap_or_default()
    }

    /// The labels of which each surely tells series of the result apart, as far as the catalogue declares them; those
    /// with one possible value are left out. `None` where it is not known.
    pub(crate) fn key(&self, node: &Node) -> Option<BTreeSet<String>> {
        match &node.kind {
            NodeKind::Number(_) | NodeKind::Text(_) => Some(BTreeSet::new()),
            NodeKind::Selector(selector) => self.key_of_selector(selector),
            NodeKind::Subquery { of, .. } | NodeKind::Negated(of) => self.key(of),
            NodeKind::Call { function, arguments } => match (function.as_str(), arguments.as_slice()) {
                ("absent" | "absent_over_time" | "scalar" | "vector" | "time", _) => Some(BTreeSet::new()),
                ("label_join" | "info", _) => None,
                ("label_replace", [of, Node { kind: NodeKind::Text(to), .. }, ..]) => {
                    self.key(of).filter(|key| !key.contains(to))
                }
                ("histogram_quantile" | "histogram_fraction", _) => {
                    let mut key = self.key(vector(arguments)?)?;
                    key.remove("le");
                    Some(key)
                }
                _ => self.key(vector(arguments)?),
            },
            // A label that only describes the series below depends on those that tell them apart.
            NodeKind::Aggregate { op, grouping: Grouping::By(labels), of, .. }
                if !matches!(op.as_str(), "topk" | "bottomk" | "limitk" | "limit_ratio" | "count_values") =>
            {
                let mut key = self.key(of)?;
                key.retain(|label| labels.contains(label));
                Some(key)
            }
            NodeKind::Binary { op, pairing, left, right, .. } => match (op.as_str(), &pairing.group) {
                _ if left.is_scalar() => self.key(right),
                _ if right.is_scalar() => self.key(left),
                ("or", _) => None,
                ("and" | "unless", _) | (_, Some((GroupSide::Left, _))) => self.key(left),
                (_, Some((GroupSide::Right, _))) => self.key(right),
                (_, None) => {
                    let mut key = self.key(left)?;
                    if let PairingLabels::On(labels) = &pairing.labels {
                        key.retain(|label| labels.contains(label));
                    }
                    Some(key)
                }
            },
            _ => None,
        }
    }

    fn key_of_selector(&self, selector: &Selector) -> Option<BTreeSet<String>> {
        let mut key = match self.series(selector) {
            Series::Metric(def, part) if !def.identity.is_empty() => {
                let own = def.identity.iter().copied().chain((part == Part::Bucket).then_some("le"));
                own.map(ToOwned::to_owned).collect()
            }
            Series::Recording(recorded) => {
                let mut definitions = recorded.definitions();
                let definition = definitions.next().filter(|_| definitions.next().is_none())?;
                self.key(definition)?
            }
            _ => return None,
        };
        for matcher in selector.matchers.iter().filter(|matcher| matcher.op == MatchOp::Equal) {
            key.remove(&matcher.label);
        }
        Some(key)
    }
}

/// What both sides of a pair have: the labels of one, and of the other those that are equal.
fn joined<'l>(one: Sure<'l>, other: Sure<'l>, equal: impl Fn(&str) -> bool) -> Sure<'l> {
    let mut both = one;
    for (label, value) in other.into_iter().filter(|(label, _)| equal(label)) {
        let known = both.entry(label).or_insert(None);
        *known = known.or(value);
    }
    both
}

/// What the side of which many are paired with one keeps. A label that is brought over may be empty there.
fn of_many<'l>(many: Sure<'l>, one: Sure<'l>, bring: &[String], pairing: &Pairing) -> Sure<'l> {
    let brought: Sure<'l> =
        one.iter().filter(|(label, _)| is_in(bring, label)).map(|(label, value)| (*label, *value)).collect();
    let mut all = joined(many, one, |label| pairing.compares(label));
    all.retain(|label, _| !is_in(bring, label));
    all.extend(brought);
    all
}

/// What the one sample of `absent()` surely has.
fn sure_of_absent(arguments: &[Node]) -> Sure<'_> {
    let Some(Node { kind: NodeKind::Selector(selector), .. }) = arguments.first() else { return Sure::new() };
    let kept = absent_labels(selector);
    let of_value = selector
        .matchers
        .iter()
        .filter(|matcher| kept.contains(&&*matcher.label) && !matcher.value.is_empty());
    of_value.map(|matcher| (&*matcher.label, Some(&*matcher.value))).collect()
}

fn is_in(labels: &[String], label: &str) -> bool {
    labels.iter().any(|own| own == label)
}

/// The argument that has series.
fn vector(arguments: &[Node]) -> Option<&Node> {
    arguments.iter().find(|one| !one.is_scalar() && !matches!(one.kind, NodeKind::Text(_)))
}
