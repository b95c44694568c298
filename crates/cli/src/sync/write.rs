//! Writes the difference, so that a run may end at any moment.
//!
//! The order is what makes it safe to be killed:
//!
//! 1. Every new file is written under a temporary name. Until here nothing has changed, and whatever is refused
//!    (a directory, a full disk) leaves the tree as it was.
//! 2. The manifest takes in the new paths beside the old ones, so that whatever happens from here is ours. It alone is
//!    flushed: without it, files of ours would be foreign after a power cut.
//! 3. Orphans that stand where a directory or a file is needed now are deleted, the others stay until the end.
//! 4. The new files take their places.
//! 5. The other orphans are deleted, with the directories that this leaves empty.
//! 6. The manifest lists what is there.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::Path;
use std::sync::PoisonError;

use plimsoll_check::Diagnostic;

use super::comparison::{Changes, State};
use super::gather::Staged;
use super::manifest::MANIFEST;
use super::path::{ancestors, has_below};
use super::problem::{not_a_file, not_writable};
use super::temporary::{Temporary, sync_directory};
use super::tree::Tree;
use crate::parallel;

/// What a run did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Written {
    /// Files that are new or have new bytes, the manifest included.
    pub wrote: usize,
    /// Orphans.
    pub deleted: usize,
    /// Files that were not touched.
    pub fresh: usize,
}

pub(super) fn write(tree: &Tree, changes: Changes<'_>, staged: Staged) -> Result<Written, Diagnostic> {
    let comparison = changes.0;
    let written = changes.counts();
    if written.wrote + written.deleted == 0 {
        return Ok(written);
    }
    let (manifest, manifest_differs) = changes.manifest();
    let needed: BTreeSet<&str> = changes.writes().map(|(path, _)| path).collect();
    let (blocking, late): (BTreeSet<&str>, BTreeSet<&str>) =
        comparison.paths(State::Orphan).partition(|orphan| {
            has_below(&needed, orphan) || ancestors(orphan).any(|above| needed.contains(above))
        });

    let run = Run { tree, staged };
    let prepared = run.prepare(changes, &blocking)?;

    let union = changes.union();
    if manifest_differs && union != manifest {
        run.replace_manifest(&union)?;
    }
    run.delete(blocking)?;
    let placed = parallel::map(prepared.into_iter(), |file| run.place(file));
    placed.into_iter().collect::<Result<(), _>>()?;
    run.delete(late)?;
    if manifest_differs {
        run.replace_manifest(manifest)?;
    }
    run.staged.created.keep();
    Ok(written)
}

/// A file that waits for its place.
enum Prepared<'a> {
    Written(&'a str, Temporary),
    /// Its directory cannot exist before an orphan makes room.
    Later(&'a str, &'a str),
}

/// One run over the directory.
struct Run<'a> {
    tree: &'a Tree,
    /// What waits for its place, and the directories that were made. A run that is refused leaves the tree as it was: both
    /// go where this is dropped, but for directories that something is in.
    staged: Staged,
}

impl Run<'_> {
    /// Writes every new file under a temporary name.
    fn prepare<'c>(
        &self,
        changes: Changes<'c>,
        blocking: &BTreeSet<&str>,
    ) -> Result<Vec<Prepared<'c>>, Diagnostic> {
        self.make_directory(self.tree.root()).map_err(|error| self.refused(&error))?;
        let mut prepared = Vec::new();
        let mut now = Vec::new();
        {
            let mut staged = self.staged.files.lock().unwrap_or_else(PoisonError::into_inner);
            for (path, text) in changes.writes() {
                match (staged.remove(path), text) {
                    (Some(temporary), _) => prepared.push(Prepared::Written(path, temporary)),
                    (None, Some(text)) if ancestors(path).any(|above| blocking.contains(above)) => {
                        prepared.push(Prepared::Later(path, text));
                    }
                    (None, Some(text)) => now.push((path, text)),
                    // It was brought with another comparison than this one.
                    (None, None) => {
                        return Err(not_writable(&self.tree.shown(path), &io::ErrorKind::NotFound.into()));
                    }
                }
            }
        }
        for (path, _) in &now {
            self.make_directory_of(path)?;
        }
        let written =
            parallel::map(now.iter(), |(path, text)| Temporary::write(&self.tree.place(path), text));
        for ((path, _), written) in now.into_iter().zip(written) {
            let temporary = written.map_err(|error| not_writable(&self.tree.shown(path), &error))?;
            prepared.push(Prepared::Written(path, temporary));
        }
        Ok(prepared)
    }

    fn make_directory_of(&self, path: &str) -> Result<(), Diagnostic> {
        let place = self.tree.place(path);
        self.make_directory(place.parent().unwrap_or(self.tree.root()))
            .map_err(|error| not_writable(&self.tree.shown(path), &error))
    }

    /// Puts a file into its place. What is left there of a directory holds nobody's files, or the comparison had said so.
    fn place(&self, file: Prepared<'_>) -> Result<(), Diagnostic> {
        let (path, temporary) = match file {
            Prepared::Written(path, temporary) => (path, temporary),
            Prepared::Later(path, text) => {
                self.make_directory_of(path)?;
                let written = Temporary::write(&self.tree.place(path), text);
                (path, written.map_err(|error| not_writable(&self.tree.shown(path), &error))?)
            }
        };
        temporary
            .take_place(&self.tree.place(path))
            .map_err(|error| not_writable(&self.tree.shown(path), &error))
    }

    fn replace_manifest(&self, text: &str) -> Result<(), Diagnostic> {
        let place = self.tree.place(MANIFEST);
        Temporary::write_through(&place, text)
            .and_then(|temporary| temporary.take_place(&place))
            .map_err(|error| not_writable(&self.tree.shown(MANIFEST), &error))?;
        sync_directory(self.tree.root());
        Ok(())
    }

    /// Deletes orphans, and the directories that become empty.
    fn delete<'p>(&self, orphans: impl IntoIterator<Item = &'p str>) -> Result<(), Diagnostic> {
        for orphan in orphans {
            let place = self.tree.place(orphan);
            match fs::remove_file(&place) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => {
                    return Err(not_writable(&self.tree.shown(orphan), &error));
                }
                _ => {}
            }
            for above in place.ancestors().skip(1).take_while(|above| *above != self.tree.root()) {
                // Refused where something else is left in it, and then nothing above it is empty either.
                if fs::remove_dir(above).is_err() {
                    break;
                }
            }
        }
        Ok(())
    }

    fn make_directory(&self, directory: &Path) -> io::Result<()> {
        self.staged.created.make(directory)
    }

    /// The directory itself cannot be made.
    fn refused(&self, error: &io::Error) -> Diagnostic {
        let shown = self.tree.shown("");
        if self.tree.root().is_symlink() {
            return not_a_file(&shown, "a symbolic link that leads nowhere", "a directory");
        }
        not_writable(&shown, error)
    }
}
