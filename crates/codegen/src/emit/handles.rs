//! `t`, `o` and `r`: one constant per threshold, per objective, and for the rollback policy.

use super::literal::{UNITS, ident, string};
use super::writer::Writer;
use crate::Located;
use crate::data::{Direction, Threshold, ThresholdsFile};

/// Handles are lower-case like what they stand for; which of them a pack uses is its own affair.
pub(super) const ALLOW: &str = "#[allow(non_upper_case_globals, dead_code, unreachable_pub, unused_imports, clippy::all, clippy::pedantic)]";

pub(super) fn thresholds(out: &mut Writer, file: &ThresholdsFile) {
    out.gap();
    out.line(format_args!("/// The thresholds of `{}`.", file.file));
    out.line(format_args!("{ALLOW}"));
    out.line(format_args!("pub mod t {{"));
    out.line(format_args!("use ::plimsoll::{{model::Threshold, units}};"));
    for (name, threshold) in file.thresholds.iter() {
        out.gap();
        out.line(format_args!("/// {}", described(threshold)));
        out.line(format_args!("///"));
        out.line(format_args!("/// `{}:{}:{}`", file.file, name.place.line, name.place.column));
        let of = UNITS.dimension(threshold.unit());
        out.line(format_args!("pub const {}: Threshold<{of}> =", ident(&name.value)));
        out.line(format_args!(
            "Threshold::{}({}, {})",
            threshold.direction.key(),
            string(&name.value),
            UNITS.quantity(threshold.line.value)
        ));
        if let Some(window) = threshold.window {
            out.line(format_args!(".over({})", UNITS.duration(window.value)));
        }
        if let Some(hold) = threshold.hold {
            out.line(format_args!(".hold({})", UNITS.duration(hold.value)));
        }
        if let Some(baseline) = threshold.baseline {
            out.line(format_args!(".baseline({})", UNITS.quantity(baseline.value)));
        }
        if let Some(fault) = threshold.fault {
            out.line(format_args!(".fault({})", UNITS.quantity(fault.value)));
        }
        out.line(format_args!(".at({});", UNITS.origin(&file.file, name.place)));
    }
    out.line(format_args!("}}"));
}

/// What hovering over a handle says: `Above 5 %, window 5m, for 2m, baseline 0.1 %.`
fn described(threshold: &Threshold) -> String {
    let side = match threshold.direction {
        Direction::Above => "Above",
        Direction::Below => "Below",
    };
    let mut said = format!("{side} {}", threshold.line.value);
    for (what, duration) in [("window", threshold.window), ("for", threshold.hold)] {
        said.extend(duration.map(|duration| format!(", {what} {}", duration.value)));
    }
    said.extend(threshold.baseline.map(|baseline| format!(", baseline {}", baseline.value)));
    said + "."
}

pub(super) fn objectives(out: &mut Writer, file: &ThresholdsFile) {
    out.gap();
    out.line(format_args!("/// The objectives of `{}`.", file.file));
    out.line(format_args!("{ALLOW}"));
    out.line(format_args!("pub mod o {{"));
    out.line(format_args!("use ::plimsoll::{{model::Objective, units}};"));
    for (name, objective) in file.objectives.iter() {
        out.gap();
        out.line(format_args!("/// {} over {}.", objective.objective.value, objective.period.value));
        out.line(format_args!("///"));
        out.line(format_args!("/// `{}:{}:{}`", file.file, name.place.line, name.place.column));
        out.line(format_args!("pub const {}: Objective =", ident(&name.value)));
        out.line(format_args!(
            "Objective::new({}, {}, {})",
            string(&name.value),
            UNITS.quantity(objective.objective.value),
            UNITS.duration(objective.period.value)
        ));
        out.line(format_args!(".at({});", UNITS.origin(&file.file, name.place)));
    }
    out.line(format_args!("}}"));
}

/// `r`, where the file has a rollback policy: an alert names the policy that it may ask for.
pub(super) fn rollback(out: &mut Writer, file: &ThresholdsFile) {
    let Some(Located { value: policy, place }) = &file.rollback else { return };
    out.gap();
    out.line(format_args!("/// The rollback policy of `{}`.", file.file));
    out.line(format_args!("{ALLOW}"));
    out.line(format_args!("pub mod r {{"));
    out.line(format_args!("use ::plimsoll::{{model::RollbackPolicy, units}};"));
    out.gap();
    out.line(format_args!("/// At most every {} for one deployment.", policy.cooldown.value));
    out.line(format_args!("///"));
    out.line(format_args!("/// `{}:{}:{}`", file.file, place.line, place.column));
    out.line(format_args!("pub const policy: RollbackPolicy ="));
    out.line(format_args!("RollbackPolicy::new({})", UNITS.duration(policy.cooldown.value)));
    if let Some(attempts) = policy.attempts {
        out.line(format_args!(".attempts({})", attempts.value));
    }
    if let Some(timeout) = policy.timeout {
        out.line(format_args!(".timeout({})", UNITS.duration(timeout.value)));
    }
    if let Some(verify) = policy.verify {
        out.line(format_args!(".verify({})", UNITS.duration(verify.value)));
    }
    let verified: Vec<String> = policy
        .verified
        .iter()
        .map(|(name, line)| {
            let (handle, line) = (ident(&name.value), UNITS.quantity(line.value));
            format!("super::t::{handle}.to({line}).at({})", UNITS.origin(&file.file, name.place))
        })
        .collect();
    if !verified.is_empty() {
        out.line(format_args!(".verified(&[{}])", verified.join(", ")));
    }
    if let Some(most) = policy.max_concurrent {
        out.line(format_args!(".max_concurrent({})", most.value));
    }
    out.line(format_args!(".at({});", UNITS.origin(&file.file, *place)));
    out.line(format_args!("}}"));
}
