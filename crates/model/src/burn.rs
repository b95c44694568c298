//! Multi-window, multi-burn-rate alerts on an error budget.

use plimsoll_promql::{BinaryOp, Condition, Number, Signal, Window};
use plimsoll_units::{Duration, Ratio, days, hours, minutes};

use crate::objective::decimal;
use crate::{Objective, Response};

/// One pair of windows: how fast the budget burns, and who is told.
///
/// The factors for a period of 30 days are those of the Site Reliability Workbook, chapter 5 "Alerting on SLOs",
/// table 5-8: 2 % of the budget in an hour, 5 % in six hours, 10 % in three days.
#[derive(Debug, Clone, PartialEq)]
pub struct BurnRate {
    /// How many times faster than sustainable.
    pub factor: f64,
    /// The window that shows that it matters.
    pub long: Duration,
    /// The window that shows that it is still going on.
    pub short: Duration,
    /// Who is told.
    pub response: Response,
}

/// The three pairs of the workbook: two that page, one that notifies.
pub fn burn_rates() -> [BurnRate; 3] {
    [
        BurnRate { factor: 14.4, long: hours(1), short: minutes(5), response: Response::Page },
        BurnRate { factor: 6.0, long: hours(6), short: minutes(30), response: Response::Page },
        BurnRate { factor: 1.0, long: days(3), short: hours(6), response: Response::Notify },
    ]
}

impl BurnRate {
    /// The error ratio that burns the budget this fast: `factor * (1 - objective)`.
    pub fn line(&self, objective: Objective) -> f64 {
        decimal(self.factor * objective.budget())
    }

    /// `error_ratio` over both windows is past the line; paired on `labels`.
    pub fn condition(
        &self,
        objective: Objective,
        labels: &[&str],
        error_ratio: impl Fn(Window) -> Signal<Ratio>,
    ) -> Condition {
        let past = |window: Duration| {
            let line = Number::Fixed(self.line(objective).to_string());
            error_ratio(Window::Fixed(window)).compared(BinaryOp::Above, line)
        };
        past(self.long).and_on(labels, past(self.short))
    }
}

#[cfg(test)]
mod tests {
    use plimsoll_units::percent;

    use super::*;

    #[test]
    fn the_lines_are_the_factors_of_the_budget() {
        let objective = Objective::new("availability", percent(99.9), days(30));
        assert_eq!(burn_rates().map(|burn| burn.line(objective).to_string()), ["0.0144", "0.006", "0.001"]);
    }
}
