//! Where the workspace is.

use std::fs;
use std::path::{Path, PathBuf};

/// The workspace around `start`: the nearest directory above with a `Cargo.toml` that declares one, else the nearest
/// with any `Cargo.toml`, else `start` itself.
///
/// Cargo would say it too, a tenth of a second later.
pub(crate) fn root(start: &Path) -> PathBuf {
    let manifest = |directory: &&Path| directory.join("Cargo.toml").is_file();
    let declares = |directory: &&Path| {
        fs::read_to_string(directory.join("Cargo.toml"))
            .is_ok_and(|text| text.lines().any(|line| line.trim_end() == "[workspace]"))
    };
    let found = start.ancestors().find(declares).or_else(|| start.ancestors().find(manifest));
    found.unwrap_or(start).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_workspace_is_above_the_package() {
        let dir = tempfile::tempdir().unwrap();
        let package = dir.path().join("crates/a/src");
        fs::create_dir_all(&package).unwrap();
        fs::write(dir.path().join("crates/a/Cargo.toml"), "[package]\n").unwrap();
        assert_eq!(root(&package), dir.path().join("crates/a"));
        fs::write(dir.path().join("Cargo.toml"), "[workspace]\nmembers = []\n").unwrap();
        assert_eq!(root(&package), dir.path());
    }
}
