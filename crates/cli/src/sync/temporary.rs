//! A file that is written beside its place and then takes it.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::Path;

use tempfile::{Builder, TempPath};

use super::path::{TEMPORARY_PREFIX, TEMPORARY_SUFFIX};

/// A complete file on disk under a temporary name. Dropped before it takes its place, it is removed.
#[derive(Debug)]
pub(super) struct Temporary {
    // A path, not an open file, and not its place too: a thousand services are several thousand files.
    temporary: TempPath,
}

impl Temporary {
    /// Writes the text beside `place`. The disk takes it when it has time: a run that is killed loses nothing by that, and
    /// after a power cut `check` finds what is missing, which `generate` makes anew.
    pub(super) fn write(place: &Path, text: &str) -> io::Result<Self> {
        let directory = place.parent().unwrap_or(Path::new("."));
        let mut builder = Builder::new();
        builder.prefix(TEMPORARY_PREFIX).suffix(TEMPORARY_SUFFIX);
        // A temporary file is private by default; a generated file is as readable as the user's other files.
        #[cfg(unix)]
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
        let mut file = builder.tempfile_in(directory)?;
        file.write_all(text.as_bytes())?;
        Ok(Self { temporary: file.into_temp_path() })
    }

    /// The same, seen on the disk: for what nobody could make anew.
    pub(super) fn write_through(place: &Path, text: &str) -> io::Result<Self> {
        let written = Self::write(place, text)?;
        File::open(&written.temporary)?.sync_all()?;
        Ok(written)
    }

    /// Takes `place`, beside which it was written, in one step: whatever file stands there gives way. So do directories that
    /// hold nothing: a run that was killed leaves those of a file that is no more.
    pub(super) fn take_place(self, place: &Path) -> io::Result<()> {
        let refused = match self.temporary.persist(place) {
            Err(refused) if place.is_dir() => refused,
            taken => return taken.map_err(|refused| refused.error),
        };
        remove_empty(place);
        refused.path.persist(place).map_err(|refused| refused.error)
    }
}

/// Sees the names in a directory on the disk: without it a power cut may undo a rename.
///
/// Where a directory cannot be opened as a file the system has its own way, so a refusal is no failure.
pub(super) fn sync_directory(directory: &Path) {
    if let Ok(handle) = File::open(directory) {
        let _ = handle.sync_all();
    }
}

/// Removes a directory that holds nothing but empty directories.
fn remove_empty(directory: &Path) {
    for entry in fs::read_dir(directory).into_iter().flatten().flatten() {
        if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            remove_empty(&entry.path());
        }
    }
    let _ = fs::remove_dir(directory);
}
