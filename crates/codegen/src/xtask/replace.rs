//! Replaces a file at once.

use std::ffi::OsString;
use std::fs;
use std::io::{self, Write as _};
use std::path::Path;

/// The file is the old one or the new one, whenever this is stopped. Its permissions stay.
pub(super) fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    // What a symbolic link leads to is replaced, and not the link.
    let path = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let name = path.file_name().ok_or(io::ErrorKind::InvalidInput)?;
    let mut new = OsString::from(".");
    new.push(name);
    new.push(".new");
    let new = path.with_file_name(new);
    let done = write(&new, bytes, &path).and_then(|()| fs::rename(&new, &path));
    if done.is_err() {
        // It may never have been there; the first error is the one to tell.
        let _ = fs::remove_file(&new);
    }
    done
}

/// Written to the disk, with the permissions of the file that it shall replace.
fn write(new: &Path, bytes: &[u8], like: &Path) -> io::Result<()> {
    let mut file = fs::File::create(new)?;
    file.write_all(bytes)?;
    if let Ok(known) = fs::metadata(like) {
        file.set_permissions(known.permissions())?;
    }
    file.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_cannot_be_replaced_is_as_it_was_and_nothing_is_left_behind() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.yaml");
        fs::create_dir_all(path.join("in the way")).unwrap();
        assert!(replace(&path, b"new").is_err());
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
        fs::remove_dir_all(&path).unwrap();
        replace(&path, b"new").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"new");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}
