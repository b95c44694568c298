//! Every alert becomes rules for people and for the machine.

use std::collections::BTreeMap;

use plimsoll_model::{Alert, DryRun, Enforcement, Pack, RollbackPolicy, Scope, Service};
use plimsoll_promql::{BinaryOp, Expr, LabelNames, Matcher, Matching, Number, Window, flow};

use super::recordings::Recorder;
use super::slices::{self, Slice};
use super::texts::{self, Words};
use super::{Context, LowerError};
use crate::rule::policy_annotations;
use crate::{AlertRule, Role, Values, names};

/// The rules of every alert, in the order of the pack: for each slice the people's rule, then the machine's.
pub(super) fn lower(
    context: &Context<'_>,
    recorder: &mut Recorder<'_>,
    errors: &mut Vec<LowerError>,
) -> Vec<AlertRule> {
    let mut rules = Vec::new();
    for alert in &context.pack.alerts {
        let own = alert.labels.iter().map(|(name, _)| *name);
        reserved(alert, own.filter(|name| names::RESERVED.contains(name)), errors);
        for slice in slices::of(context, &thresholds_of(alert)) {
            let people = Variant { role: Role::People(alert.response.severity()), services: slice.matcher() };
            let machine = alert
                .response
                .rollback()
                .map_or_else(Vec::new, |policy| machine(context, alert, *policy, &slice, errors));
            if let Some(expr) = expression(alert, slice.values, recorder, errors) {
                // Most alerts have one variant, which takes the expression itself.
                let exprs = std::iter::repeat_n(expr, 1 + machine.len());
                for (variant, expr) in std::iter::once(people).chain(machine).zip(exprs) {
                    rules.extend(rule(context, alert, &slice, slice.values, &variant, expr, errors));
                }
            }
            rules.extend(shadow(context, alert, &slice, recorder, errors));
        }
    }
    rules
}

/// A rule of an alert: for whom, and on which services.
struct Variant {
    role: Role,
    services: Option<Matcher>,
}

impl Variant {
    /// The declared services that a rule of the machine is about.
    fn machine_services(&self, pack: &Pack) -> Vec<&'static str> {
        if matches!(self.role, Role::People(_)) {
            return Vec::new();
        }
        let takes = |service: &&'static str| match &self.services {
            Some(matcher) => matcher.op.selects(&matcher.value, service) == Some(true),
            None => true,
        };
        pack.services.iter().map(|service| service.name).filter(takes).collect()
    }
}

/// The machine's rules in the live phase: disjoint, and together every service of the slice. What is in no list
/// is only recorded.
fn machine(
    context: &Context<'_>,
    alert: &Alert,
    policy: RollbackPolicy,
    slice: &Slice<'_>,
    errors: &mut Vec<LowerError>,
) -> Vec<Variant> {
    let Some(phase) = context.phase else {
        let message =
            format!("`{}` may roll back and the pack `{}` has no phases", alert.name, context.pack.name);
        let help = "declare the phases of its rollout, the first of them a dry run";
        errors.push(LowerError::new(alert.origin, message, help));
        return Vec::new();
    };
    let dry_run = |services| Variant { role: Role::DryRun(DryRun::of(phase.name)), services };
    let armed = |services| Variant { role: Role::Armed(policy), services };
    if phase.enforcement == Enforcement::DryRun {
        return vec![dry_run(slice.matcher())];
    }
    if phase.scope == Scope::All {
        return vec![armed(slice.matcher())];
    }
    let own = context.pack.services.iter().filter(|service| slice.contains(service));
    let (inside, outside): (Vec<&Service>, Vec<&Service>) =
        own.partition(|service| phase.scope.contains(service));
    let [inside, outside] =
        [inside, outside].map(|services| services.iter().map(|service| service.name).collect::<Vec<_>>());
    let mut variants = Vec::new();
    if !inside.is_empty() {
        variants.push(armed(Some(Matcher::one_of(names::SERVICE, &inside))));
    }
    if slice.name.is_none() {
        // Everybody else is an open set: the negation takes services that are in no list too.
        let armed_or_carved: Vec<&str> = slice.without.iter().copied().chain(inside).collect();
        variants.push(dry_run(Slice::all_but(&armed_or_carved)));
    } else if !outside.is_empty() {
        variants.push(dry_run(Some(Matcher::one_of(names::SERVICE, &outside))));
    }
    variants
}

/// The next phase's values as a dry run, where they differ.
fn shadow(
    context: &Context<'_>,
    alert: &Alert,
    slice: &Slice<'_>,
    recorder: &mut Recorder<'_>,
    errors: &mut Vec<LowerError>,
) -> Option<AlertRule> {
    context.phase.filter(|phase| phase.shadow_next && alert.response.rollback().is_some())?;
    let next = context.next_phase()?;
    let service =
        context.pack.services.iter().find(|service| slice.name.is_some() && slice.contains(service));
    let values = Values::of(context.pack, context.environment.name, Some(next), service);
    let differs = |id: &&str| {
        let numbers = |values: &Values| values.get(id).map(|value| (value.value, value.window, value.hold));
        numbers(&values) != numbers(slice.values)
    };
    if !thresholds_of(alert).iter().any(differs) {
        return None;
    }
    let variant = Variant { role: Role::DryRun(DryRun::of(next.name)), services: slice.matcher() };
    let expr = expression(alert, &values, recorder, errors)?;
    rule(context, alert, slice, &values, &variant, expr, errors)
}

/// The condition of an alert with its guards, resolved and bound to the environment; of no services yet.
fn expression(
    alert: &Alert,
    values: &Values,
    recorder: &mut Recorder<'_>,
    errors: &mut Vec<LowerError>,
) -> Option<Expr> {
    let mut expr = alert.condition.expr().clone();
    for guard in &alert.guards {
        expr = Expr::Binary {
            op: BinaryOp::And,
            left: Box::new(expr),
            right: Box::new(guard.condition.expr().clone()),
            matching: Some(Matching::on(&guard.on)),
        };
    }
    match expr.resolve(values) {
        Ok(expr) => Some(recorder.bound(expr)),
        Err(unknown) => {
            let help = "declare it in the pack's thresholds, with a window where the signal has one";
            errors.push(LowerError::new(alert.origin, format!("`{}`: {unknown}", alert.name), help));
            None
        }
    }
}

fn rule(
    context: &Context<'_>,
    alert: &Alert,
    slice: &Slice<'_>,
    values: &Values,
    variant: &Variant,
    expr: Expr,
    errors: &mut Vec<LowerError>,
) -> Option<AlertRule> {
    let expr = scoped(alert, expr, variant.services.as_ref(), errors)?;
    // Rule labels win over those of the series, but a people's rule has no `auto_rollback` of its own to win.
    let carried = flow::possible(&expr);
    reserved(alert, [names::AUTO_ROLLBACK].into_iter().filter(|name| carried.contains(name)), errors);
    let threshold = alert.timed_by.and_then(|id| values.get(id));
    if let Some(id) = alert.timed_by.filter(|_| threshold.is_none()) {
        let message = format!(
            "`{}` takes its hold from the threshold `{id}`, which the pack does not declare",
            alert.name
        );
        errors.push(LowerError::new(alert.origin, message, "declare it in the pack's thresholds"));
    }
    let hold = alert.hold.or(threshold.and_then(|threshold| threshold.hold)).unwrap_or_default();
    let words = Words { unit: alert.condition.unit(), threshold };
    let name = match variant.role {
        Role::People(_) => alert.name,
        Role::Armed(_) | Role::DryRun(_) => alert.machine_name(),
    };
    Some(AlertRule {
        alert: name.to_owned(),
        of: alert.name,
        hold,
        labels: labels(context, alert, slice, &variant.role, &carried),
        annotations: annotations(context, alert, &variant.role, &carried, &words),
        expr: expr.into(),
        role: variant.role,
        services: variant.machine_services(context.pack),
        unit: alert.condition.unit(),
        runbook: alert.runbook.as_ref().map(|runbook| runbook.slug),
        threshold: crossed(alert),
        origin: alert.origin,
    })
}

/// A label that makes somebody act comes from the role alone: neither the alert nor its series may bring it.
fn reserved<'a>(alert: &Alert, names: impl Iterator<Item = &'a str>, errors: &mut Vec<LowerError>) {
    for name in names {
        let message = format!("`{}` brings the label `{name}`, which only Plimsoll gives", alert.name);
        let help = "give the label another name; who acts follows from the alert's response and the phase";
        errors.push(LowerError::new(alert.origin, message, help));
    }
}

/// Binds every selector that knows services to those of the rule. The leftmost one decides what the rule is
/// about, so it must be one of them.
fn scoped(
    alert: &Alert,
    expr: Expr,
    services: Option<&Matcher>,
    errors: &mut Vec<LowerError>,
) -> Option<Expr> {
    let Some(services) = services else { return Some(expr) };
    if expr.selectors().first().is_none_or(|selector| !selector.has_label(names::SERVICE)) {
        let message =
            format!("`{}` must be split by service, and the series that it reads carry none", alert.name);
        let help =
            "record the signal by (namespace, service), so that the rule reads a recording with that label";
        errors.push(LowerError::new(alert.origin, message, help));
        return None;
    }
    Some(expr.edit_selectors(&mut |selector| {
        if selector.has_label(names::SERVICE) {
            selector.matchers.push(services.clone());
        }
    }))
}

fn labels(
    context: &Context<'_>,
    alert: &Alert,
    slice: &Slice<'_>,
    role: &Role,
    carried: &LabelNames<'_>,
) -> BTreeMap<String, String> {
    let mut labels: BTreeMap<String, String> =
        alert.labels.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
    let mut put = |name: &str, value: &str| labels.insert(name.to_owned(), value.to_owned());
    put(names::PACK, context.pack.name);
    put(names::TEAM, context.pack.owner);
    put(names::SEVERITY, role.severity().as_str());
    if let Some(value) = role.auto_rollback() {
        put(names::AUTO_ROLLBACK, value);
    }
    if let Role::DryRun(dry_run) = role {
        put(names::ROLLOUT_PHASE, dry_run.phase());
    }
    if let Some(name) = slice.name {
        put(names::SLICE, name);
    }
    // Metrics of the service itself do not know their deployment; the naming function does.
    let named = context.pack.workloads.filter(|_| carried.contains(names::SERVICE));
    if let Some(workloads) = named.filter(|_| !carried.contains(names::DEPLOYMENT)) {
        put(names::DEPLOYMENT, &workloads.deployment("{{ $labels.service }}"));
    }
    labels
}

fn annotations(
    context: &Context<'_>,
    alert: &Alert,
    role: &Role,
    carried: &LabelNames<'_>,
    words: &Words<'_>,
) -> BTreeMap<String, String> {
    let environment = context.environment;
    let mut annotations = BTreeMap::new();
    let mut put = |name: &str, value: String| {
        if !value.is_empty() {
            annotations.insert(name.to_owned(), value);
        }
    };
    if context.is_shown() {
        put("summary", texts::template(&alert.summary, words));
        put("description", texts::template(&alert.description, words));
        if let (Some(base), Some(runbook)) = (environment.runbooks, &alert.runbook) {
            put("runbook_url", names::runbook_url(base, runbook.slug));
        }
        if let (Some(base), Some(uid)) = (environment.grafana, alert.dashboard) {
            put("dashboard_url", names::dashboard_url(base, uid));
        }
    }
    if let Role::Armed(policy) = role {
        for (name, value) in policy_annotations(policy) {
            put(&name, value);
        }
        put("rollback_target", names::rollback_target(context.pack.traffic.is_some()).to_owned());
        let deployment = match context.pack.workloads {
            Some(workloads) if !carried.contains(names::DEPLOYMENT) => {
                workloads.deployment("{{ $labels.service }}")
            }
            _ => "{{ $labels.deployment }}".to_owned(),
        };
        put("rollback_cooldown_key", format!("{{{{ $labels.namespace }}}}/{deployment}"));
    }
    annotations
}

/// The threshold that the alert's condition crosses.
pub(super) fn crossed(alert: &Alert) -> Option<&'static str> {
    match alert.condition.as_crossing()?.line {
        Number::Line(id) => Some(id),
        _ => None,
    }
}

/// Every threshold that decides anything about an alert: its lines, windows and hold.
pub(super) fn thresholds_of(alert: &Alert) -> Vec<&'static str> {
    let mut ids: Vec<&'static str> = alert.timed_by.into_iter().collect();
    let conditions =
        std::iter::once(&alert.condition).chain(alert.guards.iter().map(|guard| &guard.condition));
    for condition in conditions {
        condition.expr().walk(&mut |part| match part {
            Expr::Number(Number::Line(id) | Number::EnoughFor(id)) | Expr::Range(_, Window::Of(id)) => {
                ids.push(id);
            }
            _ => {}
        });
    }
    ids.sort_unstable();
    ids.dedup();
    ids
}
