//! The gates as Argo Rollouts and Flagger would load them, against the plan.

use plimsoll_check::Diagnostic;
use plimsoll_plan::{Gate as Planned, Plan};
use plimsoll_promql::BinaryOp;
use plimsoll_promql::gate::Use;
use serde_yaml::Value;

use super::File;
use super::fault::Place;
use super::gate::Gate;
use super::shipped::Shipped;

/// Every gate asks in both what the plan asks, and passes where the plan lets it pass.
pub(super) fn compare(plan: &Plan, files: &[File<'_>], gate: &mut Gate, faults: &mut Vec<Diagnostic>) {
    let Some(traffic) = plan.traffic.as_ref().filter(|traffic| !traffic.gates.is_empty()) else { return };
    let objects: Vec<(&str, &Value)> = files
        .iter()
        .filter_map(|(path, shipped)| match shipped {
            Shipped::Delivery(objects) => Some(objects.iter().map(move |object| (*path, object))),
            _ => None,
        })
        .flatten()
        .collect();
    let folder = plan.folder();
    for planned in &traffic.gates {
        let place = |path| Place {
            path,
            subject: format!("{folder} gate {} of {}", planned.name, planned.service),
            origin: planned.origin,
        };
        let query = planned.query.render();
        for (what, found) in
            [("Argo Rollouts", in_argo(&objects, planned)), ("Flagger", in_flagger(&objects, planned))]
        {
            let Some(read) = found else {
                faults.push(place(&folder).differs(format!("the gate would not stand in what {what} reads")));
                continue;
            };
            let place = place(read.path);
            faults.extend(place.same("the query", read.query.trim(), query.trim()));
            faults.extend(place.same(
                "what passes",
                &*read.passes,
                &format!("{} {}", planned.passes.as_str(), planned.line),
            ));
            gate.ask(read.query, Use::InstantVector, &place);
        }
    }
    let counted = |kind: &str| objects.iter().filter(|(_, object)| object["kind"] == kind).count();
    if counted("MetricTemplate") != traffic.gates.len() {
        let place = Place { path: &folder, subject: folder.clone(), origin: traffic.origin };
        faults.push(place.differs("there would be a metric that the plan does not ask for"));
    }
}

/// A gate as it was read.
struct Read<'a> {
    path: &'a str,
    query: &'a str,
    /// `<= 0.05`
    passes: String,
}

fn named<'a>(objects: &[(&'a str, &'a Value)], kind: &str, name: &str) -> Option<(&'a str, &'a Value)> {
    objects.iter().copied().find(|(_, object)| object["kind"] == kind && object["metadata"]["name"] == name)
}

fn in_argo<'a>(objects: &[(&'a str, &'a Value)], planned: &Planned) -> Option<Read<'a>> {
    let (path, template) = named(objects, "AnalysisTemplate", planned.service)?;
    let metrics = template["spec"]["metrics"].as_sequence()?;
    let metric = metrics.iter().find(|metric| metric["name"] == planned.name.as_str())?;
    let guarded = metric["successCondition"].as_str()?;
    // Anything else than a number may not pass.
    let passes = guarded.strip_prefix("len(result) > 0 && !isNaN(result[0]) && result[0] ")?.to_owned();
    Some(Read { path, query: metric["provider"]["prometheus"]["query"].as_str()?, passes })
}

fn in_flagger<'a>(objects: &[(&'a str, &'a Value)], planned: &Planned) -> Option<Read<'a>> {
    let name = format!("{}-{}", planned.service, planned.name);
    let (path, template) = named(objects, "MetricTemplate", &name)?;
    let query = template["spec"]["query"].as_str()?;
    let Some((_, canary)) = named(objects, "Canary", planned.service) else {
        // Somebody else splits the traffic, and has the range.
        return Some(Read { path, query, passes: format!("{} {}", planned.passes.as_str(), planned.line) });
    };
    let metrics = canary["spec"]["analysis"]["metrics"].as_sequence()?;
    let metric = metrics.iter().find(|metric| metric["templateRef"]["name"] == name.as_str())?;
    let range = &metric["thresholdRange"];
    let passes = match (range["min"].as_f64(), range["max"].as_f64()) {
        (Some(min), None) => format!("{} {min}", BinaryOp::AtLeast.as_str()),
        (None, Some(max)) => format!("{} {max}", BinaryOp::AtMost.as_str()),
        _ => "?".to_owned(),
    };
    Some(Read { path, query, passes })
}
