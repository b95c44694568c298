//! Lines of one signal in the wrong order.
//!
//! A warning that is looser than the page on the same signal comes when somebody is awake already. A rollback at a line
//! that a total outage does not cross never comes, and one inside the objective undoes a version that keeps it.
//!
//! # Fix
//!
//! Put the warning before the page, and the rollback between the objective and total outage.

use std::collections::BTreeSet;

use plimsoll_model::{Alert, Direction, Response};
use plimsoll_plan::{EffectiveThreshold, Nature, Values};
use plimsoll_promql::{Expr, Number, Resolution};
use plimsoll_units::{Duration, Unit, percent, seconds};

use crate::registry::Check;
use crate::{Diagnostic, Subject};

const ID: &str = "rollout/ladder";

pub(crate) const CHECK: Check = Check::error(ID, "lines of one signal in the wrong order", run);

fn run(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    let mut told = BTreeSet::new();
    let phases: Vec<_> = subject.pack.phases.iter().map(Some).collect();
    let phases = if phases.is_empty() { vec![None] } else { phases };
    for phase in phases {
        let values: Vec<Values> = subject.values(phase).into_iter().map(|(_, values)| values).collect();
        let mut wrong = Vec::new();
        for values in &values {
            wrong.extend(late_warnings(subject, values));
            wrong
                .extend(subject.rollback_alerts().filter_map(|(alert, _)| pointless(subject, alert, values)));
        }
        let within = phase.map(|phase| format!(" (phase `{}`)", phase.name)).unwrap_or_default();
        for (alert, threshold, message, help) in wrong {
            // Once, in the first phase in which it is so.
            if told.insert((alert.origin, threshold.origin(), message.clone())) {
                let finding = Diagnostic::error(ID, message + &within).at(threshold.origin());
                found.push(finding.about(subject.about_alert(alert.name)).help(help));
            }
        }
    }
}

/// The alert and the threshold at fault, what is wrong and what to do.
type Wrong<'a> = (&'a Alert, EffectiveThreshold, String, String);

/// Warnings that are looser than a critical alert on the same signal.
fn late_warnings<'a>(subject: &Subject<'a>, values: &Values) -> Vec<Wrong<'a>> {
    let mut wrong = Vec::new();
    let alerts = &subject.pack.alerts;
    let critical = |alert: &&Alert| matches!(alert.response, Response::Page | Response::Rollback(_));
    for warning in alerts.iter().filter(|alert| alert.response == Response::Notify) {
        let Some(line) = crossed(warning, values) else { continue };
        for critical in alerts.iter().filter(critical) {
            let Some(worse) = crossed(critical, values) else { continue };
            let is_looser =
                line.direction == worse.direction && line.direction.loosens(worse.value, line.value);
            // Most are told apart by their lines, or by what they read: those need not be written out.
            if !is_looser
                || !read_alike(warning, critical)
                || signal(warning, values) != signal(critical, values)
            {
                continue;
            }
            let message = format!(
                "`{}` warns at {} and `{}` on the same signal acts at {}: the warning comes too late",
                warning.name, line.value, critical.name, worse.value
            );
            let side = match line.direction {
                Direction::Above => "below",
                Direction::Below => "above",
            };
            wrong.push((warning, line.clone(), message, format!("put the warning {side} {}", worse.value)));
        }
    }
    wrong
}

/// A rollback at a line that nothing crosses, or that an objective allows.
fn pointless<'a>(subject: &Subject<'_>, alert: &'a Alert, values: &Values) -> Option<Wrong<'a>> {
    let threshold = crossed(alert, values)?.clone();
    let line = threshold.value;
    let total = match threshold.direction {
        Direction::Above => line.value() >= 1.0,
        Direction::Below => line.value() <= 0.0,
    };
    if line.unit() == Unit::RATIO && total {
        let message = format!("`{}` rolls back at {line}, which a total outage does not cross", alert.name);
        return Some((alert, threshold, message, "put the line before total outage".to_owned()));
    }
    if Nature::of(alert, Some(&threshold)) != Nature::Ratio || threshold.direction != Direction::Above {
        return None;
    }
    // Rounded where decimals are not exact in binary: 1 - 0.999 is a little more than 0.001.
    let allows = |share: f64| ((1.0 - share) * 1e12).round() / 1e12;
    let objective =
        subject.pack.objectives.iter().find(|objective| line.value() <= allows(objective.share.value()))?;
    let message = format!(
        "`{}` rolls back at {line}, which the objective `{}` of {} allows",
        alert.name, objective.id, objective.share
    );
    let help = format!("put the line above {}", percent(100.0 * allows(objective.share.value())));
    Some((alert, threshold, message, help))
}

/// The line that an alert compares its signal with.
fn crossed<'v>(alert: &Alert, values: &'v Values) -> Option<&'v EffectiveThreshold> {
    let Number::Line(id) = alert.condition.as_crossing()?.line else { return None };
    values.get(id)
}

/// Whether two alerts may read the same series in the same order, as those on one signal do.
fn read_alike(one: &Alert, other: &Alert) -> bool {
    match (series(one), series(other)) {
        (Some(one), Some(other)) => one == other,
        _ => true,
    }
}

/// The series that the signal of an alert reads; `None` where it is a text, which may read any.
fn series(alert: &Alert) -> Option<Vec<&str>> {
    let signal = &alert.condition.as_crossing()?.signal;
    let mut is_text = false;
    signal.walk(&mut |part| is_text |= matches!(part, Expr::Raw { .. }));
    (!is_text).then(|| signal.selectors().into_iter().map(|selector| selector.name.as_str()).collect())
}

/// The signal that an alert compares, as a text without the windows of thresholds.
fn signal(alert: &Alert, values: &Values) -> Option<String> {
    let signal: Expr = alert.condition.as_crossing()?.signal.clone().resolve(&AnyWindow(values)).ok()?;
    Some(signal.render())
}

/// A signal is the same over whatever window its threshold asks for.
struct AnyWindow<'a>(&'a Values);

impl Resolution for AnyWindow<'_> {
    fn line(&self, threshold: &str) -> Option<f64> {
        self.0.line(threshold)
    }

    fn window(&self, _: &str) -> Option<Duration> {
        Some(seconds(1))
    }
}

#[cfg(test)]
pub(crate) mod examples {
    use crate::examples::prelude::*;

    pub(crate) fn bad() -> Pack {
        const WARNING: Threshold<Count> = Threshold::above("load_warning", count(95.0));
        const PAGE: Threshold<Count> = Threshold::above("load_page", count(90.0));
        let high = Alert::new("LoadHigh", Response::Notify, node_load().crosses(WARNING));
        let too_high = Alert::new("LoadTooHigh", Response::Page, node_load().crosses(PAGE));
        shop().threshold(WARNING).threshold(PAGE).alerts([high, too_high].map(with_texts))
    }

    /// A rollback of a version that keeps the objective.
    pub(crate) fn bad_inside_the_objective() -> Planted {
        changed(|pack| {
            pack.objectives.push(Objective::new("available", percent(99.0), days(30)));
            pack.thresholds =
                vec![Threshold::above("error_rate", percent(1.0)).over(minutes(5)).hold(minutes(2)).def()];
        })
    }

    /// A rollback at a line that a total outage does not cross.
    pub(crate) fn bad_beyond_total_outage() -> Planted {
        changed(|pack| {
            let error_rate = Threshold::above("error_rate", percent(100.0)).over(minutes(5)).hold(minutes(2));
            pack.thresholds = vec![error_rate.def()];
        })
    }

    pub(crate) fn good() -> Pack {
        const WARNING: Threshold<Count> = Threshold::above("load_warning", count(80.0));
        const PAGE: Threshold<Count> = Threshold::above("load_page", count(90.0));
        let high = Alert::new("LoadHigh", Response::Notify, node_load().crosses(WARNING));
        let too_high = Alert::new("LoadTooHigh", Response::Page, node_load().crosses(PAGE));
        shop().threshold(WARNING).threshold(PAGE).alerts([high, too_high].map(with_texts))
    }
}

#[cfg(test)]
mod tests {
    use plimsoll_model::{Alert, Crosses as _, Objective, Response, Runbook, Threshold};
    use plimsoll_promql::Signal;
    use plimsoll_units::{Count, Quantity, Ratio, count, days, percent};

    use crate::{Diagnostic, fixture};

    fn on_load(name: &'static str, response: Response, line: Threshold<Count>) -> Alert {
        let load =
            Signal::<Count>::raw("max by (node) (node_load)", &["node"], plimsoll_units::Duration::ZERO);
        Alert::new(name, response, load.crosses(line))
            .summary("Something is wrong")
            .runbook(Runbook::new("load", "Something is wrong."))
    }

    fn ladder(warning: f64, page: f64) -> Vec<Diagnostic> {
        fixture::findings(|pack| {
            let warning = Threshold::above("warning", count(warning));
            let page = Threshold::above("page", count(page));
            pack.thresholds.extend([warning.def(), page.def()]);
            pack.alerts.push(on_load("LoadHigh", Response::Notify, warning));
            pack.alerts.push(on_load("LoadTooHigh", Response::Page, page));
        })
    }

    fn rolls_back_at(line: Quantity<Ratio>) -> Vec<Diagnostic> {
        fixture::findings(|pack| {
            pack.thresholds[0].value = line.amount();
            pack.objectives.push(Objective::new("available", percent(99.9), days(30)));
        })
    }

    #[test]
    fn a_warning_after_its_page_is_told_once() {
        let found = ladder(95.0, 90.0);
        assert_eq!(fixture::ids(&found), ["rollout/ladder"]);
        assert_eq!(
            found[0].message,
            "`LoadHigh` warns at 95 and `LoadTooHigh` on the same signal acts at 90: the warning comes too late \
             (phase `dry-run`)"
        );
        assert_eq!(found[0].help.as_deref(), Some("put the warning below 90"));
    }

    #[test]
    fn a_rollback_inside_the_objective_is_found() {
        let found = rolls_back_at(percent(0.1));
        assert_eq!(fixture::ids(&found), ["rollout/ladder"]);
        assert!(found[0].message.contains("which the objective `available` of 99.9 % allows"), "{found:?}");
        assert_eq!(found[0].help.as_deref(), Some("put the line above 0.1 %"));
    }

    #[test]
    fn a_rollback_beyond_total_outage_is_found() {
        assert!(rolls_back_at(percent(100.0))[0].message.contains("a total outage does not cross"));
    }

    #[test]
    fn a_warning_before_its_page_and_a_rollback_between_pass() {
        assert_eq!(ladder(80.0, 90.0), []);
        assert_eq!(rolls_back_at(percent(5.0)), []);
    }
}
