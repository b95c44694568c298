//! What a threshold is worth here, and how that came about.

use plimsoll_model::{Change, Direction, Pack, Phase, Service, Subject, TRAFFIC_WEIGHT, ThresholdDef};
use plimsoll_promql::Resolution;
use plimsoll_units::{Amount, Duration, Origin};

/// A threshold in one environment and phase, for all services or for those that an override names.
#[derive(Debug, Clone, PartialEq)]
pub struct EffectiveThreshold {
    /// Its id.
    pub id: &'static str,
    /// On which side it is bad.
    pub direction: Direction,
    /// The service or tier that an override carves out; `None` for everybody else.
    pub slice: Option<&'static str>,
    /// The services of the slice; empty for everybody else.
    pub services: Vec<&'static str>,
    /// The line.
    pub value: Amount,
    /// The window of the signal.
    pub window: Option<Duration>,
    /// The hold.
    pub hold: Option<Duration>,
    /// What the signal is on a good day.
    pub baseline: Option<Amount>,
    /// What the signal jumps to in the reference fault.
    pub fault: Option<Amount>,
    /// Every step that led to it, the default first.
    pub steps: Vec<(Layer, Origin)>,
}

/// A step on the way to an effective value. Later ones win.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Layer {
    /// What the pack declares.
    Default,
    /// What a phase sets.
    Phase(&'static str),
    /// The live traffic phase: its weight.
    Traffic(&'static str),
    /// An override.
    Override(Subject),
}

impl EffectiveThreshold {
    fn of(def: &ThresholdDef) -> Self {
        Self {
            id: def.id,
            direction: def.direction,
            slice: None,
            services: Vec::new(),
            value: def.value,
            window: def.window,
            hold: def.hold,
            baseline: def.baseline,
            fault: def.fault,
            steps: vec![(Layer::Default, def.origin)],
        }
    }

    fn apply(&mut self, layer: Layer, change: &Change) {
        self.value = change.value.unwrap_or(self.value);
        self.window = change.window.or(self.window);
        self.hold = change.hold.or(self.hold);
        self.baseline = change.baseline.or(self.baseline);
        self.steps.push((layer, change.origin));
    }

    /// The definition that decided last.
    pub fn origin(&self) -> Origin {
        self.steps.last().map_or(Origin::new("", 0, 0), |(_, origin)| *origin)
    }
}

/// Every threshold of a pack as one service of one environment sees it in one phase.
#[derive(Debug, Clone, PartialEq)]
pub struct Values(Vec<EffectiveThreshold>);

impl Values {
    /// The values for `service`, or for services that no override names.
    pub fn of(pack: &Pack, environment: &str, phase: Option<&Phase>, service: Option<&Service>) -> Self {
        let mut values: Vec<EffectiveThreshold> =
            pack.thresholds.iter().map(EffectiveThreshold::of).collect();
        values.extend(live_weight(pack, environment));
        let mut apply = |layer, changes: &[Change]| {
            for change in changes {
                if let Some(value) = values.iter_mut().find(|value| value.id == change.threshold) {
                    value.apply(layer, change);
                }
            }
        };
        if let Some(phase) = phase {
            apply(Layer::Phase(phase.name), &phase.changes);
        }
        // `Subject` is ordered environment < tier < service; within one kind the file's order stands.
        let mut overrides: Vec<_> =
            pack.overrides.iter().filter(|over| names(over.subject, environment, service)).collect();
        overrides.sort_by_key(|over| kind(over.subject));
        for over in overrides {
            apply(Layer::Override(over.subject), &over.changes);
        }
        Self(values)
    }

    /// One threshold.
    pub fn get(&self, id: &str) -> Option<&EffectiveThreshold> {
        self.0.iter().find(|value| value.id == id)
    }

    /// All thresholds, in the order of the pack.
    pub fn all(&self) -> &[EffectiveThreshold] {
        &self.0
    }
}

/// The weight of the traffic phase that is live in an environment, as a threshold.
fn live_weight(pack: &Pack, environment: &str) -> Option<EffectiveThreshold> {
    let environment = pack.environments.iter().find(|known| known.name == environment)?;
    let phase = pack.traffic.as_ref()?.find_phase(environment.traffic?)?;
    Some(EffectiveThreshold {
        id: TRAFFIC_WEIGHT,
        direction: Direction::Above,
        slice: None,
        services: Vec::new(),
        value: phase.weight.amount(),
        window: None,
        hold: None,
        baseline: None,
        fault: None,
        steps: vec![(Layer::Traffic(phase.name), phase.origin)],
    })
}

const fn kind(subject: Subject) -> u8 {
    match subject {
        Subject::Environment(_) => 0,
        Subject::Tier(_) => 1,
        Subject::Service(_) => 2,
    }
}

fn names(subject: Subject, environment: &str, service: Option<&Service>) -> bool {
    match subject {
        Subject::Environment(name) => name == environment,
        Subject::Tier(name) => service.is_some_and(|service| service.tier == Some(name)),
        Subject::Service(name) => service.is_some_and(|service| service.name == name),
    }
}

impl Resolution for Values {
    fn line(&self, threshold: &str) -> Option<f64> {
        self.get(threshold).map(|value| value.value.value())
    }

    fn window(&self, threshold: &str) -> Option<Duration> {
        self.get(threshold).and_then(|value| value.window)
    }
}
