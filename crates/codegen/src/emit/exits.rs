//! The exit gates and approvals of `pack()`.

use super::literal::{UNITS, string};
use crate::Located;
use crate::data::{Approved, Exit, ThresholdsFile};

/// `model::ExitGates::new().quiet(..)`
pub(super) fn exit(exit: Exit) -> String {
    let period = |call: &str, period: Option<Located<_>>| {
        period.map(|period| format!(".{call}({})", UNITS.duration(period.value)))
    };
    let mut gates = "model::ExitGates::new()".to_owned();
    gates.extend(period("quiet", exit.quiet));
    gates.extend(period("no_rollback", exit.no_rollback));
    gates.extend(exit.approval.filter(|approval| approval.value).map(|_| ".approval()".to_owned()));
    gates
}

/// `approved(model::Approval::new(..).at(..))`
pub(super) fn approved(file: &ThresholdsFile, approved: &Located<Approved>) -> String {
    let Located { value: Approved { phase, until, because }, place } = approved;
    format!(
        "approved(model::Approval::new({}, {}, {}).at({}))",
        string(&phase.value),
        UNITS.date(until.value),
        string(&because.value),
        UNITS.origin(&file.file, *place)
    )
}
