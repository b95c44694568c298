//! The examples in Rust.

use super::example::{Example as _, Planted};
use crate::checks::{
    alert, allow, cost, dashboard, gate, inhibit, labels, metric, panel, receiver, rollout, route, rule,
    split, timing,
};

/// The two examples of a check that are written in Rust.
pub(super) struct Written {
    /// The id of the check, with `_` for `-`.
    pub(super) file: &'static str,
    pub(super) bad: fn() -> Planted,
    pub(super) good: fn() -> Planted,
}

macro_rules! written {
    ($($group:ident::$name:ident,)*) => {
        &[$(Written {
            file: concat!(stringify!($group), "/", stringify!($name)),
            bad: || $group::$name::examples::bad().planted(),
            good: || $group::$name::examples::good().planted(),
        }),*]
    };
}

/// All of them, sorted.
pub(super) const WRITTEN: &[Written] = written![
    alert::no_panel,
    allow::stale,
    cost::cardinality,
    dashboard::duplicate_id,
    dashboard::legend_label,
    dashboard::too_large,
    dashboard::unused_variable,
    gate::boundary,
    gate::many_series,
    gate::no_data,
    inhibit::cycle,
    inhibit::equal_missing_both,
    inhibit::equal_missing_one_side,
    inhibit::mutes_rollback,
    inhibit::overlap,
    inhibit::source_never_fires,
    inhibit::target_never_fires,
    inhibit::too_slow,
    inhibit::unscoped,
    labels::dropped,
    metric::not_scraped,
    panel::hole,
    panel::no_description,
    panel::no_title,
    panel::overlap,
    panel::threshold_mismatch,
    panel::unit_mismatch,
    receiver::unknown,
    receiver::unused,
    rollout::cooldown,
    rollout::enforcement_shrinks,
    rollout::ladder,
    rollout::loosens,
    rollout::no_guard,
    rollout::not_dry_first,
    rollout::override_loosens,
    rollout::scope_shrinks,
    rollout::short_dwell,
    rollout::silent_signal,
    rollout::two_actors,
    rollout::unbound_selector,
    rollout::undisjoint_override,
    rollout::weights,
    route::contradicts_parent,
    route::default_only,
    route::group_by_unknown,
    route::interval_order,
    route::shadowed,
    route::template_label,
    route::undecidable,
    route::unknown_label,
    route::unreachable,
    route::unscoped,
    rule::duplicate_identity,
    rule::hold_below_interval,
    rule::missing_owner,
    rule::missing_runbook,
    rule::missing_summary,
    rule::no_interval,
    rule::object_too_large,
    rule::record_name,
    rule::record_order,
    rule::unknown_record,
    rule::unused_record,
    rule::value_in_label,
    split::capacity,
    split::weight,
    timing::detection_budget,
    timing::recovery_budget,
];
