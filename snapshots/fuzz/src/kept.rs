//! The inputs that are kept: `corpus/<target>.txt`, which a fuzzer found and reduced, and `corpus/<target>.found.txt`,
//! which once broke a promise, each with what happened. The second kind is written by hand and never reduced.

use std::io;
use std::path::{Path, PathBuf};

use crate::packed;

/// The folder of the kept inputs.
pub fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus")
}

/// The file that a campaign writes.
pub fn reduced(target: &str) -> PathBuf {
    folder().join(format!("{target}.txt"))
}

/// The file of the inputs that once broke a promise.
pub fn found(target: &str) -> PathBuf {
    folder().join(format!("{target}.found.txt"))
}

/// All kept inputs of a target; those of a file that is not there are none.
///
/// # Errors
///
/// Where a file cannot be read, and where a line of it is no input.
pub fn inputs(target: &str) -> io::Result<Vec<Vec<u8>>> {
    let mut all = Vec::new();
    for path in [found(target), reduced(target)] {
        let text = match std::fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
            Err(error) => return Err(error),
        };
        all.extend(packed::inputs(&text).map_err(|line| {
            io::Error::other(format!("{}:{line}:1: this is no packed input: see packed.rs", path.display()))
        })?);
    }
    Ok(all)
}
