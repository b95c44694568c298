//! Mistakes in `thresholds.yaml`: each with its place and a way out.

mod common;

use plimsoll_codegen::{Problem, read};

fn problems(source: &str) -> Vec<Problem> {
    read::thresholds("t.yaml", source.as_bytes()).err().unwrap_or_default()
}

/// A pack with these lines; the problem points at `at`.
#[track_caller]
fn refused(lines: &str, id: &str, at: &str, help: &str) {
    let source = format!("pack: shop\n{lines}\n");
    common::assert_told(&source, &problems(&source), id, at, help);
}

/// A threshold with these fields.
#[track_caller]
fn threshold(fields: &str, id: &str, at: &str, help: &str) {
    refused(&format!("thresholds:\n  errors: {{ {fields} }}"), id, at, help);
}

/// A threshold of 5 %, and these lines.
#[track_caller]
fn beside(lines: &str, id: &str, at: &str, help: &str) {
    refused(
        &format!(
            "services: {{ api: {{ tier: front }} }}\nthresholds: {{ errors: {{ above: 5% }} }}\n{lines}"
        ),
        id,
        at,
        help,
    );
}

#[test]
fn an_unknown_key_is_told_with_the_one_that_was_meant() {
    refused("thresholdz: {}", "yaml/unknown-key", "thresholdz", "did you mean `thresholds`?");
    threshold("above: 5%, holdfor: 2m", "yaml/unknown-key", "holdfor", "the keys are `above`, `below`");
    refused("<<: { owner: x }", "yaml/unknown-key", "<<", "the keys are `pack`");
}

#[test]
fn a_missing_key_is_told_where_it_belongs() {
    common::assert_told(
        "owner: x\n",
        &problems("owner: x\n"),
        "yaml/missing-key",
        "owner",
        "add `pack: edgelink`",
    );
    refused("timing: { scrape: 15s }", "yaml/missing-key", "timing", "add `evaluation: 15s`");
    refused("rollback: { attempts: 3 }", "yaml/missing-key", "rollback", "add `cooldown: 20m`");
    refused("objectives: { up: { period: 30d } }", "yaml/missing-key", "up", "add `objective: 99.9%`");
    refused("rollout: [{ enforce: dry-run }]", "yaml/missing-key", "{", "add `phase: dry-run`");
}

#[test]
fn a_wrong_unit_is_told_with_the_place_of_the_unit() {
    threshold("above: 5%, baseline: 5s", "yaml/wrong-unit", "5s", "`5%` or `0.05`");
    threshold("above: 5s, unit: ratio", "yaml/wrong-unit", "5s", "`5%` or `0.05`");
    beside("rollout: [{ phase: a, enforce: dry-run, set: { errors: 5s } }]", "yaml/wrong-unit", "5s", "`5%`");
    beside(
        "rollout: [{ phase: a, enforce: dry-run, set: { errors: { above: 64Mi } } }]",
        "yaml/wrong-unit",
        "64Mi",
        "`5%`",
    );
    beside(
        "overrides: [{ service: api, set: { errors: 500ms }, because: x }]",
        "yaml/wrong-unit",
        "500ms",
        "`5%`",
    );
    let source = "pack: shop\nthresholds:\n  errors: { above: 5%, baseline: 5s }\n";
    let drawn = problems(source)[0].render(source);
    assert!(drawn.contains("in ratio because of `above: 5%`"), "{drawn}");
}

#[test]
fn what_is_no_amount_is_told() {
    threshold("above: many", "yaml/bad-amount", "many", "a number with a suffix");
    threshold("above: -1%", "yaml/bad-amount", "-1%", "`5%`");
    threshold("above: 5 parsecs", "yaml/bad-amount", "5 parsecs", "a number with a suffix");
    threshold("above: 5%/s", "yaml/bad-amount", "5%/s", "a number with a suffix");
    threshold("above: [5%]", "yaml/wrong-type", "[", "an amount");
}

#[test]
fn more_than_all_is_refused() {
    threshold("above: 120%", "yaml/over-100-percent", "120%", "a part of a whole");
    threshold("above: 5, unit: ratio", "yaml/over-100-percent", "5", "`0.05`");
    threshold("above: 90%, baseline: 100.1%", "yaml/over-100-percent", "100.1%", "a part of a whole");
}

#[test]
fn minutes_and_millicores_must_be_told_apart() {
    threshold("above: 5m", "yaml/ambiguous-unit", "5m", "`unit: seconds` or `unit: cores`");
    for unit in ["seconds", "cores"] {
        let source =
            format!("pack: shop\nthresholds: {{ lag: {{ above: 5m, unit: {unit}, baseline: 1m }} }}\n");
        assert_eq!(problems(&source), [], "{unit}");
    }
}

#[test]
fn a_unit_is_one_of_a_closed_list() {
    threshold("above: 5%, unit: percent", "yaml/unknown-value", "percent", "`ratio`, `seconds`, `bytes`");
    threshold("above: 5, unit: timestamp", "yaml/unknown-value", "timestamp", "`count`");
}

#[test]
fn a_line_has_exactly_one_direction() {
    threshold("window: 5m", "yaml/direction", "errors", "exactly one of them");
    threshold("above: 5%, below: 1%", "yaml/direction", "errors", "exactly one of them");
    beside(
        "rollout: [{ phase: a, enforce: dry-run, set: { errors: { below: 3% } } }]",
        "yaml/direction",
        "below",
        "write `above`",
    );
}

#[test]
fn a_duration_has_a_unit_and_a_window_has_a_length() {
    threshold("above: 5%, window: 5", "yaml/bad-duration", "5", "`5m`");
    threshold("above: 5%, window: 0s", "yaml/bad-duration", "0s", "`5m`");
    threshold("above: 5%, for: 2min", "yaml/bad-duration", "2min", "`5m`");
    threshold("above: 5%, for: ", "yaml/wrong-type", ":", "write a duration here");
    assert_eq!(problems("pack: shop\nthresholds: { errors: { above: 5%, for: 0s } }\n"), []);
}

#[test]
fn a_name_is_one_that_everything_made_of_it_can_carry() {
    refused("thresholds: { error-rate: { above: 5% } }", "yaml/bad-name", "error-rate", "`error_rate`");
    refused("thresholds: { self: { above: 5% } }", "yaml/bad-name", "self", "Rust's own words");
    refused("services: { Api_Gateway: {} }", "yaml/bad-name", "Api_Gateway", "lower-case letters");
    refused("owner: Platform Team", "yaml/bad-name", "Platform Team", "lower-case letters");
    refused("environments: { -x: {} }", "yaml/bad-name", "-x", "begins with a letter");
}

#[test]
fn a_keyword_is_a_good_name() {
    assert_eq!(problems("pack: shop\nthresholds: { type: { above: 5% } }\n"), []);
}

#[test]
fn a_key_given_twice_shows_both_places() {
    let source = "pack: shop\nthresholds:\n  errors: { above: 5% }\n  errors: { above: 6% }\n";
    common::assert_told(source, &problems(source), "yaml/duplicate-key", "errors", "remove one");
    let problem = &problems(source)[0];
    assert_eq!((problem.line, problem.related[0].place.line), (4, 3));
    assert!(problem.render(source).contains("first here"));
    threshold("above: 5%, above: 6%", "yaml/duplicate-key", "above", "remove one");
}

#[test]
fn a_name_that_does_not_exist_is_told_with_those_that_do() {
    let phase = "rollout: [{ phase: dry-run, enforce: dry-run }]\n";
    beside(
        &format!("{phase}environments: {{ prod: {{ phase: dryrun }} }}"),
        "yaml/unknown-phase",
        "dryrun",
        "did you mean `dry-run`?",
    );
    beside("environments: { prod: { phase: dry-run } }", "yaml/unknown-phase", "dry-run", "add a `rollout`");
    beside(
        "rollout: [{ phase: a, enforce: rollback, scope: [apo] }]",
        "yaml/unknown-service",
        "apo",
        "did you mean `api`?",
    );
    beside(
        "rollout: [{ phase: a, enforce: rollback, set: { erors: 5% } }]",
        "yaml/unknown-threshold",
        "erors",
        "`errors`",
    );
    beside(
        "overrides: [{ service: cart, set: { errors: 1% }, because: x }]",
        "yaml/unknown-service",
        "cart",
        "`api`",
    );
    beside(
        "overrides: [{ tier: back, set: { errors: 1% }, because: x }]",
        "yaml/unknown-tier",
        "back",
        "`front`",
    );
    beside(
        "overrides: [{ environment: lab, set: { errors: 1% }, because: x }]",
        "yaml/unknown-environment",
        "lab",
        "there are no",
    );
}

#[test]
fn a_word_of_a_closed_list_is_told_with_the_list() {
    refused(
        "rollout: [{ phase: a, enforce: observe }]",
        "yaml/unknown-value",
        "observe",
        "`dry-run`, `rollback`",
    );
    refused(
        "rollout: [{ phase: a, enforce: rollback, scope: none }]",
        "yaml/unknown-value",
        "none",
        "services stand in a list",
    );
}

#[test]
fn phases_have_names_of_their_own_and_the_last_has_no_next() {
    let twice = "rollout:\n  - { phase: a, enforce: dry-run }\n  - { phase: a, enforce: rollback }";
    refused(twice, "yaml/duplicate-name", "a", "rename");
    refused(
        "rollout: [{ phase: a, enforce: rollback, shadow_next: true }]",
        "yaml/no-next-phase",
        "true",
        "remove `shadow_next`",
    );
    refused("rollout: []", "yaml/empty-list", "[", "add a phase");
}

#[test]
fn an_environment_of_a_staged_pack_says_which_phase_is_live() {
    beside(
        "rollout: [{ phase: a, enforce: dry-run }]\nenvironments: { prod: {} }",
        "yaml/missing-key",
        "prod",
        "add `phase: ",
    );
}

#[test]
fn an_override_is_for_one_thing_says_why_and_changes_something() {
    beside(
        "overrides: [{ set: { errors: 1% }, because: x }]",
        "yaml/missing-key",
        "{",
        "exactly one of `service`",
    );
    beside(
        "overrides: [{ service: api, tier: front, set: { errors: 1% }, because: x }]",
        "yaml/several-targets",
        "{",
        "exactly one",
    );
    beside("overrides: [{ service: api, set: { errors: 1% } }]", "yaml/missing-key", "{", "add `because: ");
    beside("overrides: [{ service: api, set: {}, because: x }]", "yaml/no-change", "{", "say what changes");
    beside(
        "overrides: [{ service: api, set: { errors: {} }, because: x }]",
        "yaml/no-change",
        "errors",
        "say what changes",
    );
}

#[test]
fn a_value_of_another_type_is_told_with_the_one_expected() {
    refused("services: [api]", "yaml/wrong-type", "[", "a map is");
    refused("rollout: { phase: a }", "yaml/wrong-type", "{", "a list is");
    refused("services: { api: { critical: yes } }", "yaml/wrong-type", "yes", "`true` or `false`");
    refused(
        "environments: { prod: { external_labels: { zone: 7 } } }",
        "yaml/wrong-type",
        "7",
        "in quotes: `\"7\"`",
    );
    let rollback = "timing: { scrape: 15s, evaluation: 15s, peers: 1, webhook: 0s }\nworkload: { replicas: 3, start_to_ready: 15s }\nrollback:";
    refused(&format!("{rollback} {{ cooldown: 20m, attempts: zero }}"), "yaml/bad-number", "zero", "`3`");
}

#[test]
fn dates_addresses_versions_and_labels_are_checked() {
    let prod = |fields: &str| format!("environments: {{ prod: {{ {fields} }} }}");
    refused(&prod("since: 2025-02-30"), "yaml/bad-date", "2025-02-30", "`2025-10-24`");
    refused(
        &prod("links: { grafana: grafana.example.com }"),
        "yaml/bad-url",
        "grafana.example.com",
        "`https://`",
    );
    refused(&prod("targets: { prometheus: new }"), "yaml/bad-version", "new", "`\"3.5\"`");
    refused(&prod("external_labels: { a-b: x }"), "yaml/bad-label", "a-b", "letters, digits and `_`");
    refused(&prod("external_labels: { __x: x }"), "yaml/bad-label", "__x", "removed");
    refused(&prod("rule_labels: { release: \"a b\" }"), "yaml/bad-label", "\"a b\"", "at most 63");
    refused(
        "objectives: { up: { objective: 100%, period: 30d } }",
        "yaml/bad-objective",
        "100%",
        "less than 100 %",
    );
}

#[test]
fn all_problems_of_a_file_are_told_at_once_in_its_order() {
    let source =
        "pakc: shop\nthresholds:\n  errors: { above: 5s, unit: ratio }\n  slow: { above: 5%, window: 5 }\n";
    let ids: Vec<&str> = problems(source).iter().map(|problem| problem.id).collect();
    assert_eq!(ids, ["yaml/missing-key", "yaml/unknown-key", "yaml/wrong-unit", "yaml/bad-duration"]);
}

#[test]
fn one_mistake_is_told_once() {
    // The threshold cannot be read, yet it is declared: the phase that sets it is not at fault.
    beside_broken("rollout: [{ phase: a, enforce: dry-run, set: { broken: 5% } }]");
    beside_broken(
        "overrides: [{ environment: prod, set: { broken: 5% }, because: x }]\nenvironments: { prod: {} }",
    );
}

#[track_caller]
fn beside_broken(lines: &str) {
    let source = format!("pack: shop\nthresholds: {{ broken: {{ above: many }} }}\n{lines}\n");
    let ids: Vec<&str> = problems(&source).iter().map(|problem| problem.id).collect();
    assert_eq!(ids, ["yaml/bad-amount"]);
}

#[test]
fn a_million_mistakes_are_told_up_to_a_hundred() {
    let lines: Vec<String> = (0..20_000).map(|at| format!("key_{at}: x\n")).collect();
    assert_eq!(problems(&lines.concat()).len(), 100);
}

#[test]
fn a_gate_that_cannot_open_or_cannot_shut_is_told() {
    let phases = |first: &str, last: &str| {
        format!(
            "rollout: [{{ phase: a, enforce: rollback{first} }}, {{ phase: b, enforce: rollback{last} }}]"
        )
    };
    beside(&phases("", ", exit: { approval: true }"), "yaml/no-next-phase", "exit", "remove `exit`");
    beside(&phases(", exit: { quiet: 3d }", ""), "yaml/nothing-records", "3d", "add `shadow_next: true`");
    beside(&phases(", exit: {}", ""), "yaml/no-change", "exit", "say `quiet: 3d`");
    beside(&phases(", exit: { silent: 3d }", ""), "yaml/unknown-key", "silent", "the keys are `quiet`");
}

#[test]
fn an_approval_names_a_phase_a_last_day_and_where_it_was_decided() {
    let live = |approved: &str| {
        format!(
            "rollout: [{{ phase: a, enforce: dry-run }}]\nenvironments: {{ live: {{ phase: a, approved: {approved} }} }}"
        )
    };
    beside(&live("{ phase: c, until: 2026-12-24, because: x }"), "yaml/unknown-phase", "c,", "`a`");
    beside(&live("{ phase: a, because: x }"), "yaml/missing-key", "approved", "add `until: <the last day");
    beside(&live("{ phase: a, until: 2026-12-24 }"), "yaml/missing-key", "approved", "add `because:");
}

#[test]
fn what_verifies_a_rollback_is_a_threshold_in_its_unit() {
    let policy = |verified: &str| {
        format!(
            "timing: {{ scrape: 15s, evaluation: 15s, peers: 2, webhook: 5s }}\nworkload: {{ replicas: 1, start_to_ready: 1s }}\n\
             rollback: {{ cooldown: 20m, verified: {verified} }}"
        )
    };
    beside(&policy("{ eror: 1% }"), "yaml/unknown-threshold", "eror", "did you mean `errors`?");
    beside(&policy("{ errors: 500ms }"), "yaml/wrong-unit", "500ms", "`5%`");
}
