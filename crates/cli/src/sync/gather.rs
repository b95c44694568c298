//! A comparison of files that come one after the other, and are not kept.
//!
//! Of a fleet all files together are a hundred megabytes. So each is compared when it is there: what is fresh is let go, and
//! what differs is written under a temporary name at once. Nothing changes by that; the temporary files take their
//! places when everything is there and without fault, and are removed where that does not come to pass.

use std::collections::BTreeMap;
use std::io;
use std::sync::{Mutex, PoisonError};

use plimsoll_render::Artifact;

use super::compare::{Directory, Judged};
use super::comparison::{Comparison, Entry, State};
use super::created::Created;
use super::temporary::Temporary;
use super::tree::Tree;

/// What a comparison does with files that differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Differing {
    /// Keeps their texts, to show them.
    Held,
    /// Writes them under temporary names.
    Staged,
}

/// A comparison that is going on; many may bring files at once.
pub struct Gathering<'t> {
    tree: &'t Tree,
    directory: Directory<'t>,
    differing: Differing,
    staged: Staged,
}

/// One file that was brought.
pub struct Gathered {
    path: String,
    judged: Judged,
}

/// Files under temporary names. Dropped, they are removed, with the directories that were made for them.
#[derive(Debug, Default)]
pub struct Staged {
    pub(super) files: Mutex<BTreeMap<String, Temporary>>,
    pub(super) created: Created,
}

impl<'t> Gathering<'t> {
    pub(super) fn new(tree: &'t Tree, differing: Differing) -> Self {
        Self { tree, directory: Directory::look(tree), differing, staged: Staged::default() }
    }

    /// Takes in some files.
    pub fn gather(&self, artifacts: Vec<Artifact>) -> Vec<Gathered> {
        artifacts.into_iter().map(|artifact| self.one(artifact)).collect()
    }

    fn one(&self, Artifact { path, text }: Artifact) -> Gathered {
        let judged = self.directory.judge(&path, &text).map(|(state, old)| {
            let is_to_be_staged =
                self.differing == Differing::Staged && matches!(state, State::Missing | State::Stale);
            if state == State::Fresh || (is_to_be_staged && self.stage(&path, &text)) {
                return Entry { state, new: None, old: None };
            }
            Entry { state, new: Some(text), old }
        });
        Gathered { path, judged: judged.map_err(Box::new) }
    }

    /// Writes a file under a temporary name. Where that is refused its text is kept: whoever writes in the end says why.
    fn stage(&self, path: &str, text: &str) -> bool {
        if !self.directory.is_open_at(path) {
            return false;
        }
        let place = self.tree.place(path);
        let written = match Temporary::write(&place, text) {
            // Nobody asks for the directory before each of its files: the first one finds that it is missing.
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                let directory = place.parent().unwrap_or(self.tree.root());
                self.staged.created.make(directory).and_then(|()| Temporary::write(&place, text))
            }
            written => written,
        };
        let Ok(temporary) = written else { return false };
        let mut files = self.staged.files.lock().unwrap_or_else(PoisonError::into_inner);
        files.insert(path.to_owned(), temporary);
        true
    }

    /// The comparison of all that was brought.
    pub fn conclude(self, gathered: impl IntoIterator<Item = Gathered>) -> (Comparison, Staged) {
        let judged = gathered.into_iter().map(|Gathered { path, judged }| (path, judged)).collect();
        (self.directory.conclude(judged), self.staged)
    }
}

impl Drop for Staged {
    fn drop(&mut self) {
        // Before the directories, which are removed where they are empty.
        self.files.get_mut().unwrap_or_else(PoisonError::into_inner).clear();
    }
}
