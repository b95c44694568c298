//! A gate that is not the exact negation of its alert.
//!
//! What passes a gate must not fire the alert, and what fires the alert must not pass the gate, on the line itself too.
//! Flagger's ranges include their ends: `max` is `<=` and `min` is `>=`, so that an alert on `>=` or `<=` has no exact
//! form there. Neither has an alert that is more than one comparison with a threshold.
//!
//! # Fix
//!
//! Compare the signal with its threshold once, by `>` or `<`, and guard it by nothing but traffic and a recent deploy.

use plimsoll_model::{Alert, GuardKind};
use plimsoll_plan::{EffectiveThreshold, Gate};
use plimsoll_promql::{BinaryOp, Number};

use crate::registry::Check;
use crate::{Diagnostic, Subject};

const ID: &str = "gate/boundary";

pub(crate) const CHECK: Check = Check::error(ID, "a gate that is not the exact negation of its alert", run);

fn run(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    let Some(traffic) = &subject.plan.traffic else { return };
    if subject.pack.traffic.as_ref().is_none_or(|traffic| traffic.prometheus.is_none()) {
        return;
    }
    for (alert, _) in subject.rollback_alerts() {
        let gates: Vec<&Gate> = traffic.gates.iter().filter(|gate| gate.alert == alert.name).collect();
        let faults = if gates.is_empty() {
            vec!["has no gate: it is not one comparison with a threshold".to_owned()]
        } else {
            gates.iter().filter_map(|gate| fault(subject, alert, gate)).collect()
        };
        for fault in faults {
            let message = format!("`{}` {fault}", alert.name);
            let finding = Diagnostic::error(ID, message).at(alert.origin);
            let help = "compare the signal with its threshold once, by `>` or `<`";
            found.push(finding.about(subject.about_alert(alert.name)).help(help));
        }
    }
}

/// What is wrong with a gate, if anything is.
fn fault(subject: &Subject<'_>, alert: &Alert, gate: &Gate) -> Option<String> {
    let crossing = alert.condition.as_crossing()?;
    if alert.guards.iter().any(|guard| guard.kind == GuardKind::Other) {
        return Some("has a guard of the kind `GuardKind::Other`, which its gate cannot negate".to_owned());
    }
    let (asked, passes) = (crossing.op.as_str(), gate.passes.as_str());
    if crossing.op.negated() != Some(gate.passes) {
        return Some(format!("fires at `{asked}`, and its gate passes at `{passes}`"));
    }
    let Number::Line(id) = crossing.line else { return None };
    let of_service = |threshold: &&EffectiveThreshold| {
        threshold.id == id && (threshold.services.contains(&gate.service) || threshold.slice.is_none())
    };
    // A slice stands behind everybody else.
    let line = subject.plan.thresholds.iter().rfind(of_service)?.value.promql();
    if line != gate.line {
        return Some(format!("has its line at {line}, and its gate at {}", gate.line));
    }
    let inclusive = matches!(gate.passes, BinaryOp::AtMost | BinaryOp::AtLeast);
    (!inclusive).then(|| {
        format!(
            "fires at `{asked}`: its gate passes at `{passes}`, and the ranges of Flagger include their ends"
        )
    })
}

#[cfg(test)]
pub(crate) mod examples {
    use crate::examples::prelude::*;

    /// The negation of `>=` is `<`, which Flagger cannot say.
    pub(crate) fn bad() -> Pack {
        gated(error_ratio().compared(BinaryOp::AtLeast, ERROR_RATE.line()))
    }

    /// An alert that is more than one comparison with a threshold.
    pub(crate) fn bad_of_two_comparisons() -> Pack {
        gated(error_ratio().crosses(ERROR_RATE).or(busy()))
    }

    /// The negation of `>` is `<=`.
    pub(crate) fn good() -> Pack {
        gated(error_ratio().crosses(ERROR_RATE))
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use plimsoll_model::{Alert, GuardKind, Pack};
    use plimsoll_plan::{Gate, lower};
    use plimsoll_promql::{BinaryOp, Number, Signal};
    use plimsoll_units::{Ratio, minutes};

    use crate::{Diagnostic, fixture, run};

    /// The shop with gates, after a change of the pack and of its one gate.
    pub(crate) fn gated(change: impl FnOnce(&mut Pack), of_gate: impl FnOnce(&mut Gate)) -> Vec<Diagnostic> {
        let mut pack = fixture::canary();
        change(&mut pack);
        let mut plan = lower(&pack, "production", None).unwrap();
        plan.traffic.as_mut().unwrap().gates.first_mut().into_iter().for_each(of_gate_once(of_gate));
        run(&pack, &plan)
    }

    /// A change of the one gate, as a loop over at most one takes it.
    fn of_gate_once(change: impl FnOnce(&mut Gate)) -> impl FnMut(&mut Gate) {
        let mut change = Some(change);
        move |gate| {
            if let Some(change) = change.take() {
                change(gate);
            }
        }
    }

    fn messages(found: Vec<Diagnostic>) -> Vec<String> {
        let own = |finding: &Diagnostic| finding.id == super::ID;
        found.into_iter().filter(own).map(|finding| finding.message).collect()
    }

    /// The alert of the shop with another comparison.
    fn compared(pack: &mut Pack, op: BinaryOp) {
        let old = &pack.alerts[0];
        let signal = Signal::<Ratio>::raw(
            "sum by (namespace, service) (rate(http_requests_total{status=~\"5..\"}[5m]))",
            &["namespace", "service"],
            minutes(5),
        );
        let condition = signal.compared(op, Number::Line("error_rate"));
        pack.alerts[0] = Alert::new(old.name, old.response.clone(), condition).guarded_by(old.guards.clone());
    }

    #[test]
    fn a_boundary_that_flagger_cannot_say_is_found() {
        let found = messages(gated(|pack| compared(pack, BinaryOp::AtLeast), |_| ()));
        let expected = "`ShopFailing` fires at `>=`: its gate passes at `<`, and the ranges of Flagger include their ends";
        assert_eq!(found, [expected]);
    }

    #[test]
    fn a_gate_that_passes_elsewhere_than_the_alert_is_silent_is_found() {
        let found = messages(gated(|_| (), |gate| gate.passes = BinaryOp::AtLeast));
        assert_eq!(found, ["`ShopFailing` fires at `>`, and its gate passes at `>=`"]);
        let found = messages(gated(|_| (), |gate| gate.line = "0.06".to_owned()));
        assert_eq!(found, ["`ShopFailing` has its line at 0.05, and its gate at 0.06"]);
    }

    #[test]
    fn an_alert_that_is_more_than_a_comparison_is_found() {
        let found = messages(gated(|pack| pack.alerts[0].guards[0].kind = GuardKind::Other, |_| ()));
        assert_eq!(found.len(), 1, "{found:?}");
        let alone = |pack: &mut Pack| {
            let old = pack.alerts[0].clone();
            let either = old.condition.clone().or(old.condition);
            pack.alerts[0] = Alert::new(old.name, old.response, either).guarded_by(old.guards);
        };
        let found = messages(gated(alone, |_| ()));
        assert_eq!(found, ["`ShopFailing` has no gate: it is not one comparison with a threshold"]);
    }

    #[test]
    fn the_exact_negation_passes() {
        assert_eq!(gated(|_| (), |_| ()), []);
        assert_eq!(messages(gated(|pack| compared(pack, BinaryOp::Below), |_| ())), [""; 0]);
    }
}
