//! From the rules of an alert to its behaviour tests.

use std::collections::{BTreeMap, BTreeSet};

use plimsoll_model::{Case, Pack};
use plimsoll_plan::{AlertRule, Plan};
use plimsoll_units::Origin;

use crate::Labels;
use crate::drive::Undrivable;
use crate::eval::records;
use crate::subject::{Derived, Subject};
use crate::test::{BehaviourTest, Check, Expected};

/// What follows from the alerts of a plan.
#[derive(Debug, Default)]
pub struct Derivation {
    /// The tests.
    pub tests: Vec<BehaviourTest>,
    /// The alerts that have none.
    pub without: Vec<Underivable>,
    /// Alternatives (`or`) of the others that no test tries.
    pub untried: Vec<Underivable>,
}

/// An alert for which a test could not be derived.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Underivable {
    /// The alert.
    pub alert: &'static str,
    /// Where it is written.
    pub origin: Origin,
    /// Why.
    pub why: String,
}

/// All tests of a plan, and what has none.
pub fn derive(pack: &Pack, plan: &Plan) -> Derivation {
    let records = records(plan);
    let alerts: Vec<&AlertRule> = plan.rules().filter_map(|rule| rule.as_alert()).collect();
    let mut all = Derivation::default();
    let mut seen = BTreeSet::new();
    for of in alerts.iter().map(|alert| alert.of) {
        if !seen.insert(of) {
            continue;
        }
        let rules: Vec<&AlertRule> = alerts.iter().filter(|alert| alert.of == of).copied().collect();
        let subject = Subject { pack, records: &records, rules: &rules };
        let cases = pack.alerts.iter().find(|alert| alert.name == of).map_or(&[][..], |alert| &alert.cases);
        let given = cases.iter().map(|case| given(pack, &rules, case)).collect::<Result<Vec<_>, _>>();
        let mut untried = BTreeMap::new();
        let found = given.and_then(|mut tests| match subject.tests(&mut untried) {
            Ok(more) => {
                tests.extend(more);
                Ok(tests)
            }
            // Of a text nothing follows, and its author says what it does.
            Err(why) if tests.is_empty() => Err(why),
            Err(_) => Ok(tests),
        });
        let origin = rules.first().map_or(plan.origin, |rule| rule.origin);
        let told = |why: Undrivable| Underivable { alert: of, origin, why: why.to_string() };
        match found {
            Ok(more) => {
                all.tests.extend(more);
                all.untried.extend(
                    untried.into_iter().map(|(what, why)| told(Undrivable(format!("`{what}`: {why}")))),
                );
            }
            Err(why) => all.without.push(told(why)),
        }
    }
    all
}

/// The test that an author gives.
fn given(pack: &Pack, rules: &[&AlertRule], case: &Case) -> Derived<BehaviourTest> {
    let names: BTreeSet<String> = rules.iter().map(|rule| rule.alert.clone()).collect();
    let mut checks = Vec::new();
    for moment in &case.moments {
        let mut firing = Vec::new();
        for (value, labels) in &moment.firing {
            let labels: Labels = labels.iter().map(|(name, value)| (name, value)).collect();
            for rule in rules {
                firing.push(Expected::of(rule, &labels, *value)?);
            }
        }
        checks.push(Check { at: moment.at, names: names.clone(), texts: !firing.is_empty(), firing });
    }
    let fires = checks.iter().any(|check| !check.firing.is_empty());
    if !fires || checks.iter().all(|check| !check.firing.is_empty()) {
        return Err(Undrivable(format!(
            "its case `{}` does not say both when it fires and when it is silent",
            case.name
        )));
    }
    let alert = rules.first().map_or("", |rule| rule.of);
    Ok(BehaviourTest {
        name: format!("{alert}: {}", case.name),
        alert,
        evaluation: pack.timing.evaluation,
        interval: case.interval,
        series: case.series.clone(),
        checks,
        samples: None,
    })
}
