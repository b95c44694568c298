//! The names that a later part of the file may refer to.

use super::amount::UnitSource;
use super::fields::Fields;
use super::reader::Reader;
use crate::data::{Direction, Service, Threshold};
use crate::document::{Node, Value};
use crate::suggest::instead;
use crate::{Entries, Located};

/// Every name that is declared, also of what could not be read: one mistake is told once.
pub(super) struct Known {
    services: Vec<String>,
    tiers: Vec<String>,
    thresholds: Vec<String>,
    phases: Vec<String>,
    traffic_phases: Vec<String>,
    environments: Vec<String>,
    lines: Entries<(Direction, UnitSource)>,
}

impl Known {
    pub(super) fn new(
        file: &Fields<'_>,
        services: &Entries<Service>,
        thresholds: &Entries<Threshold>,
    ) -> Self {
        let tiers = services.iter().filter_map(|(_, service)| Some(service.tier.as_ref()?.value.clone()));
        let traffic = file.get("traffic").and_then(|node| match &node.value {
            Value::Map(map) => Some(map),
            _ => None,
        });
        let line = |threshold: &Threshold| (threshold.direction, UnitSource::of(threshold));
        Self {
            services: names(file.get("services")),
            tiers: tiers.collect(),
            thresholds: names(file.get("thresholds")),
            phases: phases(file.get("rollout")),
            traffic_phases: phases(traffic.and_then(|traffic| traffic.get("phases"))),
            environments: names(file.get("environments")),
            lines: thresholds.iter().map(|(name, threshold)| (name.clone(), line(threshold))).collect(),
        }
    }

    /// Whether the pack is rolled out in phases.
    pub(super) fn has_phases(&self) -> bool {
        !self.phases.is_empty()
    }

    /// Whether versions on trial get their traffic in phases.
    pub(super) fn has_traffic(&self) -> bool {
        !self.traffic_phases.is_empty()
    }

    /// Direction and unit of a threshold, unless it could not be read.
    pub(super) fn line(&self, threshold: &str) -> Option<&(Direction, UnitSource)> {
        self.lines.get(threshold)
    }

    /// A reference to a service.
    pub(super) fn service(&self, reader: &mut Reader<'_>, name: &Located<String>) -> bool {
        check(reader, name, "yaml/unknown-service", "service", &self.services)
    }

    /// A reference to a tier.
    pub(super) fn tier(&self, reader: &mut Reader<'_>, name: &Located<String>) -> bool {
        check(reader, name, "yaml/unknown-tier", "tier", &self.tiers)
    }

    /// A reference to a threshold.
    pub(super) fn threshold(&self, reader: &mut Reader<'_>, name: &Located<String>) -> bool {
        check(reader, name, "yaml/unknown-threshold", "threshold", &self.thresholds)
    }

    /// A reference to a phase.
    pub(super) fn phase(&self, reader: &mut Reader<'_>, name: &Located<String>) -> bool {
        check(reader, name, "yaml/unknown-phase", "phase", &self.phases)
    }

    /// A reference to a traffic phase.
    pub(super) fn traffic_phase(&self, reader: &mut Reader<'_>, name: &Located<String>) -> bool {
        check(reader, name, "yaml/unknown-traffic-phase", "traffic phase", &self.traffic_phases)
    }

    /// A reference to an environment.
    pub(super) fn environment(&self, reader: &mut Reader<'_>, name: &Located<String>) -> bool {
        check(reader, name, "yaml/unknown-environment", "environment", &self.environments)
    }
}

fn check(
    reader: &mut Reader<'_>,
    name: &Located<String>,
    id: &'static str,
    what: &str,
    known: &[String],
) -> bool {
    let found = known.contains(&name.value);
    if !found {
        let help = instead(&name.value, &format!("{what}s"), known.iter().map(String::as_str));
        reader.report(id, name.place, format!("there is no {what} `{}`", name.value), help);
    }
    found
}

fn names(map: Option<&Node>) -> Vec<String> {
    match map.map(|node| &node.value) {
        Some(Value::Map(map)) => map.names().map(str::to_owned).collect(),
        _ => Vec::new(),
    }
}

fn phases(list: Option<&Node>) -> Vec<String> {
    let Some(Value::List(list)) = list.map(|node| &node.value) else { return Vec::new() };
    let name = |phase: &Node| match &phase.value {
        Value::Map(map) => match &map.get("phase")?.value {
            Value::Scalar(name) => Some(name.text.clone()),
            _ => None,
        },
        _ => None,
    };
    list.iter().filter_map(name).collect()
}
