//! How changes look: for a terminal, for a pull request, for a program.

use std::io::{self, Write};

use plimsoll_codegen::harmless;

use super::changes::Changes;
use super::thresholds::{Step, ThresholdChange};
use super::words;

/// What the changes look like.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub enum Look {
    /// Sentences, for a terminal
    #[default]
    Human,
    /// A comment for a pull request
    Markdown,
    /// One JSON object per line, for each pack and environment
    Json,
}

impl Look {
    /// Writes the changes; what is alike on both sides in one line each.
    pub fn write(self, all: &[Changes], out: &mut dyn Write) -> io::Result<()> {
        for (at, changes) in all.iter().enumerate() {
            let between = at > 0 && self != Self::Json && !(changes.is_empty() && all[at - 1].is_empty());
            if between || (at > 0 && self == Self::Markdown) {
                writeln!(out)?;
            }
            match self {
                Self::Human => told(human, changes, out)?,
                Self::Markdown => told(markdown, changes, out)?,
                Self::Json => {
                    serde_json::to_writer(&mut *out, changes)?;
                    writeln!(out)?;
                }
            }
        }
        Ok(())
    }
}

/// For people, who may read it on a terminal, of a revision that is anybody's.
fn told(
    look: fn(&Changes, &mut dyn Write) -> io::Result<()>,
    changes: &Changes,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut text = Vec::new();
    look(changes, &mut text)?;
    out.write_all(harmless(&String::from_utf8_lossy(&text)).as_bytes())
}

fn human(changes: &Changes, out: &mut dyn Write) -> io::Result<()> {
    let Changes { pack, environment, headline, .. } = changes;
    writeln!(out, "{pack} {environment}, {}: {headline}", sides(changes, ""))?;
    if !changes.thresholds.is_empty() {
        writeln!(out, "  Thresholds")?;
    }
    for change in &changes.thresholds {
        let alerts =
            if change.alerts.is_empty() { String::new() } else { format!(" ({})", change.alerts.join(", ")) };
        writeln!(
            out,
            "    {} {}, {}{alerts}",
            called(change),
            words::moved(change),
            change.verdict.as_str()
        )?;
    }
    for (title, lines) in words::sections(changes) {
        writeln!(out, "  {title}")?;
        for line in lines {
            writeln!(out, "    {}", line.replace("**", ""))?;
        }
    }
    Ok(())
}

fn markdown(changes: &Changes, out: &mut dyn Write) -> io::Result<()> {
    let Changes { pack, environment, headline, .. } = changes;
    writeln!(out, "### {pack} {environment}: {}\n\n**{headline}**", sides(changes, "`"))?;
    if !changes.thresholds.is_empty() {
        writeln!(out, "\n| Threshold | Line | Window | Hold | | Alerts |\n|---|---|---|---|---|---|")?;
    }
    for change in &changes.thresholds {
        let cell = |step: &Option<Step>| step.as_ref().map(words::step).unwrap_or_default();
        let cells = [
            called(change),
            line(change),
            cell(&change.window),
            cell(&change.hold),
            change.verdict.as_str().to_owned(),
            words::names(&change.alerts),
        ];
        writeln!(out, "| {} |", cells.map(|cell| cell.replace('|', "\\|")).join(" | "))?;
    }
    for (title, lines) in words::sections(changes) {
        writeln!(out, "\n{title}:\n")?;
        for line in lines {
            writeln!(out, "- {line}")?;
        }
    }
    Ok(())
}

/// The line, and the baseline where that changed.
fn line(change: &ThresholdChange) -> String {
    let parts = [("", &change.line), ("baseline ", &change.baseline)];
    let said =
        parts.into_iter().filter_map(|(name, part)| Some(format!("{name}{}", words::step(part.as_ref()?))));
    said.collect::<Vec<_>>().join(", ")
}

/// `` `error_rate` in `checkout` ``
fn called(change: &ThresholdChange) -> String {
    let slice = change.slice.as_ref().map(|slice| format!(" in `{slice}`")).unwrap_or_default();
    format!("`{}`{slice}", change.id)
}

/// `HEAD to working tree`, with the phases where they differ and are not the names already.
fn sides(changes: &Changes, quote: &str) -> String {
    let side = |name: &str, phase: &Option<String>| match phase {
        Some(phase) if changes.phases.0 != changes.phases.1 && !name.ends_with(phase.as_str()) => {
            format!("{quote}{name}{quote} ({phase})")
        }
        _ => format!("{quote}{name}{quote}"),
    };
    format!("{} to {}", side(&changes.from, &changes.phases.0), side(&changes.to, &changes.phases.1))
}
