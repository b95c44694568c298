//! A directory of generated files.

use std::fs::File;
use std::path::{Path, PathBuf};

use plimsoll_check::Diagnostic;
use plimsoll_render::Artifact;

use super::comparison::{Changes, Comparison};
use super::gather::{Differing, Gathering, Staged};
use super::write::Written;
use super::{compare, write};

/// A directory of generated files, which may not exist yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tree {
    root: PathBuf,
    shown: String,
}

impl Tree {
    /// The directory at `root`, shown in messages as it was given.
    pub fn new(root: impl Into<PathBuf>) -> Self {
        let root = root.into();
        let shown = root.to_string_lossy().trim_end_matches('/').to_owned();
        Self { root, shown }
    }

    /// How messages name the directory: relative to the workspace, with forward slashes.
    pub fn shown_as(mut self, shown: impl Into<String>) -> Self {
        self.shown = shown.into();
        self
    }

    /// Where the directory is.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// How messages name a path below the directory, or the directory itself for the empty path.
    pub fn shown(&self, path: &str) -> String {
        if path.is_empty() { self.shown.clone() } else { format!("{}/{path}", self.shown) }
    }

    /// Where a file of the directory is.
    pub(super) fn place(&self, path: &str) -> PathBuf {
        self.root.join(path)
    }

    /// How each file of the directory stands to what was rendered. Writes nothing.
    pub fn compare(&self, artifacts: &[Artifact]) -> Comparison {
        compare::compare(self, artifacts)
    }

    /// The same for files that come one after the other.
    pub fn gathering(&self, differing: Differing) -> Gathering<'_> {
        Gathering::new(self, differing)
    }

    /// Writes what differs and deletes what is an orphan.
    pub fn write(&self, changes: &Changes<'_>) -> Result<Written, Diagnostic> {
        self.write_staged(changes, Staged::default())
    }

    /// The same where some files wait for their places already.
    pub fn write_staged(&self, changes: &Changes<'_>, staged: Staged) -> Result<Written, Diagnostic> {
        write::write(self, *changes, staged)
    }

    /// Waits for another run that writes to the same directory; the lock ends with the handle.
    ///
    /// `None` where directories cannot be locked (not yet there, some systems, some network mounts): two runs at
    /// once then write the same bytes, and at worst one of them reports a file that the other just renamed.
    pub fn lock(&self) -> Option<File> {
        let handle = File::open(&self.root).ok()?;
        handle.lock().ok()?;
        Some(handle)
    }
}
