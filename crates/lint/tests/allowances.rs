//! A comment allows a finding; one that nothing needs is told.

mod common;

use common::{places, with};
use plimsoll_lint::Known;

const RULE: &str = "\
groups:
  - name: g
    rules:
      - alert: A
        expr: up > 2
        for: 5m
      - alert: B
        expr: up > 3
";

/// The rule file with comments put in: before a line, or at its end.
fn commented(comments: &[(usize, &str)]) -> String {
    let mut lines: Vec<String> = RULE.lines().map(ToOwned::to_owned).collect();
    for (line, comment) in comments {
        let text = &mut lines[line - 1];
        *text =
            if comment.starts_with(' ') { format!("{text}{comment}") } else { format!("{comment}\n{text}") };
    }
    lines.join("\n") + "\n"
}

#[test]
fn an_allowance_holds_for_the_rule_at_which_it_stands() {
    for (line, comment) in [
        (4, "# plimsoll: allow(promql/never-fires) soon"),
        (4, "      # plimsoll: allow(promql/never-fires) soon\n\n      # another comment"),
        (4, " # plimsoll: allow(promql/never-fires) soon"),
        (5, "# plimsoll: allow(promql/never-fires, promql/never-fires) soon"),
        (6, " # plimsoll: allow(promql/never-fires) soon"),
    ] {
        let found = places(&commented(&[(line, comment)]));
        assert_eq!(found.len(), 1, "{comment}: {found:?}");
        assert!(found[0].ends_with(":15 promql/never-fires"), "{found:?}");
    }
    let both = places(&commented(&[(1, "# plimsoll: allow-file(promql/never-fires) soon")]));
    assert_eq!(both, [""; 0]);
}

#[test]
fn a_comment_of_the_expression_allows_too() {
    let text = "groups:\n- name: g\n  rules:\n  - alert: A\n    expr: |\n      # plimsoll: allow(promql/never-fires) soon\n      up > 2\n";
    assert_eq!(places(text), [""; 0]);
}

#[test]
fn what_is_stale_unknown_or_without_a_reason_is_told() {
    for (comments, wanted) in [
        (
            &[(7, "# plimsoll: allow(promql/bare-counter) soon")][..],
            &["5:15 promql/never-fires", "7:19 allow/stale", "9:15 promql/never-fires"][..],
        ),
        (
            &[(4, "# plimsoll: allow(promql/never-fires)")],
            &["4:1 allow/malformed", "6:15 promql/never-fires", "9:15 promql/never-fires"],
        ),
        (
            &[(4, "# plimsoll: allow promql/never-fires")],
            &["4:1 allow/malformed", "6:15 promql/never-fires", "9:15 promql/never-fires"],
        ),
        (
            &[(2, "# plimsoll: allow(promql/never-fires) x")],
            &["2:1 allow/malformed", "6:15 promql/never-fires", "9:15 promql/never-fires"],
        ),
        (
            &[(5, "# plimsoll: allow-file(promql/never-fires) x")],
            &["5:1 allow/malformed", "6:15 promql/never-fires", "9:15 promql/never-fires"],
        ),
    ] {
        assert_eq!(places(&commented(comments)), wanted, "{comments:?}");
    }
    let text = commented(&[(4, "# plimsoll: allow(promql/never-fire, promql/syntax) soon")]);
    let stale: Vec<_> =
        with(&text, &Known::default()).into_iter().filter(|(place, ..)| place.contains("stale")).collect();
    assert_eq!(
        (stale[0].0.as_str(), stale[0].1.as_str()),
        ("4:19 allow/stale", "there is no check `promql/never-fire`")
    );
    assert_eq!(stale[1].0, "4:38 allow/stale");
}
