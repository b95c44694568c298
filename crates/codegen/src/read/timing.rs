//! `timing`, `workload` and `budgets`: what the timing checks reckon with.

use super::fields::{Fields, keys};
use super::reader::Reader;
use crate::data::{Budgets, Rollback, Timing, Workload};
use crate::document::Node;
use crate::{Located, Place};

/// How often is scraped and evaluated, and how long it takes to tell the actor.
pub(super) fn timing(reader: &mut Reader<'_>, place: Place, node: &Node) -> Option<Located<Timing>> {
    let fields = reader.fields(node, place, "`timing`", keys::TIMING)?;
    let scrape = fields.require(reader, "scrape", "15s").and_then(|node| reader.duration(node, false));
    let evaluation =
        fields.require(reader, "evaluation", "15s").and_then(|node| reader.duration(node, false));
    let peers = fields.get("peers").and_then(|node| reader.whole(node));
    let webhook = fields.get("webhook").and_then(|node| reader.duration(node, true));
    Some(Located::new(Timing { scrape: scrape?, evaluation: evaluation?, peers, webhook }, place))
}

/// How a workload rolls.
pub(super) fn workload(reader: &mut Reader<'_>, place: Place, node: &Node) -> Option<Located<Workload>> {
    let fields = reader.fields(node, place, "`workload`", keys::WORKLOAD)?;
    let replicas = fields.require(reader, "replicas", "3").and_then(|node| reader.whole(node));
    let max_surge = fields.get("max_surge").and_then(|node| reader.number(node));
    let max_unavailable = fields.get("max_unavailable").and_then(|node| reader.number(node));
    let min_ready = fields.get("min_ready").and_then(|node| reader.duration(node, true));
    let start_to_ready =
        fields.require(reader, "start_to_ready", "15s").and_then(|node| reader.duration(node, true));
    // One more at a time where nothing is said, as in `Workload::new`.
    if max_surge.is_some_and(|surge| surge.value == 0) && max_unavailable.is_none_or(|pods| pods.value == 0) {
        let message = "with no pod more and none missing the workload can never roll";
        let help = "set `max_surge: 1` or `max_unavailable: 1`";
        reader.report("yaml/bad-number", fields.key_place("max_surge"), message, help);
    }
    let (replicas, start_to_ready) = (replicas?, start_to_ready?);
    Some(Located::new(Workload { replicas, max_surge, max_unavailable, min_ready, start_to_ready }, place))
}

/// How long the reference faults may last.
pub(super) fn budgets(reader: &mut Reader<'_>, place: Place, node: &Node) -> Option<Located<Budgets>> {
    let fields = reader.fields(node, place, "`budgets`", keys::BUDGETS)?;
    let detection = fields.get("detection").and_then(|node| reader.duration(node, false));
    let recovery = fields.get("recovery").and_then(|node| reader.duration(node, false));
    if fields.is_empty() {
        let help = "say `detection: 180s`, `recovery: 300s` or both, or remove the key";
        reader.report("yaml/no-change", place, "`budgets` has no budget", help);
    }
    Some(Located::new(Budgets { detection, recovery }, place))
}

/// A pack that rolls back says how long that takes: the cooldown is held against it.
pub(super) fn needed_for_rollback(
    reader: &mut Reader<'_>,
    file: &Fields<'_>,
    rollback: Option<&Located<Rollback>>,
    timing: Option<&Located<Timing>>,
) {
    let Some(rollback) = rollback else { return };
    let mut missing = |what: &str, place, example: &str| {
        let message = format!("a pack that rolls back needs `{what}`");
        reader.report("yaml/missing-key", place, message, format!("add `{example}`"));
    };
    if file.get("workload").is_none() {
        let example = "workload: { replicas: 3, max_surge: 1, max_unavailable: 0, min_ready: 30s, \
                       start_to_ready: 15s }";
        missing("workload", rollback.place, example);
    }
    if file.get("timing").is_none() {
        let example = "timing: { scrape: 15s, evaluation: 15s, peers: 2, webhook: 5s }";
        missing("timing", rollback.place, example);
    }
    if let Some(Located { value: timing, place }) = timing {
        if timing.peers.is_none() {
            missing("peers", *place, "peers: 2");
        }
        if timing.webhook.is_none() {
            missing("webhook", *place, "webhook: 5s");
        }
    }
}
