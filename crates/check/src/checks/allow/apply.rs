//! What an alert allows is left out.

use std::collections::BTreeSet;

use plimsoll_model::Allowance;
use plimsoll_units::Origin;

use crate::{Diagnostic, Subject};

/// Findings without which a file could not be shipped: nobody can allow them.
const NEVER: [&str; 4] = ["promql/syntax", "promql/dialect", "promql/result-type", "promql/regex"];

/// Whether findings of this check can be allowed.
pub(crate) fn is_allowable(id: &str) -> bool {
    !NEVER.contains(&id)
}

/// The findings that no alert allows, and the places of the allowances that were needed.
pub(crate) fn apply(subject: &Subject<'_>, found: Vec<Diagnostic>) -> (Vec<Diagnostic>, BTreeSet<Origin>) {
    let allowances: Vec<(String, Origin, Allowance)> = subject
        .pack
        .alerts
        .iter()
        .flat_map(|alert| alert.allowances.iter().map(move |allowance| (alert, *allowance)))
        .filter(|(_, allowance)| is_allowable(allowance.check))
        .map(|(alert, allowance)| (subject.about_alert(alert.name), alert.origin, allowance))
        .collect();
    let mut needed = BTreeSet::new();
    let left = found
        .into_iter()
        .filter(|finding| {
            let allowed = allowances.iter().find(|(about, origin, allowance)| {
                let concerns = finding.origin == Some(*origin) || finding.subject.as_ref() == Some(about);
                concerns && finding.id == allowance.check
            });
            needed.extend(allowed.map(|(.., allowance)| allowance.origin));
            allowed.is_none()
        })
        .collect();
    (left, needed)
}
