//! Which services an override carves out of a rule.

use std::collections::BTreeMap;

use plimsoll_model::{Service, Subject};
use plimsoll_promql::Matcher;

use super::Context;
use crate::{Layer, Values, names};

/// Services that see the same values of some thresholds.
pub(super) struct Slice<'a> {
    /// The service or tier that is carved out; `None` for everybody else.
    pub(super) name: Option<&'static str>,
    /// The services of the slice; empty for everybody else.
    pub(super) services: Vec<&'static str>,
    /// The services that other slices took.
    pub(super) without: Vec<&'static str>,
    /// What they see.
    pub(super) values: &'a Values,
}

impl Slice<'_> {
    /// What binds a selector to the slice; `None` where it is everybody.
    pub(super) fn matcher(&self) -> Option<Matcher> {
        match self.name {
            Some(_) => Some(Matcher::one_of(names::SERVICE, &self.services)),
            None => Self::all_but(&self.without),
        }
    }

    /// Everybody but these services, those in no list included.
    pub(super) fn all_but(services: &[&str]) -> Option<Matcher> {
        (!services.is_empty()).then(|| Matcher::none_of(names::SERVICE, services))
    }

    /// Whether a declared service belongs to it.
    pub(super) fn contains(&self, service: &Service) -> bool {
        match self.name {
            Some(_) => self.services.contains(&service.name),
            None => !self.without.contains(&service.name),
        }
    }
}

/// Everybody else first, then one slice for each override of these thresholds, sorted by name.
pub(super) fn of<'a>(context: &'a Context<'_>, thresholds: &[&str]) -> Vec<Slice<'a>> {
    let mut carved: BTreeMap<&'static str, (Vec<&'static str>, &Values)> = BTreeMap::new();
    for (service, values) in &context.overridden {
        let steps = thresholds.iter().filter_map(|id| values.get(id)).flat_map(|value| &value.steps);
        let last = steps.filter_map(|(layer, _)| match layer {
            Layer::Override(subject @ (Subject::Tier(_) | Subject::Service(_))) => Some(*subject),
            _ => None,
        });
        if let Some(Subject::Tier(name) | Subject::Service(name)) = last.max() {
            carved.entry(name).or_insert_with(|| (Vec::new(), values)).0.push(service.name);
        }
    }
    let without: Vec<&str> = carved.values().flat_map(|(services, _)| services.iter().copied()).collect();
    let others = Slice { name: None, services: Vec::new(), without, values: &context.values };
    let slices = carved.into_iter().map(|(name, (services, values))| Slice {
        name: Some(name),
        services,
        without: Vec::new(),
        values,
    });
    std::iter::once(others).chain(slices).collect()
}
