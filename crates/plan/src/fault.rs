//! The reference fault of a rollback alert: what the budgets of a pack are held against.

use plimsoll_model::{Alert, Direction};
use plimsoll_promql::{Expr, Number};
use plimsoll_units::Unit;

use crate::EffectiveThreshold;
use crate::timing::Step;

/// What an alert looks at, as far as it decides how a fault is seen and which guards the alert needs.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Nature {
    /// A part of a whole: errors of requests.
    Ratio,
    /// This quantile of a histogram.
    Quantile(f64),
    /// A count of which any is too many: restarts.
    Any,
    /// Anything else.
    Other,
}

impl Nature {
    /// What an alert looks at, by its expression, its unit and its line.
    pub fn of(alert: &Alert, threshold: Option<&EffectiveThreshold>) -> Self {
        let mut quantile = None;
        alert.condition.expr().walk(&mut |part| {
            if let Expr::Call("histogram_quantile", arguments) = part
                && let Some(Expr::Number(Number::Fixed(share))) = arguments.first()
            {
                quantile = quantile.or(share.parse().ok());
            }
        });
        if let Some(share) = quantile {
            return Self::Quantile(share);
        }
        let any = |threshold: &EffectiveThreshold| {
            threshold.direction == Direction::Above && threshold.value.value() == 0.0
        };
        match alert.condition.unit() {
            Unit::RATIO => Self::Ratio,
            Unit::COUNT if threshold.is_some_and(any) => Self::Any,
            _ => Self::Other,
        }
    }
}

impl Step {
    /// The reference fault of an alert as its threshold declares it; `None` where it declares none. A count of which
    /// any is too many needs none.
    pub fn of(alert: &Alert, threshold: &EffectiveThreshold) -> Option<Self> {
        let line = threshold.value.value();
        match (Nature::of(alert, Some(threshold)), threshold.fault) {
            (Nature::Any, _) => Some(Self::any()),
            (Nature::Quantile(q), Some(size)) => Some(Self::quantile(q, size.value(), line)),
            (_, Some(size)) => {
                let background = threshold.baseline.map_or(0.0, plimsoll_units::Amount::value);
                Some(Self::linear(background, size.value(), line))
            }
            (_, None) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use plimsoll_model::{Crosses as _, Pack, Response, RollbackPolicy, Threshold};
    use plimsoll_promql::Signal;
    use plimsoll_units::{Count, Ratio, count, minutes, percent};

    use super::*;
    use crate::Values;

    const ERRORS: Threshold<Ratio> =
        Threshold::above("errors", percent(5.0)).over(minutes(5)).baseline(percent(0.1)).fault(percent(12.0));
    const RESTARTS: Threshold<Count> = Threshold::above("restarts", count(0.0)).over(minutes(15));

    fn alert(condition: plimsoll_promql::Condition) -> Alert {
        Alert::new("Probe", Response::Rollback(RollbackPolicy::new(minutes(20))), condition)
    }

    fn values() -> Values {
        let pack = Pack::new("shop").threshold(ERRORS).threshold(RESTARTS);
        Values::of(&pack, "live", None, None)
    }

    #[test]
    fn a_ratio_jumps_from_its_baseline_to_its_fault() {
        let alert = alert(Signal::<Ratio>::raw("errors", &[], minutes(5)).crosses(ERRORS));
        let values = values();
        let threshold = values.get("errors").unwrap();
        assert_eq!(Nature::of(&alert, Some(threshold)), Nature::Ratio);
        assert_eq!(Step::of(&alert, threshold), Some(Step::linear(0.001, 0.12, 0.05)));
        let without = EffectiveThreshold { fault: None, ..threshold.clone() };
        assert_eq!(Step::of(&alert, &without), None);
    }

    #[test]
    fn any_restart_is_one_too_many_and_needs_no_fault() {
        let alert = alert(Signal::<Count>::raw("restarts", &[], minutes(15)).crosses(RESTARTS));
        let values = values();
        let threshold = values.get("restarts").unwrap();
        assert_eq!(Nature::of(&alert, Some(threshold)), Nature::Any);
        assert_eq!(Step::of(&alert, threshold), Some(Step::any()));
    }
}
