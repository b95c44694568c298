//! The packs of a catalog as what the commands ask: lowered, checked, rendered.

use std::collections::BTreeMap;
use std::mem;

use plimsoll_behaviour::{Derivation, Underivable};
use plimsoll_check::Diagnostic;
use plimsoll_model::{Catalog, Pack};
use plimsoll_plan::{Axis, ExitQuestions, LowerError, Plan, Rule};
use plimsoll_render::IndexPart;
use plimsoll_units::Origin;

use crate::source::{EnvironmentSummary, PackSummary, Produced, Source};

impl Source for Catalog {
    fn count(&self) -> usize {
        self.packs.len()
    }

    fn product(&self, at: usize) -> Produced {
        self.packs.get(at).map(product).unwrap_or_default()
    }

    fn conclude(&self, all: &mut Produced) {
        all.diagnostics.extend(named_twice(self.packs.iter().map(|pack| (pack.name, pack.origin))));
        all.artifacts.extend(plimsoll_render::index(mem::take(&mut all.index)));
    }

    fn lower(&self, pack: &str, environment: &str, phase: Option<&str>) -> Result<Plan, Vec<Diagnostic>> {
        lower(find(self, pack)?, environment, phase)
    }

    fn lower_with_traffic(
        &self,
        pack: &str,
        environment: &str,
        phase: &str,
    ) -> Result<Plan, Vec<Diagnostic>> {
        lower_with_traffic(find(self, pack)?, environment, phase)
    }

    fn behaviour(&self, plan: &Plan) -> Result<Derivation, Vec<Diagnostic>> {
        behaviour(find(self, plan.pack)?, plan)
    }

    fn exit_questions(
        &self,
        pack: &str,
        environment: &str,
        axis: Axis,
    ) -> Result<ExitQuestions, Vec<Diagnostic>> {
        exit_questions(find(self, pack)?, environment, axis)
    }
}

pub(crate) fn lower(pack: &Pack, environment: &str, phase: Option<&str>) -> Result<Plan, Vec<Diagnostic>> {
    plimsoll_plan::lower(pack, environment, phase).map_err(all_told)
}

pub(crate) fn lower_with_traffic(
    pack: &Pack,
    environment: &str,
    phase: &str,
) -> Result<Plan, Vec<Diagnostic>> {
    plimsoll_plan::lower_with_traffic(pack, environment, None, phase).map_err(all_told)
}

pub(crate) fn exit_questions(
    pack: &Pack,
    environment: &str,
    axis: Axis,
) -> Result<ExitQuestions, Vec<Diagnostic>> {
    plimsoll_plan::exit_questions(pack, environment, axis).map_err(all_told)
}

pub(crate) fn behaviour(pack: &Pack, plan: &Plan) -> Result<Derivation, Vec<Diagnostic>> {
    let derived = plimsoll_behaviour::derive(pack, plan);
    if derived.without.is_empty() {
        Ok(derived)
    } else {
        Err(derived.without.into_iter().map(underivable).collect())
    }
}

fn underivable(without: Underivable) -> Diagnostic {
    let Underivable { alert, origin, why } = without;
    let message = format!("no behaviour test follows from `{alert}`: {why}");
    let help = "say in `Alert::tested_with` by which series it fires and by which it is silent";
    Diagnostic::error("alert/no-behaviour-test", message).at(origin).help(help)
}

fn find<'a>(catalog: &'a Catalog, name: &str) -> Result<&'a Pack, Vec<Diagnostic>> {
    let known = || catalog.packs.iter();
    known().find(|known| known.name == name).ok_or_else(|| no_pack(name, known().map(|pack| pack.name)))
}

pub(crate) fn no_pack<'p>(name: &str, known: impl Iterator<Item = &'p str>) -> Vec<Diagnostic> {
    let found = Diagnostic::error("pack/unresolved", format!("there is no pack `{name}`"));
    vec![found.help(format!("the packs are {}", known.collect::<Vec<_>>().join(", ")))]
}

fn all_told(errors: Vec<LowerError>) -> Vec<Diagnostic> {
    errors.into_iter().map(told).collect()
}

/// Everything of one pack.
pub(crate) fn product(pack: &Pack) -> Produced {
    let (plans, diagnostics) = lowered(pack);
    let artifacts = plans.iter().flat_map(plimsoll_render::all).collect();
    let index = plans.iter().map(IndexPart::of).collect();
    Produced { packs: vec![summary(pack, &plans)], artifacts, diagnostics, index, plans }
}

/// The plan of every environment in its live phase, and what the checks say.
fn lowered(pack: &Pack) -> (Vec<Plan>, Vec<Diagnostic>) {
    let (mut plans, mut diagnostics) = (Vec::new(), Vec::new());
    for environment in &pack.environments {
        match plimsoll_plan::lower(pack, environment.name, None) {
            Ok(plan) => plans.push(plan),
            Err(errors) => diagnostics.extend(errors.into_iter().map(told)),
        }
    }
    diagnostics.extend(plimsoll_check::run_all(pack, &plans));
    (plans, diagnostics)
}

fn told(error: LowerError) -> Diagnostic {
    Diagnostic::error("pack/unresolved", error.message).at(error.origin).help(error.help)
}

pub(crate) fn named_twice(packs: impl Iterator<Item = (&'static str, Origin)>) -> Vec<Diagnostic> {
    let mut known = BTreeMap::new();
    let twice = packs.filter_map(|(name, origin)| Some((name, origin, known.insert(name, origin)?)));
    twice
        .map(|(name, origin, other)| {
            Diagnostic::error("pack/duplicate", format!("two packs are called `{name}`"))
                .at(origin)
                .help(format!("rename one of them; the other one is at {other}"))
        })
        .collect()
}

fn summary(pack: &Pack, plans: &[Plan]) -> PackSummary {
    let environments = plans.iter().map(|plan| {
        let alerts = plan.rules().filter(|rule| matches!(rule, Rule::Alert(_))).count();
        EnvironmentSummary {
            name: plan.environment().to_owned(),
            phase: plan.phase().unwrap_or("none").to_owned(),
            alerts,
            recordings: plan.rules().count() - alerts,
            dashboards: plan.dashboards.len(),
        }
    });
    PackSummary {
        name: pack.name.to_owned(),
        owner: pack.owner.to_owned(),
        services: pack.services.iter().map(|service| service.name.to_owned()).collect(),
        phases: pack.phases.iter().map(|phase| phase.name.to_owned()).collect(),
        traffic_phases: pack
            .traffic
            .iter()
            .flat_map(|traffic| &traffic.phases)
            .map(|phase| phase.name.to_owned())
            .collect(),
        environments: environments.collect(),
    }
}
