//! The inhibitions of a plan, each with the alerts on its two sides.

use plimsoll_plan::InhibitRule;
use plimsoll_plan::simulate::selects;
use plimsoll_promql::Matcher;

use crate::routed::Routed;
use crate::{Diagnostic, Subject};

/// One inhibition, and the alerts of every phase that can be on its sides.
pub(crate) struct Sides<'s> {
    pub(crate) rule: &'s InhibitRule,
    pub(crate) sources: Vec<&'s Routed<'s>>,
    pub(crate) targets: Vec<&'s Routed<'s>>,
}

/// Every inhibition over these alerts.
pub(crate) fn each<'s>(subject: &Subject<'s>, alerts: &'s [Routed<'s>]) -> Vec<Sides<'s>> {
    let rules =
        subject.alertmanager().map(|alertmanager| alertmanager.inhibitions.as_slice()).unwrap_or_default();
    let on = |side: &[Matcher]| {
        alerts.iter().filter(|routed| selects(side, routed.labels).is_possible()).collect::<Vec<_>>()
    };
    rules.iter().map(|rule| Sides { rule, sources: on(&rule.source), targets: on(&rule.target) }).collect()
}

impl Sides<'_> {
    /// A finding about the inhibition.
    pub(crate) fn finding(&self, subject: &Subject<'_>, finding: Diagnostic) -> Diagnostic {
        subject.about_routing(finding.at(self.rule.origin))
    }
}

/// One side in a message.
pub(crate) fn said(side: &[Matcher]) -> String {
    let matchers: Vec<String> = side.iter().map(ToString::to_string).collect();
    format!("`{}`", matchers.join(", "))
}
