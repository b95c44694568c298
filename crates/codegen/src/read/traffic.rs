//! `traffic`: how much of it a version on trial gets, phase by phase.

use plimsoll_units::{Amount, Unit};

use super::amount::UnitSource;
use super::fields::keys;
use super::reader::Reader;
use crate::data::{NoData, Traffic, TrafficPhase};
use crate::document::Node;
use crate::{Located, Place, Problem};

/// How a version on trial gets its traffic.
pub(super) fn traffic(reader: &mut Reader<'_>, place: Place, node: &Node) -> Option<Located<Traffic>> {
    let fields = reader.fields(node, place, "`traffic`", keys::TRAFFIC)?;
    let stable_replicas = fields.require(reader, "stable_replicas", "3").and_then(|node| reader.whole(node));
    let no_data =
        fields.get("no_data").and_then(|node| reader.one_of(node, "`hold` or `fail`", &NoData::NAMES));
    let phases = fields
        .require(reader, "phases", "[{ phase: phase-1, weight: 5%, replicas: 2 }]")
        .map(|node| phases(reader, node))
        .unwrap_or_default();
    Some(Located::new(Traffic { stable_replicas: stable_replicas?, no_data, phases }, place))
}

fn phases(reader: &mut Reader<'_>, node: &Node) -> Vec<TrafficPhase> {
    let Some(list) = reader.list(node, "traffic phases") else { return Vec::new() };
    if list.is_empty() {
        let help = "add a phase, or remove `traffic`";
        reader.report("yaml/empty-list", node.place, "`traffic` has no phases", help);
    }
    let mut phases: Vec<TrafficPhase> = Vec::new();
    for node in list {
        let Some(phase) = phase(reader, node) else { continue };
        if let Some(before) = phases.iter().find(|before| before.name == phase.name) {
            let message = format!("traffic phase `{}` is given twice", phase.name.value);
            let problem = Problem::new("yaml/duplicate-name", reader.file, phase.name.place, message);
            reader.note(problem.related(before.name.place, "first here").help("rename one of the two"));
        }
        phases.push(phase);
    }
    phases
}

fn phase(reader: &mut Reader<'_>, node: &Node) -> Option<TrafficPhase> {
    let fields = reader.fields(node, node.place, "this traffic phase", keys::TRAFFIC_PHASE)?;
    let name = fields
        .require(reader, "phase", "phase-1")
        .and_then(|node| reader.name(node, "a traffic phase's name"));
    let weight = fields.require(reader, "weight", "5%").and_then(|node| weight(reader, node));
    let replicas = fields.require(reader, "replicas", "2").and_then(|node| reader.whole(node));
    let dwell = fields.get("dwell").and_then(|node| reader.duration(node, true));
    let started = fields.get("started").and_then(|node| reader.line(node, "an alert's name"));
    let (name, weight, replicas) = (name?, weight?, replicas?);
    Some(TrafficPhase { place: node.place, name, weight, replicas, dwell, started })
}

/// A part of the traffic, as fine as every splitter takes it.
fn weight(reader: &mut Reader<'_>, node: &Node) -> Option<Located<Amount>> {
    let of = UnitSource { unit: Unit::RATIO, place: node.place, said: String::new() };
    let weight = reader.amount(node, &of)?;
    let hundredths = weight.value.value() * 10_000.0;
    if (hundredths - hundredths.round()).abs() > 1e-6 {
        let message = format!("a weight of {} is finer than nginx can split", weight.value);
        reader.report("yaml/bad-weight", node.place, message, "take at most two decimals, such as `0.25%`");
        return None;
    }
    Some(weight)
}
