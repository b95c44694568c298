//! Runbook pages and the rollback contract.

use plimsoll_model::{Alert, Enforcement, Phase, Scope};

use super::{Context, rules};
use crate::{Alertmanager, Contract, PhaseLine, ReceiverKind, RunbookPage, Values, names};

/// One page for each slug, in the order of the pack.
pub(super) fn runbooks(context: &Context<'_>) -> Vec<RunbookPage> {
    let mut pages: Vec<RunbookPage> = Vec::new();
    for alert in &context.pack.alerts {
        let Some(runbook) = &alert.runbook else { continue };
        if let Some(known) = pages.iter_mut().find(|page| page.slug == runbook.slug) {
            if !known.alerts.iter().any(|name| name == alert.name) {
                known.alerts.push(alert.name.to_owned());
            }
            continue;
        }
        let dashboard = context.environment.grafana.zip(alert.dashboard);
        pages.push(RunbookPage {
            slug: runbook.slug,
            alerts: vec![alert.name.to_owned()],
            response: alert.response.as_str(),
            means: runbook.means.clone(),
            look_at: runbook.look_at.clone(),
            phases: phases(context, alert),
            dashboard: dashboard.map(|(base, uid)| names::dashboard_url(base, uid)),
            stops_machine: alert.response.rollback().is_some(),
        });
    }
    pages
}

/// The alert's threshold in every phase of the pack.
fn phases(context: &Context<'_>, alert: &Alert) -> Vec<PhaseLine> {
    let Some(threshold) = rules::crossed(alert) else { return Vec::new() };
    let line = |phase: Option<&Phase>, name, live| {
        let values = Values::of(context.pack, context.environment.name, phase, None);
        let value = values.get(threshold)?;
        let shown =
            |duration: Option<plimsoll_units::Duration>| duration.map_or_else(String::new, |d| d.to_string());
        Some(PhaseLine {
            phase: name,
            live,
            line: format!("{} {}", value.direction.op().as_str(), value.value),
            window: shown(value.window),
            hold: shown(alert.hold.or(value.hold)),
            machine: match (phase, alert.response.rollback()) {
                (Some(phase), Some(_)) => machine(context, phase),
                _ => String::new(),
            },
        })
    };
    if context.pack.phases.is_empty() {
        return line(None, context.environment.name, true).into_iter().collect();
    }
    let current = context.phase.map(|phase| phase.name);
    let phases = context.pack.phases.iter();
    let mut lines: Vec<PhaseLine> =
        phases.filter_map(|phase| line(Some(phase), phase.name, current == Some(phase.name))).collect();
    // What no phase stages is one line, which a promotion does not touch.
    if alert.response.rollback().is_none() && !context.pack.stages(threshold) {
        lines.truncate(1);
        for line in &mut lines {
            line.phase = "every phase";
            line.live = false;
        }
    }
    lines
}

/// What the machine does in a phase, in words.
pub(super) fn machine(context: &Context<'_>, phase: &Phase) -> String {
    match (phase.enforcement, phase.scope) {
        (Enforcement::DryRun, _) => "records only".to_owned(),
        (Enforcement::Rollback, Scope::All) => "rolls back every service".to_owned(),
        (Enforcement::Rollback, scope) => {
            let services = context.pack.services.iter().filter(|service| scope.contains(service));
            let services: Vec<&str> = services.map(|service| service.name).collect();
            format!("rolls back {}, records elsewhere", services.join(", "))
        }
    }
}

/// What the machine is told; the same in every phase, so that a promotion changes nothing for the actor.
pub(super) fn contract(context: &Context<'_>, alertmanager: Option<&Alertmanager>) -> Option<Contract> {
    let routing = context.pack.routing.as_ref()?;
    let receiver = alertmanager?
        .receivers
        .iter()
        .find(|known| Some(known.name.as_str()) == routing.machine.as_ref().map(|machine| machine.name))?;
    let ReceiverKind::Webhook { url, credentials_file } = &receiver.kind else { return None };
    let route = alertmanager?.route.routes.iter().find(|route| route.receiver == receiver.name)?;
    let alerts: Vec<_> = context
        .pack
        .alerts
        .iter()
        .filter_map(|alert| {
            Some((alert.machine_name().to_owned(), rules::crossed(alert)?, *alert.response.rollback()?))
        })
        .collect();
    let deployment = |service: &str| {
        context.pack.workloads.map_or_else(|| service.to_owned(), |names| names.deployment(service))
    };
    (!alerts.is_empty()).then(|| Contract {
        url: url.clone(),
        credentials_file: credentials_file.clone(),
        grouping: route
            .grouping
            .clone()
            .unwrap_or_else(|| alertmanager.map(|a| a.grouping.clone()).unwrap_or_default()),
        namespace: context.environment.namespace,
        deployments: context.pack.services.iter().map(|service| deployment(service.name)).collect(),
        alerts,
    })
}
