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
//! - `shipped`: an artifact, read into the types of `wire`
//! - `rules`, `routing`, `receivers`, `dashboard`: what was read, against the plan
//! - `gate`: expressions, each once

mod dashboard;
mod fault;
mod gate;
mod matcher;
mod receivers;
mod routing;
mod rules;
mod shipped;
mod wire;

use plimsoll_check::Diagnostic;
use plimsoll_plan::Plan;
use plimsoll_render::Artifact;

use gate::Gate;
use shipped::Shipped;

/// What cannot be shipped as it is.
///
/// The artifacts of a plan are those below its folder. Files that belong to no plan are read, and no more.
pub fn faults(artifacts: &[Artifact], plans: &[Plan]) -> Vec<Diagnostic> {
    let mut faults = Vec::new();
    let mut read: Vec<(&str, Shipped)> = Vec::new();
    for artifact in artifacts {
        match Shipped::read(artifact) {
            Ok(shipped) => read.push((&artifact.path, shipped)),
            Err(fault) => faults.push(fault),
        }
    }
    if !faults.is_empty() {
        // What could not be read would be called missing as well.
        return faults;
    }
    for plan in plans {
        let folder = format!("{}/", plan.folder());
        let here: Vec<_> = read.iter().filter(|(path, _)| path.starts_with(&folder)).collect();
        let mut gate = Gate::of(plan);
        rules::compare(plan, &here, &mut gate, &mut faults);
        routing::compare(plan, &here, &mut faults);
        dashboard::compare(plan, &here, &mut gate, &mut faults);
        faults.append(&mut gate.refusals);
    }
    faults
}

/// A file of a plan, read.
type File<'a> = &'a (&'a str, Shipped);
