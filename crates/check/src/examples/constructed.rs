//! The mistakes that are no check's to find, since they cannot be made.

/// A mistake, why it cannot be written, and the file of the test.
pub(super) const CONSTRUCTED: &[(&str, &str, &str)] = &[
    (
        "a dry run that pages or rolls back",
        "`Role::DryRun` carries neither a severity nor a policy",
        "crates/plimsoll/tests/compile_fail/dry_run_that_pages.rs",
    ),
    (
        "a secret as text",
        "a receiver takes a `Secret`, which is the path of a file",
        "crates/plimsoll/tests/compile_fail/secret_as_text.rs",
    ),
    (
        "a number without a unit as a threshold",
        "a threshold takes a quantity",
        "crates/plimsoll/tests/compile_fail/bare_number_as_a_threshold.rs",
    ),
    (
        "`unit/mismatch`: a signal against a threshold in another unit",
        "a signal crosses a threshold of its own unit alone",
        "crates/plimsoll/tests/compile_fail/seconds_against_a_ratio.rs",
    ),
    (
        "`unit/mismatch`: a quotient that has no unit",
        "units that do not divide have no `ratio`",
        "crates/plimsoll/tests/compile_fail/quotient_without_a_unit.rs",
    ),
    (
        "`promql/rate-on-gauge` in the DSL",
        "a gauge has no `rate`; raw texts have the check",
        "crates/plimsoll/tests/compile_fail/rate_of_a_gauge.rs",
    ),
    (
        "`metric/unknown-label` in the DSL",
        "a metric takes matchers on its own labels alone; raw texts have the check",
        "crates/plimsoll/tests/compile_fail/label_that_the_metric_lacks.rs",
    ),
    (
        "a rollback without a cooldown",
        "`Response::Rollback` takes a policy, and a policy a cooldown",
        "crates/plimsoll/tests/compile_fail/rollback_without_a_cooldown.rs",
    ),
    (
        "`route/no-receiver`: an alert that reaches nobody",
        "a routing begins with the receiver of whatever nothing else takes",
        "crates/plimsoll/tests/compile_fail/routing_without_a_receiver.rs",
    ),
    (
        "`receiver/unknown` in the DSL",
        "a route takes the receiver itself; a plan that was changed by hand has the check",
        "crates/plimsoll/tests/compile_fail/route_to_a_name.rs",
    ),
    (
        "`route/mute-not-inherited`: a muted route whose children are not",
        "no route is muted: what keeps an alert quiet is an inhibition, or a silence that somebody sets",
        "crates/plimsoll/tests/compile_fail/route_that_is_muted.rs",
    ),
    (
        "`dashboard/fixed-datasource`: a panel that asks one Grafana's data source",
        "a panel has none; all ask the variable `datasource`",
        "crates/plimsoll/tests/compile_fail/panel_with_a_data_source.rs",
    ),
];
