//! What lies in the directory, without following a single symbolic link.

use std::collections::BTreeMap;
use std::fs::{self, FileType};
use std::io;
use std::path::{Path, PathBuf};

/// What stands at a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    File,
    Directory,
    /// A symbolic link, a device, a socket: what it is in words.
    Other(&'static str),
}

impl Kind {
    fn of(kind: FileType) -> Self {
        if kind.is_file() {
            Self::File
        } else if kind.is_dir() {
            Self::Directory
        } else if kind.is_symlink() {
            Self::Other("a symbolic link")
        } else {
            Self::Other("a device, pipe or socket")
        }
    }
}

/// Everything below `root` by its path with forward slashes, hidden files too; nothing if there is no `root`.
///
/// A name that is not UTF-8 is shown with replacement characters: it can match no path of ours, so it is foreign,
/// as it should be.
pub(super) fn walk(root: &Path) -> Result<BTreeMap<String, Kind>, (String, io::Error)> {
    let mut found = BTreeMap::new();
    let mut open: Vec<(PathBuf, String)> = vec![(root.to_owned(), String::new())];
    while let Some((directory, prefix)) = open.pop() {
        let entries = match fs::read_dir(&directory) {
            Ok(entries) => entries,
            Err(error) if prefix.is_empty() && error.kind() == io::ErrorKind::NotFound => break,
            Err(error) => return Err((prefix, error)),
        };
        for entry in entries {
            let (entry, kind) = entry
                .and_then(|entry| entry.file_type().map(|kind| (entry, Kind::of(kind))))
                .map_err(|error| (prefix.clone(), error))?;
            let name = entry.file_name();
            let path = if prefix.is_empty() {
                name.to_string_lossy().into_owned()
            } else {
                format!("{prefix}/{}", name.to_string_lossy())
            };
            if kind == Kind::Directory {
                open.push((entry.path(), path.clone()));
            }
            found.insert(path, kind);
        }
    }
    Ok(found)
}
