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

/// Of each inhibition the alerts on its sides, by their numbers.
pub(crate) type OnSides = Vec<[Vec<usize>; 2]>;

/// Every inhibition over the alerts of the subject. Many checks ask, and who is on which side is worked out once.
pub(crate) fn each<'s>(subject: &'s Subject<'_>, alerts: &'s [Routed<'s>]) -> Vec<Sides<'s>> {
    let rules =
        subject.alertmanager().map(|alertmanager| alertmanager.inhibitions.as_slice()).unwrap_or_default();
    let on = |side: &[Matcher]| {
        let is_on = |(_, routed): &(usize, &Routed<'_>)| selects(side, routed.labels).is_possible();
        alerts.iter().enumerate().filter(is_on).map(|(number, _)| number).collect()
    };
    let known = subject
        .on_sides
        .get_or_init(|| rules.iter().map(|rule| [on(&rule.source), on(&rule.target)]).collect());
    let named = |numbers: &[usize]| numbers.iter().filter_map(|number| alerts.get(*number)).collect();
    let sides = rules.iter().zip(known);
    sides.map(|(rule, [on, of])| Sides { rule, sources: named(on), targets: named(of) }).collect()
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
