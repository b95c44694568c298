//! Which plans a command is about.

use plimsoll_check::Diagnostic;
use plimsoll_plan::Plan;

use super::context::Context;
use super::options::Meant;
use crate::produce::produce;
use crate::source::{EnvironmentSummary, PackSummary};

/// The one with this name; otherwise an error under this id says which there are.
pub(super) fn named<'a, T>(
    id: &'static str,
    all: &'a [T],
    name_of: impl Fn(&T) -> &String,
    name: &str,
    what: &str,
) -> Result<&'a T, Vec<Diagnostic>> {
    all.iter().find(|one| name_of(one) == name).ok_or_else(|| {
        let known: Vec<&str> = all.iter().map(|one| name_of(one).as_str()).collect();
        let found = Diagnostic::error(id, format!("there is no {what} `{name}`"));
        vec![found.help(format!("the {what}s are {}", known.join(", ")))]
    })
}

/// The plans that are meant, sorted by pack, environment and phase.
pub(super) fn plans(context: &Context<'_>, meant: &Meant) -> Result<Vec<Plan>, Vec<Diagnostic>> {
    let id = "pack/unresolved";
    let packs = produce(context.source).packs;
    let packs: Vec<&PackSummary> = match &meant.pack {
        Some(name) => vec![named(id, &packs, |pack| &pack.name, name, "pack")?],
        None => packs.iter().collect(),
    };
    let mut plans = Vec::new();
    for pack in packs {
        let environments: Vec<&EnvironmentSummary> = match &meant.env {
            Some(name) if meant.pack.is_some() => {
                vec![named(id, &pack.environments, |environment| &environment.name, name, "environment")?]
            }
            Some(name) => pack.environments.iter().filter(|environment| environment.name == *name).collect(),
            None => pack.environments.iter().collect(),
        };
        let phases: Vec<Option<&str>> = match &meant.phase {
            Some(name) if meant.pack.is_some() => {
                vec![Some(named(id, &pack.phases, |phase| phase, name, "phase")?)]
            }
            Some(name) => {
                pack.phases.iter().filter(|phase| *phase == name).map(|phase| Some(phase.as_str())).collect()
            }
            None if meant.all_phases && !pack.phases.is_empty() => {
                pack.phases.iter().map(|phase| Some(phase.as_str())).collect()
            }
            None => vec![None],
        };
        for environment in environments {
            for phase in &phases {
                plans.push(context.source.lower(&pack.name, &environment.name, *phase)?);
            }
        }
    }
    if plans.is_empty() {
        let found = Diagnostic::error(id, "no pack has such an environment and phase");
        return Err(vec![found.help("`cargo xtask list` says what there is")]);
    }
    Ok(plans)
}

/// `edgelink production dry-run`
pub(super) fn title(plan: &Plan) -> String {
    let phase = plan.phase().map(|phase| format!(" {phase}")).unwrap_or_default();
    format!("{} {}{phase}", plan.pack, plan.environment())
}
