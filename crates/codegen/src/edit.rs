//! A live phase moved in the text of a `thresholds.yaml`: the bytes of a name and of a day, and no others.

use std::ops::Range;

use plimsoll_units::Date;

use crate::data::{Environment, ThresholdsFile};
use crate::document::{self, Limits, Node, Value};
use crate::{Entries, Located, Place, read};

/// Begins the reason at the end of the line that holds the phase.
const BECAUSE: &str = "# because: ";

/// What is written.
#[derive(Debug, Clone, Copy)]
pub struct Edit<'a> {
    /// Whose phase moves.
    pub environment: &'a str,
    /// Where to.
    pub phase: &'a str,
    /// The day of an enforcement phase; a traffic phase, which lasts for hours, has none.
    pub since: Option<Date>,
    /// One line, kept behind the phase; the reason of the move before goes in any case.
    pub because: Option<&'a str>,
}

impl Edit<'_> {
    /// The key that holds the phase.
    const fn key(&self) -> &'static str {
        if self.since.is_some() { "phase" } else { "traffic" }
    }
}

/// The new text, read back: all that it says but the phase and its day is what the old one said. `known` is what was read
/// of the old one.
///
/// # Errors
///
/// In words, where the line is written in a way that no edit of a few bytes can change.
pub fn moved(known: &ThresholdsFile, text: &str, edit: &Edit<'_>) -> Result<String, String> {
    let strange = || "its line is written in a way that only a person can edit".to_owned();
    let root = document::document(&known.file, text.as_bytes(), Limits::PACK).map_err(|why| why.message)?;
    let environment = child(&root, "environments").and_then(|all| child(all.1, edit.environment));
    let (_, environment) = environment.ok_or_else(strange)?;
    let (key, phase) = child(environment, edit.key()).ok_or_else(strange)?;
    let rest_of_line = &text[phase.place.end..];
    let line_end = phase.place.end + rest_of_line.find('\n').unwrap_or(rest_of_line.len());
    let line_end = if text[..line_end].ends_with('\r') { line_end - 1 } else { line_end };

    let mut edits = vec![(scalar(phase), respelt(&text[scalar(phase)], edit.phase))];
    let tail = &text[phase.place.end..line_end];
    let said = tail.find(BECAUSE).map_or(tail.len(), |at| tail[..at].trim_end().len());
    let mut end = edit.because.map(|reason| format!("  {BECAUSE}{reason}")).unwrap_or_default();
    let since = edit.since.map(|day| (day, child(environment, "since")));
    if let Some((day, Some((_, since)))) = since {
        edits.push((scalar(since), respelt(&text[scalar(since)], &day.to_string())));
    } else if let Some((day, None)) = since.filter(|_| text[environment.place.start..].starts_with('{')) {
        edits.push((phase.place.end..phase.place.end, format!(", since: {day}")));
    } else if let Some((day, None)) = since {
        let line_start = text[..key.place.start].rfind('\n').map_or(0, |newline| newline + 1);
        let indent = &text[line_start..key.place.start];
        let newline = if text.contains("\r\n") { "\r\n" } else { "\n" };
        end = format!("{end}{newline}{indent}since: {day}");
    }
    edits.push((phase.place.end + said..line_end, end));
    let new = applied(text, edits);
    if says_the_same(known, &new, edit) { Ok(new) } else { Err(strange()) }
}

fn child<'a>(node: &'a Node, name: &str) -> Option<(&'a Located<String>, &'a Node)> {
    match &node.value {
        Value::Map(entries) => entries.entry(name),
        _ => None,
    }
}

const fn scalar(node: &Node) -> Range<usize> {
    node.place.start..node.place.end
}

/// In the quotes of the text that it replaces. A word that YAML takes for something else gets some.
fn respelt(old: &str, new: &str) -> String {
    let quote = match old.chars().next() {
        Some(quote @ ('"' | '\'')) => quote.to_string(),
        _ if matches!(new, "true" | "false" | "null" | "yes" | "no" | "on" | "off" | "y" | "n") => {
            "\"".to_owned()
        }
        _ => String::new(),
    };
    format!("{quote}{new}{quote}")
}

/// From the end to the beginning, so that no edit moves the place of another.
fn applied(text: &str, mut edits: Vec<(Range<usize>, String)>) -> String {
    // Two that begin at one byte keep the order in which they were given.
    edits.sort_by_key(|(range, _)| range.start);
    let mut new = text.to_owned();
    for (range, with) in edits.into_iter().rev() {
        new.replace_range(range, &with);
    }
    new
}

/// The guard: whatever the text looked like, nothing else was said by it.
fn says_the_same(known: &ThresholdsFile, text: &str, edit: &Edit<'_>) -> bool {
    let Ok(new) = read::thresholds(&known.file, text.as_bytes()) else { return false };
    let at = |value: &str| Some(Located::new(value.to_owned(), Place::START));
    let as_it_was = known.environments.iter().all(|(name, before)| {
        let expected = if name.value == edit.environment {
            match edit.since {
                Some(day) => Environment {
                    phase: at(edit.phase),
                    since: Some(Located::new(day, Place::START)),
                    ..before.clone()
                },
                None => Environment { traffic: at(edit.phase), ..before.clone() },
            }
        } else {
            before.clone()
        };
        new.environments.get(&name.value) == Some(&expected)
    });
    as_it_was && known.environments.len() == new.environments.len() && rest(known.clone()) == rest(new)
}

/// Without the environments, and without the places, which move.
fn rest(mut file: ThresholdsFile) -> ThresholdsFile {
    file.environments = Entries::default();
    file.rollout.iter_mut().for_each(|phase| phase.place = Place::START);
    file.traffic
        .iter_mut()
        .flat_map(|traffic| &mut traffic.value.phases)
        .for_each(|phase| phase.place = Place::START);
    file.overrides.iter_mut().for_each(|over| over.place = Place::START);
    file
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROLLOUT: &str =
        "pack: shop\nrollout:\n  - { phase: dry, enforce: dry-run }\n  - { phase: all, enforce: rollback }\n";

    /// The environments after `live` was moved to `all`.
    fn environments(text: &str, because: Option<&str>) -> String {
        let text = format!("{ROLLOUT}environments:{text}");
        let known = read::thresholds("t.yaml", text.as_bytes()).unwrap();
        let since = Date::new(2026, 11, 20).unwrap();
        let edit = Edit { environment: "live", phase: "all", since: Some(since), because };
        let new = moved(&known, &text, &edit).unwrap();
        new.strip_prefix(ROLLOUT).unwrap().strip_prefix("environments:").unwrap().to_owned()
    }

    #[test]
    fn comments_order_and_quotes_are_kept() {
        assert_eq!(
            environments(
                "\n  live:\n    since: \"2025-10-24\" # then\n    phase: 'dry'   # now\n    namespace: shop\n",
                None
            ),
            "\n  live:\n    since: \"2026-11-20\" # then\n    phase: 'all'   # now\n    namespace: shop\n"
        );
    }

    #[test]
    fn a_day_that_is_missing_stands_on_a_line_of_its_own() {
        assert_eq!(
            environments("\n  live:\n    phase: dry # now\n    namespace: shop\n", None),
            "\n  live:\n    phase: all # now\n    since: 2026-11-20\n    namespace: shop\n"
        );
        assert_eq!(
            environments("\n  live:\n    phase: dry", None),
            "\n  live:\n    phase: all\n    since: 2026-11-20"
        );
    }

    #[test]
    fn lines_of_another_system_keep_their_ends() {
        assert_eq!(
            environments("\r\n  live:\r\n    phase: dry\r\n    namespace: shop\r\n", Some("a reason")),
            "\r\n  live:\r\n    phase: all  # because: a reason\r\n    since: 2026-11-20\r\n    namespace: shop\r\n"
        );
    }

    #[test]
    fn a_map_in_braces_stays_in_its_line() {
        assert_eq!(
            environments("\n  live: { phase: dry, namespace: shop } # now\n", Some("why")),
            "\n  live: { phase: all, since: 2026-11-20, namespace: shop } # now  # because: why\n"
        );
        assert_eq!(
            environments(" { live: { phase: dry } }\n", None),
            " { live: { phase: all, since: 2026-11-20 } }\n"
        );
    }

    #[test]
    fn the_reason_of_the_move_before_goes() {
        let text = "\n  live:\n    phase: dry  # now  # because: then\n    since: 2025-10-24\n";
        assert_eq!(environments(text, None), "\n  live:\n    phase: all  # now\n    since: 2026-11-20\n");
        assert_eq!(
            environments(text, Some("new: \"one\" # here")),
            "\n  live:\n    phase: all  # now  # because: new: \"one\" # here\n    since: 2026-11-20\n"
        );
    }

    #[test]
    fn the_other_environments_and_what_comes_after_are_not_touched() {
        let text =
            "\n  dark: { phase: dry }\n  live:\n    phase: dry\n  last:\n    phase: all\nowner: sales\n";
        assert_eq!(
            environments(text, None),
            "\n  dark: { phase: dry }\n  live:\n    phase: all\n    since: 2026-11-20\n  last:\n    phase: all\nowner: sales\n"
        );
    }
}
