//! The editor of `thresholds.yaml`: a live phase is moved in whatever a person wrote, and nothing else is.

use std::ops::Range;

use plimsoll_codegen::data::{Environment, ThresholdsFile};
use plimsoll_codegen::edit::{self, Edit};
use plimsoll_codegen::{Located, read};
use plimsoll_units::Date;

use super::{Target, pack, yaml};

pub(super) const TARGET: Target = Target {
    name: "promote",
    about: "a live phase that is moved in the text of a thresholds.yaml",
    run,
    words: &[pack::IN_THRESHOLDS, WORDS, yaml::WORDS],
    longest: 4096,
};

const NAME: &str = "thresholds.yaml";
const REASONS: [Option<&str>; 2] = [None, Some("\"we\" know: {why} # and how")];
/// So many of the environments and of the phases are tried.
const TRIED: usize = 3;

fn run(input: &[u8]) {
    let Ok(text) = str::from_utf8(input) else { return };
    let Ok(known) = read::thresholds(NAME, input) else { return };
    let Some(day) = Date::new(2026, 11, 20) else { return };
    for (environment, live) in known.environments.iter().take(TRIED) {
        for because in REASONS {
            let environment = environment.value.as_str();
            for phase in known.rollout.iter().take(TRIED).map(|phase| phase.name.value.as_str()) {
                let edit = Edit { environment, phase, since: Some(day), because };
                tried(text, &known, (live, live.phase.as_ref()), &edit);
            }
            let traffic = known.traffic.iter().flat_map(|traffic| &traffic.value.phases);
            for phase in traffic.take(TRIED).map(|phase| phase.name.value.as_str()) {
                let edit = Edit { environment, phase, since: None, because };
                tried(text, &known, (live, live.traffic.as_ref()), &edit);
            }
        }
    }
}

/// One move, which may be refused.
fn tried(
    text: &str,
    known: &ThresholdsFile,
    (live, before): (&Environment, Option<&Located<String>>),
    edit: &Edit<'_>,
) {
    let Ok(moved) = edit::moved(known, text, edit) else { return };
    let Some(before) = before else { panic!("moved from nowhere: {moved}") };
    let again = read::thresholds(NAME, moved.as_bytes());
    let again = again.unwrap_or_else(|problems| panic!("{problems:?} in\n{moved}"));
    let Some(after) = again.environments.get(edit.environment) else { panic!("lost: {moved}") };
    let phase = if edit.since.is_some() { &after.phase } else { &after.traffic };
    let Some(phase) = phase else { panic!("no phase: {moved}") };
    assert_eq!(phase.value, edit.phase);
    let since =
        |environment: &Environment| environment.since.as_ref().map(|day| (day.place.start, day.place.end));
    let (old, new) = (since(live), since(after));
    let is_new = old.is_none() && new.is_some();
    // But for the name, the day and the reason, both are the same byte for byte.
    let rest = |text: &str, phase: &Located<String>, since: Option<(usize, usize)>, is_new| {
        let mut cut = vec![phase.place.start..phase.place.end, reason(text, phase.place.end)];
        cut.extend(since.map(|(start, end)| if is_new { entry(text, start)..end } else { start..end }));
        without(text, cut)
    };
    assert_eq!(rest(text, before, old, false), rest(&moved, phase, new, is_new), "\n{text}\nbecame\n{moved}");
    let is_plain = text[before.place.start..before.place.end].trim_matches(['\'', '"']) == before.value;
    let was_quoted = moved[phase.place.start..].starts_with(['\'', '"'])
        == text[before.place.start..].starts_with(['\'', '"']);
    let had_reason = !reason(text, before.place.end).is_empty();
    if !is_new && is_plain && was_quoted && !had_reason {
        there_and_back(text, &moved, &again, (live, before), edit);
    }
}

/// The move back brings every byte back.
fn there_and_back(
    text: &str,
    moved: &str,
    known: &ThresholdsFile,
    (live, before): (&Environment, &Located<String>),
    edit: &Edit<'_>,
) {
    let day = live.since.as_ref();
    let is_plain = day.is_none_or(|day| {
        text[day.place.start..day.place.end].trim_matches(['\'', '"']) == day.value.to_string()
    });
    let since = edit.since.and(day.map(|day| day.value));
    let back = Edit { phase: &before.value, since, because: None, ..*edit };
    if is_plain {
        assert_eq!(edit::moved(known, moved, &back).as_deref(), Ok(text), "out of\n{moved}");
    }
}

/// The reason behind a phase, with the blanks before it.
fn reason(text: &str, from: usize) -> Range<usize> {
    let rest = &text[from..];
    let line = rest.split('\n').next().unwrap_or_default();
    let line = line.strip_suffix('\r').unwrap_or(line);
    let kept = line.find("# because: ").map_or(line.len(), |at| line[..at].trim_end().len());
    from + kept..from + line.len()
}

/// Where an entry begins that was put before a value: at its comma, or at the end of the line above.
fn entry(text: &str, value: usize) -> usize {
    let before = text[..value].strip_suffix("since: ").unwrap_or_else(|| panic!("no `since`: {text}"));
    let before = before.strip_suffix(", ").unwrap_or_else(|| before.trim_end());
    before.len()
}

fn without(text: &str, mut cut: Vec<Range<usize>>) -> String {
    cut.sort_by_key(|range| range.start);
    let mut text = text.to_owned();
    for range in cut.into_iter().rev() {
        text.replace_range(range, "");
    }
    text
}

const WORDS: &[&str] = &[
    "rollout: [{phase: a, enforce: dry-run}, {phase: b, enforce: rollback}]\n",
    "environments:\n  live:\n    phase: a\n    since: 2026-11-17\n",
    "environments: {live: {phase: a, since: 2026-11-17}}\n",
    "  # because: then",
    "traffic: a",
    "phase: ",
    "since: ",
    "\n    ",
];
