//! `timing`, `workload` and `budgets` of `pack()`.

use super::definition::Chain;
use super::literal::UNITS;
use super::writer::Writer;
use crate::Located;
use crate::data::{Budgets, ThresholdsFile, Timing, Workload};

pub(super) fn timing(out: &mut Writer, timing: Timing) {
    let (scrape, evaluation) = (UNITS.duration(timing.scrape.value), UNITS.duration(timing.evaluation.value));
    let mut chain = Chain::new("timing", &format!("Timing::new({scrape}, {evaluation})"));
    chain.then(timing.peers.map(|peers| format!("peers({})", peers.value)));
    chain.then(timing.webhook.map(|webhook| format!("webhook({})", UNITS.duration(webhook.value))));
    chain.end(out);
}

pub(super) fn workload(out: &mut Writer, file: &ThresholdsFile, workload: Located<Workload>) {
    let Located { value, place } = workload;
    let start_to_ready = UNITS.duration(value.start_to_ready.value);
    let mut chain =
        Chain::new("workload", &format!("Workload::new({}, {start_to_ready})", value.replicas.value));
    chain.then(value.max_surge.map(|pods| format!("max_surge({})", pods.value)));
    chain.then(value.max_unavailable.map(|pods| format!("max_unavailable({})", pods.value)));
    chain.then(value.min_ready.map(|time| format!("min_ready({})", UNITS.duration(time.value))));
    chain.at(out, file, place);
}

pub(super) fn budgets(out: &mut Writer, file: &ThresholdsFile, budgets: Located<Budgets>) {
    let mut chain = Chain::new("budgets", "Budgets::new()");
    let Budgets { detection, recovery } = budgets.value;
    chain.then(detection.map(|budget| format!("detection({})", UNITS.duration(budget.value))));
    chain.then(recovery.map(|budget| format!("recovery({})", UNITS.duration(budget.value))));
    chain.at(out, file, budgets.place);
}
