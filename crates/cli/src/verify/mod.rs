//! What is shipped is read back before it is written.
//!
//! The bytes of every artifact are read by parsers that had no part in writing them (YAML by `serde_yaml`, JSON by
//! `serde_json`) into types of their own, and compared with the plan: the same groups, rules, expressions, labels,
//! routes, receivers and panels, and none besides. Every PromQL expression that is found in the bytes passes the gate
//! again; panels with Grafana's variables replaced.
//!
//! A fault here is one of Plimsoll itself, hardly ever of a pack, and stops all the same: a file that another program
//! reads differently is worse than none.
//!
//! - `shipped`: an artifact, read into the types of `wire` and `grafana`; `twice`: what two files say is read once;
//!   `receiver_list`: what many packs say, too
//! - `rules`, `routing`, `receivers`, `dashboard`, `configmap`, `scrape`: what was read, against the plan
//! - `gate`: expressions, each once

mod configmap;
mod dashboard;
mod fault;
mod gate;
mod gates;
mod grafana;
mod matcher;
mod panel;
mod receiver_list;
mod receivers;
mod routing;
mod rules;
mod scrape;
mod shipped;
mod split;
mod twice;
mod wire;

use std::collections::BTreeMap;

use plimsoll_check::Diagnostic;
use plimsoll_plan::Plan;
use plimsoll_render::Artifact;

use gate::Gate;
use shipped::{Beside, Shipped};

/// What cannot be shipped as it is.
///
/// The artifacts of a plan are those in its folder. Files that belong to no plan are read, and no more. One plan is
/// read at a time, so that a fleet does not have to fit into memory twice.
pub fn faults(artifacts: &[Artifact], plans: &[Plan]) -> Vec<Diagnostic> {
    let mut folders: BTreeMap<&str, Vec<&Artifact>> = BTreeMap::new();
    for artifact in artifacts {
        folders.entry(folder(&artifact.path)).or_default().push(artifact);
    }
    let mut faults = Vec::new();
    for plan in plans {
        let own = folders.remove(plan.folder().as_str()).unwrap_or_default();
        // What could not be read would be called missing as well.
        let Some(read) = read(&own, &mut faults) else { continue };
        let here: Vec<File<'_>> = read.iter().collect();
        let mut gate = Gate::of(plan);
        rules::compare(plan, &here, &mut gate, &mut faults);
        routing::compare(plan, &here, &mut faults);
        dashboard::compare(plan, &here, &mut gate, &mut faults);
        configmap::compare(plan, &own, &here, &mut faults);
        scrape::compare(plan, &here, &mut faults);
        split::compare(plan, &here, &mut faults);
        gates::compare(plan, &here, &mut gate, &mut faults);
        faults.append(&mut gate.refusals);
    }
    for rest in folders.values() {
        read(rest, &mut faults);
    }
    faults
}

/// The first two steps of a path, `pack/environment`; all of a shorter one.
fn folder(path: &str) -> &str {
    path.match_indices('/').nth(1).map_or(path, |(end, _)| &path[..end])
}

/// Every file, read; `None` if one cannot be.
fn read<'a>(artifacts: &[&'a Artifact], faults: &mut Vec<Diagnostic>) -> Option<Vec<(&'a str, Shipped<'a>)>> {
    let before = faults.len();
    let mut read = Vec::new();
    let mut beside = Beside::new(artifacts);
    for artifact in beside.in_order() {
        match Shipped::read(artifact, &mut beside) {
            Ok(shipped) => read.push((artifact.path.as_str(), shipped)),
            Err(fault) => faults.push(fault),
        }
    }
    (faults.len() == before).then_some(read)
}

/// A file of a plan, read.
type File<'a> = &'a (&'a str, Shipped<'a>);
