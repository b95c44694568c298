//! `pack()`: everything that `thresholds.yaml` says, as one chain of builders.

use super::cardinality::cardinality;
use super::environments::environment;
use super::exits;
use super::literal::{UNITS, ident, string, strings};
use super::timing;
use super::traffic::traffic;
use super::writer::Writer;
use crate::Entries;
use crate::data::{Enforcement, Override, Phase, Scope, Setting, Target, ThresholdsFile};

pub(super) fn function(out: &mut Writer, file: &ThresholdsFile) {
    out.gap();
    out.line(format_args!("/// Everything that `{}` says.", file.file));
    out.line(format_args!("#[allow(unreachable_pub, unused_qualifications, clippy::all, clippy::pedantic)]"));
    out.line(format_args!("pub fn pack() -> ::plimsoll::model::Pack {{"));
    out.line(format_args!("use ::plimsoll::{{model, units}};"));
    out.gap();
    out.line(format_args!("model::Pack::new({})", string(&file.pack.value)));
    out.line(format_args!(".at({})", UNITS.origin(&file.file, file.pack.place)));
    if let Some(owner) = &file.owner {
        out.line(format_args!(".owner({})", string(&owner.value)));
    }
    out.line(format_args!(".metrics(m::CATALOGUE)"));
    if let Some(timing) = file.timing {
        timing::timing(out, timing.value);
    }
    if let Some(workload) = file.workload {
        timing::workload(out, file, workload);
    }
    if let Some(budgets) = file.budgets {
        timing::budgets(out, file, budgets);
    }
    if let Some(declared) = &file.cardinality {
        cardinality(out, file, declared);
    }
    for (name, service) in file.services.iter() {
        let mut chain = Chain::new("service", &format!("Service::new({})", string(&name.value)));
        chain.then(service.critical.map(|critical| format!("critical({})", critical.value)));
        chain.then(service.tier.as_ref().map(|tier| format!("tier({})", string(&tier.value))));
        chain.at(out, file, name.place);
    }
    for name in file.thresholds.names() {
        out.line(format_args!(".threshold(t::{})", ident(name)));
    }
    for name in file.objectives.names() {
        out.line(format_args!(".objective(o::{})", ident(name)));
    }
    for phase in &file.rollout {
        self::phase(out, file, phase);
    }
    if let Some(declared) = &file.traffic {
        traffic(out, file, declared);
    }
    for exception in &file.overrides {
        self::exception(out, file, exception);
    }
    for (name, declared) in file.environments.iter() {
        environment(out, file, name, declared);
    }
    out.line(format_args!("}}"));
}

/// One call of the pack's builder, whose argument is a chain of calls itself: `.service(Service::new(..).tier(..))`.
pub(super) struct Chain {
    call: &'static str,
    parts: Vec<String>,
}

impl Chain {
    pub(super) fn new(call: &'static str, start: &str) -> Self {
        Self { call, parts: vec![format!("model::{start}")] }
    }

    /// One more call, if there is anything to say.
    pub(super) fn then(&mut self, call: Option<String>) {
        self.parts.extend(call.map(|call| format!(".{call}")));
    }

    /// The end of the chain: where it stands in YAML.
    pub(super) fn at(mut self, out: &mut Writer, file: &ThresholdsFile, place: crate::Place) {
        self.then(Some(format!("at({})", UNITS.origin(&file.file, place))));
        self.end(out);
    }

    /// The end of a chain that knows no place.
    pub(super) fn end(mut self, out: &mut Writer) {
        self.parts.last_mut().into_iter().for_each(|last| last.push(','));
        out.line(format_args!(".{}(", self.call));
        for part in self.parts {
            out.line(format_args!("{part}"));
        }
        out.line(format_args!(")"));
    }
}

fn phase(out: &mut Writer, file: &ThresholdsFile, phase: &Phase) {
    let enforcement = match phase.enforce.value {
        Enforcement::DryRun => "DryRun",
        Enforcement::Rollback => "Rollback",
    };
    let name = string(&phase.name.value);
    let mut chain = Chain::new("phase", &format!("Phase::new({name}, model::Enforcement::{enforcement})"));
    chain.then(phase.dwell.map(|dwell| format!("dwell({})", UNITS.duration(dwell.value))));
    chain.then(phase.exit.map(|exit| exits::exit(exit.value)).map(|gates| format!("exit({gates})")));
    chain.then(phase.scope.as_ref().map(|scope| format!("scope(model::Scope::{})", scope_of(&scope.value))));
    chain.then(phase.shadow_next.map(|shadow| format!("shadow_next({})", shadow.value)));
    settings(&mut chain, file, &phase.set);
    chain.then(phase.because.as_ref().map(|because| format!("because({})", string(&because.value))));
    chain.then(phase.until.map(|until| format!("until({})", UNITS.date(until.value))));
    chain.at(out, file, phase.place);
}

fn scope_of(scope: &Scope) -> String {
    match scope {
        Scope::All => "All".to_owned(),
        Scope::Critical => "Critical".to_owned(),
        Scope::NonCritical => "NonCritical".to_owned(),
        Scope::Services(services) => format!("Services({})", strings(services)),
    }
}

fn exception(out: &mut Writer, file: &ThresholdsFile, exception: &Override) {
    let (kind, name) = match &exception.target {
        Target::Service(name) => ("service", name),
        Target::Tier(name) => ("tier", name),
        Target::Environment(name) => ("environment", name),
    };
    let mut chain = Chain::new("overridden", &format!("Override::{kind}({})", string(&name.value)));
    settings(&mut chain, file, &exception.set);
    chain.then(Some(format!("because({})", string(&exception.because.value))));
    chain.then(exception.until.map(|until| format!("until({})", UNITS.date(until.value))));
    chain.at(out, file, exception.place);
}

fn settings(chain: &mut Chain, file: &ThresholdsFile, set: &Entries<Setting>) {
    for (name, setting) in set.iter() {
        let handle = format!("t::{}", ident(&name.value));
        let change = match setting {
            // The short form reads better, and says the same.
            Setting { line: Some(line), window: None, hold: None, baseline: None } => {
                format!("{handle}.to({})", UNITS.quantity(line.value))
            }
            Setting { line, window, hold, baseline } => {
                let mut change = format!("{handle}.change()");
                change.extend(line.map(|line| format!(".value({})", UNITS.quantity(line.value))));
                change.extend(window.map(|window| format!(".over({})", UNITS.duration(window.value))));
                change.extend(hold.map(|hold| format!(".hold({})", UNITS.duration(hold.value))));
                change.extend(
                    baseline.map(|baseline| format!(".baseline({})", UNITS.quantity(baseline.value))),
                );
                change
            }
        };
        chain.then(Some(format!("set({change}.at({}))", UNITS.origin(&file.file, name.place))));
    }
}
