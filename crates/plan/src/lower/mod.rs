//! From a pack to a plan.
//!
//! - [`rules`]: every alert becomes rules for people and for the machine, split by override and by scope.
//! - [`recordings`]: recorded expressions are named, and rules are put into groups.
//! - [`texts`]: placeholders become Prometheus' template language.
//! - [`routes`]: intents become the route tree.
//! - [`scrape`]: scrape jobs become relabelling rules.
//! - [`gates`]: rollback alerts become the gates of a rollout.
//! - [`traffic`]: the live traffic phase becomes weights and hosts.
//! - [`panels`] with [`layout`], [`queries`] and [`variables`]: what people look at.
//! - [`pages`]: what people read.

mod gates;
mod layout;
mod pages;
mod panels;
mod queries;
mod recordings;
mod routes;
mod rules;
mod scrape;
mod slices;
mod texts;
mod traffic;
mod variables;

use plimsoll_model::{Environment, Pack, Phase, Service, Subject, TRAFFIC_WEIGHT, Timing};
use plimsoll_units::{Amount, Origin, TimeScale};

use crate::timing::{Clock, PEER_TIMEOUT};
use crate::{EffectiveThreshold, Plan, Reckoning, Values};

/// Why a pack cannot be lowered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LowerError {
    /// What is wrong, in one sentence.
    pub message: String,
    /// What to do.
    pub help: String,
    /// The definition at fault.
    pub origin: Origin,
}

impl LowerError {
    pub(crate) fn new(origin: Origin, message: impl Into<String>, help: impl Into<String>) -> Self {
        Self { message: message.into(), help: help.into(), origin }
    }
}

/// What every step needs to know.
struct Context<'a> {
    pack: &'a Pack,
    environment: &'a Environment,
    phase: Option<&'a Phase>,
    extent: Extent,
    /// The values for services that no override names.
    values: Values,
    /// The services that an override names, by themselves or by their tier, each with its values.
    overridden: Vec<(&'a Service, Values)>,
}

impl<'a> Context<'a> {
    fn new(pack: &'a Pack, environment: &'a Environment, phase: Option<&'a Phase>, extent: Extent) -> Self {
        let values = |service| Values::of(pack, environment.name, phase, service);
        let named = |service: &&Service| {
            pack.overrides.iter().any(|over| match over.subject {
                Subject::Environment(_) => false,
                Subject::Tier(tier) => service.tier == Some(tier),
                Subject::Service(name) => service.name == name,
            })
        };
        let overridden = pack.services.iter().filter(named).map(|service| (service, values(Some(service))));
        let overridden = overridden.collect();
        Self { pack, environment, phase, extent, values: values(None), overridden }
    }

    /// The phase to which a promotion would lead.
    fn next_phase(&self) -> Option<&'a Phase> {
        self.pack.phase_after(self.phase?.name)
    }

    /// Whether people look at the plan, and read it.
    fn is_shown(&self) -> bool {
        self.extent == Extent::Everything
    }
}

/// The plan of one environment in one of the pack's phases; `None` is the live one.
///
/// # Errors
///
/// Every name that leads nowhere: an unknown environment or phase, a threshold that an expression reads and the
/// pack does not declare, a change in another unit, a panel of an unknown alert.
pub fn lower(pack: &Pack, environment: &str, phase: Option<&str>) -> Result<Plan, Vec<LowerError>> {
    lower_as(pack, environment, phase, Extent::Everything)
}

/// The same for a phase of which nothing is rendered: what fires, whom it reaches and how long that takes, without what
/// people look at and read (the texts and links of alerts among it), and without what only panels ask.
///
/// # Errors
///
/// Those of [`lower`].
pub fn lower_alerting(pack: &Pack, environment: &str, phase: &str) -> Result<Plan, Vec<LowerError>> {
    lower_as(pack, environment, Some(phase), Extent::Alerting)
}

/// How much of a plan is wanted.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Extent {
    Everything,
    Alerting,
}

fn lower_as(
    pack: &Pack,
    environment: &str,
    phase: Option<&str>,
    extent: Extent,
) -> Result<Plan, Vec<LowerError>> {
    let Some(environment) = pack.environments.iter().find(|known| known.name == environment) else {
        let known: Vec<&str> = pack.environments.iter().map(|known| known.name).collect();
        let message = format!("the pack `{}` has no environment `{environment}`", pack.name);
        return Err(vec![LowerError::new(
            pack.origin,
            message,
            format!("its environments are {}", known.join(", ")),
        )]);
    };
    let mut errors = Vec::new();
    let phase = match phase.or(environment.phase) {
        None => None,
        Some(name) => {
            let found = pack.find_phase(name);
            if found.is_none() {
                let known: Vec<&str> = pack.phases.iter().map(|known| known.name).collect();
                let message = format!("the pack `{}` has no phase `{name}`", pack.name);
                let help = format!("its phases are {}", known.join(", "));
                errors.push(LowerError::new(environment.origin, message, help));
            }
            found
        }
    };
    check_changes(pack, &mut errors);
    check_traffic(pack, environment, &mut errors);
    let context = Context::new(pack, environment, phase, extent);
    let mut recorder = recordings::Recorder::new(&context);
    let alerts = rules::lower(&context, &mut recorder, &mut errors);
    let mut dashboards = Vec::new();
    if context.is_shown() {
        dashboards = panels::lower(&context, &mut recorder, &mut errors);
    }
    let gates = gates::lower(&context, &mut recorder, &mut errors);
    let thresholds = if context.is_shown() { thresholds(&context) } else { Vec::new() };
    let groups = recorder.groups(alerts, &thresholds, &mut errors);
    let alertmanager = pack.routing.as_ref().map(|routing| routes::lower(&context, routing, &mut errors));
    let scrape = scrape::lower(&context, &mut errors);
    let runbooks = if context.is_shown() { pages::runbooks(&context) } else { Vec::new() };
    let contract = pages::contract(&context, alertmanager.as_ref());
    if !errors.is_empty() {
        errors.sort_by(|a, b| (a.origin, &a.message).cmp(&(b.origin, &b.message)));
        errors.dedup();
        return Err(errors);
    }
    let environment = Environment { phase: phase.map(|phase| phase.name), ..environment.clone() };
    let mut plan = Plan {
        pack: pack.name,
        team: pack.owner,
        environment,
        thresholds,
        groups,
        alertmanager,
        dashboards,
        scrape,
        traffic: traffic::lower(&context, gates),
        runbooks,
        reckonings: Vec::new(),
        contract,
        time_scale: TimeScale::REAL,
        origin: pack.origin,
    };
    plan.reckonings = reckonings(&context, &plan);
    Ok(plan)
}

/// The arithmetic of every rollback alert, for everybody and for each slice.
fn reckonings(context: &Context<'_>, plan: &Plan) -> Vec<Reckoning> {
    let Timing { scrape, evaluation, peers, .. } = context.pack.timing;
    let clock =
        Clock { scrape, evaluation, group_wait: plan.actor().wait, peers, peer_timeout: PEER_TIMEOUT };
    let alerts = context.pack.alerts.iter().filter(|alert| alert.response.rollback().is_some());
    let of = |alert| {
        let slices = slices::of(context, &rules::thresholds_of(alert));
        slices
            .into_iter()
            .map(move |slice| Reckoning::new(context.pack, alert, slice.name, slice.values, clock))
    };
    alerts.flat_map(of).collect()
}

/// Every threshold for everybody, each followed by its slices.
fn thresholds(context: &Context<'_>) -> Vec<EffectiveThreshold> {
    let mut all = Vec::new();
    for value in context.values.all() {
        all.push(value.clone());
        all.extend(slices::of(context, &[value.id]).into_iter().filter_map(|slice| {
            let mut own = slice.values.get(value.id)?.clone();
            own.slice = slice.name;
            own.services = slice.services;
            own.slice.is_some().then_some(own)
        }));
    }
    all
}

/// The traffic phase of an environment is one of the pack's, and its id is nobody else's.
fn check_traffic(pack: &Pack, environment: &Environment, errors: &mut Vec<LowerError>) {
    let phases: Vec<&str> =
        pack.traffic.iter().flat_map(|traffic| &traffic.phases).map(|phase| phase.name).collect();
    match environment.traffic {
        Some(name) if !phases.contains(&name) => {
            let message = format!("the pack `{}` has no traffic phase `{name}`", pack.name);
            let help = format!("its traffic phases are {}", phases.join(", "));
            errors.push(LowerError::new(environment.origin, message, help));
        }
        None if !phases.is_empty() => {
            let message = format!("`{}` does not say which traffic phase is live", environment.name);
            errors.push(LowerError::new(
                environment.origin,
                message,
                format!("name one of {}", phases.join(", ")),
            ));
        }
        _ => {}
    }
    if let Some(own) = pack.find_threshold(TRAFFIC_WEIGHT) {
        let message =
            format!("`{TRAFFIC_WEIGHT}` is the weight of the live traffic phase, and no pack's own");
        errors.push(LowerError::new(own.origin, message, "give the threshold another id"));
    }
}

/// The plan of one environment in another traffic phase than the live one.
///
/// # Errors
///
/// Those of [`lower`], and a traffic phase that the pack does not have.
pub fn lower_with_traffic(
    pack: &Pack,
    environment: &str,
    phase: Option<&str>,
    traffic: &str,
) -> Result<Plan, Vec<LowerError>> {
    let mut phases = pack.traffic.iter().flat_map(|traffic| &traffic.phases);
    let Some(live) = phases.find(|phase| phase.name == traffic) else {
        let message = format!("the pack `{}` has no traffic phase `{traffic}`", pack.name);
        return Err(vec![LowerError::new(pack.origin, message, "name one of those that it declares")]);
    };
    let mut pack = pack.clone();
    for known in pack.environments.iter_mut().filter(|known| known.name == environment) {
        known.traffic = Some(live.name);
    }
    lower(&pack, environment, phase)
}

/// A change names a declared threshold, in its unit.
fn check_changes(pack: &Pack, errors: &mut Vec<LowerError>) {
    let phases = pack.phases.iter().flat_map(|phase| &phase.changes);
    let overrides = pack.overrides.iter().flat_map(|over| &over.changes);
    for change in phases.chain(overrides) {
        let Some(threshold) = pack.find_threshold(change.threshold) else {
            let message = format!("`{}` is set and the pack does not declare it", change.threshold);
            errors.push(LowerError::new(
                change.origin,
                message,
                "declare it with `Pack::threshold`, or correct the id",
            ));
            continue;
        };
        let mut unit_of = |amount: Option<Amount>| {
            if let Some(amount) = amount.filter(|amount| amount.unit() != threshold.value.unit()) {
                let (id, unit) = (threshold.id, threshold.value.unit());
                let message =
                    format!("`{id}` is in {unit} and is set to {amount}, which is in {}", amount.unit());
                errors.push(LowerError::new(change.origin, message, format!("write an amount in {unit}")));
            }
        };
        unit_of(change.value);
        unit_of(change.baseline);
    }
}
