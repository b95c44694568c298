//! What every command does first: ask the packs, read back what would be shipped, tell what was found.

use std::io;
use std::path::Path;

use plimsoll_check::Diagnostic;
use plimsoll_render::Artifact;

use super::options::{Output, Place};
use crate::console::Console;
use crate::report::{Files, Format, Summary};
use crate::source::{Produced, Source};
use crate::sync::Tree;
use crate::verify;

/// What a command works with.
pub struct Context<'a> {
    /// The packs.
    pub source: &'a dyn Source,
    /// The workspace: excerpts are read from it, and `generated` lies in it.
    pub root: &'a Path,
    /// How findings are told.
    pub output: Output,
}

impl Context<'_> {
    /// The artifacts, if nothing stops; findings are told in either case.
    pub(super) fn artifacts(
        &self,
        console: &mut Console<'_>,
        found: &mut Summary,
    ) -> io::Result<Option<Vec<Artifact>>> {
        let Produced { artifacts, mut diagnostics, plans, .. } = self.source.produce();
        // What does not stand is not rendered well either: its faults would only be told twice.
        if Summary::of(&diagnostics).errors == 0 {
            diagnostics.extend(verify::faults(&artifacts, &plans));
        }
        self.tell(&diagnostics, console, found)?;
        Ok((!found.stops(self.output.deny_warnings)).then_some(artifacts))
    }

    /// Tells the findings, and counts them to those that were told before.
    pub(super) fn tell(
        &self,
        diagnostics: &[Diagnostic],
        console: &mut Console<'_>,
        found: &mut Summary,
    ) -> io::Result<()> {
        let files = Files::below(self.root);
        let format = self.output.format;
        match format {
            Format::Human => format.write(diagnostics, &files, console.colour_err, console.err)?,
            Format::Concise | Format::Json => format.write(diagnostics, &files, false, console.out)?,
        }
        *found += Summary::of(diagnostics);
        Ok(())
    }

    /// The last word: how much was found, what came of it, and what says more.
    pub(super) fn sum_up(&self, found: Summary, outcome: &str, console: &mut Console<'_>) -> io::Result<()> {
        if found == Summary::default() {
            return Ok(());
        }
        let denied = found.errors == 0 && found.stops(self.output.deny_warnings);
        writeln!(console.err, "{found}{}{outcome}", if denied { " (warnings are denied)" } else { "" })?;
        match found.page.filter(|_| self.output.format == Format::Human) {
            Some(id) => writeln!(console.err, "`cargo xtask explain {id}` says more"),
            None => Ok(()),
        }
    }

    /// One line about how it went: an answer for people, an aside where the answer is for machines.
    pub(super) fn say(&self, line: &str, console: &mut Console<'_>) -> io::Result<()> {
        match self.output.format {
            Format::Human => writeln!(console.out, "{line}"),
            Format::Concise | Format::Json => writeln!(console.err, "{line}"),
        }
    }

    /// The directory of the generated files.
    pub(super) fn tree(&self, place: &Place) -> Tree {
        let dir = place.dir.clone().unwrap_or_else(|| self.root.join("generated"));
        let shown = dir.strip_prefix(self.root).unwrap_or(&dir).to_string_lossy().replace('\\', "/");
        let shown = shown.trim_end_matches('/').to_owned();
        Tree::new(dir).shown_as(if shown.is_empty() { ".".to_owned() } else { shown })
    }
}

/// The command that makes it well again.
pub(super) fn repair(place: &Place) -> String {
    let dir = place.dir.as_ref().map(|dir| format!(" --dir {}", dir.display())).unwrap_or_default();
    format!("cargo xtask generate{dir}")
}
