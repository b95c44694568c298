//! A selector that may read the series of another environment.
//!
//! Two environments may be loaded into one Prometheus. A rule of one that reads series of the other rolls back by faults
//! that are not there. What is built from the catalogue is bound to the namespace; a raw text must say it.
//!
//! # Fix
//!
//! Bind the selector to the environment's namespace, or build it from the catalogue.

use plimsoll_plan::names;
use plimsoll_promql::Matcher;
use plimsoll_promql::gate::Selector;

use crate::catalogue::Series;
use crate::registry::Check;
use crate::staged::may_read;
use crate::subject::Place;
use crate::{Diagnostic, Subject};

const ID: &str = "rollout/unbound-selector";

pub(crate) const CHECK: Check =
    Check::error(ID, "a selector that may read the series of another environment", run);

fn run(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    let here = &subject.plan.environment;
    let others = subject.pack.environments.iter().filter(|other| other.name != here.name);
    let others: Vec<(&str, &str)> = others.filter_map(|other| Some((other.name, other.namespace?))).collect();
    // One namespace for two: no matcher tells them apart, and it is told once.
    if let Some((name, namespace)) = others.iter().find(|(_, namespace)| here.namespace == Some(namespace)) {
        let message = format!("`{}` and `{name}` are both in the namespace `{namespace}`", here.name);
        let help = "give each environment its own namespace: selectors are bound to it";
        found.push(Diagnostic::error(ID, message).at(here.origin).about(subject.plan.folder()).help(help));
        return;
    }
    for (expression, accepted) in subject.accepted() {
        // A panel is bound by its variable.
        if !matches!(expression.place, Place::Alert(..) | Place::Record(..)) {
            continue;
        }
        for selector in &accepted.selectors {
            let Some((name, namespace)) = others.iter().find(|(_, other)| reads(subject, selector, other))
            else {
                continue;
            };
            let message =
                format!("this selector may read series of `{name}`, in the namespace `{namespace}`");
            let help = match here.namespace {
                Some(own) => format!("add `namespace=\"{own}\"`"),
                None => format!("give `{}` a namespace", here.name),
            };
            found.push(expression.at(Diagnostic::error(ID, message), &selector.span).help(help));
        }
    }
}

/// Whether a selector may read series of a namespace. What carries none, or is not declared, has no environment.
fn reads(subject: &Subject<'_>, selector: &Selector, namespace: &str) -> bool {
    let declared = matches!(subject.catalogue.series(selector), Series::Metric(..) | Series::Recording(_));
    if !declared || !subject.catalogue.labels_of_selector(selector).has(names::NAMESPACE) {
        return false;
    }
    let matchers: Vec<Matcher> = selector
        .matchers
        .iter()
        .map(|matcher| Matcher::new(matcher.label.clone(), matcher.op, matcher.value.clone()))
        .collect();
    may_read(&matchers, names::NAMESPACE, namespace)
}

#[cfg(test)]
pub(crate) mod examples {
    use crate::examples::prelude::*;

    pub(crate) fn bad() -> Planted {
        changed(|pack| {
            pack.environments.push(Environment::new("staging", "everywhere").namespace("shop-staging"));
            pack.dashboards.clear();
            pack.alerts = vec![probe("sum(rate(http_requests_total[5m])) > 1")];
        })
    }

    /// A pattern that takes both namespaces.
    pub(crate) fn bad_pattern() -> Planted {
        changed(|pack| {
            pack.environments.push(Environment::new("staging", "everywhere").namespace("shop-staging"));
            pack.dashboards.clear();
            pack.alerts = vec![probe("sum(rate(http_requests_total{namespace=~\"shop.*\"}[5m])) > 1")];
        })
    }

    pub(crate) fn good() -> Planted {
        changed(|pack| {
            pack.environments.push(Environment::new("staging", "everywhere").namespace("shop-staging"));
            pack.dashboards.clear();
            pack.alerts = vec![probe("sum(rate(http_requests_total{namespace=\"shop\"}[5m])) > 1")];
        })
    }
}

#[cfg(test)]
mod tests {
    use plimsoll_model::{Environment, Pack};

    use crate::{Diagnostic, fixture};

    /// An alert with this expression in a pack with two environments.
    fn beside_staging(text: &str) -> Vec<Diagnostic> {
        let of_probe = |finding: &Diagnostic| {
            finding.subject.as_deref().is_some_and(|subject| subject.ends_with("alert Probe"))
        };
        let change = |pack: &mut Pack| {
            pack.environments.push(Environment::new("staging", "everywhere").namespace("shop-staging"));
            pack.alerts.push(fixture::probe(text));
        };
        fixture::findings(change).into_iter().filter(of_probe).collect()
    }

    #[test]
    fn a_selector_without_a_namespace_is_found() {
        let found = beside_staging("sum(rate(http_requests_total[5m])) > 1");
        assert_eq!(fixture::ids(&found), ["rollout/unbound-selector"]);
        assert_eq!(
            found[0].message,
            "this selector may read series of `staging`, in the namespace `shop-staging`"
        );
        assert_eq!(found[0].help.as_deref(), Some("add `namespace=\"shop\"`"));
    }

    #[test]
    fn a_pattern_that_takes_both_is_found() {
        let found = beside_staging("sum(rate(http_requests_total{namespace=~\"shop.*\"}[5m])) > 1");
        assert_eq!(fixture::ids(&found), ["rollout/unbound-selector"]);
    }

    #[test]
    fn two_environments_in_one_namespace_are_told_once() {
        let found = fixture::findings(|pack| {
            pack.environments.push(Environment::new("staging", "everywhere").namespace("shop"));
        });
        assert_eq!(fixture::ids(&found), ["rollout/unbound-selector"]);
    }

    #[test]
    fn a_selector_of_one_namespace_and_one_that_has_none_pass() {
        assert_eq!(beside_staging("sum(rate(http_requests_total{namespace=\"shop\"}[5m])) > 1"), []);
        assert_eq!(beside_staging("node_load > 1"), []);
    }
}
