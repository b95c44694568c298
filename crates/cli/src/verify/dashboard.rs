//! Dashboards as Grafana would load them, against the plan.

use std::collections::BTreeMap;

use super::fault::Place;
use super::gate::Gate;
use super::grafana;
use super::shipped::Shipped;
use super::{File, panel};
use plimsoll_check::Diagnostic;
use plimsoll_plan::{Dashboard, Plan};
use plimsoll_promql::gate::Use;

/// Every dashboard stands in one file, and every panel of it asks what the plan says.
pub(super) fn compare(plan: &Plan, files: &[File<'_>], gate: &mut Gate, faults: &mut Vec<Diagnostic>) {
    let mut read: BTreeMap<&str, (&str, &grafana::Dashboard<'_>)> = BTreeMap::new();
    for (path, shipped) in files {
        if let Shipped::Dashboard(dashboard) = shipped {
            let uid = dashboard.uid.as_deref().unwrap_or_default();
            if read.insert(uid, (path, dashboard)).is_some() {
                let place = Place { path, subject: plan.folder(), origin: plan.origin };
                faults.push(place.differs(format!("the dashboard `{uid}` would be written twice")));
            }
        }
    }
    let folder = plan.folder();
    for planned in &plan.dashboards {
        let place = |path| Place {
            path,
            subject: format!("{folder} dashboard {}", planned.uid),
            origin: planned.origin,
        };
        match read.remove(planned.uid.as_str()) {
            Some((path, dashboard)) => {
                faults.extend(place(path).same("the title", &*dashboard.title, &*planned.title));
                compare_panels(&place(path), planned, dashboard, gate, faults);
                compare_annotation(&place(path), planned, dashboard, gate, faults);
                compare_variables(&place(path), planned, dashboard, gate, faults);
            }
            None => faults.push(place(&folder).differs("the dashboard would stand in no file")),
        }
    }
    for (uid, (path, _)) in read {
        let place = Place { path, subject: folder.clone(), origin: plan.origin };
        faults.push(place.differs(format!("the dashboard `{uid}` is not in the plan")));
    }
}

fn compare_panels(
    place: &Place<'_>,
    planned: &Dashboard,
    dashboard: &grafana::Dashboard<'_>,
    gate: &mut Gate,
    faults: &mut Vec<Diagnostic>,
) {
    let mut read = BTreeMap::new();
    collect(dashboard.panels.as_deref().unwrap_or_default(), &mut read);
    for panel in planned.rows.iter().flat_map(|row| &row.panels) {
        let place = Place {
            path: place.path,
            subject: format!("{} panel {}", place.subject, panel.key),
            origin: panel.origin,
        };
        match read.remove(&u64::from(panel.id)) {
            Some(read) => panel::compare(&place, panel, read, faults),
            None => faults.push(place.differs(format!("the panel {} would not be there", panel.id))),
        }
        // Grafana's variables are no PromQL; the plan knows the same query with values in their places.
        for query in panel.asked() {
            gate.ask(&query.substituted, Use::InstantVector, &place);
        }
    }
    for (id, _) in read.into_iter().filter(|(_, panel)| !panel.targets.is_empty()) {
        faults.push(place.differs(format!("the panel {id} is not in the plan")));
    }
}

/// The alerts that are drawn over the panels. Its variables stand in strings, where PromQL does not mind them.
fn compare_annotation(
    place: &Place<'_>,
    planned: &Dashboard,
    dashboard: &grafana::Dashboard<'_>,
    gate: &mut Gate,
    faults: &mut Vec<Diagnostic>,
) {
    let read: Vec<&str> =
        dashboard.annotations.list.iter().filter_map(|annotation| annotation.expr.as_deref()).collect();
    let planned = planned.annotation.as_ref().map(|annotation| annotation.expr.as_str());
    faults.extend(place.same("the annotations", read.join("\n").as_str(), planned.unwrap_or_default()));
    for expr in read {
        gate.ask(expr, Use::InstantVector, place);
    }
}

/// The variables in their order, with what they ask.
fn compare_variables(
    place: &Place<'_>,
    planned: &Dashboard,
    dashboard: &grafana::Dashboard<'_>,
    gate: &mut Gate,
    faults: &mut Vec<Diagnostic>,
) {
    let queries = dashboard.templating.list.iter().filter(|variable| variable.kind == "query");
    let read: Vec<String> =
        queries.map(|variable| format!("{} = {}", variable.name, variable.query)).collect();
    let wanted: Vec<String> =
        planned.variables.iter().map(|variable| format!("{} = {}", variable.name, variable.query)).collect();
    faults.extend(place.same("the variables", &read.join("\n"), &wanted.join("\n")));
    for variable in &planned.variables {
        if let Some(series) = series_of(&variable.query) {
            gate.ask(series, Use::InstantVector, place);
        } else {
            faults.push(place.differs(format!("`{}` is no `label_values(series, label)`", variable.query)));
        }
    }
}

/// The series in Grafana's `label_values(series, label)`; the rest of it is no PromQL.
fn series_of(query: &str) -> Option<&str> {
    let (series, _label) = query.strip_prefix("label_values(")?.strip_suffix(')')?.rsplit_once(", ")?;
    Some(series)
}

/// Every panel by its id; rows hold panels, or stand before them.
fn collect<'r, 'a>(panels: &'r [grafana::Panel<'a>], found: &mut BTreeMap<u64, &'r grafana::Panel<'a>>) {
    for panel in panels {
        found.insert(panel.id, panel);
        collect(&panel.panels, found);
    }
}
