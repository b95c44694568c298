//! Rollback alerts become the gates of a rollout.

use plimsoll_model::{Alert, GuardKind, Service};
use plimsoll_promql::{BinaryOp, Expr, Matcher, Matching, Number};

use super::recordings::Recorder;
use super::{Context, LowerError};
use crate::{Gate, Values, names};

/// One gate for each service and each alert that takes the traffic from a version on trial. An alert that is not one
/// comparison with a threshold has none; the check `gate/boundary` tells.
pub(super) fn lower(
    context: &Context<'_>,
    recorder: &mut Recorder<'_>,
    errors: &mut Vec<LowerError>,
) -> Vec<Gate> {
    if context.pack.traffic.as_ref().is_none_or(|traffic| traffic.prometheus.is_none()) {
        return Vec::new();
    }
    let mut gates = Vec::new();
    for service in &context.pack.services {
        for alert in context.pack.alerts.iter().filter(|alert| alert.response.rollback().is_some()) {
            gates.extend(gate(context, service, alert, recorder, errors));
        }
    }
    gates
}

fn gate(
    context: &Context<'_>,
    service: &Service,
    alert: &Alert,
    recorder: &mut Recorder<'_>,
    errors: &mut Vec<LowerError>,
) -> Option<Gate> {
    let crossing = alert.condition.as_crossing()?;
    let Number::Line(threshold) = crossing.line else { return None };
    let values: &Values = context
        .overridden
        .iter()
        .find(|(known, _)| known.name == service.name)
        .map_or(&context.values, |(_, values)| values);
    let effective = values.get(threshold)?;
    let passes = crossing.op.negated()?;
    // A gate stands inside a deploy. With too few requests there is nothing to judge by, and nothing passes.
    let mut expr = crossing.signal.clone();
    for guard in alert.guards.iter().filter(|guard| guard.kind == GuardKind::MinimumTraffic) {
        let (left, right) = (Box::new(expr), Box::new(guard.condition.expr().clone()));
        expr = Expr::Binary { op: BinaryOp::And, left, right, matching: Some(Matching::on(&guard.on)) };
    }
    let expr = match expr.resolve(values) {
        Ok(expr) => recorder.bound(expr),
        Err(unknown) => {
            let help = "declare it in the pack's thresholds, with a window where the signal has one";
            errors.push(LowerError::new(alert.origin, format!("`{}`: {unknown}", alert.name), help));
            return None;
        }
    };
    let of_service = Matcher::equal(names::SERVICE, service.name);
    let expr = expr.edit_selectors(&mut |selector| {
        if selector.has_label(names::SERVICE) {
            selector.matchers.push(of_service.clone());
        }
    });
    // The worst series decides, and what is no number is no value.
    let worst = if matches!(crossing.op, BinaryOp::Below | BinaryOp::AtMost) { "min" } else { "max" };
    let one = Expr::Aggregate { op: worst, by: Vec::new(), of: Box::new(expr) };
    let lowest = Expr::Number(Number::Fixed("-Inf".to_owned()));
    let query =
        Expr::Binary { op: BinaryOp::AtLeast, left: Box::new(one), right: Box::new(lowest), matching: None };
    let hold = alert.hold.or(effective.hold).unwrap_or_default();
    Some(Gate {
        name: names::part(context.pack.name, alert.name),
        service: service.name,
        alert: alert.name,
        query,
        passes,
        line: effective.value.promql(),
        delay: effective.window.unwrap_or_default(),
        interval: hold.max(context.pack.timing.evaluation),
        no_data: context.pack.traffic.as_ref().and_then(|traffic| traffic.no_data),
        origin: alert.origin,
    })
}
