//! The rules as Prometheus would load them, against the plan.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use plimsoll_check::Diagnostic;
use plimsoll_plan::{Group, Plan, Rule};
use plimsoll_promql::gate::Use;
use plimsoll_units::Duration;

use super::File;
use super::fault::Place;
use super::gate::Gate;
use super::shipped::Shipped;
use super::wire;

/// Every group stands once in the rule files and once in the operator's objects, and says what the plan says.
pub(super) fn compare(plan: &Plan, files: &[File<'_>], gate: &mut Gate, faults: &mut Vec<Diagnostic>) {
    let rule_files = files.iter().filter_map(|(path, shipped)| match shipped {
        Shipped::Rules(groups) => Some((*path, groups)),
        _ => None,
    });
    let rule_files: Vec<_> = rule_files.collect();
    let objects = files.iter().filter_map(|(path, shipped)| match shipped {
        Shipped::Objects(objects) => Some(objects.iter().map(move |object| (*path, object))),
        _ => None,
    });
    let mut in_objects = Vec::new();
    for (path, (metadata, groups)) in objects.flatten() {
        faults.extend(compare_metadata(plan, path, metadata));
        in_objects.push((path, groups));
    }
    compare_groups(plan, "rule files", &rule_files, gate, faults);
    // Groups that were not read twice say nothing else the second time.
    if let ([(_, one)], [(_, other)]) = (rule_files.as_slice(), in_objects.as_slice())
        && Rc::ptr_eq(one, other)
    {
        return;
    }
    compare_groups(plan, "PrometheusRule objects", &in_objects, gate, faults);
}

fn compare_metadata(plan: &Plan, path: &str, metadata: &wire::Metadata) -> Vec<Diagnostic> {
    let place = Place { path, subject: plan.folder(), origin: plan.environment.origin };
    let mut faults = Vec::new();
    if metadata.name.is_empty() {
        faults.push(place.differs("an object would have no name"));
    }
    faults.extend(place.same(
        "the namespace",
        metadata.namespace.as_deref().unwrap_or("(none)"),
        plan.environment.namespace.unwrap_or("(none)"),
    ));
    for (name, value) in &plan.environment.rule_labels {
        let read = metadata.labels.0.get(*name).map_or("(none)", String::as_str);
        faults.extend(place.same(&format!("the object's label `{name}`"), read, value));
    }
    faults
}

fn compare_groups<'a>(
    plan: &Plan,
    kind: &str,
    files: &[(&'a str, &'a Rc<[wire::Group]>)],
    gate: &mut Gate,
    faults: &mut Vec<Diagnostic>,
) {
    let of_plan = |path| Place { path, subject: plan.folder(), origin: plan.origin };
    let mut read: BTreeMap<&str, (&str, &wire::Group)> = BTreeMap::new();
    for (path, group) in files.iter().flat_map(|(path, groups)| groups.iter().map(|group| (*path, group))) {
        if read.insert(&group.name, (path, group)).is_some() {
            faults.push(
                of_plan(path).differs(format!("the group `{}` would stand twice in the {kind}", group.name)),
            );
        }
    }
    let folder = plan.folder();
    for planned in &plan.groups {
        if let Some((path, group)) = read.remove(planned.name.as_str()) {
            compare_group(plan, path, planned, group, gate, faults);
        } else {
            let message = format!("the group `{}` would stand in none of the {kind}", planned.name);
            faults.push(of_plan(&folder).differs(message));
        }
    }
    for (name, (path, _)) in read {
        faults.push(of_plan(path).differs(format!("the group `{name}` is not in the plan")));
    }
}

fn compare_group(
    plan: &Plan,
    path: &str,
    planned: &Group,
    read: &wire::Group,
    gate: &mut Gate,
    faults: &mut Vec<Diagnostic>,
) {
    let of_group =
        Place { path, subject: format!("{} group {}", plan.folder(), planned.name), origin: plan.origin };
    faults.extend(of_group.same_duration("the interval", Some(&read.interval), planned.interval));
    if read.rules.len() != planned.rules.len() {
        let message =
            format!("{} rules would be read, and the plan has {}", read.rules.len(), planned.rules.len());
        faults.push(of_group.differs(message));
        return;
    }
    for (read, planned) in read.rules.iter().zip(&planned.rules) {
        let place = Place {
            path,
            subject: format!("{} rule {}", plan.folder(), planned.name()),
            origin: planned.origin(),
        };
        let usage = if planned.as_alert().is_some() { Use::InstantVector } else { Use::Recording };
        faults.extend(compare_rule(&place, read, planned));
        gate.ask(&read.expr, usage, &place);
    }
}

fn compare_rule(place: &Place<'_>, read: &wire::Rule, planned: &Rule) -> Vec<Diagnostic> {
    let no_texts = BTreeMap::new();
    let (record, alert, hold, annotations) = match planned {
        Rule::Record(_) => (Some(planned.name()), None, Duration::ZERO, &no_texts),
        Rule::Alert(alert) => (None, Some(planned.name()), alert.hold, &alert.annotations),
    };
    let faults = [
        place.same("the recording", or_none(read.record.as_deref()), or_none(record)),
        place.same("the alert", or_none(read.alert.as_deref()), or_none(alert)),
        place.same("the expression", read.expr.trim(), planned.expr().render().trim()),
        place.same_duration("the hold", read.hold.as_deref(), hold),
    ];
    let mut faults: Vec<_> = faults.into_iter().flatten().collect();
    faults.extend(compare_texts(place, "label", &read.labels.0, planned.labels()));
    faults.extend(compare_texts(place, "annotation", &read.annotations.0, annotations));
    faults
}

/// The same names with the same texts, and no others.
fn compare_texts<'t>(
    place: &Place<'_>,
    kind: &str,
    read: &'t BTreeMap<String, String>,
    planned: &'t BTreeMap<String, String>,
) -> Vec<Diagnostic> {
    if read == planned {
        return Vec::new();
    }
    let names: BTreeSet<&String> = read.keys().chain(planned.keys()).collect();
    let text = |texts: &'t BTreeMap<String, String>, name| or_none(texts.get(name).map(String::as_str));
    names
        .into_iter()
        .filter_map(|name| place.same(&format!("the {kind} `{name}`"), text(read, name), text(planned, name)))
        .collect()
}

fn or_none(text: Option<&str>) -> &str {
    text.unwrap_or("(none)")
}
