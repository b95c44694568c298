//! An alert of which nobody knows whether it fires.
//!
//! Behaviour tests follow from what the builders made: series just not past the line and just past it, and when the alert
//! fires over them (`cargo xtask behaviour`). Of a text that the builders do not cover nothing follows. It parses, and may
//! still never fire.
//!
//! # Fix
//!
//! Build the condition from typed signals, or say in `Alert::tested_with` by which series it fires and by which it is
//! silent.

use plimsoll_model::{Alert, Case, Moment};
use plimsoll_promql::Expr;

use crate::registry::Check;
use crate::{Diagnostic, Subject};

const ID: &str = "alert/no-behaviour-test";

pub(crate) const CHECK: Check = Check::error(ID, "an alert of which nobody knows whether it fires", run);

fn run(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    for alert in &subject.pack.alerts {
        for case in alert.cases.iter().filter(|case| !says_both(case)) {
            let message = format!(
                "the case `{}` of `{}` does not say both when it fires and when it is silent",
                case.name, alert.name
            );
            let help = "a test of one of them passes for a rule that always fires, or never: add `.silent_at(..)` or `.fires_at(..)`";
            let about = subject.about_alert(alert.name);
            found.push(Diagnostic::error(ID, message).at(alert.origin).about(about).help(help));
        }
        let Some(text) = text_of(alert).filter(|_| alert.cases.is_empty()) else { continue };
        let message = format!("`{}` reads a text of which no behaviour test follows", alert.name);
        let help =
            "say by which series it fires and by which it is silent: `.tested_with(Case::new(\"...\")...)`";
        let about = subject.about_alert(alert.name);
        let found_here = Diagnostic::error(ID, message).at(alert.origin).about(about).help(help);
        found.push(found_here.excerpt(text, 0..text.len()));
    }
}

fn says_both(case: &Case) -> bool {
    let silent = |moment: &Moment| moment.firing.is_empty();
    case.moments.iter().any(silent) && !case.moments.iter().all(silent)
}

/// The first text in a condition of an alert, or in what it records.
fn text_of(alert: &Alert) -> Option<&str> {
    let guards = alert.guards.iter().map(|guard| &guard.condition);
    let mut found = None;
    for condition in std::iter::once(&alert.condition).chain(guards) {
        condition.expr().walk(&mut |part| {
            if let Expr::Raw { text, .. } = part {
                found = found.or(Some(text.as_str()));
            }
        });
    }
    found
}

#[cfg(test)]
pub(crate) mod examples {
    use crate::examples::prelude::*;

    pub(crate) fn bad() -> Alert {
        let overloaded = Condition::raw("max by (node) (node_load) > 10", &["node"], Unit::COUNT, minutes(5));
        with_texts(Alert::new("Overloaded", Response::Notify, overloaded))
    }

    pub(crate) fn bad_that_could_always_fire() -> Alert {
        let overloaded = Condition::raw("max by (node) (node_load) > 10", &["node"], Unit::COUNT, minutes(5));
        with_texts(Alert::new("Overloaded", Response::Notify, overloaded)).tested_with(
            Case::new("much to do").series("node_load{node=\"a\"}", "11x40").fires_at(
                minutes(5),
                11.0,
                &[("node", "a")],
            ),
        )
    }

    pub(crate) fn good() -> Alert {
        let overloaded = Condition::raw("max by (node) (node_load) > 10", &["node"], Unit::COUNT, minutes(5));
        with_texts(Alert::new("Overloaded", Response::Notify, overloaded)).tested_with(
            Case::new("a node that gets more to do than it can")
                .series("node_load{node=\"a\"}", "10x20 11x20")
                .silent_at(minutes(5))
                .fires_at(minutes(10), 11.0, &[("node", "a")]),
        )
    }
}

#[cfg(test)]
mod tests {
    use plimsoll_model::{Alert, Case, Response};
    use plimsoll_plan::lower;
    use plimsoll_promql::Condition;
    use plimsoll_units::{Unit, minutes};

    use crate::{fixture, run};

    /// What is found of one alert on a text.
    fn found(change: impl FnOnce(Alert) -> Alert) -> Vec<String> {
        let mut pack = fixture::shop();
        let condition = Condition::raw("max(node_load) > 1", &[], Unit::COUNT, minutes(5));
        pack.alerts.push(change(fixture::with_texts(Alert::new("Probe", Response::Notify, condition))));
        let found = run(&pack, &lower(&pack, "production", None).unwrap());
        let found = found.into_iter().filter(|finding| finding.id == super::ID);
        found.map(|finding| finding.message).collect()
    }

    #[test]
    fn a_text_without_a_case_is_found() {
        assert_eq!(found(|alert| alert), ["`Probe` reads a text of which no behaviour test follows"]);
    }

    #[test]
    fn a_case_of_one_side_alone_is_found() {
        let silent = Case::new("quiet").silent_at(minutes(5));
        let message = "the case `quiet` of `Probe` does not say both when it fires and when it is silent";
        assert_eq!(found(|alert| alert.tested_with(silent.clone())), [message]);
        let both = silent.fires_at(minutes(10), 2.0, &[]);
        assert_eq!(found(|alert| alert.tested_with(both)), [""; 0]);
    }
}
