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
    let mut file = fs::File::create(&new)?;
    file.write_all(bytes)?;
    if let Ok(known) = fs::metadata(&path) {
        file.set_permissions(known.permissions())?;
    }
    file.sync_all()?;
    fs::rename(new, path)
}
