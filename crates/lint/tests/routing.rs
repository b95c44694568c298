//! The routes and inhibitions of an `alertmanager.yml`, held against the alerts of anybody's rules.

use plimsoll_lint::{File, Known, RoutingFile, lint};

const RULES: &str = "\
groups:
  - name: g
    rules:
      - alert: Down
        expr: up == 0
        for: 5m
        labels: {severity: critical}
      - alert: Slow
        expr: sum by (job) (rate(x[5m])) > 1
        labels: {severity: warning}
      - alert: Full
        expr: max(free) < 1
        labels: {severity: critical}
";

/// `line:column id` of every finding about the configuration below the root, which is given.
fn found(below: &str) -> Vec<String> {
    let text = format!("receivers: [{{name: chat}}, {{name: pager}}]\nroute:\n  receiver: chat\n{below}");
    let rules = File { name: "r.yaml", bytes: RULES.as_bytes(), searched: false };
    let routing = RoutingFile { name: "a.yml", bytes: text.as_bytes() };
    let all = lint(&[rules], Some(routing), &Known::default()).found;
    let of_routing = all.into_iter().filter(|finding| finding.id != "receiver/unused");
    of_routing
        .map(|finding| {
            let origin = finding.origin.expect("a place");
            assert_eq!(origin.file, "a.yml", "{finding:?}");
            format!("{}:{} {}", origin.line, origin.column, finding.id)
        })
        .collect()
}

#[test]
fn routes_that_can_be_right_are_not_told() {
    for below in [
        "  routes: [{receiver: pager, matchers: ['severity=critical']}]\n",
        "  routes: [{receiver: pager, matchers: ['instance=~\"db.*\"']}]\n",
        "  routes: [{receiver: pager, matchers: ['cluster=\"a\"', 'alertname=Full']}]\n",
        "  routes: [{receiver: pager, match: {alertname: Down}, group_by: [instance]}]\n",
        "  routes: [{receiver: pager, match_re: {alertname: 'Do.*'}, continue: true}, {receiver: chat, match: {alertname: Down}}]\n",
        "  group_by: ['...']\n",
        "inhibit_rules: [{source_matchers: [severity=critical], target_matchers: [severity=warning], equal: [job]}]\n",
    ] {
        assert_eq!(found(below), [""; 0], "{below}");
    }
}

#[test]
fn what_no_alert_can_be_is_told_at_its_place() {
    for (below, place) in [
        ("  routes:\n    - receiver: pagr\n      matchers: [severity=critical]\n", "5:17 receiver/unknown"),
        ("  routes:\n    - matchers: [severity=page]\n", "5:17 route/unreachable"),
        ("  routes:\n    - matchers: [alertname=Full, disk=a]\n", "5:17 route/unreachable"),
        (
            "  routes:\n    - matchers: [severity=critical]\n      routes: [{matchers: ['severity!=critical']}]\n",
            "6:27 route/contradicts-parent",
        ),
        (
            "  routes:\n    - matchers: [severity=critical]\n    - matchers: [severity=critical, alertname=Down]\n",
            "6:17 route/shadowed",
        ),
        (
            "  routes:\n    - matchers: ['severity=~\"crit.*\"']\n    - matchers: [severity=critical]\n",
            "6:17 route/shadowed",
        ),
        (
            "  routes:\n    - matchers: [alertname=Full]\n      group_by: [disk]\n",
            "6:17 route/group-by-unknown",
        ),
        ("  routes:\n    - matchers: [alertname=Full]\n      group_wait: 1h\n", "6:19 route/interval-order"),
        ("  routes:\n    - matchers: ['severity']\n", "5:18 route/bad-matcher"),
        ("  routes:\n    - matcher: [severity=critical]\n", "5:7 yaml/unknown-key"),
        (
            "inhibit_rules:\n  - source_matchers: [severity=page]\n    target_matchers: [severity=warning]\n",
            "5:22 inhibit/source-never-fires",
        ),
        (
            "inhibit_rules:\n  - source_matchers: [severity=critical]\n    target_matchers: [severity=info]\n",
            "6:22 inhibit/target-never-fires",
        ),
        (
            "inhibit_rules:\n  - source_matchers: [alertname=Full]\n    target_matchers: [alertname=Slow]\n    equal: [disk]\n",
            "7:12 inhibit/equal-missing-both",
        ),
        (
            "inhibit_rules:\n  - source_match: {alertname: Down}\n    target_match: {severity: critical}\n",
            "5:19 inhibit/overlap",
        ),
        (
            "inhibit_rules:\n  - source_matchers: [alertname=Down]\n    target_matchers: [alertname=Full]\n",
            "5:22 inhibit/too-slow",
        ),
    ] {
        assert_eq!(found(below), [place], "{below}");
    }
}

#[test]
fn a_comment_allows_what_is_found_on_its_line_or_the_next() {
    for (comment, count) in
        [("# plimsoll: allow(route/unreachable) soon", 0), ("# plimsoll: allow(route/shadowed) soon", 2)]
    {
        let below = format!("  routes:\n    {comment}\n    - matchers: [severity=page]\n");
        assert_eq!(found(&below).len(), count, "{comment}");
    }
}

#[test]
fn without_rules_only_the_tree_itself_is_judged() {
    let text = "receivers: [{name: a}, {name: b}]\nroute:\n  receiver: a\n  routes:\n    - matchers: [severity=page]\n";
    let routing = RoutingFile { name: "a.yml", bytes: text.as_bytes() };
    let found = lint(&[], Some(routing), &Known::default()).found;
    let told: Vec<_> = found.iter().map(|finding| (finding.id, finding.origin.map(|at| at.column))).collect();
    assert_eq!(told, [("receiver/unused", Some(31))]);
}
