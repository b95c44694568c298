//! `explain`: what a threshold is worth, or what an alert does, and every step that led to it; or the page of a check.

use std::io;

use plimsoll_check::Diagnostic;
use plimsoll_model::{Direction, Subject};
use plimsoll_plan::{AlertRule, EffectiveThreshold, Layer, Plan, Reckoning, Role, Rule, seconds};
use plimsoll_promql::Matcher;
use plimsoll_units::Duration;

use super::context::Context;
use super::options::Explain;
use super::reach;
use crate::console::Console;
use crate::outcome::Outcome;
use crate::page;
use crate::produce::produce;
use crate::report::{Files, Sources as _, Summary};
use crate::source::{EnvironmentSummary, PackSummary};

/// Tells it for every environment that is asked for, each in its live phase or in the one that is named. A page needs
/// no environment, and the packs need not be right.
pub fn explain(context: &Context<'_>, options: &Explain, console: &mut Console<'_>) -> io::Result<Outcome> {
    let Some(name) = options.name.as_deref() else { return page(context, &options.pack, console) };
    let produced = produce(context.source);
    let mut found = Summary::default();
    // What is wrong elsewhere in the pack does not keep anybody from asking.
    let plans = asked(&produced.packs, options).and_then(|environments| {
        let plan = |environment: &&EnvironmentSummary| {
            let live = produced.plans.iter().find(|plan| {
                (plan.pack, plan.environment()) == (options.pack.as_str(), environment.name.as_str())
            });
            match (live, &options.phase) {
                (Some(plan), None) => Ok(plan.clone()),
                _ => context.source.lower(&options.pack, &environment.name, options.phase.as_deref()),
            }
        };
        environments.iter().map(plan).collect::<Result<Vec<Plan>, _>>()
    });
    let told = plans.and_then(|plans| known(&plans, name).map(|()| plans));
    let outcome = match told {
        Ok(plans) => {
            for (at, plan) in plans.iter().enumerate() {
                if at > 0 {
                    writeln!(console.out)?;
                }
                Teller { plan, name, options, files: Files::below(context.root) }.tell(console.out)?;
            }
            Outcome::Well
        }
        Err(diagnostics) => {
            context.tell(&diagnostics, console, &mut found)?;
            Outcome::Problems
        }
    };
    context.sum_up(found, "", console)?;
    Ok(outcome)
}

/// Prints the page of a check.
fn page(context: &Context<'_>, id: &str, console: &mut Console<'_>) -> io::Result<Outcome> {
    match page::of(id) {
        Ok(page) => write!(console.out, "{page}").map(|()| Outcome::Well),
        Err(unknown) => {
            let mut found = Summary::default();
            context.tell(&[unknown], console, &mut found)?;
            context.sum_up(found, "", console)?;
            Ok(Outcome::Problems)
        }
    }
}

/// The environments that are asked for; what there is not is told with what there is.
fn asked<'a>(
    packs: &'a [PackSummary],
    options: &Explain,
) -> Result<Vec<&'a EnvironmentSummary>, Vec<Diagnostic>> {
    let names = packs.iter().map(|pack| pack.name.as_str());
    let pack = packs.iter().find(|pack| pack.name == options.pack);
    let pack = pack.ok_or_else(|| unknown("pack", &options.pack, names))?;
    let among = |what: &str, name: &Option<String>, all: Vec<&str>| match name {
        Some(name) if !all.contains(&name.as_str()) => Err(unknown(what, name, all.into_iter())),
        _ => Ok(()),
    };
    among("service", &options.service, pack.services.iter().map(String::as_str).collect())?;
    among("phase", &options.phase, pack.phases.iter().map(String::as_str).collect())?;
    let environments = || pack.environments.iter().map(|environment| environment.name.as_str());
    among("environment", &options.env, environments().collect())?;
    let wanted =
        |environment: &&EnvironmentSummary| options.env.as_ref().is_none_or(|name| *name == environment.name);
    Ok(pack.environments.iter().filter(wanted).collect())
}

fn unknown<'a>(what: &str, name: &str, all: impl Iterator<Item = &'a str>) -> Vec<Diagnostic> {
    let all: Vec<String> = all.map(|name| format!("`{name}`")).collect();
    let found = Diagnostic::error("explain/unknown", format!("there is no {what} `{name}`"));
    vec![if all.is_empty() { found } else { found.help(format!("there are {}", all.join(", "))) }]
}

/// Whether a threshold or an alert is called so.
fn known(plans: &[Plan], name: &str) -> Result<(), Vec<Diagnostic>> {
    let Some(plan) = plans.first() else { return Ok(()) };
    let mut names: Vec<&str> = plan.thresholds.iter().map(|threshold| threshold.id).collect();
    names.extend(plan.rules().filter_map(Rule::as_alert).map(|alert| alert.alert.as_str()));
    names.dedup();
    if names.contains(&name) { Ok(()) } else { Err(unknown("threshold or alert", name, names.into_iter())) }
}

/// Tells about one plan.
struct Teller<'a> {
    plan: &'a Plan,
    name: &'a str,
    options: &'a Explain,
    files: Files,
}

impl Teller<'_> {
    fn tell(&self, out: &mut dyn io::Write) -> io::Result<()> {
        let Self { plan, name, .. } = self;
        let phase = plan.phase().map(|phase| format!(", phase {phase}")).unwrap_or_default();
        writeln!(out, "{name} in {} {}{phase}", plan.pack, plan.environment())?;
        let mut crossed = Vec::new();
        for alert in plan.rules().filter_map(Rule::as_alert).filter(|alert| alert.alert == *name) {
            self.alert(alert, out)?;
            crossed.extend(alert.threshold.filter(|id| !crossed.contains(id)));
        }
        for reckoning in self.reckonings() {
            reckoned(reckoning, out)?;
        }
        let panels = reach::panels(plan, name).into_iter();
        for (board, panel) in panels {
            writeln!(out, "  drawn by {panel}, on {board}")?;
        }
        if crossed.is_empty() {
            self.threshold(name, out)?;
        }
        for id in crossed {
            writeln!(out, "  crosses {id}")?;
            self.threshold(id, out)?;
        }
        Ok(())
    }

    fn alert(&self, alert: &AlertRule, out: &mut dyn io::Write) -> io::Result<()> {
        if let Some(service) = self.options.service.as_deref().filter(|_| !alert.services.is_empty())
            && !alert.services.contains(&service)
        {
            return Ok(());
        }
        let services = alert.services.join(", ");
        let whom = match alert.role {
            Role::People(severity) => format!("people hear of it, severity {}", severity.as_str()),
            Role::Armed(policy) => format!("the machine rolls back {services}, cooldown {}", policy.cooldown),
            Role::DryRun(dry_run) => {
                format!("the machine records for {services}, with the values of {}", dry_run.phase())
            }
        };
        let hold = if alert.hold.is_zero() { "at once".to_owned() } else { format!("after {}", alert.hold) };
        writeln!(out, "  {whom}; {hold} ({})", alert.origin)?;
        for line in alert.expr.render().lines() {
            writeln!(out, "    {line}")?;
        }
        let receivers = reach::receivers(self.plan, alert);
        if !receivers.is_empty() {
            writeln!(out, "    goes to {}", receivers.join(", "))?;
        }
        let said =
            |matchers: &[Matcher]| matchers.iter().map(Matcher::to_string).collect::<Vec<_>>().join(", ");
        for rule in reach::inhibitors(self.plan, alert) {
            let (source, equal) = (said(&rule.source), rule.equal.join(", "));
            writeln!(out, "    kept quiet by {source}, with equal {equal} ({})", rule.origin)?;
        }
        Ok(())
    }

    /// The budget arithmetic of the alert, for everybody and for each slice, or for the service that is asked for.
    fn reckonings(&self) -> impl Iterator<Item = &Reckoning> {
        let Self { plan, name, options, .. } = self;
        let slice = |reckoning: &Reckoning| {
            let service = options.service.as_deref()?;
            let threshold = reckoning.threshold.as_ref()?;
            let carved = plan
                .thresholds
                .iter()
                .find(|other| other.id == threshold.id && other.services.contains(&service));
            Some(carved.and_then(|other| other.slice))
        };
        plan.reckonings.iter().filter(move |reckoning| {
            reckoning.alert == *name && slice(reckoning).is_none_or(|own| own == reckoning.slice)
        })
    }

    /// The value for everybody and for each slice, or for the service that is asked for.
    fn threshold(&self, id: &str, out: &mut dyn io::Write) -> io::Result<()> {
        let all: Vec<&EffectiveThreshold> =
            self.plan.thresholds.iter().filter(|threshold| threshold.id == id).collect();
        let own = self.options.service.as_deref().map(|service| {
            let carved = all.iter().find(|threshold| threshold.services.contains(&service));
            carved.or_else(|| all.iter().find(|threshold| threshold.slice.is_none())).copied()
        });
        let shown = own.map_or(all, |own| own.into_iter().collect());
        for threshold in shown {
            self.value(threshold, out)?;
        }
        Ok(())
    }

    fn value(&self, threshold: &EffectiveThreshold, out: &mut dyn io::Write) -> io::Result<()> {
        let side = match threshold.direction {
            Direction::Above => "above",
            Direction::Below => "below",
        };
        let mut parts = vec![format!("{side} {}", threshold.value)];
        parts.extend(threshold.window.map(|window| format!("window {window}")));
        parts.extend(threshold.hold.map(|hold| format!("hold {hold}")));
        parts.extend(threshold.baseline.map(|baseline| format!("baseline {baseline}")));
        let whom = match (&self.options.service, threshold.slice) {
            (Some(service), _) => service.clone(),
            (None, Some(_)) => threshold.services.join(", "),
            (None, None) => "everybody else".to_owned(),
        };
        let several = self.options.service.is_some()
            || self.plan.thresholds.iter().filter(|other| other.id == threshold.id).count() > 1;
        let whom = if several { format!(" for {whom}") } else { String::new() };
        writeln!(out, "  {}{whom}", parts.join(", "))?;
        for (step, (layer, origin)) in threshold.steps.iter().enumerate() {
            writeln!(out, "    {}. {}, {origin}", step + 1, said(*layer))?;
            if let Some(line) = self.files.line(origin.file, origin.line) {
                writeln!(out, "         {}", line.trim())?;
            }
        }
        Ok(())
    }
}

/// How long the reference fault lasts until the machine is told, and until it is undone, against the budgets.
fn reckoned(reckoning: &Reckoning, out: &mut dyn io::Write) -> io::Result<()> {
    let whom = reckoning.slice.map(|slice| format!(" for {slice}")).unwrap_or_default();
    let Some(detection) = reckoning.detection() else {
        return writeln!(out, "  {} is never told{whom}", reckoning.fault());
    };
    let budgets = reckoning.budgets.unwrap_or_default();
    let against = |time: f64, budget: Option<Duration>| match budget.map(Duration::as_secs_f64) {
        None => String::new(),
        Some(budget) if time > budget => {
            format!(", {} over the budget of {}", seconds((time - budget).max(1.0)), seconds(budget))
        }
        Some(budget) => format!(", within the budget of {}", seconds(budget)),
    };
    writeln!(
        out,
        "  {} is told{whom} within {} to {}{}",
        reckoning.fault(),
        detection.least.round(),
        seconds(detection.most),
        against(detection.most, budgets.detection)
    )?;
    writeln!(out, "    {}", reckoning.detection_terms())?;
    if let Some(recovery) = reckoning.recovery() {
        let over = against(recovery, budgets.recovery);
        writeln!(out, "  and undone{whom} within {}{over}", seconds(recovery))?;
        writeln!(out, "    {}", reckoning.recovery_terms())?;
    }
    Ok(())
}

fn said(layer: Layer) -> String {
    match layer {
        Layer::Default => "default".to_owned(),
        Layer::Phase(name) => format!("phase {name}"),
        Layer::Traffic(name) => format!("traffic phase {name}"),
        Layer::Override(Subject::Environment(name)) => format!("override for environment {name}"),
        Layer::Override(Subject::Tier(name)) => format!("override for tier {name}"),
        Layer::Override(Subject::Service(name)) => format!("override for service {name}"),
    }
}
