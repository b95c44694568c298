//! Dashboards as Grafana's sidecar would find them, against the files of the same dashboards.

use std::collections::BTreeMap;

use plimsoll_check::Diagnostic;
use plimsoll_plan::{Plan, names};
use plimsoll_render::Artifact;

use super::File;
use super::fault::Place;
use super::shipped::Shipped;
use super::wire::Metadata;

/// Every dashboard stands in one object of its own, byte for byte as in its file, and nothing else does.
///
/// What the file says is held against the plan by `dashboard`, and so are its expressions against the gate.
pub(super) fn compare(
    plan: &Plan,
    artifacts: &[&Artifact],
    files: &[File<'_>],
    faults: &mut Vec<Diagnostic>,
) {
    let folder = plan.folder();
    let of_plan = |path| Place { path, subject: folder.clone(), origin: plan.origin };
    let mut read: BTreeMap<&str, (&str, &Metadata, &str)> = BTreeMap::new();
    for (path, shipped) in files {
        let Shipped::ConfigMaps(objects) = shipped else { continue };
        for object in objects {
            let data = &object.data.0;
            if data.len() != 1 {
                let message =
                    format!("`{}` would hold {} files, not one", &*object.metadata.name, data.len());
                faults.push(of_plan(path).differs(message));
            }
            for (key, text) in data {
                if read.insert(key, (path, &object.metadata, text)).is_some() {
                    faults.push(of_plan(path).differs(format!("`{key}` would stand in two ConfigMaps")));
                }
            }
        }
    }
    for planned in &plan.dashboards {
        let uid = &planned.uid;
        let subject = format!("{folder} dashboard {uid}");
        let place = |path| Place { path, subject: subject.clone(), origin: planned.origin };
        let Some((path, metadata, text)) = read.remove(format!("{uid}.json").as_str()) else {
            faults.push(place(&folder).differs("the dashboard would stand in no ConfigMap"));
            continue;
        };
        faults.extend(compare_metadata(&place(path), plan, uid, metadata));
        let own = format!("{folder}/dashboards/{uid}.json");
        let file = artifacts.iter().find(|artifact| artifact.path == own);
        if file.is_none_or(|file| file.text != text) {
            faults.push(place(path).differs(format!("`{uid}.json` would not be what `{own}` is")));
        }
    }
    for (key, (path, ..)) in read {
        faults.push(of_plan(path).differs(format!("`{key}` is no dashboard of the plan")));
    }
}

/// The name, the namespace, and the label by which the sidecar finds the object.
fn compare_metadata(place: &Place<'_>, plan: &Plan, uid: &str, read: &Metadata) -> Vec<Diagnostic> {
    let label = read.labels.0.get("grafana_dashboard").map_or("(none)", String::as_str);
    let namespace = read.namespace.as_deref().unwrap_or("(none)");
    let faults = [
        place.same("the name", &*read.name, &names::config_map(plan.pack, plan.environment(), uid)),
        place.same("the namespace", namespace, plan.environment.namespace.unwrap_or("(none)")),
        place.same("the label `grafana_dashboard`", label, "1"),
    ];
    faults.into_iter().flatten().collect()
}
