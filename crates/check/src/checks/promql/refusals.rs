//! What the gate refuses, as findings.

use crate::{Diagnostic, Subject};

/// Every expression that the gate refuses for this reason.
pub(super) fn find(subject: &Subject<'_>, id: &'static str, found: &mut Vec<Diagnostic>) {
    for expression in subject.expressions() {
        let Err(refusal) = expression.verdict.as_ref() else { continue };
        if refusal.id != id {
            continue;
        }
        let finding = expression.at(Diagnostic::error(id, &*refusal.message), &refusal.span);
        found.push(match &refusal.help {
            Some(help) => finding.help(&**help),
            None => finding,
        });
    }
}
