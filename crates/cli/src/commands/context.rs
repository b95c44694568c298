//! What every command does first: ask the packs, read back what would be shipped, tell what was found.

use std::cell::RefCell;
use std::io;
use std::path::Path;

use plimsoll_check::Diagnostic;

use super::options::{Output, Place};
use crate::console::Console;
use crate::produce::produce_and_hand_on;
use crate::report::{Files, Format, Summary};
use crate::source::Source;
use crate::sync::{Comparison, Differing, Staged, Tree};

/// What a command works with.
pub struct Context<'a> {
    /// The packs.
    pub source: &'a dyn Source,
    /// The workspace: excerpts are read from it, and `generated` lies in it.
    pub root: &'a Path,
    /// How findings are told.
    pub output: Output,
    /// What is told at the end: some formats are one document.
    later: RefCell<Vec<Diagnostic>>,
}

impl<'a> Context<'a> {
    /// A command over these packs, for a workspace at `root`.
    pub fn new(source: &'a dyn Source, root: &'a Path, output: Output) -> Self {
        Self { source, root, output, later: RefCell::default() }
    }

    /// What the packs say, compared with a tree, if nothing stops; findings are told in either case.
    pub(super) fn compare(
        &self,
        tree: &Tree,
        differing: Differing,
        console: &mut Console<'_>,
        found: &mut Summary,
    ) -> io::Result<Option<(Comparison, Staged)>> {
        let gathering = tree.gathering(differing);
        let (diagnostics, gathered) =
            produce_and_hand_on(self.source, |artifacts| gathering.gather(artifacts));
        self.tell(&diagnostics, console, found)?;
        Ok((!found.stops(self.output.deny_warnings)).then(|| gathering.conclude(gathered)))
    }

    /// Tells the findings, and counts them to those that were told before.
    pub(super) fn tell(
        &self,
        diagnostics: &[Diagnostic],
        console: &mut Console<'_>,
        found: &mut Summary,
    ) -> io::Result<()> {
        if self.output.format.is_one_document() {
            self.later.borrow_mut().extend_from_slice(diagnostics);
        } else {
            self.write(diagnostics, console)?;
        }
        *found += Summary::of(diagnostics);
        Ok(())
    }

    fn write(&self, diagnostics: &[Diagnostic], console: &mut Console<'_>) -> io::Result<()> {
        let files = Files::below(self.root);
        let format = self.output.format;
        if format.is_for_people() {
            format.write(diagnostics, &files, console.colour_err, console.err)
        } else {
            format.write(diagnostics, &files, false, console.out)
        }
    }

    /// The last word: how much was found, what came of it, and what says more.
    pub(super) fn sum_up(&self, found: Summary, outcome: &str, console: &mut Console<'_>) -> io::Result<()> {
        if self.output.format.is_one_document() {
            self.write(&self.later.take(), console)?;
        }
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
        if self.output.format.is_for_people() {
            writeln!(console.out, "{line}")
        } else {
            writeln!(console.err, "{line}")
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
