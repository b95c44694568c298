//! Changes as sentences.

use super::alerts::What;
use super::changes::Changes;
use super::machine::{MachineChange, Mode};
use super::routing::ListChange;
use super::thresholds::{Step, ThresholdChange, Verdict};
use super::traffic;

/// A heading and the sentences below it.
pub(super) type Section = (&'static str, Vec<String>);

/// The blast radius in one line: who may do more or less than before, then how much moved.
pub(super) fn headline(changes: &Changes) -> String {
    if let Some(alone) = changes.alone {
        return format!("all of it is {alone}");
    }
    if changes.is_empty() {
        return "nothing changes".to_owned();
    }
    let traffic = changes.traffic.as_ref().map(traffic::headline);
    let mut parts: Vec<String> = traffic.into_iter().chain(machine_parts(changes)).collect();
    let pages = |wanted: bool| {
        let of = |what: &What| match what {
            What::Added { severity } => wanted && severity == "critical",
            What::Removed { severity } => !wanted && severity == "critical",
            What::Severity { from, to } => (if wanted { to } else { from }) == "critical",
            _ => false,
        };
        changes.alerts.iter().filter(|change| of(&change.what)).count()
    };
    let thresholds = |verdict| changes.thresholds.iter().filter(|change| change.verdict == verdict).count();
    let mut count = |count: usize, noun: &str, said: &str| {
        if count > 0 {
            parts.push(format!("{} {said}", counted(count, noun)));
        }
    };
    count(pages(true), "alert", "may now page");
    count(pages(false), "alert", "may page no more");
    let verdicts = [
        Verdict::Tightened,
        Verdict::Loosened,
        Verdict::Both,
        Verdict::Changed,
        Verdict::Added,
        Verdict::Removed,
    ];
    for verdict in verdicts {
        count(thresholds(verdict), "threshold", verdict.as_str());
    }
    let told = pages(true) + pages(false);
    count(changes.alerts.len().saturating_sub(told), "other change", "of alerts");
    count(changes.routing.len(), "change", "of who is told");
    count(changes.scrape.len(), "change", "of what is scraped");
    count(changes.panels.len(), "change", "on dashboards");
    if parts.is_empty() {
        "the machine may do what it could; nothing else changes".to_owned()
    } else {
        parts.join("; ")
    }
}

fn machine_parts(changes: &Changes) -> Vec<String> {
    let moved = |wanted: fn(&MachineChange) -> bool| {
        let changes = || changes.machine.iter().filter(|change| wanted(change));
        let distinct = |of: fn(&MachineChange) -> &Vec<String>| {
            changes().flat_map(of).collect::<std::collections::BTreeSet<_>>().len()
        };
        (distinct(|change| &change.alerts), distinct(|change| &change.services))
    };
    let total = changes.services.len();
    let mut parts = Vec::new();
    let (alerts, services) = moved(|change| change.to == Mode::Armed);
    if alerts > 0 {
        parts.push(format!("{} may now roll back {}", counted(alerts, "alert"), of_all(services, total)));
    }
    let (alerts, services) = moved(|change| change.from == Mode::Armed);
    if alerts > 0 {
        parts.push(format!("{} may no more roll back {}", counted(alerts, "alert"), of_all(services, total)));
    }
    if parts.is_empty() && changes.armed > 0 {
        parts.push(format!("the machine acts on {} as before", of_all(changes.armed, total)));
    } else if parts.is_empty() && total > 0 {
        parts.push("the machine acts on nothing, as before".to_owned());
    }
    parts
}

/// `all 4 services`, `1 of 4 services`.
fn of_all(services: usize, total: usize) -> String {
    match (services, total) {
        (_, 0) => "every service".to_owned(),
        (some, all) if some == all => format!("all {}", counted(all, "service")),
        (some, all) => format!("{some} of {}", counted(all, "service")),
    }
}

fn counted(count: usize, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}

/// All but the thresholds, for which each format has its own form.
pub(super) fn sections(changes: &Changes) -> Vec<Section> {
    let all = [
        ("Traffic", changes.traffic.as_ref().map(traffic::lines).unwrap_or_default()),
        ("The machine", machine(changes)),
        ("Alerts for people", alerts(changes)),
        ("Who is told", listed(&changes.routing)),
        ("What is scraped", listed(&changes.scrape)),
        ("Dashboards", panels(changes)),
    ];
    all.into_iter().filter(|(_, lines)| !lines.is_empty()).collect()
}

fn machine(changes: &Changes) -> Vec<String> {
    let whom = |services: &[String]| {
        let every = services.len() > 1 && services.len() == changes.services.len();
        if every { format!("every service ({})", names(services)) } else { names(services) }
    };
    let mut lines: Vec<String> = changes
        .machine
        .iter()
        .map(|MachineChange { from, to, alerts, services }| {
            let (alerts, whom) = (names(alerts), whom(services));
            match (from, to) {
                (Mode::DryRun, Mode::Armed) => {
                    format!("may now **roll back** {whom} (was a dry run): {alerts}")
                }
                (_, Mode::Armed) => format!("may now **roll back** {whom}: {alerts}"),
                (Mode::Armed, Mode::DryRun) => {
                    format!("may **no more** roll back {whom} (now a dry run): {alerts}")
                }
                (Mode::Armed, _) => format!("may **no more** roll back {whom}: {alerts}"),
                (_, Mode::DryRun) => format!("now records for {whom}: {alerts}"),
                (_, Mode::Nothing) => format!("records no more for {whom}: {alerts}"),
            }
        })
        .collect();
    lines.extend(changes.acts.iter().map(|acts| {
        let when = match acts.verdict {
            Verdict::Tightened => "acts sooner than before",
            Verdict::Loosened => "acts later than before",
            _ => "acts at another line than before",
        };
        format!("{when} on {}: {}", whom(&acts.services), names(&acts.alerts))
    }));
    let policies = changes.policies.iter();
    lines.extend(policies.map(|change| format!("`{}`: {}; was {}", change.alert, change.to, change.from)));
    lines.extend(shadows("now records what `{}` would do", &changes.shadows_added));
    lines.extend(shadows("records no more what `{}` would do", &changes.shadows_removed));
    lines
}

/// One sentence for each phase.
fn shadows(sentence: &str, shadows: &[(String, String)]) -> Vec<String> {
    let by_phase = shadows.chunk_by(|a, b| a.0 == b.0);
    by_phase
        .map(|chunk| {
            let alerts: Vec<String> = chunk.iter().map(|(_, alert)| alert.clone()).collect();
            format!("{}: {}", sentence.replace("{}", &chunk[0].0), names(&alerts))
        })
        .collect()
}

fn alerts(changes: &Changes) -> Vec<String> {
    let reach = |severity: &str| match severity {
        "critical" => "pages a person",
        "warning" => "tells the chat",
        "info" => "tells of progress",
        _ => "goes to the dead man's switch",
    };
    let line = |alert: &str, what: &What| match what {
        What::Added { severity } => format!("`{alert}` is new and {}", reach(severity)),
        What::Removed { severity } => format!("`{alert}` is gone; it {}", past(severity)),
        What::Severity { from, to } => format!("`{alert}` now {}; it {}", reach(to), past(from)),
        What::Hold { from, to } => format!("`{alert}` fires after {to}; it was {from}"),
        What::Condition => format!("`{alert}` has another condition"),
        What::Numbers => format!("`{alert}` has other numbers in its condition"),
    };
    changes.alerts.iter().map(|change| line(&change.alert, &change.what)).collect()
}

fn past(severity: &str) -> &'static str {
    match severity {
        "critical" => "paged a person",
        "warning" => "told the chat",
        "info" => "told of progress",
        _ => "went to the dead man's switch",
    }
}

fn listed(changes: &[ListChange]) -> Vec<String> {
    let sign = |added| if added { "new" } else { "gone" };
    changes.iter().map(|change| format!("{} {}: {}", sign(change.added), change.kind, change.text)).collect()
}

fn panels(changes: &Changes) -> Vec<String> {
    let line = |change: &super::PanelChange| match &change.panel {
        Some(panel) => format!("panel `{panel}` of `{}`: {}", change.dashboard, change.change),
        None => format!("dashboard `{}`: {}", change.dashboard, change.change),
    };
    changes.panels.iter().map(line).collect()
}

/// `5 % to 3 %, window 5m to 2m, hold 2m to 1m`.
pub(super) fn moved(change: &ThresholdChange) -> String {
    let parts = [
        ("", &change.line),
        ("window ", &change.window),
        ("hold ", &change.hold),
        ("baseline ", &change.baseline),
    ];
    let said: Vec<String> = parts
        .into_iter()
        .filter_map(|(name, part)| Some(format!("{name}{}", step(part.as_ref()?))))
        .collect();
    said.join(", ")
}

/// `5m to 2m`.
pub(super) fn step(step: &Step) -> String {
    match (&step.from, &step.to) {
        (Some(from), Some(to)) => format!("{from} to {to}"),
        (None, Some(to)) => to.clone(),
        (Some(from), None) => format!("was {from}"),
        (None, None) => String::new(),
    }
}

/// `` `a`, `b` ``
pub(super) fn names(names: &[String]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}
