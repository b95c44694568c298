//! What the YAML parser says, in our words.

use serde_saphyr::Error;
use serde_saphyr::budget::BudgetBreach;

use super::node::place;
use crate::{Place, Problem};

/// The problem that an error of the parser stands for.
pub(super) fn problem(file: &str, source: &str, error: &Error) -> Problem {
    let mut error = error.without_snippet();
    while let Error::AliasError { error: inner, .. } = error {
        error = inner.without_snippet();
    }
    let at = error.location().map_or(Place::START, |location| place(source, location));
    let problem = |id, message: &str| Problem::new(id, file, at, message);
    match error {
        Error::Budget {
            breach:
                BudgetBreach::Anchors { .. }
                | BudgetBreach::Aliases { .. }
                | BudgetBreach::AliasAnchorRatio { .. }
                | BudgetBreach::RecordedAnchorEvents { .. }
                | BudgetBreach::RecordedAnchorBytes { .. },
            ..
        }
        | Error::UnknownAnchor { .. }
        | Error::AliasReplayLimitExceeded { .. }
        | Error::AliasExpansionLimitExceeded { .. }
        | Error::RecursiveReferencesRequireWeakTypes { .. }
        | Error::AliasReplayStackDepthExceeded { .. } => {
            problem("yaml/alias", "anchors (`&name`) and aliases (`*name`) are not read here")
                .help("write the value out; a text that begins with `&` or `*` needs quotes")
        }
        Error::Budget { breach: BudgetBreach::Documents { .. }, .. } | Error::MultipleDocuments { .. } => {
            problem("yaml/several-documents", "a second document begins here; the file must hold one")
                .help("remove the `---`, or move what follows into a file of its own")
        }
        Error::Budget { breach: BudgetBreach::Depth { .. }, .. } => {
            problem("yaml/too-deep", "lists and maps are nested too deeply")
                .help("nothing here needs more than five levels")
        }
        Error::Budget { .. } => problem("yaml/too-large", "the file holds more values than are read here")
            .help("split it, or remove what is not needed"),
        _ => other(file, source, error, at),
    }
}

fn other(file: &str, source: &str, error: &Error, at: Place) -> Problem {
    let told = error.to_string();
    // The place is told apart from the message; the parser writes both in one.
    let told = told.rsplit_once(" at line ").map_or(told.as_str(), |(message, _)| message);
    if let Some(tab) = tab_in_indentation(source, at) {
        return Problem::new("yaml/tab", file, tab, "a tab cannot indent YAML").help("indent with spaces");
    }
    if told.starts_with("unsupported tag") {
        return Problem::new("yaml/tag", file, at, told)
            .help("remove the tag; a text that begins with `!` needs quotes");
    }
    let help = if told.contains("mapping values are not allowed") {
        "a text that contains `: ` needs quotes; keys of one map must be indented alike"
    } else if told.contains("unexpected character") {
        "a text that begins with a special character needs quotes"
    } else {
        "check the brackets, the quotes and the indentation here and on the line before"
    };
    Problem::new("yaml/syntax", file, at, told.replace("\\u", "U+")).help(help)
}

/// A tab that indents the line of the error or the one before: the parser often notices it only there.
fn tab_in_indentation(source: &str, at: Place) -> Option<Place> {
    let mut end = source[at.start..].find('\n').map_or(source.len(), |newline| at.start + newline);
    for _ in 0..2 {
        let start = source[..end].rfind('\n').map_or(0, |newline| newline + 1);
        let indent = source[start..end].find(|c| !matches!(c, ' ' | '\t')).unwrap_or(end - start);
        if let Some(tab) = source[start..start + indent].find('\t') {
            return Some(Place::of(source, start + tab, start + tab + 1));
        }
        end = start.checked_sub(1)?;
    }
    None
}
