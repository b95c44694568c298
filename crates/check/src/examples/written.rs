//! The examples in Rust.

use super::example::{Example as _, Planted};
use crate::checks::{
    alert, allow, cost, dashboard, gate, inhibit, labels, metric, panel, receiver, rollout, route, rule,
    split, timing,
};

/// The examples of a check that are written in Rust.
pub(super) struct Written {
    /// The id of the check, with `_` for `-`.
    pub(super) file: &'static str,
    pub(super) bad: &'static [fn() -> Planted],
    pub(super) good: &'static [fn() -> Planted],
}

/// The functions `bad` and `good` of each, and what other bad ones there are.
macro_rules! written {
    ($($group:ident::$name:ident $(+ $more:ident)*,)*) => {
        &[$(Written {
            file: concat!(stringify!($group), "/", stringify!($name)),
            bad: &[
                || $group::$name::examples::bad().planted(),
                $(|| $group::$name::examples::$more().planted(),)*
            ],
            good: &[|| $group::$name::examples::good().planted()],
        }),*]
    };
}

/// All of them, sorted.
pub(super) const WRITTEN: &[Written] = written![
    alert::no_behaviour_test + bad_that_could_always_fire,
    alert::no_panel,
    allow::stale + bad_for_no_check,
    cost::cardinality + bad_of_a_target + bad_by_a_label_without_a_number,
    dashboard::duplicate_id + bad_of_dashboards,
    dashboard::legend_label,
    dashboard::too_large,
    dashboard::unused_variable,
    gate::boundary + bad_of_two_comparisons,
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
    inhibit::unscoped + bad_at_its_source,
    labels::dropped + bad_of_the_rule_itself,
    metric::not_scraped,
    panel::hole,
    panel::no_description,
    panel::no_title,
    panel::overlap,
    panel::threshold_mismatch + bad_without_the_line,
    panel::unit_mismatch + bad_line + bad_axis,
    receiver::unknown,
    receiver::unused,
    rollout::cooldown + bad_without_a_workload,
    rollout::enforcement_shrinks,
    rollout::ladder + bad_inside_the_objective + bad_beyond_total_outage,
    rollout::loosens + bad_hold,
    rollout::no_guard + bad_guard_of_a_crash,
    rollout::not_dry_first,
    rollout::override_loosens + bad_hold,
    rollout::scope_shrinks,
    rollout::short_dwell + bad_without_a_dwell,
    rollout::silent_signal + bad_by_a_plan,
    rollout::two_actors + bad_key,
    rollout::unbound_selector + bad_pattern,
    rollout::undisjoint_override + bad_plan,
    rollout::weights,
    route::contradicts_parent,
    route::default_only,
    route::group_by_unknown,
    route::interval_order + bad_wait + bad_memory,
    route::shadowed + bad_by_several_together,
    route::template_label,
    route::undecidable,
    route::unknown_label,
    route::unreachable,
    route::unscoped,
    rule::duplicate_identity + bad_twice,
    rule::hold_below_interval + bad_threshold,
    rule::missing_owner,
    rule::missing_runbook,
    rule::missing_summary,
    rule::no_interval,
    rule::object_too_large,
    rule::record_name + bad_end + bad_with_three_colons,
    rule::record_order + bad_group,
    rule::unknown_record,
    rule::unused_record,
    rule::value_in_label + bad_too,
    split::capacity,
    split::weight + bad_route,
    timing::detection_budget + bad_line + bad_without_a_fault,
    timing::recovery_budget + bad_roll,
    timing::time_scale,
];
