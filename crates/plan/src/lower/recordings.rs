//! Recorded expressions get their names, and rules their groups.

use std::collections::{BTreeMap, BTreeSet};

use plimsoll_promql::{Expr, Matcher, Number, Recording, Selector, flow};
use plimsoll_units::{Duration, Unit};

use super::{Context, LowerError};
use crate::{AlertRule, EffectiveThreshold, Group, RecordRule, Rule, Values, names};

/// Collects what is recorded while expressions are lowered.
pub(super) struct Recorder<'a> {
    context: &'a Context<'a>,
    rules: BTreeMap<String, RecordRule>,
    clashes: Vec<LowerError>,
}

impl<'a> Recorder<'a> {
    pub(super) fn new(context: &'a Context<'a>) -> Self {
        Self { context, rules: BTreeMap::new(), clashes: Vec::new() }
    }

    /// Binds a selector to the environment.
    fn bind(&self, selector: &mut Selector) {
        if let Some(namespace) =
            self.context.environment.namespace.filter(|_| selector.has_label(names::NAMESPACE))
        {
            selector.matchers.insert(0, Matcher::equal(names::NAMESPACE, namespace));
        }
    }

    /// A resolved expression, bound to the environment, that reads its recordings by their names.
    pub(super) fn bound(&mut self, expr: Expr) -> Expr {
        self.unbound(expr).edit_selectors(&mut |selector| self.bind(selector))
    }

    /// The same without binding the expression itself: for panels, which bind to a variable. What is recorded
    /// on the way is bound.
    pub(super) fn unbound(&mut self, expr: Expr) -> Expr {
        match expr {
            Expr::Recorded(recording, of) => {
                // Before the parts are replaced: a recording hides its window.
                let window = of.longest_window();
                let of = self.bound(*of);
                self.record(recording, window, of)
            }
            other => other.map_children(&mut |child| self.unbound(child)),
        }
    }

    fn record(&mut self, recording: Recording, window: Option<Duration>, expr: Expr) -> Expr {
        let name = names::recording(recording, window);
        let labels = flow::possible(&expr).into_iter().map(str::to_owned).collect();
        let read = Expr::Selector(Selector::recording(&*name, labels));
        match self.rules.get(&name) {
            Some(known) if *known.expr != expr => self.clashes.push(LowerError::new(
                recording.origin,
                format!(
                    "two different expressions are recorded as `{name}`; the other one at {}",
                    known.origin
                ),
                "give one of them another metric or operation",
            )),
            Some(_) => {}
            None => {
                let rule = RecordRule {
                    record: name.clone(),
                    expr: expr.into(),
                    labels: BTreeMap::new(),
                    unit: recording.unit,
                    origin: recording.origin,
                };
                self.rules.insert(name, rule);
            }
        }
        read
    }

    /// Every rule in its group. An alert and the recordings that it reads are one group, recordings first:
    /// Prometheus evaluates a group in order, and groups at different moments. Alerts that share a recording
    /// share a group, which is named after the first of them.
    pub(super) fn groups(
        mut self,
        alerts: Vec<AlertRule>,
        thresholds: &[EffectiveThreshold],
        errors: &mut Vec<LowerError>,
    ) -> Vec<Group> {
        errors.append(&mut self.clashes);
        let interval = self.context.pack.timing.evaluation;
        let group =
            |part: &str, rules| Group { name: names::group(self.context.pack.name, part), interval, rules };

        let reads: Vec<BTreeSet<String>> = alerts.iter().map(|alert| self.reads(&alert.expr)).collect();
        let together = together(&alerts, &reads);
        let mut parts: BTreeMap<usize, Part> = BTreeMap::new();
        for ((alert, reads), first) in alerts.into_iter().zip(reads).zip(together) {
            let part = parts.entry(first).or_default();
            part.alerts.push(alert);
            part.reads.extend(reads);
        }
        let mut groups: Vec<Group> = Vec::new();
        for part in parts.into_values() {
            let Some(first) = part.alerts.first() else { continue };
            let name = names::part(self.context.pack.name, &first.alert);
            let mut rules: Vec<Rule> = self.in_order(&part.reads);
            rules.extend(part.alerts.into_iter().map(Rule::Alert));
            groups.push(group(&name, rules));
        }
        // What only panels read.
        let rest: BTreeSet<String> = self.rules.keys().cloned().collect();
        let rest = self.in_order(&rest);
        if !rest.is_empty() {
            groups.push(group("recordings", rest));
        }
        if self.context.is_shown() {
            groups.push(group("thresholds", self.constants(thresholds)));
        }
        groups.sort_by(|a, b| a.name.cmp(&b.name));
        groups
    }

    /// The recordings that an expression reads, through other recordings.
    fn reads(&self, expr: &Expr) -> BTreeSet<String> {
        let mut reads = BTreeSet::new();
        self.collect(expr, &mut reads);
        reads
    }

    fn collect(&self, expr: &Expr, reads: &mut BTreeSet<String>) {
        for selector in expr.selectors() {
            if let Some(rule) = self.rules.get(&selector.name).filter(|_| !reads.contains(&selector.name)) {
                reads.insert(selector.name.clone());
                self.collect(&rule.expr, reads);
            }
        }
    }

    /// Takes these recordings, each after those that it reads itself, otherwise by name.
    fn in_order(&mut self, wanted: &BTreeSet<String>) -> Vec<Rule> {
        let mut left: BTreeMap<String, RecordRule> =
            wanted.iter().filter_map(|name| self.rules.remove_entry(name)).collect();
        let mut ordered = Vec::new();
        while !left.is_empty() {
            let ready: Vec<String> = left
                .iter()
                .filter(|(_, rule)| {
                    !rule.expr.selectors().iter().any(|selector| left.contains_key(&selector.name))
                })
                .map(|(name, _)| name.clone())
                .collect();
            // A recording is made of expressions inside it, so none can read itself.
            for name in ready {
                ordered.extend(left.remove(&name).map(Rule::Record));
            }
        }
        ordered
    }

    /// Thresholds and the phase as series, for dashboards.
    fn constants(&self, thresholds: &[EffectiveThreshold]) -> Vec<Rule> {
        let Context { pack, environment, phase, .. } = *self.context;
        let mut common = BTreeMap::from([(names::PACK.to_owned(), pack.name.to_owned())]);
        if let Some(namespace) = environment.namespace {
            common.insert(names::NAMESPACE.to_owned(), namespace.to_owned());
        }
        if let Some(phase) = phase {
            common.insert("phase".to_owned(), phase.name.to_owned());
        }
        let constant = |record: &str, value: String, labels, unit, origin| {
            let expr = Expr::Vector(Number::Fixed(value)).into();
            Rule::Record(RecordRule { record: record.to_owned(), expr, labels, unit, origin })
        };
        let mut rules = Vec::new();
        if phase.is_some() {
            rules.push(constant(
                names::PHASE_INFO,
                "1".to_owned(),
                common.clone(),
                Unit::COUNT,
                environment.origin,
            ));
        }
        for threshold in thresholds {
            let mut labels = common.clone();
            labels.insert("threshold".to_owned(), threshold.id.to_owned());
            if let Some(slice) = threshold.slice {
                labels.insert(names::SLICE.to_owned(), slice.to_owned());
            }
            let value = threshold.value.promql();
            rules.push(constant(
                names::THRESHOLD_VALUE,
                value,
                labels,
                threshold.value.unit(),
                threshold.origin(),
            ));
        }
        rules.extend(self.next().into_iter().map(|(phase, threshold)| {
            let mut labels = common.clone();
            labels.insert("phase".to_owned(), phase.to_owned());
            labels.insert("threshold".to_owned(), threshold.id.to_owned());
            let value = threshold.value.promql();
            constant(names::THRESHOLD_NEXT, value, labels, threshold.value.unit(), threshold.origin())
        }));
        rules
    }

    /// The thresholds that any phase sets, as the next phase has them; none in the last phase.
    fn next(&self) -> Vec<(&'static str, EffectiveThreshold)> {
        let Context { pack, environment, .. } = *self.context;
        let Some(next) = self.context.next_phase() else { return Vec::new() };
        let values = Values::of(pack, environment.name, Some(next), None);
        let staged = values.all().iter().filter(|threshold| pack.stages(threshold.id));
        staged.map(|threshold| (next.name, threshold.clone())).collect()
    }
}

/// Alerts that share recordings, in the order of the pack, and what they read.
#[derive(Default)]
struct Part {
    alerts: Vec<AlertRule>,
    reads: BTreeSet<String>,
}

/// For each alert the position of the first one that belongs to the same group: rules of one alert or of one name, and
/// rules that read the same recording, directly or through others (a union-find over positions).
fn together(alerts: &[AlertRule], reads: &[BTreeSet<String>]) -> Vec<usize> {
    let mut first: Vec<usize> = (0..alerts.len()).collect();
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    for (position, (alert, reads)) in alerts.iter().zip(reads).enumerate() {
        // A recording has colons and an alert has none, so that the two kinds of names do not meet.
        for name in [alert.of, &alert.alert].into_iter().chain(reads.iter().map(String::as_str)) {
            let known = *seen.entry(name).or_insert(position);
            let (a, b) = (root(&mut first, known), root(&mut first, position));
            first[a.max(b)] = a.min(b);
        }
    }
    (0..alerts.len()).map(|position| root(&mut first, position)).collect()
}

/// The first position of a set; what is passed on the way is pointed at it.
fn root(first: &mut [usize], position: usize) -> usize {
    let mut at = position;
    while first[at] != at {
        first[at] = first[first[at]];
        at = first[at];
    }
    at
}
