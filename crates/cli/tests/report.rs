//! What a person sees of a finding.
#![allow(clippy::unwrap_used, reason = "a test fails by a panic")]

use plimsoll_check::Diagnostic;
use plimsoll_cli::report::{Format, Sources};
use plimsoll_units::Origin;

/// Sources of one made-up file.
struct Text(&'static str);

impl Sources for Text {
    fn line(&self, _: &str, line: u32) -> Option<String> {
        self.0.lines().nth(usize::try_from(line).ok()?.checked_sub(1)?).map(str::to_owned)
    }
}

fn drawn(diagnostic: Diagnostic, source: &'static str, colour: bool) -> String {
    let mut out = Vec::new();
    Format::Human.write(&[diagnostic], &Text(source), colour, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

const SOURCE: &str = "vec![\n    Alert::new(\"Down\")\n]\n";

fn finding() -> Diagnostic {
    Diagnostic::error("rule/duplicate-identity", "the alert Down stands twice with the same labels")
        .at(Origin::new("thresholds/edgelink/alerts.rs", 2, 5))
        .about("edgelink/production alert Down")
        .excerpt("sum by (job) (\n  rate(up[5m])\n)", 17..29)
        .help("give one of them another name")
}

#[test]
fn a_finding_looks_as_rustc_would_draw_it() {
    let expected = "\
error[rule/duplicate-identity]: the alert Down stands twice with the same labels
 --> thresholds/edgelink/alerts.rs:2:5
  |
2 |     Alert::new(\"Down\")
  |     ^^^^^^^^^^
  |
 ::: rendered expression:2:3
  |
  | sum by (job) (
  |   rate(up[5m])
  |   ^^^^^^^^^^^^
  | )
  |
  = note: in edgelink/production alert Down
  = help: give one of them another name

";
    assert_eq!(drawn(finding(), SOURCE, false), expected);
}

#[test]
fn without_the_source_the_place_is_still_named() {
    let drawn = drawn(finding(), "", false);
    assert!(drawn.contains("--> thresholds/edgelink/alerts.rs:2:5\n"), "{drawn}");
}

#[test]
fn colours_are_only_used_when_asked_for() {
    assert!(!drawn(finding(), SOURCE, false).contains('\u{1b}'));
    assert!(drawn(finding(), SOURCE, true).contains('\u{1b}'));
}

#[test]
fn a_value_in_yaml_is_marked_without_its_neighbours() {
    let source = "thresholds:\n  error_rate: { above: 5s, window: 5m }\n";
    let value = Diagnostic::error("threshold/unit", "seconds").at(Origin::new("t.yaml", 2, 24));
    assert!(drawn(value, source, false).contains("\n  |                        ^^\n"));
    let key = Diagnostic::error("threshold/unknown", "key").at(Origin::new("t.yaml", 2, 3));
    assert!(drawn(key, source, false).contains("\n  |   ^^^^^^^^^^\n"));
}

/// A report must be drawn whatever it is about.
#[test]
fn impossible_places_and_spans_are_drawn_all_the_same() {
    let source = "é\u{202e}\t\u{1b}[31m漢字 x\n";
    for (line, column) in [(0, 0), (1, 0), (1, 1), (1, 5), (1, 99), (9, 9), (u32::MAX, u32::MAX)] {
        for (start, end) in [(0, 0), (1, 2), (5, 2), (0, 999), (999, 0)] {
            let finding = Diagnostic::error("a/b", "m\nn\u{1b}")
                .at(Origin::new("t.yaml", line, column))
                .excerpt("é漢\n\t\u{1b}x\n", start..end);
            let drawn = drawn(finding, source, false);
            assert!(drawn.starts_with("error[a/b]: m"), "{drawn}");
            assert!(!drawn.contains('\u{1b}'), "a control character reaches the terminal: {drawn:?}");
        }
    }
}

#[test]
fn nothing_that_somebody_else_wrote_commands_the_terminal() {
    let hostile = "found \u{1b}[2J and \u{9b}2J";
    let finding =
        Diagnostic::error("a/b", hostile).at(Origin::new("a.yaml", 1, 1)).about(hostile).help(hostile);
    for colour in [false, true] {
        let drawn = drawn(finding.clone(), "x: \u{7f}\u{9b}2J\n", colour);
        let commands = |c: char| c.is_control() && c != '\n' && (c != '\u{1b}' || !colour);
        assert_eq!(drawn.find(commands), None, "{drawn:?}");
        // Of the escapes that colour it none is the one that was written there.
        assert!(!drawn.contains("\u{1b}[2J"), "{drawn:?}");
    }
}
